//! Time and randomness that only a test moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use postern_shared::timestamp::Timestamp;
use postern_worker::account::Entropy;

/// The first reading of every clock: the beginning of a time step.
pub const START: u64 = 1_700_000_010;

/// A clock that stands still until it is told to move.
#[derive(Clone)]
pub struct Clock(Arc<AtomicU64>);

/// Seeds that are never given twice, and the same in every run.
#[derive(Clone, Default)]
pub struct Seeds(Arc<SeedState>);

#[derive(Default)]
struct SeedState {
    given: AtomicU64,
    is_exhausted: AtomicBool,
}

impl Default for Clock {
    fn default() -> Self {
        Self(Arc::new(AtomicU64::new(START)))
    }
}

impl Clock {
    pub fn now(&self) -> Timestamp {
        Timestamp::from_unix_seconds(self.0.load(Ordering::SeqCst))
    }

    pub fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Seeds {
    pub fn next(&self) -> Option<Entropy> {
        if self.0.is_exhausted.load(Ordering::SeqCst) {
            return None;
        }
        let number = self.0.given.fetch_add(1, Ordering::SeqCst) + 1;
        let mut seed = [0; Entropy::SEED_LENGTH];
        seed[..8].copy_from_slice(&number.to_be_bytes());
        Some(Entropy::from_seed(seed))
    }

    pub fn exhaust(&self) {
        self.0.is_exhausted.store(true, Ordering::SeqCst);
    }

    pub fn given(&self) -> u64 {
        self.0.given.load(Ordering::SeqCst)
    }
}
