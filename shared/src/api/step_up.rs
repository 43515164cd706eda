//! The body of the call that proves both factors again within a session (RFC 9470).

use serde::{Deserialize, Serialize};

use crate::api::{SecretText, TokenType};

/// `POST /api/step-up`: the second step of a proof that `login` has begun, for the session of the
/// bearer token.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StepUpRequest {
    /// From `login`, for the same account.
    pub challenge: SecretText,
    /// Six digits, or a recovery code; spaces do not matter.
    pub otp: SecretText,
}

/// 200 of `POST /api/step-up`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepUpResponse {
    /// An access token of the same session, with the new `auth_time` and `amr`.
    pub access_token: SecretText,
    /// Always `Bearer`.
    pub token_type: TokenType,
    /// Seconds that the access token lasts.
    pub expires_in: u64,
    /// The session's new refresh token, where the client is `native`; else it is in the cookie. The
    /// one before is void.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<SecretText>,
    /// Seconds that the refresh token lasts if it is not used.
    pub refresh_expires_in: u64,
    /// Seconds in which what needs a fresh proof is allowed.
    pub fresh_for: u64,
}
