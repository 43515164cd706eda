//! What an isolate has counted and not yet handed over. An event costs no request of its own: all that
//! happens while one hand-over is waited for or under way goes with it, or with the next.

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
    /// The one hand-over that somebody has taken upon themselves, with what it has taken, since when.
    under_way: Option<(Counts, Timestamp)>,
    /// Nothing is handed over before.
    not_before: Timestamp,
}

impl Tally {
    /// Counts one.
    pub fn count(&self, event: Event) {
        self.lock().waiting.add(&Counts::one(event));
    }

    /// Whether a hand-over is due that nobody has taken upon themselves: soon where something waits that
    /// has an outcome, and else when it has waited for [`PATIENCE_SECONDS`], or is much. Whoever asks has
    /// it then, and is told how many seconds to wait before [`Tally::take`]: one follows the other at a
    /// distance, so that a busy isolate has few.
    #[must_use]
    pub fn due_in(&self, now: Timestamp) -> Option<u64> {
        let mut state = self.lock();
        if !state.is_due(now) {
            return None;
        }
        state.under_way = Some((Counts::default(), now));
        // A clock that was set back holds nothing up.
        Some(state.not_before.since(now).min(PAUSE_SECONDS))
    }

    /// What to hand over, all that waits. It counts as being under way until [`Tally::handed_over`] says
    /// what came of it, or it is given up.
    #[must_use]
    pub fn take(&self, now: Timestamp) -> Option<Counts> {
        let mut state = self.lock();
        // Whoever comes so late that another has taken it leaves that alone.
        if !matches!(state.under_way, Some((taken, _)) if taken.is_empty()) {
            return None;
        }
        state.since = None;
        if state.waiting.is_empty() {
            state.under_way = None;
            return None;
        }
        let taken = std::mem::take(&mut state.waiting);
        state.under_way = Some((taken, now));
        Some(taken)
    }

    /// Whether the counters have it. What they have not waits for the next hand-over, some seconds
    /// later; an answer that was lost on its way lets it be counted twice.
    pub fn handed_over(&self, is_done: bool, now: Timestamp) {
        let mut state = self.lock();
        let pause = if is_done {
            state.under_way = None;
            DISTANCE_SECONDS
        } else {
            state.give_up();
            PAUSE_SECONDS
        };
        state.not_before = now.plus(pause);
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
/// How long after one hand-over the next comes at the earliest.
const DISTANCE_SECONDS: u64 = 5;
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

    /// What is handed over at once, where a hand-over is due.
    fn handed(tally: &Tally, now: Timestamp) -> Option<Counts> {
        let wait = tally.due_in(now)?;
        tally.take(now.plus(wait))
    }

    #[test]
    fn what_happens_before_and_during_a_hand_over_goes_with_it_or_with_the_next() {
        let tally = Tally::default();
        assert_eq!(tally.due_in(at(0)), None);
        tally.count(Event::SignedIn);
        assert_eq!(tally.due_in(at(0)), Some(0));
        tally.count(Event::SignedIn);
        assert_eq!(tally.due_in(at(0)), None, "one is under way");
        assert_eq!(tally.take(at(0)), Some(Counts([2, 0, 0, 0, 0, 0])));
        for _ in 0..3 {
            tally.count(Event::Failed);
            assert_eq!(tally.due_in(at(1)), None, "one is under way");
        }
        tally.handed_over(true, at(1));
        assert_eq!(tally.due_in(at(2)), Some(4), "they follow at a distance");
        tally.count(Event::Failed);
        assert_eq!(tally.take(at(6)), Some(Counts([0, 4, 0, 0, 0, 0])));
        tally.handed_over(true, at(6));
        assert_eq!(tally.due_in(at(1000)), None);
        tally.count(Event::Failed);
        assert_eq!(tally.due_in(at(1000)), Some(0));
    }

    #[test]
    fn what_could_not_be_handed_over_is_kept_and_tried_again_after_a_pause() {
        let tally = Tally::default();
        tally.count(Event::Locked);
        assert!(handed(&tally, at(0)).is_some());
        tally.count(Event::SignedIn);
        tally.handed_over(false, at(5));
        assert_eq!(tally.due_in(at(7)), Some(8));
        assert_eq!(tally.take(at(15)), Some(Counts([1, 0, 1, 0, 0, 0])));
    }

    #[test]
    fn a_hand_over_that_never_ends_is_given_up() {
        let tally = Tally::default();
        tally.count(Event::Registered);
        assert!(handed(&tally, at(0)).is_some());
        assert_eq!(tally.due_in(at(59)), None);
        assert_eq!(handed(&tally, at(60)), Some(Counts::one(Event::Registered)));
    }

    #[test]
    fn a_hand_over_that_never_begins_is_given_up_too() {
        let tally = Tally::default();
        tally.count(Event::Registered);
        assert_eq!(tally.due_in(at(0)), Some(0));
        assert_eq!(tally.due_in(at(59)), None);
        assert_eq!(handed(&tally, at(60)), Some(Counts::one(Event::Registered)));
    }

    #[test]
    fn who_comes_after_being_given_up_takes_nothing_while_another_has_it() {
        let tally = Tally::default();
        tally.count(Event::Registered);
        assert_eq!(tally.due_in(at(0)), Some(0));
        assert!(handed(&tally, at(60)).is_some(), "by another");
        tally.count(Event::SignedIn);
        assert_eq!(tally.take(at(61)), None, "too late");
        tally.handed_over(false, at(61));
        assert_eq!(handed(&tally, at(71)), Some(Counts([1, 0, 0, 1, 0, 0])));
    }

    #[test]
    fn a_clock_that_was_set_back_holds_nothing_up_for_long() {
        let tally = Tally::default();
        tally.handed_over(true, at(100_000));
        tally.count(Event::SignedIn);
        assert_eq!(tally.due_in(at(0)), Some(10));
    }

    #[test]
    fn a_proof_that_follows_costs_nothing_and_one_that_does_not_is_handed_over_in_a_minute() {
        let tally = Tally::default();
        tally.count(Event::ProofBegun);
        assert_eq!(tally.due_in(at(0)), None);
        tally.count(Event::ProofCame);
        assert_eq!(tally.due_in(at(100)), None);

        tally.count(Event::ProofBegun);
        assert_eq!(tally.due_in(at(200)), None);
        assert_eq!(tally.due_in(at(259)), None);
        assert_eq!(
            handed(&tally, at(260)),
            Some(Counts::one(Event::ProofBegun))
        );
        tally.handed_over(true, at(260));

        for _ in 0..8 {
            assert_eq!(tally.due_in(at(261)), None);
            tally.count(Event::ProofBegun);
        }
        assert!(
            tally.due_in(at(261)).is_some(),
            "guesses are not waited for"
        );
    }

    #[test]
    fn a_proof_that_comes_while_a_hand_over_waits_leaves_nothing_to_hand_over() {
        let tally = Tally::default();
        for _ in 0..8 {
            tally.count(Event::ProofBegun);
        }
        assert!(tally.due_in(at(0)).is_some());
        for _ in 0..8 {
            tally.count(Event::ProofCame);
        }
        assert_eq!(tally.take(at(0)), None);
        tally.count(Event::SignedIn);
        assert_eq!(tally.due_in(at(1)), Some(0), "none is under way any more");
    }

    #[test]
    fn a_proof_that_waits_goes_with_what_has_an_outcome() {
        let tally = Tally::default();
        tally.count(Event::ProofBegun);
        tally.count(Event::SignedIn);
        assert_eq!(handed(&tally, at(0)), Some(Counts([1, 0, 0, 0, 0, 1])));
    }
}
