//! Running other programs, with errors that say what failed and what to do.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context as _, Result, bail};

/// A command in the workspace root.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(crate::paths::root());
    command
}

/// Runs to the end, with the terminal's output.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", described(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", described(command));
    }
    Ok(())
}

/// Runs to the end and answers the standard output; shows everything only where it fails.
pub fn output(command: &mut Command) -> Result<String> {
    let output = captured(command)?;
    if !output.status.success() {
        show(&output);
        bail!("{} failed ({})", described(command), output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs to the end in silence and answers the standard output, if it went well.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = captured(command).ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs to the end in silence; whether it went well. A program that is not there did not.
pub fn succeeds(command: &mut Command) -> bool {
    answer(command).is_some()
}

/// Whether a program of this name is on the path.
pub fn on_path(program: &str) -> bool {
    find_on_path(program).is_some()
}

/// Where on the path a program of this name is.
pub fn find_on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// The command as one would type it.
pub fn described(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let arguments = command
        .get_args()
        .map(|argument| argument.to_string_lossy().into_owned());
    std::iter::once(crate::paths::shown(program))
        .chain(arguments)
        .collect::<Vec<_>>()
        .join(" ")
}

fn captured(command: &mut Command) -> Result<Output> {
    command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start {}", described(command)))
}

fn show(output: &Output) {
    // Nothing better can be done where the terminal itself is gone.
    let _shown = std::io::stderr().write_all(&output.stdout);
    let _shown = std::io::stderr().write_all(&output.stderr);
}
