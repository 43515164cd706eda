//! What is of the deployment as a whole and must be exact: which invitations were used and taken back,
//! and which administrators are being removed; and, in another object, what is counted. Pure, as
//! [`crate::account`] is; one [`Instance`] belongs to one object.

mod claim;
mod counters;
mod counts;
mod departure;
mod made_invitation;
mod tally;

use postern_shared::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

use crate::account::{Locator, Refusal};
pub use claim::Claim;
pub use counters::{Census, Counters};
pub use counts::{Counts, Event};
pub use departure::{Departure, DepartureStep};
pub use made_invitation::MadeInvitation;
pub use tally::Tally;

/// Names an invitation: 128 random bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationId(pub [u8; 16]);

/// What is asked about an invitation. Whoever registers claims it first, and says afterwards what came
/// of it; who cannot, because something broke in between, leaves it claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvitationStep {
    /// Was it used?
    Look,
    /// Whoever registers at `locator` wants it.
    Claim {
        /// Where the account will live.
        locator: [u8; Locator::LENGTH],
        /// When the invitation ends.
        expires_at: Timestamp,
    },
    /// The registration at `locator` was refused.
    GiveBack {
        /// Where the account would have lived.
        locator: [u8; Locator::LENGTH],
    },
    /// The registration at `locator` was carried out.
    Settle {
        /// Where the account lives.
        locator: [u8; Locator::LENGTH],
    },
}

/// What an object of the deployment remembers. A new need is a new version of the stored form
/// (`adapters/records`).
#[derive(Default)]
pub struct Instance {
    /// The invitations that were claimed and have not ended long ago, oldest first.
    pub claims: Vec<Claim>,
    /// The invitations that administrators have made and that have not ended long ago, oldest first.
    pub made: Vec<MadeInvitation>,
    /// The administrators who are being removed, or were so a moment ago.
    pub departures: Vec<Departure>,
    /// What is counted, in the object of the counters. Boxed, because it is in no other.
    pub counters: Option<Box<Counters>>,
    is_changed: bool,
}

impl Instance {
    /// With these, and nothing changed.
    #[must_use]
    pub const fn new(
        claims: Vec<Claim>,
        made: Vec<MadeInvitation>,
        departures: Vec<Departure>,
    ) -> Self {
        Self {
            claims,
            made,
            departures,
            counters: None,
            is_changed: false,
        }
    }

    /// Whether anything has changed since the last call of this.
    pub fn take_change(&mut self) -> bool {
        std::mem::take(&mut self.is_changed)
    }

    /// Takes a step with an invitation.
    ///
    /// # Errors
    /// [`Refusal::InvitationRevoked`]; [`Refusal::InvitationUsed`] where it is somebody else's, or has done its work;
    /// [`Refusal::InvitationExpired`] where it comes too late to be claimed.
    pub fn invitation(
        &mut self,
        id: InvitationId,
        step: InvitationStep,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        self.forget(now);
        let is_revoked = self.is_revoked(id);
        let place = self.claims.iter().position(|claim| claim.id == id);
        let claim = place.and_then(|place| self.claims.get_mut(place));
        match (step, claim) {
            (InvitationStep::Look, Some(claim)) if claim.is_settled => {
                return Err(Refusal::InvitationUsed);
            }
            (InvitationStep::Look | InvitationStep::Claim { .. }, _) if is_revoked => {
                return Err(Refusal::InvitationRevoked);
            }
            (
                InvitationStep::Claim {
                    locator,
                    expires_at,
                },
                None,
            ) => {
                // Before it was forgotten it may have been anybody's.
                if expires_at <= now {
                    return Err(Refusal::InvitationExpired);
                }
                self.claims.push(Claim::new(id, locator, expires_at));
            }
            (InvitationStep::Claim { locator, .. }, Some(claim)) => claim.join(locator)?,
            (InvitationStep::GiveBack { locator }, Some(claim)) => {
                if claim.leave(locator) {
                    self.claims.retain(|claim| claim.id != id);
                }
            }
            (InvitationStep::Settle { locator }, Some(claim)) => claim.settle(locator),
            _nothing_to_do => return Ok(()),
        }
        self.is_changed = true;
        Ok(())
    }

    /// Forgets what has ended.
    pub fn forget(&mut self, now: Timestamp) {
        let count = |it: &Self| it.claims.len() + it.made.len() + it.departures.len();
        let before = count(self);
        self.claims.retain(|claim| claim.forget_at() > now);
        self.made.retain(|made| made.forget_at() > now);
        self.departures.retain(|it| it.forget_at > now);
        self.is_changed |= count(self) != before;
    }

    /// When there is something to forget next.
    #[must_use]
    pub fn next_end(&self) -> Option<Timestamp> {
        self.ends().min()
    }

    /// When there is nothing left to remember.
    #[must_use]
    pub fn last_end(&self) -> Option<Timestamp> {
        let counters = self.counters.as_ref().map(|it| it.forget_at());
        self.ends().chain(counters).max()
    }

    fn ends(&self) -> impl Iterator<Item = Timestamp> {
        let claims = self.claims.iter().map(Claim::forget_at);
        let made = self.made.iter().map(MadeInvitation::forget_at);
        let departures = self.departures.iter().map(|it| it.forget_at);
        claims.chain(made).chain(departures)
    }
}

#[cfg(test)]
mod tests;
