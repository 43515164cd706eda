//! `cargo xtask dev`: from a fresh checkout to a page to click on.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::build;
use crate::children::{self, StopRequests};
use crate::setup;
use crate::wrangler::Wrangler;

/// Where to run it.
pub struct Options {
    /// Port on localhost; 0 takes a free one.
    pub port: u16,
    /// Folder of KV and the objects' databases.
    pub state: PathBuf,
}

/// Sets up, builds and runs `wrangler dev` until asked to stop.
pub fn run(options: &Options) -> Result<()> {
    setup::for_building()?;
    setup::for_running()?;
    build::run()?;
    let stop = StopRequests::listen()?;
    let port = free_port(options.port)?;
    let mut child = wrangler(port, options)?
        .spawn()
        .context("cannot start wrangler; `cargo xtask setup` installs it")?;
    match wait_until_ready(port, &mut child, &stop) {
        Ok(Readiness::Ready) => {
            println!("Postern is ready at http://localhost:{port}");
            children::supervise("wrangler", &mut child, &stop)
        }
        Ok(Readiness::AskedToStop) => children::end("wrangler", &mut child),
        Err(error) => {
            children::end("wrangler", &mut child)?;
            Err(error)
        }
    }
}

enum Readiness {
    Ready,
    AskedToStop,
}

fn wrangler(port: u16, options: &Options) -> Result<Command> {
    let mut command = Wrangler::installed(None).command();
    command
        .args(["dev", "--port", &port.to_string(), "--persist-to"])
        .arg(std::path::absolute(&options.state)?)
        .args(["--show-interactive-dev-session", "false"]);
    Ok(command)
}

fn free_port(wanted: u16) -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", wanted)).with_context(|| {
        format!("port {wanted} is taken; end what uses it, or choose another with --port")
    })?;
    Ok(listener.local_addr()?.port())
}

fn wait_until_ready(port: u16, child: &mut Child, stop: &StopRequests) -> Result<Readiness> {
    let url = format!("http://127.0.0.1:{port}/api/health");
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait()? {
            bail!("wrangler ended by itself ({status}); its last words are above");
        }
        if ureq::get(&url).call().is_ok() {
            return Ok(Readiness::Ready);
        }
        if stop.arrives_within(PAUSE) {
            return Ok(Readiness::AskedToStop);
        }
    }
    bail!("{url} did not answer within {} s", PATIENCE.as_secs())
}

const PATIENCE: Duration = Duration::from_mins(2);
const PAUSE: Duration = Duration::from_millis(100);
