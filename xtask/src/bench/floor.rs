//! What the platform's simulator takes for a sign-in, whatever the Worker does.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use super::people::Api;
use super::processor_time::undisturbed;
use super::server::Server;
use super::side_by_side::cost_of_each;
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
    let cost = |step: &(dyn Fn(u32) -> Result<()> + Sync)| {
        let (cost, _) = cost_of_each(server.workerd, 0..PEOPLE, step)?;
        anyhow::Ok(cost)
    };
    let round = |step: &str| {
        cost(&|number| {
            let body = json!({ "person": number.to_string(), "step": step });
            api.post("/", &body).map(drop)
        })
    };
    let (mut batches, mut no_ops) = (Vec::new(), Vec::new());
    for batch in 0..BATCHES {
        let mut all = Duration::ZERO;
        let mut nothing = Duration::ZERO;
        for _ in 0..first_steps {
            all += round("login")?;
        }
        all += round("verify")?;
        for _ in 0..=first_steps {
            nothing += cost(&|_| api.get("/"))?;
        }
        // Until V8 has optimised what runs often.
        if batch >= WARM_UP {
            batches.push(all);
            no_ops.push(nothing);
        }
    }
    Ok(Floor {
        all: undisturbed(batches),
        no_ops: undisturbed(no_ops),
    })
}

const BATCHES: usize = 24;
/// Of these, the first that do not count.
const WARM_UP: usize = 8;
/// Their objects stay in memory all the time.
const PEOPLE: u32 = 10;
