//! The bodies of the calls about browsers that signed in before.

use serde::{Deserialize, Serialize};

/// A browser that has signed in, and is known again by its cookie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KnownBrowser {
    /// Names it: 22 characters of base64url.
    pub id: String,
    /// Whether it is the one that asks.
    pub current: bool,
    /// The browser in words, as it said of itself when it last signed in.
    pub browser: Option<String>,
    /// The operating system in words, as the browser said.
    pub system: Option<String>,
    /// Where it last signed in from: a country's two letters (ISO 3166-1), where they are known.
    pub country: Option<String>,
    /// When it first signed in, in seconds since the epoch.
    pub first_seen_at: u64,
    /// When it last signed in, in seconds since the epoch.
    pub last_seen_at: u64,
    /// Until when it is not asked for a code, in seconds since the epoch; none where it is asked.
    pub trusted_until: Option<u64>,
}

/// 200 of `GET /api/browsers`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BrowsersResponse {
    /// The browsers, last seen first, at most 20.
    pub browsers: Vec<KnownBrowser>,
}
