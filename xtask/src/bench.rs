//! `cargo xtask bench`: speed, side by side with its yardsticks. It prints and asserts nothing:
//! times depend on the machine, ratios less so.

mod argon2;
mod enumeration;
mod load;
mod people;
mod processor_time;
mod reads;
mod report;
mod server;
mod sign_in;
mod token_check;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use enumeration::Call;
use people::Way;
use server::Server;

use crate::build;
use crate::paths;
use crate::process;
use crate::setup;

/// Measures everything.
pub fn run() -> Result<()> {
    build::run()?;
    setup::for_running()?;
    let argon2 = argon2::in_workerd().context("Argon2 in workerd was not measured")?;
    report::argon2(argon2, argon2::in_libargon2());

    let modes = [Mode::new("argon2id")?, Mode::new("opaque")?];
    let [argon2id, opaque] = &modes;
    {
        let servers = (argon2id.serve()?, opaque.serve()?);
        let sign_ins = sign_in::measure(&servers.0, &servers.1)?;
        let floors = [sign_in::floor(1)?, sign_in::floor(2)?];
        report::sign_ins(&sign_ins, floors, argon2);
        report::sizes(people::sizes(&servers.1.origin)?);
        let token = &sign_ins.access_tokens[0];
        let check = token_check::in_postern(&servers.0, token)?;
        report::token_check(check, token_check::in_webcrypto()?);
        enumeration::register(&servers.0)?;
        enumeration::register(&servers.1)?;
    }
    enumeration(argon2id, opaque)?;
    throughput(argon2id, opaque)?;
    modes.iter().try_for_each(Mode::remove)
}

/// Each call at a server that has just started, because a running one has the objects of known names
/// in memory, and then once more.
fn enumeration(argon2id: &Mode, opaque: &Mode) -> Result<()> {
    report::enumeration_head(enumeration::NAMES);
    for (mode, call, what) in [
        (opaque, Call::LoginStart, "login/start"),
        (opaque, Call::RegisterStart, "register/start"),
        (opaque, Call::Login, "login, opaque"),
        (argon2id, Call::Login, "login, argon2id"),
    ] {
        let server = mode.serve()?;
        report::enumeration(what, "looked up", &enumeration::measure(&server, call)?);
        // A fifth failure of a name is the last that is answered.
        if !matches!(call, Call::Login) {
            report::enumeration(what, "in memory", &enumeration::measure(&server, call)?);
        }
    }
    Ok(())
}

fn throughput(argon2id: &Mode, opaque: &Mode) -> Result<()> {
    for (mode, way, people, what) in [
        (argon2id, Way::Plain, 200, "argon2id, in plain"),
        (opaque, Way::Plain, 200, "opaque, in plain"),
        (opaque, Way::Browser, 800, "opaque, in the browser"),
    ] {
        let server = mode.serve()?;
        let name = what.replace([' ', ','], "-");
        let reads = reads::measure(&server, way, people, &name)?;
        let health = load::requests_per_second(&format!("{}/api/health", server.origin), &[])?;
        report::reads(what, &reads, health);
    }
    Ok(())
}

/// A way of keeping passwords, with a state folder that outlives its servers.
struct Mode {
    protocol: &'static str,
    state: PathBuf,
}

impl Mode {
    fn new(protocol: &'static str) -> Result<Self> {
        let state = paths::in_root(&format!("target/postern/bench-state-{protocol}"));
        let mode = Self { protocol, state };
        mode.remove()?;
        Ok(mode)
    }

    fn serve(&self) -> Result<Server> {
        let protocol = format!("PASSWORD_PROTOCOL={}", self.protocol);
        Server::start(
            process::command(std::env::current_exe()?)
                .args(["serve", "--port", "0", "--var", "FLOOD_SHIELD=off"])
                .args(["--var", &protocol, "--state"])
                .arg(&self.state),
        )
    }

    fn remove(&self) -> Result<()> {
        if self.state.exists() {
            fs::remove_dir_all(&self.state)?;
        }
        Ok(())
    }
}
