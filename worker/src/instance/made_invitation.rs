//! Invitations that administrators have made: which there are, and which were taken back. What an
//! invitation says, it says itself; this is for the list.

use postern_shared::api::{InvitationSummary, InvitationsResponse, Role};
use postern_shared::timestamp::Timestamp;
use postern_shared::username::Username;
use serde::{Deserialize, Serialize};

use crate::account::{Refusal, SessionId};
use crate::instance::{Claim, Instance, InvitationId};

/// An invitation. No `Debug`: it names people.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeInvitation {
    /// Which.
    pub id: InvitationId,
    /// The role that it is for.
    pub role: Role,
    /// The e-mail address that it was made for.
    pub email: Option<String>,
    /// Who has made it.
    pub made_by: Username,
    /// When.
    pub made_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Whether it was taken back.
    pub is_revoked: bool,
}

impl MadeInvitation {
    /// Invitations that are open: that have not ended, were not taken back, and that nobody has used.
    pub const MOST: usize = 100;
    /// Invitations that are remembered, open or not.
    pub const MOST_REMEMBERED: usize = 500;

    /// When it is forgotten: as a claim to it is.
    #[must_use]
    pub const fn forget_at(&self) -> Timestamp {
        self.expires_at.plus(Claim::MEMORY_SECONDS)
    }
}

impl Instance {
    /// Remembers a new one. Where there is no place for it, that of the oldest that was used is taken:
    /// its claim knows that it is worth nothing.
    ///
    /// # Errors
    /// [`Refusal::TooManyInvitations`] where [`MadeInvitation::MOST`] are open, or
    /// [`MadeInvitation::MOST_REMEMBERED`] are remembered of which none was used.
    pub fn make_invitation(&mut self, made: MadeInvitation, now: Timestamp) -> Result<(), Refusal> {
        self.forget(now);
        // One that is only claimed may be given back, and then it counts whether it was revoked.
        let is_used = |made: &MadeInvitation| self.is_used(made.id);
        let is_open =
            |made: &&MadeInvitation| !made.is_revoked && made.expires_at > now && !is_used(made);
        if self.made.iter().filter(is_open).count() >= MadeInvitation::MOST {
            return Err(Refusal::TooManyInvitations);
        }
        if self.made.len() >= MadeInvitation::MOST_REMEMBERED {
            let oldest_used = self.made.iter().position(is_used);
            let place = oldest_used.ok_or(Refusal::TooManyInvitations)?;
            self.made.remove(place);
        }
        self.made.push(made);
        self.is_changed = true;
        Ok(())
    }

    /// Takes one back. Whoever registers with it at this moment goes on.
    ///
    /// # Errors
    /// [`Refusal::InvitationNotFound`]; [`Refusal::InvitationUsed`] where there is an account already.
    pub fn revoke_invitation(&mut self, id: InvitationId, now: Timestamp) -> Result<(), Refusal> {
        self.forget(now);
        if self.is_used(id) {
            return Err(Refusal::InvitationUsed);
        }
        let found = self.made.iter_mut().find(|made| made.id == id);
        let made = found.ok_or(Refusal::InvitationNotFound)?;
        made.is_revoked = true;
        self.is_changed = true;
        Ok(())
    }

    /// Those that have neither ended nor been taken back, newest first.
    #[must_use]
    pub fn made_invitations(&self, now: Timestamp) -> InvitationsResponse {
        let open = self
            .made
            .iter()
            .rev()
            .filter(|made| !made.is_revoked && made.expires_at > now);
        InvitationsResponse {
            invitations: open
                .map(|made| InvitationSummary {
                    id: SessionId(made.id.0).to_string(),
                    role: made.role,
                    email: made.email.clone(),
                    made_by: made.made_by.to_string(),
                    made_at: made.made_at.unix_seconds(),
                    expires_at: made.expires_at.unix_seconds(),
                    used: self.is_used(made.id),
                })
                .collect(),
        }
    }

    /// Whether a registration with it was carried out. One that is only claimed can be taken back.
    fn is_used(&self, id: InvitationId) -> bool {
        let mut claims = self.claims.iter();
        claims.any(|claim| claim.id == id && claim.is_settled)
    }

    /// Whether it was taken back.
    pub(super) fn is_revoked(&self, id: InvitationId) -> bool {
        self.made
            .iter()
            .any(|made| made.id == id && made.is_revoked)
    }
}
