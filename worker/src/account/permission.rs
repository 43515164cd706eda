//! What each role may do about others: denied, unless it stands here. `ARCHITECTURE.md` has the same
//! as a table, call by call, which the tests of the calls walk.

use postern_shared::api::Role;
use serde::{Deserialize, Serialize};

/// Something that not everybody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// Look people up, and see how an account stands.
    ReadPeople,
    /// See what was done.
    ReadLog,
    /// Disable an account.
    Disable,
    /// Enable it again.
    Enable,
    /// End its sessions.
    EndSessions,
    /// Have its failures forgotten.
    Unlock,
    /// Take its second factor away.
    ResetFactor,
    /// Make a link that sets a new password.
    StartPasswordReset,
    /// Give it another role.
    ChangeRole,
    /// Delete it.
    Delete,
    /// See which invitations there are.
    ReadInvitations,
    /// Make an invitation, whatever role it is for.
    Invite,
    /// Take one back.
    RevokeInvitation,
    /// See how many sign in, and how many fail.
    ReadOverview,
}

impl Action {
    /// Whether it changes nothing. All else needs a fresh proof of both factors.
    #[must_use]
    pub const fn is_reading(self) -> bool {
        matches!(
            self,
            Self::ReadPeople | Self::ReadLog | Self::ReadInvitations | Self::ReadOverview
        )
    }
}

/// Whether an account with this role may do it.
#[must_use]
pub const fn may(role: Role, action: Action) -> bool {
    matches!(
        (role, action),
        (
            Role::Support,
            Action::ReadPeople
                | Action::ReadLog
                | Action::ReadOverview
                | Action::EndSessions
                | Action::Unlock
                | Action::ResetFactor
        ) | (
            Role::Admin,
            Action::ReadPeople
                | Action::ReadLog
                | Action::ReadOverview
                | Action::Disable
                | Action::Enable
                | Action::EndSessions
                | Action::Unlock
                | Action::ResetFactor
                | Action::StartPasswordReset
                | Action::ChangeRole
                | Action::Delete
                | Action::ReadInvitations
                | Action::Invite
                | Action::RevokeInvitation
        )
    )
}

/// Whether it may do it to an account of `target`: support helps users, and nobody who could do more
/// than it can itself.
#[must_use]
pub const fn may_to(role: Role, action: Action, target: Role) -> bool {
    may(role, action) && matches!((role, target), (Role::Admin, _) | (_, Role::User))
}

#[cfg(test)]
impl Action {
    /// Everything that is asked for, for tests.
    pub const ALL: [Self; 14] = [
        Self::ReadPeople,
        Self::ReadLog,
        Self::Disable,
        Self::Enable,
        Self::EndSessions,
        Self::Unlock,
        Self::ResetFactor,
        Self::StartPasswordReset,
        Self::ChangeRole,
        Self::Delete,
        Self::ReadInvitations,
        Self::Invite,
        Self::RevokeInvitation,
        Self::ReadOverview,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_may_do_nothing_about_others() {
        for action in Action::ALL {
            for target in Role::ALL {
                assert!(!may_to(Role::User, action, target), "{action:?}");
            }
        }
    }

    #[test]
    fn support_does_nothing_to_who_may_do_more_and_an_administrator_may_do_all() {
        for action in Action::ALL {
            for target in Role::ALL {
                assert!(may_to(Role::Admin, action, target), "{action:?}");
            }
            for target in [Role::Support, Role::Admin] {
                assert!(!may_to(Role::Support, action, target), "{action:?}");
            }
            let is_allowed = may(Role::Support, action);
            assert_eq!(may_to(Role::Support, action, Role::User), is_allowed);
        }
    }
}
