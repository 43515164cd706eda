//! The operations page: it explains every line that the Worker may log, and no other.

use std::collections::BTreeMap;

use postern_shared::problem::ProblemCode;

use super::source_file::{Finding, SourceFile};

/// Where the page is.
pub const PATH: &str = "docs/operations.md";

/// Every code that `worker/src` logs has a row under [`HEADING`], and every row is of such a code.
pub fn the_page_explains_every_line_of_the_log(files: &[SourceFile]) -> Vec<Finding> {
    let Some(page) = files.iter().find(|file| file.path == PATH) else {
        return vec![finding(1, "the page is not there".to_owned())];
    };
    let logged: BTreeMap<String, &str> = files
        .iter()
        .filter(|file| file.path.starts_with("worker/src/") && file.is_rust())
        .flat_map(|file| codes(file).map(|code| (code, file.path.as_str())))
        .collect();
    let rows = rows(&page.text);
    let unexplained = logged
        .iter()
        .filter(|(code, _)| rows.iter().all(|(row, _)| row != code))
        .map(|(code, path)| finding(1, format!("`{code}` of {path} is not explained")));
    let stale = rows
        .iter()
        .filter(|(row, _)| !logged.contains_key(*row))
        .map(|(row, line)| finding(*line, format!("nothing logs `{row}`")));
    unexplained.chain(stale).collect()
}

/// What a file logs: of each line the first word, or the codes that may stand there.
fn codes(file: &SourceFile) -> impl Iterator<Item = String> {
    let code: Vec<&str> = file.code().map(|(_, line)| line.trim()).collect();
    let code = code.join(" ");
    let lines: Vec<String> = MACROS
        .iter()
        .flat_map(|name| code.split(*name).skip(1))
        .flat_map(|rest| match rest.trim_start().strip_prefix('"') {
            Some(text) if text.starts_with("{}") => failures(),
            Some(text) => vec![text.chars().take_while(|it| is_of_a_code(*it)).collect()],
            None => vec!["what is no text".to_owned()],
        })
        .collect();
    lines.into_iter()
}

/// The problems that an answer of 500 or more may have.
fn failures() -> Vec<String> {
    let codes = ProblemCode::ALL.iter();
    let failures = codes.filter(|code| code.status() >= 500);
    failures.map(|code| code.as_str().to_owned()).collect()
}

/// The first cells of the table under the heading, and on which lines they stand.
fn rows(page: &str) -> Vec<(&str, usize)> {
    let lines = page.lines().zip(1..);
    lines
        .skip_while(|(line, _)| *line != HEADING)
        .skip(1)
        .take_while(|(line, _)| !line.starts_with("## "))
        .filter_map(|(line, number)| {
            let (code, _) = line.strip_prefix("| `")?.split_once('`')?;
            Some((code.split(':').next()?, number))
        })
        .collect()
}

const fn is_of_a_code(character: char) -> bool {
    character.is_ascii_lowercase() || character == '_'
}

const fn finding(line: usize, what: String) -> Finding {
    Finding { line, what }
}

const HEADING: &str = "## What the log says";
const MACROS: &[&str] = &[
    "console_error!(",
    "console_warn!(",
    "console_log!(",
    "console_debug!(",
];

#[cfg(test)]
mod tests {
    use super::*;

    const WORKER: &str = "fn f() {\n    console_error!(\"it_failed\");\n    console_warn!(\n        \
                          \"used_twice: account {locator}\"\n    );\n}\n#[cfg(test)]\nmod tests { \
                          fn g() { console_log!(\"of_a_test\"); } }\n";

    fn findings(worker: &str, table: &str) -> Vec<String> {
        let page = format!(
            "# Page\n\n| `elsewhere` | x |\n\n{HEADING}\n\n{table}\n## Next\n\n| `x` | y |\n"
        );
        let files = [
            SourceFile::new("worker/src/a.rs", worker),
            SourceFile::new("xtask/src/b.rs", "console_log!(\"of_another\")"),
            SourceFile::new(PATH, page),
        ];
        let findings = the_page_explains_every_line_of_the_log(&files);
        findings.into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn a_page_with_a_row_for_each_line_is_whole() {
        let table =
            "| Line | Means |\n|---|---|\n| `it_failed` | a |\n| `used_twice: account …` | b |";
        assert_eq!(findings(WORKER, table), [""; 0]);
    }

    #[test]
    fn a_line_without_a_row_and_a_row_without_a_line_are_found() {
        let found = findings(WORKER, "| `it_failed` | a |\n| `long_gone` | b |");
        let expected = [
            "`used_twice` of worker/src/a.rs is not explained",
            "nothing logs `long_gone`",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_code_of_a_problem_stands_for_all_that_are_failures() {
        let worker = "console_error!(\"{}: request {}\", code.as_str(), id);";
        let found = findings(worker, "| `internal` | a |");
        assert_eq!(found, ["`unavailable` of worker/src/a.rs is not explained"]);
    }

    #[test]
    fn a_page_that_is_not_there_is_found() {
        let found = the_page_explains_every_line_of_the_log(&[]);
        assert_eq!(found.len(), 1);
    }
}
