//! What reviewers would otherwise have to say again and again.

use super::source_file::{Finding, SourceFile};

/// A panic in a Durable Object leaves its caller hanging, one in the Worker costs every request
/// that the isolate is serving.
pub fn the_worker_does_not_panic(file: &SourceFile) -> Vec<Finding> {
    let runs_in_the_worker = [
        "worker/src/",
        "shared/src/",
        "keyring/src/",
        "opaque/src/",
        "import/src/",
    ]
    .iter()
    .any(|folder| file.path.starts_with(folder));
    if !runs_in_the_worker {
        return Vec::new();
    }
    file.code_with(
        &[
            ".unwrap()",
            ".expect(",
            "panic!(",
            "unreachable!(",
            "todo!(",
            "unimplemented!(",
            "assert!(",
            "assert_eq!(",
        ],
        "answer a problem instead",
    )
}

/// An expected lint says why, and is reported when it is expected no longer.
pub fn expect_with_a_reason(file: &SourceFile) -> Vec<Finding> {
    if !file.is_rust() {
        return Vec::new();
    }
    let allow = [concat!("#[", "allow("), concat!("#![", "allow(")];
    let numbered = file.text.lines().zip(1..);
    numbered
        .filter(|(line, _)| allow.iter().any(|word| line.contains(word)))
        .map(|(_, line)| Finding {
            line,
            what: "use `#[expect(lint, reason = \"…\")]`".to_owned(),
        })
        .collect()
}

/// A file has one purpose; a long one mostly has two.
pub fn short_files(file: &SourceFile) -> Vec<Finding> {
    let above_the_tests = file
        .text
        .lines()
        .take_while(|line| line.trim() != "#[cfg(test)]")
        .count();
    if !file.is_rust() || file.is_test() || above_the_tests <= MOST_LINES {
        return Vec::new();
    }
    vec![Finding {
        line: MOST_LINES,
        what: format!("{above_the_tests} lines above the tests, at most {MOST_LINES} are good"),
    }]
}

/// `unsafe` is forbidden and clippy pedantic in every crate, because each one takes the lints of
/// the workspace.
pub fn crates_take_the_lints(file: &SourceFile) -> Vec<Finding> {
    let is_crate = file.path.ends_with("/Cargo.toml");
    if !is_crate || file.text.contains("[lints]\nworkspace = true\n") {
        return Vec::new();
    }
    vec![Finding {
        line: 1,
        what: "`[lints] workspace = true` is missing".to_owned(),
    }]
}

const MOST_LINES: usize = 250;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unwrap_in_the_worker_is_found_and_in_its_tests_is_not() {
        let text = "a.unwrap();\n#[cfg(test)]\nb.unwrap();\n";
        let file = SourceFile::new("worker/src/lib.rs", text);
        assert_eq!(the_worker_does_not_panic(&file).len(), 1);
    }

    #[test]
    fn an_allowed_lint_is_found_also_in_tests() {
        let text = format!("#[cfg(test)]\n#[{}(dead_code)]\n", "allow");
        let file = SourceFile::new("frontend/src/lib.rs", text);
        assert_eq!(expect_with_a_reason(&file).len(), 1);
    }

    #[test]
    fn a_long_file_is_found_and_long_tests_are_not() {
        let long = "x\n".repeat(MOST_LINES + 1);
        let file = SourceFile::new("shared/src/a.rs", long.clone());
        assert_eq!(short_files(&file).len(), 1);
        let file = SourceFile::new("shared/src/a.rs", format!("#[cfg(test)]\n{long}"));
        assert_eq!(short_files(&file), []);
    }

    #[test]
    fn a_crate_with_lints_of_its_own_is_found() {
        let file = SourceFile::new(
            "shared/Cargo.toml",
            "[lints]\nrust.unsafe_code = \"allow\"\n",
        );
        assert_eq!(crates_take_the_lints(&file).len(), 1);
    }
}
