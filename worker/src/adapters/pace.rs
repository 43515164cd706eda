//! When the answers of one isolate may be given that are timed alike.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Spreads them: each takes the same least time, and where many are asked for at once, they follow
/// each other at a distance. So a crowd that signs in leaves room for the identity reads that the same
/// thread answers, and an answer still tells nothing about the name: its time depends on when others
/// were asked for alone.
pub struct Pace {
    /// Milliseconds since 1970.
    free_at: AtomicU64,
}

impl Pace {
    /// Nothing was asked for yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            free_at: AtomicU64::new(0),
        }
    }

    /// How long the answer takes at least to a request that comes `now`, in milliseconds since 1970.
    pub fn wait(&self, now: u64) -> Duration {
        let free_at = self.free_at.load(Ordering::Relaxed);
        let at = free_at.clamp(now + LEAST, now + MOST);
        self.free_at.store(at + DISTANCE, Ordering::Relaxed);
        Duration::from_millis(at - now)
    }
}

/// Milliseconds that every answer takes: an object that has to be made takes some more than one whose
/// storage is there, and that more than one in memory. Where Argon2 runs, it hides them.
const LEAST: u64 = 100;
/// Milliseconds from one answer to the next: 20 a second.
const DISTANCE: u64 = 50;
/// Milliseconds that nobody waits longer than, however many there are: a flood may take the room of
/// the reads, but not lock people out.
const MOST: u64 = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_alone_waits_for_the_least_time() {
        let pace = Pace::new();
        for now in [1_000_000, 1_000_100, 1_000_200] {
            assert_eq!(pace.wait(now), Duration::from_millis(100));
        }
    }

    #[test]
    fn who_comes_with_others_is_answered_after_them() {
        let pace = Pace::new();
        let waits: Vec<u128> = (0..4).map(|_| pace.wait(5000).as_millis()).collect();
        assert_eq!(waits, [100, 150, 200, 250]);
        assert_eq!(pace.wait(5200), Duration::from_millis(100));
        assert_eq!(pace.wait(5210), Duration::from_millis(140));
    }

    #[test]
    fn nobody_waits_longer_than_a_second_and_a_flood_is_forgotten_after_it() {
        let pace = Pace::new();
        let longest = (0..10_000).map(|_| pace.wait(5000)).max();
        assert_eq!(longest, Some(Duration::from_secs(1)));
        assert_eq!(pace.wait(5000 + 950), Duration::from_millis(100));
    }

    /// As after a clock was set back.
    #[test]
    fn a_time_far_ahead_holds_nobody_up() {
        let pace = Pace::new();
        let _late = pace.wait(u64::from(u32::MAX));
        assert_eq!(pace.wait(5000), Duration::from_secs(1));
    }
}
