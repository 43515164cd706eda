//! Wrangler, Cloudflare's program, as the commands start it.

use std::ffi::OsString;
use std::process::Command;

use crate::paths;
use crate::process;

/// The program, and which of the environments of `wrangler.toml` it is about.
#[derive(Clone)]
pub struct Wrangler {
    program: Vec<OsString>,
    environment: Option<String>,
}

impl Wrangler {
    /// The one that `npm ci` brought; without an environment it is about what stands at the top of
    /// `wrangler.toml`.
    pub fn installed(environment: Option<&str>) -> Self {
        Self::started_as(
            vec![
                paths::node().into(),
                paths::in_root("node_modules/wrangler/wrangler-dist/cli.js").into(),
            ],
            environment,
        )
    }

    /// Another program in its place.
    pub fn started_as(program: Vec<OsString>, environment: Option<&str>) -> Self {
        Self {
            program,
            environment: environment.map(str::to_owned),
        }
    }

    /// A command of it, which asks nobody anything and reports to nobody.
    pub fn command(&self) -> Command {
        let mut words = self.program.iter();
        let mut command = process::command(words.next().cloned().unwrap_or_default());
        command
            .args(words)
            .env("WRANGLER_SEND_METRICS", "false")
            // Otherwise it asks a server of Cloudflare's for a sample of request.cf.
            .env("CLOUDFLARE_CF_FETCH_ENABLED", "false")
            .env("CI", "1");
        command
    }

    /// The same for the chosen environment of the deployment.
    pub fn deployed(&self, words: &[&str]) -> Command {
        let mut command = self.command();
        command.args(words);
        if let Some(environment) = &self.environment {
            command.args(["--env", environment]);
        }
        command
    }
}
