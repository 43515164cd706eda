//! When the objects of earlier people have left memory.

use std::cell::Cell;
use std::thread;
use std::time::{Duration, Instant};

use super::server::Server;

/// The accounts' objects of a server.
pub struct Objects<'a> {
    /// The server.
    pub server: &'a Server,
    asked_at: Cell<Option<Instant>>,
}

impl<'a> Objects<'a> {
    /// None was asked yet.
    pub const fn of(server: &'a Server) -> Self {
        Self {
            server,
            asked_at: Cell::new(None),
        }
    }

    /// Notes that some were asked until now.
    pub fn were_asked(&self) {
        self.asked_at.set(Some(Instant::now()));
    }

    /// Waits until they have left memory, which they do after ten seconds: each closes its database then,
    /// at the expense of whatever is measured.
    pub fn wait_until_they_are_gone(&self) {
        if let Some(asked_at) = self.asked_at.get() {
            thread::sleep(OBJECTS_STAY.saturating_sub(asked_at.elapsed()));
        }
    }
}

/// How long objects stay in memory after their last request, and a little more.
const OBJECTS_STAY: Duration = Duration::from_secs(12);
