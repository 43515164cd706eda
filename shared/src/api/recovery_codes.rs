//! The bodies of the calls about recovery codes and about a forgotten password.

use serde::{Deserialize, Serialize};

use crate::api::SecretText;

/// 200 of `GET /api/recovery-codes`: how many are left, never which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryCodesResponse {
    /// When the codes were made, in seconds since the epoch; none where there never were any.
    pub made_at: Option<u64>,
    /// Whether their owner has said that they are kept.
    pub acknowledged: bool,
    /// How many have not been used.
    pub left: u32,
    /// When the others were used, in seconds since the epoch, latest first.
    pub used_at: Vec<u64>,
}

/// 201 of `POST /api/recovery-codes`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewRecoveryCodesResponse {
    /// Ten codes of 120 bits, in groups with hyphens between them. Shown this once; those before
    /// them are void.
    pub recovery_codes: Vec<SecretText>,
}

/// `POST /api/password/reset`: a recovery code and a code of the authenticator set a new password, or
/// what an administrator has handed out (`reset`) and a code of either kind. The new one as
/// `password`, or as `registration` and `registration_record`.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasswordResetRequest {
    /// The username, in any case.
    pub username: String,
    /// A recovery code that has not been used. Spaces, hyphens and case do not matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_code: Option<SecretText>,
    /// In place of a recovery code: what an administrator has handed out, 43 characters of base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reset: Option<SecretText>,
    /// A code of the authenticator: six digits; spaces do not matter. With `reset`, a recovery code
    /// may stand here, and nothing has to where the second factor was reset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otp: Option<SecretText>,
    /// The new password: 8 to 256 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<SecretText>,
    /// From `register/start`, in place of the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<SecretText>,
    /// What is kept in place of the password: 192 bytes in base64url (RFC 9807 §5.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_record: Option<SecretText>,
}
