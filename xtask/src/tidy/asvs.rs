//! The table of OWASP ASVS 5.0: every requirement stands in it once, and what it names exists.

use super::source_file::{Finding, SourceFile};

/// Where the table is.
pub const PATH: &str = "docs/asvs.md";

/// Each requirement of [`REQUIREMENTS`] has one row with its level and a standing; what is met
/// names a test, what is not says why; and every test that is named is one.
pub fn the_table_is_whole_and_its_tests_exist(files: &[SourceFile]) -> Vec<Finding> {
    let Some(table) = files.iter().find(|file| file.path == PATH) else {
        return vec![finding(1, "the table is not there")];
    };
    let rows: Vec<Row> = table.text.lines().zip(1..).filter_map(Row::read).collect();
    let missing = REQUIREMENTS
        .iter()
        .filter(|(number, _)| rows.iter().all(|row| row.number != *number))
        .map(|(number, _)| finding(1, format!("{number} has no row")));
    let twice = rows.iter().enumerate().filter_map(|(at, row)| {
        let is_second = rows.iter().take(at).any(|other| other.number == row.number);
        is_second.then(|| finding(row.line, format!("{} has two rows", row.number)))
    });
    let faulty = rows
        .iter()
        .flat_map(|row| row.faults(files).map(|fault| finding(row.line, fault)));
    let counted = counts(&rows);
    let miscounted = (!table.text.contains(&counted))
        .then(|| finding(1, format!("the table does not say: {counted}")));
    missing
        .chain(twice)
        .chain(faulty)
        .chain(miscounted)
        .collect()
}

/// One row: number, level, in short, standing, tests or reason.
struct Row<'a> {
    line: usize,
    number: &'a str,
    level: &'a str,
    standing: &'a str,
    shown_by: &'a str,
}

impl<'a> Row<'a> {
    /// `None` where the line is no row of a requirement.
    fn read((text, line): (&'a str, usize)) -> Option<Self> {
        let cells: Vec<&str> = text.strip_prefix("| ")?.split('|').map(str::trim).collect();
        let number = cells.first()?;
        if !number.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
        Some(Self {
            line,
            number,
            level: cell(1),
            standing: cell(3),
            shown_by: cell(4),
        })
    }

    fn faults(&self, files: &[SourceFile]) -> impl Iterator<Item = String> {
        let number = self.number;
        let requirement = REQUIREMENTS.iter().find(|(known, _)| *known == number);
        let misplaced = match requirement {
            None => Some(format!("{number} is none of the requirements")),
            Some((_, level)) if *level != self.level => Some(format!("{number} is of {level}")),
            Some(_) => None,
        };
        let tests = self.tests();
        let unfounded = match self.standing {
            MET => tests.is_empty().then_some("no test shows it"),
            NOT_APPLICABLE | NOT_MET => self.shown_by.is_empty().then_some("no reason is given"),
            _ => Some("the standing is met, not applicable or not met"),
        }
        .map(|fault| format!("{number}: {fault}"));
        let absent: Vec<String> = tests
            .into_iter()
            .filter(|(path, name)| !is_a_test(files, path, name))
            .map(|(path, name)| format!("{number}: there is no test {path}::{name}"))
            .collect();
        misplaced.into_iter().chain(unfounded).chain(absent)
    }

    /// What is named as `path.rs::test` between backticks.
    fn tests(&self) -> Vec<(&'a str, &'a str)> {
        let quoted = self.shown_by.split('`').skip(1).step_by(2);
        quoted.filter_map(|text| text.split_once("::")).collect()
    }
}

/// Whether this file has this test, and runs it: by an attribute, or in each mode.
fn is_a_test(files: &[SourceFile], path: &str, name: &str) -> bool {
    let Some(file) = files.iter().find(|file| file.path == path) else {
        return false;
    };
    let lines: Vec<&str> = file.text.lines().map(str::trim).collect();
    let listed = format!("{name};");
    let is_in_each_mode = lines
        .split(|line| line.starts_with("in_each_mode! {"))
        .skip(1)
        .any(|rest| {
            let mut promises = rest.iter().take_while(|line| **line != "}");
            promises.any(|line| *line == listed)
        });
    lines.iter().enumerate().any(|(at, line)| {
        is_function(line, name)
            && (is_in_each_mode || has_test_attribute(lines.get(..at).unwrap_or_default()))
    })
}

fn is_function(line: &str, name: &str) -> bool {
    let declared = ["fn ", "async fn ", "pub fn ", "pub async fn "]
        .iter()
        .find_map(|keyword| line.strip_prefix(keyword));
    declared
        .and_then(|rest| rest.strip_prefix(name))
        .is_some_and(|rest| rest.starts_with('('))
}

/// Whether the attributes right above make a function a test that is not skipped.
fn has_test_attribute(above: &[&str]) -> bool {
    let attributes = || {
        let lines = above.iter().rev();
        lines.take_while(|line| line.starts_with("#[") || line.starts_with("//"))
    };
    let has = |beginnings: &[&str]| {
        attributes().any(|line| beginnings.iter().any(|start| line.starts_with(start)))
    };
    has(&["#[test]", "#[tokio::test", "#[wasm_bindgen_test]"]) && !has(&["#[ignore"])
}

/// The sentence that the table has to say of itself.
fn counts(rows: &[Row]) -> String {
    let count = |standing| rows.iter().filter(|row| row.standing == standing).count();
    format!(
        "Of {} requirements {} are met, {} are not applicable, and {} are not met.",
        rows.len(),
        count(MET),
        count(NOT_APPLICABLE),
        count(NOT_MET)
    )
}

fn finding(line: usize, what: impl Into<String>) -> Finding {
    Finding {
        line,
        what: what.into(),
    }
}

const MET: &str = "met";
const NOT_APPLICABLE: &str = "not applicable";
const NOT_MET: &str = "not met";

/// The requirements of levels 1 and 2 of chapters 6, 7 and 9 of ASVS 5.0.0, with their level.
const REQUIREMENTS: &[(&str, &str)] = &[
    ("6.1.1", "L1"),
    ("6.1.2", "L2"),
    ("6.1.3", "L2"),
    ("6.2.1", "L1"),
    ("6.2.2", "L1"),
    ("6.2.3", "L1"),
    ("6.2.4", "L1"),
    ("6.2.5", "L1"),
    ("6.2.6", "L1"),
    ("6.2.7", "L1"),
    ("6.2.8", "L1"),
    ("6.2.9", "L2"),
    ("6.2.10", "L2"),
    ("6.2.11", "L2"),
    ("6.2.12", "L2"),
    ("6.3.1", "L1"),
    ("6.3.2", "L1"),
    ("6.3.3", "L2"),
    ("6.3.4", "L2"),
    ("6.4.1", "L1"),
    ("6.4.2", "L1"),
    ("6.4.3", "L2"),
    ("6.4.4", "L2"),
    ("6.5.1", "L2"),
    ("6.5.2", "L2"),
    ("6.5.3", "L2"),
    ("6.5.4", "L2"),
    ("6.5.5", "L2"),
    ("6.6.1", "L2"),
    ("6.6.2", "L2"),
    ("6.6.3", "L2"),
    ("6.8.1", "L2"),
    ("6.8.2", "L2"),
    ("6.8.3", "L2"),
    ("6.8.4", "L2"),
    ("7.1.1", "L2"),
    ("7.1.2", "L2"),
    ("7.1.3", "L2"),
    ("7.2.1", "L1"),
    ("7.2.2", "L1"),
    ("7.2.3", "L1"),
    ("7.2.4", "L1"),
    ("7.3.1", "L2"),
    ("7.3.2", "L2"),
    ("7.4.1", "L1"),
    ("7.4.2", "L1"),
    ("7.4.3", "L2"),
    ("7.4.4", "L2"),
    ("7.4.5", "L2"),
    ("7.5.1", "L2"),
    ("7.5.2", "L2"),
    ("7.6.1", "L2"),
    ("7.6.2", "L2"),
    ("9.1.1", "L1"),
    ("9.1.2", "L1"),
    ("9.1.3", "L1"),
    ("9.2.1", "L1"),
    ("9.2.2", "L2"),
    ("9.2.3", "L2"),
    ("9.2.4", "L2"),
];

#[cfg(test)]
mod tests {
    use super::*;

    const FULL_ROW: &str = "| 6.1.1 | L1 | limits are documented | met | `a/b.rs::it_holds` |";
    const TEST: &str = "/// Words.\n#[tokio::test]\nasync fn it_holds() {}\n";

    /// What is found in a whole table whose first row is `row`, where `a/b.rs` reads `source`.
    fn found(row: &str, source: &str) -> Vec<String> {
        found_in(&whole_table(row), source)
    }

    fn found_in(table: &str, source: &str) -> Vec<String> {
        let files = [
            SourceFile::new("a/b.rs", source),
            SourceFile::new(PATH, table),
        ];
        the_table_is_whole_and_its_tests_exist(&files)
            .into_iter()
            .map(|finding| finding.what)
            .collect()
    }

    fn whole_table(first: &str) -> String {
        let rest = REQUIREMENTS[1..]
            .iter()
            .map(|(number, level)| format!("| {number} | {level} | x | not met | not yet |"));
        let lines: Vec<String> = [first.to_owned()].into_iter().chain(rest).collect();
        let rows: Vec<Row> = lines
            .iter()
            .map(String::as_str)
            .zip(1..)
            .filter_map(Row::read)
            .collect();
        [counts(&rows), lines.join("\n")].join("\n")
    }

    #[test]
    fn a_whole_table_with_a_test_that_exists_is_right() {
        assert_eq!(found(FULL_ROW, TEST), [""; 0]);
    }

    #[test]
    fn a_requirement_without_a_row_with_two_or_of_another_chapter_is_found() {
        assert_eq!(found("", TEST), ["6.1.1 has no row"]);
        let twice = format!("{FULL_ROW}\n{FULL_ROW}");
        let table = whole_table(FULL_ROW).replace(FULL_ROW, &twice);
        assert!(found_in(&table, TEST).contains(&"6.1.1 has two rows".to_owned()));
        let foreign = format!("{FULL_ROW}\n| 8.1.1 | L1 | x | not met | no |");
        let table = whole_table(FULL_ROW).replace(FULL_ROW, &foreign);
        assert!(found_in(&table, TEST).contains(&"8.1.1 is none of the requirements".to_owned()));
    }

    #[test]
    fn a_wrong_level_an_unknown_standing_and_a_bare_word_are_found() {
        for (row, fault) in [
            (FULL_ROW.replace("L1", "L2"), "6.1.1 is of L1"),
            (
                FULL_ROW.replace("| met |", "| mostly |"),
                "6.1.1: the standing is met, not applicable or not met",
            ),
            (
                FULL_ROW.replace("`a/b.rs::it_holds`", "trust us"),
                "6.1.1: no test shows it",
            ),
            (
                "| 6.1.1 | L1 | x | not applicable | |".to_owned(),
                "6.1.1: no reason is given",
            ),
        ] {
            assert_eq!(found(&row, TEST), [fault]);
        }
    }

    #[test]
    fn a_test_that_is_not_there_is_found_also_in_a_reason() {
        let fault = "6.1.1: there is no test a/b.rs::it_held";
        assert_eq!(found(&FULL_ROW.replace("holds", "held"), TEST), [fault]);
        let reason = "| 6.1.1 | L1 | x | not met | but `a/b.rs::it_held` |";
        assert_eq!(found(reason, TEST), [fault]);
        let elsewhere = FULL_ROW.replace("a/b.rs", "a/c.rs");
        let fault = "6.1.1: there is no test a/c.rs::it_holds";
        assert_eq!(found(&elsewhere, TEST), [fault]);
    }

    #[test]
    fn a_helper_and_a_test_that_is_skipped_show_nothing() {
        for source in [
            "async fn it_holds() {}\n",
            "#[test]\nfn another() {}\n\nfn it_holds() {}\n",
            "#[test]\n#[ignore = \"slow\"]\nfn it_holds() {}\n",
            "#[test]\nfn it_holds_too() {}\n",
        ] {
            assert_eq!(found(FULL_ROW, source).len(), 1, "{source}");
        }
    }

    #[test]
    fn a_promise_that_is_kept_in_each_mode_is_a_test() {
        let source = "in_each_mode! {\n    it_holds;\n}\n\nasync fn it_holds(mode: Mode) {}\n";
        assert_eq!(found(FULL_ROW, source), [""; 0]);
        let other = source.replace("    it_holds;", "    it_held;");
        assert_eq!(found(FULL_ROW, &other).len(), 1);
    }

    #[test]
    fn a_wrong_count_is_found() {
        let table = whole_table(FULL_ROW).replace("1 are met", "2 are met");
        assert_eq!(found_in(&table, TEST).len(), 1);
    }
}
