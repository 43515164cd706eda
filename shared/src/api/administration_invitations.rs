//! The bodies of the calls by which administrators make invitations.

use serde::{Deserialize, Serialize};

use crate::api::{Role, SecretText};

/// `POST /api/admin/invitations`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MakeInvitationRequest {
    /// The role of the account.
    pub role: Role,
    /// The e-mail address of the account, unless the registration names another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Hours that it is good for: 1 to 720; 24 where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<u64>,
    /// Why, for the log: 3 to 200 characters in at most 400 bytes.
    pub reason: String,
}

/// 201 of `POST /api/admin/invitations`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeInvitationResponse {
    /// Names it in paths: 22 characters of base64url.
    pub id: String,
    /// The invitation, to stand behind `#` in the link to the page of registration. Shown this once.
    pub invitation: SecretText,
    /// When it ends, in seconds since the epoch.
    pub expires_at: u64,
}

/// An invitation that an administrator has made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationSummary {
    /// Names it in paths: 22 characters of base64url.
    pub id: String,
    /// The role of the account.
    pub role: Role,
    /// The e-mail address that it was made for.
    pub email: Option<String>,
    /// The username of who made it.
    pub made_by: String,
    /// When, in seconds since the epoch.
    pub made_at: u64,
    /// When it ends, in seconds since the epoch.
    pub expires_at: u64,
    /// Whether somebody has registered with it. Who is about to, has not yet.
    pub used: bool,
}

/// 200 of `GET /api/admin/invitations`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationsResponse {
    /// Those that administrators have made and that have neither ended nor been taken back, newest first, at most 500.
    /// Those of `cargo xtask invite` are not among them.
    pub invitations: Vec<InvitationSummary>,
}
