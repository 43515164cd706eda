//! The services of `examples/`, running.

use std::env;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use crate::api::Api;
use crate::process_group::ProcessGroup;
use crate::{python, workspace};

/// A running example. It ends when it is dropped.
pub struct Example {
    _group: ProcessGroup,
    origin: String,
}

/// How an example finds the issuer of its tokens.
#[derive(Clone, Copy)]
pub struct Issuance<'a> {
    /// The issuer's origin.
    pub issuer: &'a str,
    /// Where a service binding of a Worker leads to, if it has one.
    pub binding: Option<&'a str>,
}

impl Example {
    /// A Worker, on workerd.
    ///
    /// # Panics
    /// Where it does not start.
    #[must_use]
    pub fn worker(name: &str, issuance: Issuance<'_>) -> Self {
        build();
        let node = workspace::root().join("node_modules/.bin/node");
        let folder = format!("examples/{name}");
        let mut command = vec![
            node.to_str().expect("the checkout's path is text"),
            "tests/harness/example_worker.mjs",
            &folder,
            issuance.issuer,
        ];
        command.extend(issuance.binding);
        Self::start(&command, &[], "The example is ready at ")
    }

    /// The `FastAPI` service, in uvicorn.
    ///
    /// # Panics
    /// Where it does not start.
    #[must_use]
    pub fn fastapi(issuer: &str) -> Self {
        let python = python::program();
        let command = [
            python.to_str().expect("the checkout's path is text"),
            // No byte code is left among the sources.
            "-B",
            "-m",
            "uvicorn",
            "--app-dir",
            "examples/fastapi",
            "--port",
            "0",
            "main:app",
        ];
        Self::start(&command, &[("ISSUER", issuer)], "Uvicorn running on ")
    }

    /// A client of it.
    #[must_use]
    pub fn api(&self) -> Api {
        Api::new(&self.origin)
    }

    fn start(command: &[&str], environment: &[(&str, &str)], ready: &'static str) -> Self {
        let (group, line) = ProcessGroup::start(command, environment, ready, PATIENCE);
        let origin = line
            .split_once(ready)
            .and_then(|(_, rest)| rest.split_whitespace().next())
            .expect("the line was chosen for these words")
            .to_owned();
        Self {
            _group: group,
            origin,
        }
    }
}

/// Quick where nothing has changed.
fn build() {
    static BUILT: OnceLock<()> = OnceLock::new();
    BUILT.get_or_init(|| {
        let mut command = env::var_os("POSTERN_XTASK").map_or_else(
            || {
                let mut cargo = Command::new("cargo");
                cargo.arg("xtask");
                cargo
            },
            Command::new,
        );
        let status = command
            .args(["build", "examples"])
            .current_dir(workspace::root())
            .status()
            .expect("xtask can be started");
        assert!(status.success(), "the examples do not build");
    });
}

const PATIENCE: Duration = Duration::from_mins(2);
