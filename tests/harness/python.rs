//! Python with the packages of `tests/foreign/requirements.txt`: what many services that take
//! Postern's tokens are written in.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Runs a script with `arguments` and answers what it prints.
///
/// # Panics
/// Where set-up has not made the environment, or the script fails; what it said is in the message.
#[must_use]
pub fn run(script: &str, arguments: &[&str]) -> String {
    let output = Command::new(program())
        // Isolated: neither the user's packages nor files that lie about are imported.
        .args(["-I", "-c", script])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("`cargo xtask setup` makes the Python environment");
    assert!(
        output.status.success(),
        "python failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// The interpreter of the environment.
#[must_use]
pub fn program() -> PathBuf {
    crate::workspace::root().join(".tools/python/bin/python")
}
