//! What an isolate has counted and not yet handed over. An event costs no request of its own: while
//! one hand-over is under way, all that happens goes with the next.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use postern_shared::timestamp::Timestamp;

use crate::instance::{Counts, Event};

/// The isolate's tally. It lives as long as the isolate: what was not handed over by then is lost.
#[derive(Clone, Default)]
pub struct Tally(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    waiting: Counts,
    /// Since when something waits, as far as anybody has looked.
    since: Option<Timestamp>,
    /// What is being handed over, since when.
    under_way: Option<(Counts, Timestamp)>,
    /// Nothing is handed over before.
    not_before: Option<Timestamp>,
}

impl Tally {
    /// Counts one.
    pub fn count(&self, event: Event) {
        self.lock().waiting.add(&Counts::one(event));
    }

    /// Whether something should be handed over now: at once where it has an outcome, and else when it
    /// has waited for [`PATIENCE_SECONDS`], or is much.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.lock().is_due(now)
    }

    /// What to hand over now, where anything is due. It counts as being under way until
    /// [`Tally::handed_over`] says what came of it, or it is given up.
    #[must_use]
    pub fn take(&self, now: Timestamp) -> Option<Counts> {
        let mut state = self.lock();
        if !state.is_due(now) {
            return None;
        }
        let taken = std::mem::take(&mut state.waiting);
        state.since = None;
        state.under_way = Some((taken, now));
        Some(taken)
    }

    /// Whether the counters have it. What they have not waits for the next hand-over, some seconds
    /// later; an answer that was lost on its way lets it be counted twice.
    pub fn handed_over(&self, is_done: bool, now: Timestamp) {
        let mut state = self.lock();
        if is_done {
            state.under_way = None;
            state.not_before = None;
        } else {
            state.give_up();
            state.not_before = Some(now.plus(PAUSE_SECONDS));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_due(&mut self, now: Timestamp) -> bool {
        if let Some((_, since)) = self.under_way {
            if now.since(since) < PATIENCE_SECONDS {
                return false;
            }
            // The platform has ended the request that it was under way in.
            self.give_up();
        }
        if self.waiting.is_empty() {
            self.since = None;
            return false;
        }
        if self.not_before.is_some_and(|moment| now < moment) {
            return false;
        }
        let since = *self.since.get_or_insert(now);
        self.waiting.has_outcome()
            || self.waiting.unproved() >= MANY
            || now.since(since) >= PATIENCE_SECONDS
    }

    fn give_up(&mut self) {
        if let Some((counts, _)) = self.under_way.take() {
            self.waiting.add(&counts);
        }
    }
}

/// How long a proof may take to follow, and a hand-over to be over.
const PATIENCE_SECONDS: u64 = 60;
/// How long nothing is tried again after a failure.
const PAUSE_SECONDS: u64 = 10;
/// So many proofs that do not follow are not waited for.
const MANY: i32 = 8;

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: u64) -> Timestamp {
        Timestamp::from_unix_seconds(1_795_000_000 + seconds)
    }

    #[test]
    fn what_happens_during_a_hand_over_goes_with_the_next() {
        let tally = Tally::default();
        assert_eq!(tally.take(at(0)), None);
        tally.count(Event::SignedIn);
        assert_eq!(tally.take(at(0)), Some(Counts::one(Event::SignedIn)));
        for _ in 0..3 {
            tally.count(Event::Failed);
            assert_eq!(tally.take(at(1)), None, "one is under way");
        }
        tally.handed_over(true, at(1));
        assert_eq!(tally.take(at(1)), Some(Counts([0, 3, 0, 0, 0, 0])));
        tally.handed_over(true, at(2));
        assert!(!tally.is_due(at(1000)));
    }

    #[test]
    fn what_could_not_be_handed_over_is_kept_and_tried_again_after_a_pause() {
        let tally = Tally::default();
        tally.count(Event::Locked);
        assert!(tally.take(at(0)).is_some());
        tally.count(Event::SignedIn);
        tally.handed_over(false, at(5));
        assert!(
            !tally.is_due(at(14)),
            "it would be asked with every request"
        );
        assert_eq!(tally.take(at(15)), Some(Counts([1, 0, 1, 0, 0, 0])));
    }

    #[test]
    fn a_hand_over_that_never_ends_is_given_up() {
        let tally = Tally::default();
        tally.count(Event::Registered);
        assert!(tally.take(at(0)).is_some());
        assert!(!tally.is_due(at(59)));
        assert_eq!(tally.take(at(60)), Some(Counts::one(Event::Registered)));
    }

    #[test]
    fn a_proof_that_follows_costs_nothing_and_one_that_does_not_is_handed_over_in_a_minute() {
        let tally = Tally::default();
        tally.count(Event::ProofBegun);
        assert!(!tally.is_due(at(0)));
        tally.count(Event::ProofCame);
        assert!(!tally.is_due(at(100)));

        tally.count(Event::ProofBegun);
        assert!(!tally.is_due(at(200)) && !tally.is_due(at(259)));
        assert_eq!(tally.take(at(260)), Some(Counts::one(Event::ProofBegun)));
        tally.handed_over(true, at(260));

        for _ in 0..8 {
            assert!(!tally.is_due(at(261)));
            tally.count(Event::ProofBegun);
        }
        assert!(tally.is_due(at(261)), "guesses are not waited for");
    }

    #[test]
    fn a_proof_that_waits_goes_with_what_is_handed_over_at_once() {
        let tally = Tally::default();
        tally.count(Event::ProofBegun);
        tally.count(Event::SignedIn);
        assert_eq!(tally.take(at(0)), Some(Counts([1, 0, 0, 0, 0, 1])));
    }
}
