//! A server for one measurement, ready to be asked.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};

use super::processor_time::Workerd;
use crate::children;

/// Ends when dropped.
pub struct Server {
    child: Child,
    /// `http://localhost:PORT`
    pub origin: String,
    /// Where its processor time can be read.
    pub workerd: Workerd,
}

impl Server {
    /// Starts it and waits for the line that ends in `… is ready at ORIGIN`.
    pub fn start(command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the server")?;
        let output = child.stdout.take().context("its output is gone")?;
        let origin = BufReader::new(output)
            .lines()
            .map_while(Result::ok)
            .find_map(|line| Some(line.split_once(" is ready at ")?.1.to_owned()))
            .context("the server did not start; its last words are above")?;
        let workerd = Workerd::below(child.id())?;
        Ok(Self {
            child,
            origin,
            workerd,
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = children::end("the server", &mut self.child) {
            eprintln!("the server could not be ended: {error:#}");
        }
    }
}
