//! Where a Worker answers that wrangler has deployed.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The file in which wrangler says in JSON what it has done.
pub struct Report(PathBuf);

impl Report {
    /// Where wrangler is to write it.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// One that is not there yet.
    pub fn new() -> Self {
        let name = format!("postern-deployed-{}.json", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    /// The first address that leads to the Worker.
    pub fn address(&self) -> Option<String> {
        let report = fs::read_to_string(&self.0).ok()?;
        let lines = report
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let deployed = lines
            .into_iter()
            .find(|line| line.get("type") == Some(&Value::from("deploy")))?;
        let mut targets = deployed.get("targets")?.as_array()?.iter();
        targets.find_map(|target| address(target.as_str()?))
    }
}

/// The address in wrangler's words, of which some are about schedules:
/// `login.example.com (custom domain)`.
fn address(target: &str) -> Option<String> {
    let first = target.split_whitespace().next()?;
    let first = first.trim_end_matches("/*");
    match first.contains("://") {
        true => Some(first.to_owned()),
        false if first.contains('.') => Some(format!("https://{first}")),
        false => None,
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        // It was not written where wrangler has failed early.
        let _removed = fs::remove_file(&self.0);
    }
}
