//! How far something is that takes its time.

use std::time::{Duration, Instant};

/// Says every few seconds how far it is, and nothing where it is over before.
pub struct Progress {
    total: usize,
    done: usize,
    what: &'static str,
    said: Instant,
}

impl Progress {
    /// Of `total` records, to be `what`: read, say.
    pub fn of(total: usize, what: &'static str) -> Self {
        Self {
            total,
            done: 0,
            what,
            said: Instant::now(),
        }
    }

    /// One more is done.
    pub fn step(&mut self) {
        self.done += 1;
        if self.said.elapsed() >= PAUSE {
            self.said = Instant::now();
            eprintln!("{} of {} records {}…", self.done, self.total, self.what);
        }
    }
}

const PAUSE: Duration = Duration::from_secs(3);
