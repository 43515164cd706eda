//! The bodies of the calls about what administrators have done.

use serde::{Deserialize, Serialize};

use crate::api::Role;

/// What an administrator has done, as a stable word: it travels, and it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LogAction {
    /// Disabled an account.
    Disabled,
    /// Enabled an account.
    Enabled,
    /// Ended all sessions of an account.
    SessionsEnded,
    /// Forgot the failures of an account.
    Unlocked,
    /// Took the second factor away, so that the person enrols anew.
    FactorReset,
    /// Made a link that sets a new password.
    PasswordResetStarted,
    /// Gave an account another role.
    RoleChanged,
    /// Deleted an account.
    Deleted,
    /// Made an invitation.
    InvitationMade,
    /// Took an invitation back.
    InvitationRevoked,
}

/// `POST /api/admin/log` and `POST /api/admin/log/export`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LogRequest {
    /// Where the page before has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogLine {
    /// When, in seconds since the epoch.
    pub at: u64,
    /// The username of who did it.
    pub actor: String,
    /// What.
    pub action: LogAction,
    /// The username of whom it was done to, where it was somebody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The role that was given, or that the invitation is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Which invitation, where it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<String>,
    /// Why.
    pub reason: String,
}

/// 200 of `POST /api/admin/log`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogResponse {
    /// At most 100 entries, newest first; those of one second in any order.
    pub entries: Vec<LogLine>,
    /// For the next page, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}
