//! Requests per second under load, by autocannon.

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::paths;
use crate::process;

/// Requests per second of GET `url` at [`CONNECTIONS`] connections; every answer must be good.
pub fn requests_per_second(url: &str, headers: &[String]) -> Result<f64> {
    let mut command = process::command(paths::node());
    command
        .arg(paths::npm_tool("autocannon"))
        .args(["--json", "--no-progress"])
        .args(["--connections", &CONNECTIONS.to_string()])
        .args(["--duration", &SECONDS.to_string()]);
    for header in headers {
        command.args(["--headers", header]);
    }
    let output = process::output(command.arg(url))?;
    let report: Value = serde_json::from_str(&output).context("autocannon answers no JSON")?;
    let number = |path: &str| report.pointer(path).and_then(Value::as_f64);
    let bad = number("/non2xx").unwrap_or(1.0) + number("/errors").unwrap_or(1.0);
    if bad > 0.0 {
        bail!("{url}: {bad} answers were not good");
    }
    number("/requests/average").context("autocannon counts no requests")
}

/// Sends this many GET requests to `url`, whatever it answers.
pub fn send(url: &str, headers: &[String], requests: u32) -> Result<()> {
    let mut command = process::command(paths::node());
    command
        .arg(paths::npm_tool("autocannon"))
        .args(["--json", "--no-progress"])
        .args(["--connections", &CONNECTIONS.to_string()])
        .args(["--amount", &requests.to_string()]);
    for header in headers {
        command.args(["--headers", header]);
    }
    process::output(command.arg(url)).map(drop)
}

/// As many as the goal names.
pub const CONNECTIONS: u32 = 16;
/// Of each measurement.
pub const SECONDS: u32 = 8;
