//! An invitation that somebody registers, or has registered, with.

use postern_shared::timestamp::Timestamp;

use crate::account::{Locator, Refusal};
use crate::instance::InvitationId;

/// A claim to an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which invitation.
    pub id: InvitationId,
    /// Where whoever claims it registers.
    pub locator: [u8; Locator::LENGTH],
    /// When the invitation ends.
    pub expires_at: Timestamp,
    /// Registrations at the locator of which it is not known whether they were refused. While there
    /// is one, nobody else gets the invitation: it may have been carried out.
    pub pending: u32,
    /// Whether one of them was carried out. The invitation is worth nothing then, for the same name
    /// neither: it does not bring back an account that was deleted.
    pub is_settled: bool,
}

impl Claim {
    /// Seconds for which one is remembered when the invitation has ended: a claim may be on its way
    /// still, and the clock of whoever sent it may be behind.
    pub const MEMORY_SECONDS: u64 = 600;

    /// The first one.
    #[must_use]
    pub const fn new(
        id: InvitationId,
        locator: [u8; Locator::LENGTH],
        expires_at: Timestamp,
    ) -> Self {
        Self {
            id,
            locator,
            expires_at,
            pending: 1,
            is_settled: false,
        }
    }

    /// When it is forgotten.
    #[must_use]
    pub const fn forget_at(&self) -> Timestamp {
        self.expires_at.plus(Self::MEMORY_SECONDS)
    }

    /// One more registration with the invitation.
    ///
    /// # Errors
    /// [`Refusal::InvitationUsed`] where it is at another locator, or comes too late.
    pub(super) fn join(&mut self, locator: [u8; Locator::LENGTH]) -> Result<(), Refusal> {
        if self.is_settled || self.locator != locator {
            return Err(Refusal::InvitationUsed);
        }
        self.pending = self.pending.checked_add(1).ok_or(Refusal::InvitationUsed)?;
        Ok(())
    }

    /// One of them was refused; whether it was the last.
    pub(super) fn leave(&mut self, locator: [u8; Locator::LENGTH]) -> bool {
        if !self.is_settled && self.locator == locator {
            self.pending = self.pending.saturating_sub(1);
        }
        self.pending == 0
    }

    /// One of them was carried out.
    pub(super) fn settle(&mut self, locator: [u8; Locator::LENGTH]) {
        self.is_settled |= self.locator == locator;
    }
}
