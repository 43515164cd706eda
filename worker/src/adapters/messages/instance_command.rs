//! What the Worker asks of the deployment's one object.

use serde::{Deserialize, Serialize};

use crate::instance::{InvitationId, InvitationStep};

/// The commands of [`crate::ports::Instance`]. A [`super::Reply`] answers them.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub enum InstanceCommand {
    /// Take a step with an invitation.
    Invitation {
        /// Which.
        id: InvitationId,
        /// What.
        step: InvitationStep,
    },
    /// Seal anew what is not sealed under the active root.
    Wake,
}
