//! Tokens: how a session is renewed, and what comes of a sign-in or a renewal.

use serde::{Deserialize, Serialize};

use crate::api::{SecretText, User};

/// `POST /api/refresh` and `POST /api/logout` of a program that holds its refresh token itself. A
/// browser sends no body.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    /// The latest refresh token of the session.
    pub refresh_token: SecretText,
}

/// `Bearer` (RFC 6750)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TokenType {
    /// RFC 6750 §6.1.1.
    Bearer,
}

/// 200 of `POST /api/verify-otp` and `POST /api/refresh`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenResponse {
    /// `OTP verified successfully`, or `Session renewed`
    pub message: String,
    /// An RFC 9068 access token.
    pub access_token: SecretText,
    /// Always `Bearer`.
    pub token_type: TokenType,
    /// Seconds that the access token lasts.
    pub expires_in: u64,
    /// The refresh token, where the client is `native`; else it is in a cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<SecretText>,
    /// Seconds that the refresh token lasts if it is not used.
    pub refresh_expires_in: u64,
    /// Who signed in.
    pub user: User,
    /// With the first confirmation of an account: ten recovery codes, shown this once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_codes: Option<Vec<SecretText>>,
}
