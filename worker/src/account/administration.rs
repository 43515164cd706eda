//! What is done to somebody's account by somebody else.

use postern_shared::api::{ActivityKind, LogAction, Role, SecretText};
use postern_shared::timestamp::Timestamp;
use postern_shared::username::Username;
use serde::{Deserialize, Serialize};

use crate::account::permission::Action;
use crate::account::profile::Profile;

/// Who acts: somebody whose role, session and proof of both factors their own account has just
/// looked at. No `Debug`: it names somebody.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Their name.
    pub username: Username,
    /// Their role at that moment.
    pub role: Role,
    /// That moment.
    pub at: Timestamp,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deed {
    /// The account signs in no more, and its sessions end.
    Disable,
    /// It signs in again.
    Enable,
    /// Its sessions end.
    EndSessions,
    /// Its failures are forgotten.
    Unlock,
    /// Its second factor goes; whoever proves the password enrols anew.
    ResetFactor,
    /// A link is made that sets a new password.
    StartPasswordReset,
    /// It gets this role.
    ChangeRole(Role),
    /// It goes.
    Delete,
}

/// A deed on its way to the account that it is done to.
#[derive(Clone, Serialize, Deserialize)]
pub struct Order {
    /// Who does it.
    pub actor: Actor,
    /// What.
    pub deed: Deed,
    /// Why.
    pub reason: String,
}

/// What an administrator has done about an invitation.
#[derive(Clone, Serialize, Deserialize)]
pub struct InvitationNote {
    /// Who.
    pub actor: Actor,
    /// What.
    pub action: LogAction,
    /// Which.
    pub invitation: [u8; 16],
    /// The role that it is for, where it is new.
    pub role: Option<Role>,
    /// Why.
    pub reason: String,
}

/// What has come of an order.
#[derive(Serialize, Deserialize)]
pub struct Administered {
    /// Whether there is an administrator less who can act.
    pub has_removed_administrator: bool,
    /// The link that was made, and the seconds that it is good for.
    pub reset: Option<(SecretText, u64)>,
}

impl Deed {
    /// What has to be allowed for it.
    #[must_use]
    pub const fn action(self) -> Action {
        match self {
            Self::Disable => Action::Disable,
            Self::Enable => Action::Enable,
            Self::EndSessions => Action::EndSessions,
            Self::Unlock => Action::Unlock,
            Self::ResetFactor => Action::ResetFactor,
            Self::StartPasswordReset => Action::StartPasswordReset,
            Self::ChangeRole(_) => Action::ChangeRole,
            Self::Delete => Action::Delete,
        }
    }

    /// Whether nothing is left to do.
    #[must_use]
    pub fn is_so_already(self, target: &Profile) -> bool {
        match self {
            Self::Disable => target.disabled,
            Self::Enable => !target.disabled,
            Self::ChangeRole(role) => target.role == role,
            Self::EndSessions
            | Self::Unlock
            | Self::ResetFactor
            | Self::StartPasswordReset
            | Self::Delete => false,
        }
    }

    /// Whether there may be an administrator less afterwards who can act: one without a second factor
    /// has to enrol anew before.
    #[must_use]
    pub const fn may_remove_administrator(self) -> bool {
        match self {
            Self::Disable | Self::Delete | Self::ResetFactor => true,
            Self::ChangeRole(role) => !matches!(role, Role::Admin),
            Self::Enable | Self::EndSessions | Self::Unlock | Self::StartPasswordReset => false,
        }
    }

    /// What the deployment's log calls it.
    #[must_use]
    pub const fn logged(self) -> LogAction {
        match self {
            Self::Disable => LogAction::Disabled,
            Self::Enable => LogAction::Enabled,
            Self::EndSessions => LogAction::SessionsEnded,
            Self::Unlock => LogAction::Unlocked,
            Self::ResetFactor => LogAction::FactorReset,
            Self::StartPasswordReset => LogAction::PasswordResetStarted,
            Self::ChangeRole(_) => LogAction::RoleChanged,
            Self::Delete => LogAction::Deleted,
        }
    }

    /// What the account's own log calls it, where there is an account afterwards.
    #[must_use]
    pub const fn told(self) -> Option<ActivityKind> {
        match self {
            Self::Disable => Some(ActivityKind::Disabled),
            Self::Enable => Some(ActivityKind::Enabled),
            Self::EndSessions => Some(ActivityKind::SessionsEndedForYou),
            Self::Unlock => Some(ActivityKind::Unlocked),
            Self::ResetFactor => Some(ActivityKind::FactorReset),
            Self::StartPasswordReset => Some(ActivityKind::PasswordResetStarted),
            Self::ChangeRole(_) => Some(ActivityKind::RoleChanged),
            Self::Delete => None,
        }
    }
}

impl Order {
    /// Seconds after the actor was looked at in which it has to be carried out: later, they may be an
    /// administrator no more, and nobody may remember that.
    pub const LIFE_SECONDS: u64 = 120;

    /// Whether it comes too late.
    #[must_use]
    pub const fn is_late(&self, now: Timestamp) -> bool {
        now.unix_seconds() > self.actor.at.plus(Self::LIFE_SECONDS).unix_seconds()
    }
}
