//! A program in the place of wrangler, which answers what a test says and writes down its calls.

use std::fs;
use std::path::PathBuf;

use crate::test_folder::TestFolder;
use crate::wrangler::Wrangler;

/// The program, and the folder that it works in.
pub struct FakeWrangler(TestFolder);

impl FakeWrangler {
    /// `answers` are the branches of a shell's `case` over all its arguments; in them `$FOLDER` is its
    /// folder.
    pub fn new(answers: &str) -> Self {
        let folder = TestFolder::new();
        let script = format!(
            "FOLDER='{}'\necho \"$*\" >> \"$FOLDER/calls\"\ncase \"$*\" in\n{answers}\n\
             *) echo \"not expected: $*\" >&2; exit 70 ;;\nesac\n",
            folder.file("").display()
        );
        fs::write(folder.file("wrangler"), script).expect("the folder is ours");
        Self(folder)
    }

    /// It, as the commands start it.
    pub fn wrangler(&self, environment: Option<&str>) -> Wrangler {
        let program = vec!["/bin/sh".into(), self.file("wrangler").into()];
        Wrangler::started_as(program, environment)
    }

    /// Its calls, in the order in which they came.
    pub fn calls(&self) -> Vec<String> {
        let calls = fs::read_to_string(self.file("calls")).unwrap_or_default();
        calls.lines().map(str::to_owned).collect()
    }

    /// A file in its folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.file(name)
    }
}
