//! A long-running child that ends when we are asked to end.

use std::process::Child;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// Ctrl-C, SIGTERM and SIGHUP.
pub struct StopRequests(Receiver<()>);

impl StopRequests {
    /// Takes the signals over from here on.
    pub fn listen() -> Result<Self> {
        let (sender, receiver) = mpsc::channel();
        ctrlc::set_handler(move || {
            // The receiver is gone only when the program ends anyway.
            let _sent = sender.send(());
        })
        .context("cannot listen for signals")?;
        Ok(Self(receiver))
    }

    /// Whether we are asked to stop within `pause`.
    pub fn arrives_within(&self, pause: Duration) -> bool {
        !matches!(self.0.recv_timeout(pause), Err(RecvTimeoutError::Timeout))
    }
}

/// Waits until `child` ends by itself (an error unless its status is good) or we are asked to
/// stop; then it is told to, and killed where it does not listen.
pub fn supervise(name: &str, child: &mut Child, stop: &StopRequests) -> Result<()> {
    loop {
        if let Some(status) = child.try_wait()? {
            if status.success() {
                return Ok(());
            }
            bail!("{name} ended by itself ({status}); its last words are above");
        }
        if stop.arrives_within(POLL) {
            return end(name, child);
        }
    }
}

/// Asks `child` to end and waits for it.
pub fn end(name: &str, child: &mut Child) -> Result<()> {
    drop(child.stdin.take());
    if let Ok(id) = i32::try_from(child.id()) {
        // It may have ended in between.
        let _sent = kill(Pid::from_raw(id), Signal::SIGTERM);
    }
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if child.try_wait()?.is_some() {
            return Ok(());
        }
        std::thread::sleep(POLL);
    }
    eprintln!("{name} does not end; killing it");
    child.kill()?;
    child.wait()?;
    Ok(())
}

const POLL: Duration = Duration::from_millis(20);
const PATIENCE: Duration = Duration::from_secs(5);
