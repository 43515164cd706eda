//! What the Worker asks of the objects of the deployment.

use serde::{Deserialize, Serialize};

use crate::account::Locator;
use crate::adapters::instance_memory::Holding;
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
    /// Forget what is over, and seal anew what is not sealed under the active root.
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

impl InstanceCommand {
    /// What an object has to hold to run it; any does that only has to wake.
    #[must_use]
    pub const fn asks(&self) -> Option<Holding> {
        match self {
            Self::Wake => None,
            Self::Invitation { .. }
            | Self::Departure { .. }
            | Self::Make(_)
            | Self::Revoke(_)
            | Self::List => Some(Holding::Exact),
            Self::Count(_) | Self::Overview | Self::Census | Self::TakeCensus(_) => {
                Some(Holding::Counters)
            }
        }
    }
}
