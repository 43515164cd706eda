//! The bodies of the calls about the person's own data.

use serde::{Deserialize, Serialize};

use crate::api::{
    ActivityResponse, AuthenticatorSummary, KnownBrowser, RecoveryCodesResponse, SessionsResponse,
    User,
};

/// `PATCH /api/users/me`: what is not there stays as it is; an empty text takes it away.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeProfileRequest {
    /// An e-mail address. To change it needs a fresh proof of both factors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A name in any script.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_name: Option<String>,
}

/// `DELETE /api/users/me`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeleteAccountRequest {
    /// The username once more, typed by the person.
    pub username: String,
}

/// 200 of `GET /api/users/me/export`: everything that is held about the person, and no secret.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportResponse {
    /// When this was made, in seconds since the epoch.
    pub exported_at: u64,
    /// The random name of the account in access tokens (`sub`).
    pub id: String,
    /// Who they are.
    pub user: User,
    /// What the password is kept as: form and cost.
    pub password: String,
    /// The authenticators.
    pub authenticators: Vec<AuthenticatorSummary>,
    /// What there is of recovery codes.
    pub recovery_codes: RecoveryCodesResponse,
    /// Where they are signed in.
    pub sessions: SessionsResponse,
    /// The browsers that are known again.
    pub browsers: Vec<KnownBrowser>,
    /// What has happened.
    pub activity: ActivityResponse,
    /// Wrong passwords in a row.
    pub wrong_passwords: u32,
    /// Wrong codes in a row.
    pub wrong_codes: u32,
}
