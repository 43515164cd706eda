//! `cargo xtask keys`: rotates the keys of a deployment step by step, without an outage.

pub mod file;
mod needs;
mod rotation;
mod table;

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use postern_keyring::{Key, KeyRing};
use zeroize::Zeroizing;

use crate::clock;
use crate::paths;
use crate::wrangler::Wrangler;
pub use file::SecretFile;
use needs::Records;
use rotation::Outcome;

/// What to do with which key ring.
pub struct Options {
    /// The step.
    pub step: Step,
    /// Where `POSTERN_KEYS` stands; `.dev.vars` where it is not given.
    pub file: Option<PathBuf>,
    /// The local records; `.state` where they are not given.
    pub state: Option<PathBuf>,
    /// Whether the records are those of the deployed Worker.
    pub is_remote: bool,
    /// Which one: an environment of `wrangler.toml`.
    pub environment: Option<String>,
    /// Whether to take the step before its time.
    pub now: bool,
}

/// A step of a rotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Show the ring, without its keys.
    List,
    /// Publish a new root.
    Add,
    /// Make a root the active one.
    Promote(u32),
    /// Take a root out, or what is left of one.
    Retire(u32),
    /// Write the value to a pipe.
    Export,
}

/// Takes the step.
pub fn run(options: &Options) -> Result<()> {
    let file = SecretFile::read(&options.path())?;
    let mut ring = file.ring()?;
    let now = clock::now()?;
    let outcome = match options.step {
        Step::Export => return export(&ring),
        Step::List => {
            let needs = options
                .records()?
                .and_then(|records| match records.count() {
                    Ok(needs) => Some(needs),
                    Err(error) => {
                        eprintln!("the records were not counted: {error:#}");
                        None
                    }
                });
            print!("{}", table::render(&ring, needs.as_ref(), now));
            return Ok(());
        }
        Step::Add => rotation::add(&mut ring, fresh_key()?, now)?,
        Step::Promote(id) => rotation::promote(&mut ring, id, now, options.now)?,
        Step::Retire(id) => {
            // A ring that may be another deployment's must not be judged by this one's records.
            let Some(records) = options.records()? else {
                bail!(
                    "say where the records of this ring are: --remote, or --state DIR for a local \
                     service"
                );
            };
            rotation::retire(&mut ring, id, now, options.now, &records.count()?)?
        }
    };
    file.write(&ring)?;
    println!("{}", advice(options, &outcome));
    Ok(())
}

/// What has happened, how it reaches the service, and what is next.
fn advice(options: &Options, outcome: &Outcome) -> String {
    let file = match &options.file {
        Some(file) => format!(" --file {}", file.display()),
        None => String::new(),
    };
    let text = format!(
        "{}\n\nIt takes effect where the ring is in use; waiting times count from now:\n  \
         locally     start `cargo xtask dev` or `serve` again\n  \
         production  cargo xtask keys export{file} | npx wrangler secret put POSTERN_KEYS --env production",
        outcome.said
    );
    let Some(next) = &outcome.next else {
        return text;
    };
    let records = match (&options.environment, options.is_remote) {
        (Some(environment), true) => format!(" --remote --env {environment}"),
        (None, true) => " --remote".to_owned(),
        (_, false) => String::new(),
    };
    format!(
        "{text}\n\nNext, {}:\n  cargo xtask keys {}{file}{records}",
        next.when, next.step
    )
}

/// The value goes into a pipe only, where nobody reads it on a screen.
fn export(ring: &KeyRing) -> Result<()> {
    let mut output = std::io::stdout();
    if output.is_terminal() {
        bail!(
            "the keys are not shown in a terminal; pipe them: \
             cargo xtask keys export | npx wrangler secret put POSTERN_KEYS --env production"
        );
    }
    output
        .write_all(ring.to_text().as_bytes())
        .and_then(|()| output.flush())
        .context("the pipe does not take the keys")
}

impl Options {
    fn path(&self) -> PathBuf {
        self.file
            .clone()
            .unwrap_or_else(|| paths::in_root(".dev.vars"))
    }

    /// The records that the ring has sealed; `None` where nobody has said which they are.
    fn records(&self) -> Result<Option<Records>> {
        Ok(match (&self.state, self.is_remote) {
            (Some(_), true) => bail!("--remote and --state exclude each other"),
            (None, true) => {
                let environment = self.environment.as_deref();
                Some(Records::Remote(Wrangler::installed(environment)))
            }
            (_, false) if self.environment.is_some() => bail!("--env goes with --remote"),
            (Some(state), false) => Some(Records::Local(std::path::absolute(state)?)),
            (None, false) if self.file.is_none() => Some(Records::Local(paths::in_root(".state"))),
            (None, false) => None,
        })
    }
}

/// 32 random bytes.
pub fn fresh_key() -> Result<Key> {
    let mut key = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *key).context("the system gives no random numbers")?;
    Ok(key)
}
