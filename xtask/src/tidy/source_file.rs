//! A file as the rules read it.

/// A tracked text file.
pub struct SourceFile {
    /// Path below the root, with slashes.
    pub path: String,
    /// All of it.
    pub text: String,
}

/// Where a rule is broken, and how.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    /// Counted from 1.
    pub line: usize,
    /// What stands there that must not.
    pub what: String,
}

impl SourceFile {
    /// A file with its text.
    pub fn new(path: &str, text: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            text: text.into(),
        }
    }

    /// Whether it is Rust.
    pub fn is_rust(&self) -> bool {
        self.extension() == Some("rs")
    }

    /// What follows the last dot.
    pub fn extension(&self) -> Option<&str> {
        self.path.rsplit_once('.').map(|(_, extension)| extension)
    }

    /// Whether it is the module `path` (without `.rs`) or lies in its folder.
    pub fn is_in_module(&self, path: &str) -> bool {
        self.path
            .strip_prefix(path)
            .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    }

    /// Whether it holds nothing but tests.
    pub fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs")
            || self.path.contains("/tests/")
            || self.path.starts_with("tests/api/")
            || self.path.starts_with("tests/browser/")
    }

    /// The lines above the tests, numbered from 1, without comments.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .take_while(|(_, line)| !self.is_test() && line.trim() != "#[cfg(test)]")
            .map(|(index, line)| (index + 1, line))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// A finding for every line of [`Self::code`] with one of `words`.
    pub fn code_with(&self, words: &[&str], why: &str) -> Vec<Finding> {
        self.code()
            .filter_map(|(line, code)| {
                let word = words.iter().find(|word| has_word(code, word))?;
                Some(Finding {
                    line,
                    what: format!("`{word}`: {why}"),
                })
            })
            .collect()
    }
}

/// Whether `word` stands in `code` other than as the end of a longer name.
fn has_word(code: &str, word: &str) -> bool {
    let is_part_of_a_name = |it: char| it.is_alphanumeric() || it == '_';
    code.match_indices(word).any(|(at, _)| {
        !word.starts_with(is_part_of_a_name) || !code[..at].ends_with(is_part_of_a_name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_tests_are_no_code() {
        let file = SourceFile::new("a.rs", "//! clock\nlet a;\n#[cfg(test)]\nclock\n");
        assert_eq!(file.code().collect::<Vec<_>>(), [(2, "let a;")]);
    }

    #[test]
    fn a_file_of_tests_has_no_code() {
        let file = SourceFile::new("worker/src/keys/tests.rs", "clock\n");
        assert_eq!(file.code().count(), 0);
    }

    #[test]
    fn the_end_of_a_longer_name_is_another_word() {
        assert!(has_word("a; assert!(b)", "assert!("));
        assert!(!has_word("debug_assert!(b)", "assert!("));
        assert!(has_word("b.unwrap()", ".unwrap()"));
    }

    #[test]
    fn a_module_is_its_file_and_its_folder() {
        for path in ["worker/src/http.rs", "worker/src/http/login.rs"] {
            assert!(SourceFile::new(path, "").is_in_module("worker/src/http"));
        }
        assert!(!SourceFile::new("worker/src/http_x.rs", "").is_in_module("worker/src/http"));
    }
}
