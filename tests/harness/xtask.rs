//! `cargo xtask`, as people type it.

use std::env;
use std::ffi::OsStr;
use std::process::{Command, Stdio};

use crate::workspace;

/// What came of a command.
pub struct Outcome {
    /// Whether its exit code is 0.
    pub succeeded: bool,
    /// The exit code; `None` where a signal has ended it.
    pub code: Option<i32>,
    /// Its standard output.
    pub output: String,
    /// Its standard error.
    pub errors: String,
}

/// Runs it to the end.
///
/// # Panics
/// Where it cannot be started.
#[must_use]
pub fn run(arguments: &[impl AsRef<OsStr>]) -> Outcome {
    let output = command(arguments).output().expect("xtask can be started");
    Outcome {
        succeeded: output.status.success(),
        code: output.status.code(),
        output: String::from_utf8_lossy(&output.stdout).into_owned(),
        errors: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The same, not started yet.
#[must_use]
pub fn command(arguments: &[impl AsRef<OsStr>]) -> Command {
    let mut program = program().into_iter();
    let mut command = Command::new(program.next().unwrap_or_default());
    command
        .args(program)
        .args(arguments)
        .current_dir(workspace::root())
        .stdin(Stdio::null());
    command
}

/// The built program where `cargo xtask test` names it, else the alias, which may have to build.
#[must_use]
pub fn program() -> Vec<String> {
    match env::var("POSTERN_XTASK") {
        Ok(path) => vec![path],
        Err(_) => vec!["cargo".to_owned(), "xtask".to_owned()],
    }
}
