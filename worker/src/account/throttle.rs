//! How long to wait after failures in a row (NIST SP 800-63B-4 §3.2.2, ASVS 6.3.1).
//!
//! ```text
//!            failure 1..4             failure 5 and later
//!   free ─────────────────▶ counting ─────────────────────▶ waiting 30 s, 60 s, … 1 h
//!    ▲                         │                                │        │
//!    └──── success ────────────┴──── success after the wait ────┘        └─ failure: doubled
//! ```

use postern_shared::timestamp::Timestamp;

/// Failures in a row of one kind of secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Throttle {
    /// Failures since the last success.
    pub failures: u32,
    /// When the last of them was.
    pub last_failure: Timestamp,
}

impl Throttle {
    /// Failures in a row before the first wait.
    pub const FREE_FAILURES: u32 = 5;
    /// Seconds of the first wait; each further failure doubles it.
    pub const FIRST_WAIT_SECONDS: u64 = 30;
    /// Seconds of the longest wait.
    pub const LONGEST_WAIT_SECONDS: u64 = 3600;

    /// Seconds to wait still, at least 1; `None` where a try is allowed.
    #[must_use]
    pub fn wait(&self, now: Timestamp) -> Option<u64> {
        let end = self.last_failure.plus(wait_after(self.failures));
        match end.since(now) {
            0 => None,
            seconds => Some(seconds),
        }
    }

    /// Counts a failure.
    pub fn failed(&mut self, now: Timestamp) {
        self.failures = self.failures.saturating_add(1);
        self.last_failure = now;
    }

    /// Takes the count of one failure back, which was none.
    pub fn take_back(&mut self) {
        self.failures = self.failures.saturating_sub(1);
    }

    /// Forgets all failures.
    pub fn succeeded(&mut self) {
        *self = Self::default();
    }
}

fn wait_after(failures: u32) -> u64 {
    let Some(doublings) = failures.checked_sub(Throttle::FREE_FAILURES) else {
        return 0;
    };
    Throttle::FIRST_WAIT_SECONDS
        .checked_shl(doublings.min(16))
        .unwrap_or(Throttle::LONGEST_WAIT_SECONDS)
        .min(Throttle::LONGEST_WAIT_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fifth_failure_starts_a_wait_that_doubles_to_an_hour() {
        let now = Timestamp::from_unix_seconds(1_000_000);
        let mut throttle = Throttle::default();
        let mut waits = Vec::new();
        for _ in 0..14 {
            throttle.failed(now);
            waits.push(throttle.wait(now).unwrap_or(0));
        }
        assert_eq!(
            waits,
            [
                0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600
            ]
        );
    }

    #[test]
    fn a_wait_ends_on_its_second_and_a_success_forgets_all() {
        let now = Timestamp::from_unix_seconds(1_000_000);
        let mut throttle = Throttle {
            failures: 5,
            last_failure: now,
        };
        assert_eq!(throttle.wait(now.plus(29)), Some(1));
        assert_eq!(throttle.wait(now.plus(30)), None);
        throttle.failed(now);
        throttle.succeeded();
        assert_eq!(throttle.wait(now), None);
        assert_eq!(throttle.failures, 0);
    }

    #[test]
    fn no_number_of_failures_overflows() {
        let throttle = Throttle {
            failures: u32::MAX,
            last_failure: Timestamp::from_unix_seconds(u64::MAX),
        };
        assert!(throttle.wait(Timestamp::from_unix_seconds(u64::MAX - 10)) <= Some(3600));
    }
}
