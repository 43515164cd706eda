//! The bodies of the calls about authenticators: several of them, each with a label of its own.

use serde::{Deserialize, Serialize};

use crate::api::SecretText;

/// One authenticator of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuthenticatorSummary {
    /// Names it: 22 characters of base64url.
    pub id: String,
    /// What its owner calls it: 1 to 64 characters.
    pub label: String,
    /// Whether a first code has confirmed it; it counts as a factor from then on.
    pub confirmed: bool,
    /// When it was added, in seconds since the epoch.
    pub added_at: u64,
    /// When a code of it was last accepted, in seconds since the epoch.
    pub last_used_at: Option<u64>,
    /// While it is not confirmed: when it goes away by itself, in seconds since the epoch.
    pub lapses_at: Option<u64>,
    /// While it is not confirmed: the one that it takes the place of once it is.
    pub replaces: Option<String>,
    /// Whether its secret came with an import and is shorter than RFC 4226 allows (128 bits): it should
    /// be replaced.
    pub short_secret: bool,
}

/// 200 of `GET /api/authenticators`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuthenticatorsResponse {
    /// The authenticators, oldest first, at most 10.
    pub authenticators: Vec<AuthenticatorSummary>,
}

/// `POST /api/authenticators`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddAuthenticatorRequest {
    /// What to call it: 1 to 64 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The authenticator that it takes the place of, once it is confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
}

/// 201 of `POST /api/authenticators`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddAuthenticatorResponse {
    /// Names it.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// The authenticator's secret: base32, 160 bits. Shown this once.
    pub otp_secret: SecretText,
    /// The same as an `otpauth://` URI.
    pub otpauth_uri: SecretText,
    /// Seconds in which a first code has to confirm it.
    pub expires_in: u64,
}

/// `POST /api/authenticators/{id}/confirm`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmAuthenticatorRequest {
    /// Its first code: six digits; spaces do not matter.
    pub otp: SecretText,
}

/// `PATCH /api/authenticators/{id}`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RenameAuthenticatorRequest {
    /// What to call it: 1 to 64 characters.
    pub label: String,
}
