//! What the platform's simulator takes for a sign-in, whatever the Worker does.

use std::thread;
use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use super::people::Api;
use super::processor_time::undisturbed;
use super::server::Server;
use crate::paths;
use crate::process;

/// What the platform's simulator takes for a Worker in plain JavaScript.
pub struct Floor {
    /// The reads and writes of one sign-in.
    pub all: Duration,
    /// As many requests that do nothing, at the same pace.
    pub no_ops: Duration,
}

impl Floor {
    /// What the reads and writes are more than the requests.
    pub fn over(&self) -> Duration {
        self.all.saturating_sub(self.no_ops)
    }
}

/// The same reads and writes by a Worker that does nothing else; of the calls of the sign-in
/// `first_steps` come before the code.
pub fn measure(first_steps: u32) -> Result<Floor> {
    let server = Server::start(
        process::command(paths::node())
            .arg(paths::in_root("xtask/probe.mjs"))
            .arg(paths::in_root("xtask/probes/floor")),
    )?;
    let api = Api::new(&server.origin);
    let round = |step: &str, first: u32| {
        (first..first + BATCH_SIZE).try_for_each(|number| {
            api.post("/", &json!({ "person": number.to_string(), "step": step }))
                .map(drop)
        })
    };
    let all = |first: u32| {
        for _ in 0..first_steps {
            round("login", first)?;
        }
        round("verify", first)?;
        thread::sleep(SETTLED_AFTER);
        Ok(())
    };
    let firsts = || (0..BATCHES).map(|batch| batch * BATCH_SIZE);
    // Until V8 has optimised what runs often.
    firsts().try_for_each(all)?;
    let nothing = || {
        (0..BATCH_SIZE * (first_steps + 1)).try_for_each(|_| api.get("/"))?;
        thread::sleep(SETTLED_AFTER);
        Ok(())
    };
    let (mut batches, mut no_ops) = (Vec::new(), Vec::new());
    for first in firsts() {
        // Its objects have left memory since: they stay for ten seconds, and those of people who enrol
        // and sign in at once are there.
        all(first)?;
        batches.push(server.workerd.cost_of(BATCH_SIZE, || all(first))?);
        no_ops.push(server.workerd.cost_of(BATCH_SIZE, nothing)?);
    }
    Ok(Floor {
        all: undisturbed(batches),
        no_ops: undisturbed(no_ops),
    })
}

const BATCHES: u32 = 10;
const BATCH_SIZE: u32 = 10;
/// What a write leaves to be done is done by then.
const SETTLED_AFTER: Duration = Duration::from_secs(1);
