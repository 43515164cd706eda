//! The bodies of the calls about sessions.

use serde::{Deserialize, Serialize};

use crate::api::ClientKind;

/// How a factor was proved, as `amr` has it (RFC 8176 §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AuthenticationMethod {
    /// A password.
    #[serde(rename = "pwd")]
    Password,
    /// A one-time code.
    #[serde(rename = "otp")]
    OneTimeCode,
    /// A recovery code. RFC 8176 has no word for it.
    #[serde(rename = "recovery_code")]
    RecoveryCode,
    /// None: the browser was trusted. RFC 8176 has no word for it.
    #[serde(rename = "trusted_browser")]
    TrustedBrowser,
}

/// One session of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// Names it: 22 characters of base64url, the `sid` of its access tokens.
    pub id: String,
    /// Whether it is the one that asks.
    pub current: bool,
    /// What holds it.
    pub client: ClientKind,
    /// The browser in words, as it said of itself when it was last used.
    pub browser: Option<String>,
    /// The operating system in words, as the browser said.
    pub system: Option<String>,
    /// Where it was last used from: a country's two letters (ISO 3166-1), where they are known.
    pub country: Option<String>,
    /// How the person proved themselves.
    pub methods: Vec<AuthenticationMethod>,
    /// When it began, in seconds since the epoch.
    pub created_at: u64,
    /// When the factors were last proved, in seconds since the epoch.
    pub authenticated_at: u64,
    /// When it was last renewed, in seconds since the epoch.
    pub last_used_at: u64,
    /// When it ends if it is not used again, in seconds since the epoch.
    pub expires_at: u64,
}

/// A session that was ended because a used refresh token of it was presented again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Replay {
    /// The session that was ended.
    pub session: String,
    /// When, in seconds since the epoch.
    pub at: u64,
    /// The browser of the session, in words.
    pub browser: Option<String>,
    /// The operating system of the session, in words.
    pub system: Option<String>,
    /// The country that the session was last used from.
    pub country: Option<String>,
}

/// 200 of `GET /api/sessions`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionsResponse {
    /// The sessions, last used first.
    pub sessions: Vec<Session>,
    /// The last refresh tokens that were used twice, newest first, at most 10.
    pub replays: Vec<Replay>,
}

/// 200 of `DELETE /api/sessions`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionsEndedResponse {
    /// How many sessions were ended.
    pub ended: u32,
}
