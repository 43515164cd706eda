//! What is counted for the overview of administration: numbers, and nothing of whose they are.

use serde::{Deserialize, Serialize};

/// Something that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Somebody has signed in: a session has begun.
    SignedIn,
    /// A password or a code was wrong.
    Failed,
    /// A try was refused because there were too many before.
    Locked,
    /// An account was confirmed for the first time.
    Registered,
    /// An account was deleted.
    Deleted,
    /// Somebody has begun to prove a password that stays in the browser. Where it is wrong, the browser
    /// notices, and nothing follows.
    ProofBegun,
    /// A proof has followed, right or wrong.
    ProofCame,
}

/// How often each has happened. Adding two is all that is ever done with them, so that it does not
/// matter in which order they come, and from which isolate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts(pub [i32; Counts::LENGTH]);

impl Counts {
    /// How many numbers these are.
    pub const LENGTH: usize = 6;

    /// One of these.
    #[must_use]
    pub const fn one(event: Event) -> Self {
        Self(match event {
            Event::SignedIn => [1, 0, 0, 0, 0, 0],
            Event::Failed => [0, 1, 0, 0, 0, 0],
            Event::Locked => [0, 0, 1, 0, 0, 0],
            Event::Registered => [0, 0, 0, 1, 0, 0],
            Event::Deleted => [0, 0, 0, 0, 1, 0],
            Event::ProofBegun => [0, 0, 0, 0, 0, 1],
            Event::ProofCame => [0, 0, 0, 0, 0, -1],
        })
    }

    /// These as well.
    pub fn add(&mut self, others: &Self) {
        for (number, other) in self.0.iter_mut().zip(others.0) {
            *number = number.saturating_add(other);
        }
    }

    /// Whether nothing is counted; or a proof only that has followed its beginning.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Proofs that have begun and have not followed. Below nothing where another isolate has counted the
    /// beginning.
    #[must_use]
    pub const fn unproved(&self) -> i32 {
        let Self([.., unproved]) = *self;
        unproved
    }

    /// Whether something is counted besides proofs.
    #[must_use]
    pub fn has_outcome(&self) -> bool {
        let Self([outcomes @ .., _]) = self;
        *outcomes != [0; Self::LENGTH - 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_that_follows_leaves_nothing_in_whatever_order_the_two_are_counted() {
        for (first, second) in [
            (Event::ProofBegun, Event::ProofCame),
            (Event::ProofCame, Event::ProofBegun),
        ] {
            let mut counts = Counts::one(first);
            assert!(!counts.is_empty() && !counts.has_outcome());
            counts.add(&Counts::one(second));
            assert!(counts.is_empty(), "{counts:?}");
        }
        assert_eq!(Counts::one(Event::ProofBegun).unproved(), 1);
    }

    #[test]
    fn each_outcome_is_counted_by_itself_and_no_sum_overflows() {
        let outcomes = [
            Event::SignedIn,
            Event::Failed,
            Event::Locked,
            Event::Registered,
            Event::Deleted,
        ];
        let mut all = Counts::default();
        for event in outcomes {
            let one = Counts::one(event);
            assert!(one.has_outcome(), "{event:?}");
            all.add(&one);
        }
        assert_eq!(all, Counts([1, 1, 1, 1, 1, 0]));
        let mut most = Counts([i32::MAX; Counts::LENGTH]);
        most.add(&all);
        assert_eq!(most, Counts([i32::MAX; Counts::LENGTH]));
    }
}
