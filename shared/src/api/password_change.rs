//! The bodies of the calls that change the password of whoever is signed in.

use serde::{Deserialize, Serialize};

use crate::api::{Argon2Parameters, SecretText};

/// `POST /api/password/start`: the first half of a change in which neither password is shown.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasswordStartRequest {
    /// The first message of the proof of the current password: 96 bytes.
    pub ke1: String,
    /// The blinded new password: 32 bytes.
    pub registration_request: String,
}

/// 200 of `POST /api/password/start`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordStartResponse {
    /// The answer to `ke1`: 320 bytes.
    pub ke2: String,
    /// What the record of the current password may have been made with: the latest first. The first
    /// is what the new one has to be made with.
    pub argon2: Vec<Argon2Parameters>,
    /// What goes back with the proof; once.
    pub login: SecretText,
    /// The answer to `registration_request`: 64 bytes.
    pub registration_response: String,
    /// What goes back with the record.
    pub registration: SecretText,
    /// Seconds that both last.
    pub expires_in: u64,
}

/// `POST /api/password`: with `current_password` and `new_password`, or with `login`, `ke3`,
/// `registration` and `registration_record`.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangePasswordRequest {
    /// The password as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_password: Option<SecretText>,
    /// The password as it shall be: 8 to 256 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_password: Option<SecretText>,
    /// From `password/start`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<SecretText>,
    /// The proof of the current password: 64 bytes in base64url (RFC 9807 §6.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ke3: Option<SecretText>,
    /// From `password/start`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<SecretText>,
    /// What is kept in place of the new password: 192 bytes in base64url (RFC 9807 §5.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_record: Option<SecretText>,
    /// Whether the other sessions go on; else they end.
    #[serde(default)]
    pub keep_other_sessions: bool,
}
