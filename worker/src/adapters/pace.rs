//! When the answers of one isolate may be given that are timed alike.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Spreads them: each takes the same least time, and where many are asked for at once, they follow
/// each other in groups at a distance. So a crowd that signs in leaves room for the identity reads that
/// the same thread answers, and an answer still tells nothing about the name: its time depends on when
/// others were asked for alone.
///
/// A group has one time for all of its answers: the thread wakes up for them once, which costs each of
/// them less than a time of its own would.
pub struct Pace(Mutex<Group>);

/// Answers that are given at the same time.
struct Group {
    /// Milliseconds since 1970.
    at: u64,
    /// How many they are so far.
    size: u64,
}

impl Pace {
    /// Nothing was asked for yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Mutex::new(Group { at: 0, size: 0 }))
    }

    /// How long the answer takes at least to a request that comes `now`, in milliseconds since 1970.
    pub fn wait(&self, now: u64) -> Duration {
        let mut latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (earliest, at_the_latest) = (now + LEAST, now + MOST);
        if (earliest..=at_the_latest).contains(&latest.at) && latest.size < GROUP {
            latest.size += 1;
        } else {
            let free_at = latest.at + latest.size * DISTANCE;
            *latest = Group {
                at: free_at.clamp(earliest, at_the_latest),
                size: 1,
            };
        }
        Duration::from_millis(latest.at - now)
    }
}

/// Milliseconds that every answer takes: an object that has to be made takes some more than one whose
/// storage is there, and that more than one in memory. Where Argon2 runs, it hides them.
const LEAST: u64 = 100;
/// Milliseconds that each answer of a group keeps the next group waiting: 20 answers a second.
const DISTANCE: u64 = 50;
/// Answers of one group, at most: what their clients ask for next, all of them at once, is less work than one
/// Argon2.
const GROUP: u64 = 5;
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
    fn who_comes_with_others_is_answered_with_them_or_after_them() {
        let pace = Pace::new();
        let waits: Vec<u128> = (0..11).map(|_| pace.wait(5000).as_millis()).collect();
        assert_eq!(
            waits,
            [100, 100, 100, 100, 100, 350, 350, 350, 350, 350, 600]
        );
    }

    #[test]
    fn who_comes_too_late_for_a_group_is_answered_after_it() {
        let pace = Pace::new();
        let answered_at = |now: u64| u128::from(now) + pace.wait(now).as_millis();
        let answered = [5000, 5010, 5020, 5060, 5070].map(answered_at);
        // The first alone; the next two together, after it; the last two after both of them.
        assert_eq!(answered, [5100, 5150, 5150, 5250, 5250]);
        assert_eq!(answered_at(5400), 5500);
    }

    #[test]
    fn nobody_waits_longer_than_a_second_and_a_flood_is_forgotten_after_it() {
        let pace = Pace::new();
        let longest = (0..10_000).map(|_| pace.wait(5000)).max();
        assert_eq!(longest, Some(Duration::from_secs(1)));
        assert_eq!(pace.wait(6000 + 250), Duration::from_millis(100));
    }

    /// As after a clock was set back.
    #[test]
    fn a_time_far_ahead_holds_nobody_up() {
        let pace = Pace::new();
        let _late = pace.wait(u64::from(u32::MAX));
        assert_eq!(pace.wait(5000), Duration::from_secs(1));
    }
}
