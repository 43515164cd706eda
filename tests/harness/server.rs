//! Postern on workerd, as `cargo xtask serve` starts it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use crate::api::Api;
use crate::process_group::ProcessGroup;
use crate::workspace;
use crate::xtask;

/// A server with a state folder of its own. Dropping it stops the one and removes the other.
pub struct Server {
    group: ProcessGroup,
    origin: String,
    state: PathBuf,
    variables: Vec<String>,
    /// Environment variables of the process.
    environment: Vec<(&'static str, String)>,
}

impl Server {
    /// One server for every test of this binary, with the flood shield off: tests that wait for a
    /// limit, kill, or look at the files start their own.
    #[must_use]
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Server> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(&[]))
    }

    /// A new server with these variables (`NAME=VALUE`); flood shield and password grant are off
    /// unless they say otherwise, whatever `.dev.vars` says.
    #[must_use]
    pub fn start(variables: &[&str]) -> Self {
        Self::start_with(variables, None)
    }

    /// A new server with this `POSTERN_KEYS` instead of that of `.dev.vars`.
    #[must_use]
    pub fn start_with_keys(keys: &str) -> Self {
        Self::start_with(&[], Some(keys.to_owned()))
    }

    /// The same with these variables.
    #[must_use]
    pub fn start_with(variables: &[&str], keys: Option<String>) -> Self {
        let state = workspace::fresh_state_dir();
        let keys = keys.map(|keys| (KEYS, keys));
        Self::start_in(state, variables, keys.into_iter().collect())
    }

    /// A new server whose KV fails while [`Self::fail_kv`] says so.
    #[must_use]
    pub fn start_with_faults(variables: &[&str]) -> Self {
        let state = workspace::fresh_state_dir();
        let faults = state.to_string_lossy().into_owned();
        Self::start_in(state, variables, vec![(FAULTS, faults)])
    }

    fn start_in(
        state: PathBuf,
        variables: &[&str],
        environment: Vec<(&'static str, String)>,
    ) -> Self {
        let mut all = ["FLOOD_SHIELD=off", "PASSWORD_GRANT=off"]
            .map(str::to_owned)
            .to_vec();
        all.extend(variables.iter().map(|&variable| variable.to_owned()));
        let (group, origin) = launch(&state, 0, &all, &environment);
        Self {
            group,
            origin,
            state,
            variables: all,
            environment,
        }
    }

    /// From now on every call of KV fails.
    ///
    /// # Panics
    /// Where the switch cannot be turned.
    pub fn fail_kv(&self) {
        fs::write(self.state.join("kv-fails"), "").expect("the state can be written");
    }

    /// From now on KV works again.
    ///
    /// # Panics
    /// Where it did not fail.
    pub fn mend_kv(&self) {
        fs::remove_file(self.state.join("kv-fails")).expect("it was failing");
    }

    /// `http://localhost:PORT`
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// A client of this server.
    #[must_use]
    pub fn api(&self) -> Api {
        Api::new(&self.origin)
    }

    /// The folder that holds everything this server keeps.
    #[must_use]
    pub fn state(&self) -> &Path {
        &self.state
    }

    /// What the server has written to its output.
    #[must_use]
    pub fn output(&self) -> String {
        self.group.output().join("\n")
    }

    /// SIGKILL for every process of the server.
    pub fn kill(&mut self) {
        self.group.kill();
    }

    /// A clean stop.
    pub fn stop(&mut self) {
        self.group.stop();
    }

    /// What it is given as `POSTERN_KEYS` from the next start on.
    pub fn set_keys(&mut self, keys: &str) {
        self.environment.retain(|(name, _)| *name != KEYS);
        self.environment.push((KEYS, keys.to_owned()));
    }

    /// Gives a variable (`NAME=VALUE`) another value from the next start on.
    pub fn set_variable(&mut self, assignment: &str) {
        self.variables.push(assignment.to_owned());
    }

    /// Starts again on the same state, port and variables.
    ///
    /// # Panics
    /// Where it does not become ready.
    pub fn start_again(&mut self) {
        let port = self
            .origin
            .rsplit_once(':')
            .and_then(|(_, port)| port.parse().ok())
            .expect("an origin ends in a port");
        let (group, origin) = launch(&self.state, port, &self.variables, &self.environment);
        self.group = group;
        self.origin = origin;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.group.stop();
        // The next run removes what is left.
        let _ = fs::remove_dir_all(&self.state);
    }
}

fn launch(
    state: &Path,
    port: u16,
    variables: &[String],
    environment: &[(&'static str, String)],
) -> (ProcessGroup, String) {
    let program = xtask::program();
    let patience = match program.len() {
        1 => PATIENCE,
        _ => PATIENCE_FOR_A_BUILD,
    };
    let mut command: Vec<&str> = program.iter().map(String::as_str).collect();
    let port = port.to_string();
    let state = state.to_string_lossy();
    command.extend(["serve", "--port", &port, "--state", &state]);
    for variable in variables {
        command.extend(["--var", variable]);
    }
    let environment: Vec<_> = environment
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let (group, line) = ProcessGroup::start(&command, &environment, READY, patience);
    let origin = line
        .split_once(READY)
        .map(|(_, origin)| origin.trim().to_owned())
        .expect("the line was chosen for these words");
    (group, origin)
}

/// The key ring.
const KEYS: &str = "POSTERN_KEYS";
/// The folder of the switch that `xtask/serve.mjs` looks at.
const FAULTS: &str = "POSTERN_FAULTS";
const READY: &str = "Postern is ready at ";
/// A server that is built starts in two seconds; a busy machine takes longer.
const PATIENCE: Duration = Duration::from_mins(2);
/// Without a built `xtask` at hand the first start builds everything.
const PATIENCE_FOR_A_BUILD: Duration = Duration::from_mins(15);
