//! An administrator who is about to be one no more, or has just been.
//!
//! No list says who the administrators are: each account knows it of itself. What must not happen is
//! that two take each other's role at once, and none is left. So each removal is claimed here first,
//! and nobody who is being removed, or was so a moment ago, removes others. Of all removals that are
//! carried out, the one that was claimed last was ordered by somebody whom no other one removes: the
//! memory of a claim is longer than an order and the look at who gives it are good for.

use postern_shared::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

use crate::account::{Locator, Order, Refusal};
use crate::instance::Instance;

/// What is asked about the removal of an administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DepartureStep {
    /// Somebody is about to order it.
    Claim {
        /// Where who orders it has their account.
        actor: [u8; Locator::LENGTH],
        /// When that account said that they may.
        authorized_at: Timestamp,
    },
    /// It was refused, or there is no administrator less.
    GiveBack,
    /// It was carried out.
    Settle,
}

/// A removal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departure {
    /// Where who is removed has their account.
    pub locator: [u8; Locator::LENGTH],
    /// When it is forgotten.
    pub forget_at: Timestamp,
    /// Orders of which it is not known whether they were refused.
    pub pending: u32,
    /// Whether one of them was carried out.
    pub is_settled: bool,
}

impl Departure {
    /// Seconds for which one is remembered: five times as long as an order is good for.
    pub const MEMORY_SECONDS: u64 = 5 * Order::LIFE_SECONDS;
}

impl Instance {
    /// Takes a step with the removal of the administrator at `target`.
    ///
    /// # Errors
    /// To a claim: [`Refusal::LastAdministrator`] where who orders it is being removed; and
    /// [`Refusal::NotNow`] where it comes too late after the look at them.
    pub fn departure(
        &mut self,
        target: [u8; Locator::LENGTH],
        step: DepartureStep,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        self.forget(now);
        let place = self.departures.iter().position(|it| it.locator == target);
        let forget_at = now.plus(Departure::MEMORY_SECONDS);
        match step {
            DepartureStep::Claim {
                actor,
                authorized_at,
            } => {
                if authorized_at.plus(Order::LIFE_SECONDS) < now {
                    return Err(Refusal::NotNow);
                }
                if self.departures.iter().any(|it| it.locator == actor) {
                    return Err(Refusal::LastAdministrator);
                }
                match place.and_then(|place| self.departures.get_mut(place)) {
                    Some(known) => {
                        known.pending = known.pending.saturating_add(1);
                        known.forget_at = forget_at;
                    }
                    None => self.departures.push(Departure {
                        locator: target,
                        forget_at,
                        pending: 1,
                        is_settled: false,
                    }),
                }
            }
            DepartureStep::GiveBack => {
                if let Some(known) = place.and_then(|place| self.departures.get_mut(place)) {
                    known.pending = known.pending.saturating_sub(1);
                    let is_over = known.pending == 0 && !known.is_settled;
                    self.departures
                        .retain(|it| it.locator != target || !is_over);
                }
            }
            DepartureStep::Settle => {
                if let Some(known) = place.and_then(|place| self.departures.get_mut(place)) {
                    known.is_settled = true;
                    known.forget_at = forget_at;
                }
            }
        }
        self.is_changed = true;
        Ok(())
    }
}
