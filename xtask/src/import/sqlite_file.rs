//! The database of the second tutorial: its table `users`, read by Node, which has SQLite in it.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::row::Line;
use crate::paths;
use crate::process;

/// Every row. A secret that was never confirmed is left out, so that its owner enrols anew.
pub fn read(path: &Path) -> Result<Vec<Line>> {
    let path = path.canonicalize().context("cannot find it")?;
    let mut node = process::command(paths::node());
    node.args([
        "--no-warnings",
        "--input-type=module",
        "--eval",
        SCRIPT,
        "--",
    ]);
    node.arg(path).stdin(Stdio::null());
    let output = node
        .output()
        .context("cannot start node; `cargo xtask setup` installs it")?;
    // It has passwords in it, also where it breaks off.
    let said = Zeroizing::new(output.stdout);
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        let why = why.lines().next().unwrap_or("node does not say why");
        bail!(
            "it is no whole SQLite database with a table users of username, password, otp_secret \
             and is_otp_verified: {why}"
        );
    }
    let said = str::from_utf8(&said).context("node says something else")?;
    said.lines().map(line).collect()
}

fn line(text: &str) -> Result<Line> {
    let mut fields: Map<String, Value> = serde_json::from_str(text)?;
    let Some(number) = fields.remove("id").and_then(|id| id.as_u64()) else {
        bail!("a row has no id");
    };
    Ok(Line::of(number, fields))
}

const SCRIPT: &str = include_str!("read_sqlite.mjs");
