//! `cargo xtask serve`: the built Worker on workerd through Miniflare's API, without a file
//! watcher. For tests, benchmarks and whoever just wants to run it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use anyhow::{Context as _, Result};
use serde_json::json;

use crate::build;
use crate::children::{self, StopRequests};
use crate::paths;
use crate::process;
use crate::setup;
use crate::wrangler_config::{self, WranglerConfig};

/// What to serve, where.
pub struct Options {
    /// Port on localhost; 0 takes a free one.
    pub port: u16,
    /// Folder of KV and the objects' databases.
    pub state: PathBuf,
    /// `NAME=VALUE` for variables of wrangler.toml.
    pub variables: Vec<String>,
}

/// Serves until asked to stop.
pub fn run(options: &Options) -> Result<()> {
    build::run()?;
    setup::for_running()?;
    let stop = StopRequests::listen()?;
    let mut child = start(options)?;
    children::supervise("the server", &mut child, &stop)
}

/// Starts Node with Miniflare. It ends when its standard input does, so it never outlives us.
fn start(options: &Options) -> Result<Child> {
    let mut config = WranglerConfig::read()?;
    for assignment in &options.variables {
        config.override_variable(assignment)?;
    }
    // Through a pipe, because a command line can be read by everybody on the machine.
    let message = json!({
        "root": paths::root(),
        "port": options.port,
        "state": absolute(&options.state)?,
        "config": config.into_json(),
        "secrets": wrangler_config::object(secrets(options)?),
    });
    let mut child = process::command(paths::node())
        .arg(paths::in_root("xtask/serve.mjs"))
        .stdin(Stdio::piped())
        .spawn()
        .context("cannot start Node; `cargo xtask setup` installs it")?;
    child
        .stdin
        .as_mut()
        .context("the pipe to Node is gone")
        .and_then(|pipe| Ok(writeln!(pipe, "{message}")?))?;
    Ok(child)
}

/// What `.dev.vars` says, less what the command line says better.
fn secrets(options: &Options) -> Result<Vec<(String, String)>> {
    let is_overridden = |name: &str| {
        options
            .variables
            .iter()
            .any(|assignment| assignment.split_once('=').is_some_and(|(it, _)| it == name))
    };
    let mut secrets = setup::secrets()?;
    secrets.retain(|(name, _)| !is_overridden(name));
    Ok(secrets)
}

/// The state folder of `wrangler dev --persist-to` and of Miniflare is the same, so that the two
/// commands share their accounts.
fn absolute(state: &Path) -> Result<PathBuf> {
    Ok(std::path::absolute(state)?.join("v3"))
}
