//! Node at the other end of two pipes.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use anyhow::{Context as _, Result};
use serde::Deserialize;
use serde_json::json;
use zeroize::Zeroizing;

use crate::paths;
use crate::process;

/// A Node that sends what it is given.
pub struct Wire {
    child: Child,
    input: Option<ChildStdin>,
    output: Lines<BufReader<ChildStdout>>,
}

/// What came back.
#[derive(Deserialize)]
pub struct Answer {
    /// Of the body that it answers.
    pub number: u64,
    /// HTTP's; 0 where there was no answer.
    pub status: u16,
    /// The body, or why there is none.
    pub body: String,
}

impl Wire {
    /// Starts it. The ticket goes through the pipe: others on the machine can read a command line.
    pub fn open(address: &str, ticket: &str) -> Result<Self> {
        let mut child = process::command(paths::node())
            .args([
                "--no-warnings",
                "--input-type=module",
                "--eval",
                SCRIPT,
                "--",
            ])
            .arg(address)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start node; `cargo xtask setup` installs it")?;
        let mut input = child.stdin.take().context("node has no input")?;
        let output = child.stdout.take().context("node has no output")?;
        writeln!(input, "{ticket}").context(ENDED)?;
        Ok(Self {
            child,
            input: Some(input),
            output: BufReader::new(output).lines(),
        })
    }

    /// Sends a body.
    pub fn send(&mut self, number: u64, body: &str) -> Result<()> {
        let line = Zeroizing::new(json!({ "number": number, "body": body }).to_string());
        let input = self.input.as_mut().context(ENDED)?;
        writeln!(input, "{}", line.as_str()).context(ENDED)
    }

    /// Waits for whichever answer comes next.
    pub fn answer(&mut self) -> Result<Answer> {
        let line = self.output.next().context(ENDED)?.context(ENDED)?;
        serde_json::from_str(&line).context("node says something else")
    }
}

impl Drop for Wire {
    /// It ends with its input.
    fn drop(&mut self) {
        self.input = None;
        let _ended = self.child.wait();
    }
}

const SCRIPT: &str = include_str!("../send.mjs");
const ENDED: &str = "node has ended before its time";
