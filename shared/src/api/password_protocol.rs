//! The bodies of the calls in which the password stays with the client: OPAQUE (RFC 9807), whose
//! messages travel as base64url without padding under the RFC's names.

use serde::{Deserialize, Serialize};

use crate::api::{RegistrationMode, SecretText};

/// How a deployment keeps passwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PasswordProtocol {
    /// The service gets the password and hashes it (RFC 9106).
    Argon2id,
    /// The client proves the password without showing it (RFC 9807).
    Opaque,
}

/// What stretching a password costs (RFC 9106 §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Argon2Parameters {
    /// Memory in KiB: `m` of RFC 9106.
    pub memory_kib: u32,
    /// Passes over it: `t` of RFC 9106.
    pub passes: u32,
    /// Lanes: `p` of RFC 9106.
    pub lanes: u32,
}

/// 200 of `GET /api/sign-in-options`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInOptionsResponse {
    /// How this deployment keeps passwords. A page that can shall go by `opaque` where it says so.
    pub password_protocol: PasswordProtocol,
    /// Whether `register` and `login` take a `password`.
    pub plain_passwords: bool,
    /// Whether a browser can be trusted for 30 days, so that it is not asked for a code.
    pub trusted_browsers: bool,
    /// Who may register.
    pub registration: RegistrationMode,
    /// What this deployment calls itself: no new password is little more than that.
    pub app_name: String,
}

/// `POST /api/register/start`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RegisterStartRequest {
    /// 3 to 64 characters.
    pub username: String,
    /// The blinded password: 32 bytes.
    pub registration_request: String,
    /// An invitation, if the person has one. It is not used up here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<SecretText>,
    /// Whether the record is for `password/reset`: that is for whoever has an account, so it does not
    /// matter then who may register.
    #[serde(default)]
    pub reset: bool,
}

/// 200 of `POST /api/register/start`, and part of `login`'s answer where the record of the password
/// should be made anew.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegisterStartResponse {
    /// The service's answer: 64 bytes.
    pub registration_response: String,
    /// What the record has to be made with.
    pub argon2: Argon2Parameters,
    /// What goes back with the record.
    pub registration: SecretText,
    /// Seconds that it lasts.
    pub expires_in: u64,
}

/// `POST /api/login/start`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LoginStartRequest {
    /// The username, in any case.
    pub username: String,
    /// The client's first message: 96 bytes.
    pub ke1: String,
}

/// 200 of `POST /api/login/start`, the same for a name that nobody has.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginStartResponse {
    /// The service's answer: 320 bytes.
    pub ke2: String,
    /// What the record may have been made with: the latest first, then what it was before in this
    /// deployment. The same for every name.
    pub argon2: Vec<Argon2Parameters>,
    /// What goes back with the proof; once.
    pub login: SecretText,
    /// Seconds that it lasts.
    pub expires_in: u64,
}
