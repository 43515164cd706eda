//! A moment in whole seconds.

use serde::{Deserialize, Serialize};

/// Whole seconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The moment `seconds` after the epoch.
    #[must_use]
    pub const fn from_unix_seconds(seconds: u64) -> Self {
        Self(seconds)
    }

    /// Seconds since the epoch.
    #[must_use]
    pub const fn unix_seconds(self) -> u64 {
        self.0
    }

    /// The moment `seconds` later; the end of time where that does not fit.
    #[must_use]
    pub const fn plus(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to `self`; 0 where `earlier` is the later one.
    #[must_use]
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn arithmetic_never_wraps() {
        let start = Timestamp::from_unix_seconds(10);
        assert_eq!(start.plus(u64::MAX).unix_seconds(), u64::MAX);
        assert_eq!(start.since(start.plus(1)), 0);
        assert_eq!(start.plus(5).since(start), 5);
    }
}
