//! `cargo xtask bench`: speed, side by side with its yardsticks. It prints and asserts nothing:
//! times depend on the machine, ratios less so.

mod awake;
mod bodies;
mod directory;
mod floor;
mod load;
mod names;
mod objects;
mod passwords;
mod people;
mod processor_time;
mod reads;
mod report;
mod server;
mod side_by_side;
mod sign_in;
mod token_check;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use awake::Awake;
use names::Call;
use passwords::{Argon2Times, Probe};
use people::Way;
use server::Server;

use crate::build;
use crate::paths;
use crate::process;
use crate::setup;

/// Measures the parts named in `only`, or everything.
pub fn run(only: &[String]) -> Result<()> {
    if let Some(name) = only.iter().find(|name| !PARTS.contains(&name.as_str())) {
        bail!("there is no part {name}; there are {}", PARTS.join(", "));
    }
    let is_chosen = |part: &str| only.is_empty() || only.iter().any(|name| name == part);
    build::run()?;
    setup::for_running()?;
    if ["sign-ins", "names", "reads"].into_iter().any(is_chosen) {
        let probe = Probe::start().context("Argon2 in workerd was not measured")?;
        let argon2 = Argon2Times::measure(&probe)?;
        report::argon2(&argon2);
        let modes = [Mode::new("argon2id")?, Mode::new("opaque")?];
        let [argon2id, opaque] = &modes;
        if is_chosen("sign-ins") {
            sign_ins(argon2id, opaque, &probe)?;
        }
        if is_chosen("names") {
            names(argon2id, opaque)?;
        }
        if is_chosen("reads") {
            reads(argon2id, opaque, argon2.workerd)?;
        }
        modes.iter().try_for_each(Mode::remove)?;
    }
    if is_chosen("import") {
        let mode = Mode::named("import", "argon2id")?;
        println!("\nan import of {} people:", directory::IMPORTED);
        directory::import_many(&mode.serve()?, &mode.state)?;
        mode.remove()?;
    }
    if is_chosen("lists") {
        lists()?;
    }
    Ok(())
}

fn lists() -> Result<()> {
    let modes = [
        Mode::named("few", "argon2id")?,
        Mode::named("many", "argon2id")?,
    ];
    let [few, many] = &modes;
    for mode in &modes {
        directory::import_few(&mode.serve()?, &mode.state)?;
    }
    directory::fill(&many.state)?;
    report::pages(&directory::pages(&few.serve()?, &many.serve()?)?);
    modes.iter().try_for_each(Mode::remove)
}

fn sign_ins(argon2id: &Mode, opaque: &Mode, probe: &Probe) -> Result<()> {
    let _awake = Awake::start();
    let (argon2id, opaque) = (argon2id.serve()?, opaque.serve()?);
    let sign_ins = sign_in::measure(&argon2id, &opaque, probe)?;
    let floors = [floor::measure(1)?, floor::measure(2)?];
    report::sign_ins(&sign_ins, &floors);
    report::sizes(bodies::sizes(&opaque.origin)?);
    let check = token_check::in_postern(&argon2id, &sign_ins.access_token)?;
    report::token_check(check, token_check::in_webcrypto()?);
    Ok(())
}

fn names(argon2id: &Mode, opaque: &Mode) -> Result<()> {
    report::names_head(names::NAMES);
    for (mode, call, what) in [
        (opaque, Call::LoginStart, "login/start"),
        (opaque, Call::RegisterStart, "register/start"),
        (opaque, Call::Login, "login, opaque"),
        (argon2id, Call::Login, "login, argon2id"),
    ] {
        names::register(&mode.serve()?, call)?;
        // Objects are in memory from their first request on, until the server ends.
        let first = names::measure(&mode.serve()?, call)?;
        report::names(what, "first asked", &first);
        let server = mode.serve()?;
        report::names(what, "looked up", &names::measure(&server, call)?);
        report::names(what, "in memory", &names::measure(&server, call)?);
    }
    Ok(())
}

fn reads(argon2id: &Mode, opaque: &Mode, argon2: Duration) -> Result<()> {
    for (mode, way, people, what) in [
        (argon2id, Way::Plain, 200, "argon2id, in plain"),
        (opaque, Way::Plain, 200, "opaque, in plain"),
        (opaque, Way::Browser, 800, "opaque, in the browser"),
    ] {
        let server = mode.serve()?;
        let name = what.replace([' ', ','], "-");
        let people = reads::People::enrol(&server, way, people, &name)?;
        let reads = people.measure(&server, argon2)?;
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
        Self::named(protocol, protocol)
    }

    fn named(name: &str, protocol: &'static str) -> Result<Self> {
        let state = paths::in_root(&format!("target/postern/bench-state-{name}"));
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

const PARTS: [&str; 5] = ["sign-ins", "names", "reads", "import", "lists"];
