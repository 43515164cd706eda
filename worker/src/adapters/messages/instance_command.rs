//! What the Worker asks of the objects of the deployment.

use serde::{Deserialize, Serialize};

use crate::account::Locator;
use crate::instance::{
    Census, Counts, DepartureStep, InvitationId, InvitationStep, MadeInvitation,
};

/// The commands of [`crate::ports::Instance`]. A [`super::Reply`] answers them.
#[derive(Clone, Serialize, Deserialize)]
pub enum InstanceCommand {
    /// Take a step with an invitation.
    Invitation {
        /// Which.
        id: InvitationId,
        /// What.
        step: InvitationStep,
    },
    /// Take a step with the removal of an administrator.
    Departure {
        /// Where the account is.
        target: [u8; Locator::LENGTH],
        /// What.
        step: DepartureStep,
    },
    /// Remember an invitation.
    Make(MadeInvitation),
    /// Take one back.
    Revoke(InvitationId),
    /// Tell which there are.
    List,
    /// Seal anew what is not sealed under the active root.
    Wake,
    /// Add these counts.
    Count(Counts),
    /// Tell what was counted.
    Overview,
    /// Tell how far the accounts are being counted.
    Census,
    /// Take over how far they are.
    TakeCensus(Census),
}
