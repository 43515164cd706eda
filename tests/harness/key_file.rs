//! A file with keys, rotated by the real commands.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use crate::workspace;
use crate::xtask::{self, Outcome};

/// The file with the ring, and the records that it has sealed.
pub struct KeyFile {
    file: PathBuf,
    state: PathBuf,
}

impl KeyFile {
    /// A ring with root 1 alone.
    ///
    /// # Panics
    /// Where it cannot be written.
    #[must_use]
    pub fn new() -> Self {
        let folder = workspace::fresh_state_dir();
        let file = folder.join("rotated.vars");
        let ring = "directory:BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc,\
            1:CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk";
        fs::write(&file, format!("# of a test\nPOSTERN_KEYS=\"{ring}\"\n")).expect("written");
        Self {
            file,
            state: folder,
        }
    }

    /// The same, with the records of the server that keeps its state here.
    #[must_use]
    pub fn with_records(self, state: &Path) -> Self {
        Self {
            state: state.to_owned(),
            ..self
        }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// `cargo xtask keys …`
    #[must_use]
    pub fn run(&self, step: &[&str]) -> Outcome {
        let file = self.file.to_string_lossy();
        xtask::run(&[&["keys"], step, &["--file", &file]].concat())
    }

    /// The same for a step that counts records.
    #[must_use]
    pub fn run_on_records(&self, step: &[&str]) -> Outcome {
        let state = self.state.to_string_lossy();
        self.run(&[step, &["--state", &state]].concat())
    }

    /// The invitation of a link that `cargo xtask invite` prints for this `origin`.
    ///
    /// # Panics
    /// Where the command fails, or prints something else.
    #[must_use]
    pub fn invite(&self, origin: &str, options: &[&str]) -> String {
        let file = self.file.to_string_lossy();
        let place = ["--file", &file, "--origin", origin];
        let outcome = xtask::run(&[&["invite"], options, &place].concat());
        assert!(outcome.succeeded, "{}", outcome.errors);
        let link = outcome.output.trim();
        let text = link.strip_prefix(&format!("{origin}/register#invitation="));
        text.expect("a link to the registration").to_owned()
    }

    /// `cargo xtask import …` into the service at `origin`.
    #[must_use]
    pub fn import(&self, people: &Path, origin: &str, options: &[&str]) -> Outcome {
        xtask::run(&[self.import_of(people, origin), owned(options)].concat())
    }

    /// The same, running by itself: SIGKILL for its process group leaves nothing of it.
    ///
    /// # Panics
    /// Where it cannot be started.
    #[must_use]
    pub fn begin_import(&self, people: &Path, origin: &str) -> Child {
        let mut command = xtask::command(&self.import_of(people, origin));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
            .process_group(0)
            .spawn()
            .expect("xtask can be started")
    }

    fn import_of(&self, people: &Path, origin: &str) -> Vec<String> {
        let (file, people) = (self.file.to_string_lossy(), people.to_string_lossy());
        owned(&["import", &people, "--file", &file, "--to", origin])
    }

    /// What is given to the service.
    ///
    /// # Panics
    /// Where the command fails.
    #[must_use]
    pub fn export(&self) -> String {
        let outcome = self.run(&["export"]);
        assert!(outcome.succeeded, "{}", outcome.errors);
        outcome.output
    }
}

fn owned(arguments: &[&str]) -> Vec<String> {
    arguments.iter().map(|&one| one.to_owned()).collect()
}

impl Default for KeyFile {
    fn default() -> Self {
        Self::new()
    }
}
