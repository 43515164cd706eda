//! Node as an independent second opinion: its cryptography is OpenSSL's, its `SQLite` is its own.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Runs an ES module with `arguments` and answers what it prints.
///
/// # Panics
/// Where Node is missing or the script fails; what it said is in the message.
#[must_use]
pub fn run(script: &str, arguments: &[&str]) -> String {
    let output = Command::new(program())
        .args([
            "--no-warnings",
            "--input-type=module",
            "--eval",
            script,
            "--",
        ])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("node can be started");
    assert!(
        output.status.success(),
        "node failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn program() -> PathBuf {
    let local = crate::workspace::root().join("node_modules/.bin/node");
    if local.exists() {
        local
    } else {
        PathBuf::from("node")
    }
}
