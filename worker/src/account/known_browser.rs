//! Browsers that have signed in before, known again by a cookie (OWASP, "Slow Down Online Guessing
//! Attacks with Device Cookies"): each has a budget of failures of its own, so that a stranger
//! cannot lock the owner out; and its owner may trust it for some time.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use postern_shared::api;
use postern_shared::timestamp::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::account::client_info::ClientInfo;
use crate::account::moment::Moment;
use crate::account::throttle::Throttle;

/// What a browser's cookie holds: 256 random bits. No `Debug`, no `Clone`; zeroized when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct BrowserToken([u8; 32]);

/// What is kept of it: its SHA-256, which is enough for 256 random bits.
#[derive(Debug, Clone, Copy)]
pub struct BrowserTokenHash(pub [u8; 32]);

/// Names a known browser: 128 random bits, no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrowserId(pub [u8; 16]);

/// A known browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownBrowser {
    /// Its name.
    pub id: BrowserId,
    /// What is kept of its cookie.
    pub token: BrowserTokenHash,
    /// What it said of itself when it last signed in.
    pub client: ClientInfo,
    /// When it first signed in.
    pub first_seen_at: Timestamp,
    /// When it last signed in.
    pub last_seen_at: Timestamp,
    /// Until when it is not asked for a code.
    pub trusted_until: Option<Timestamp>,
    /// Its wrong passwords in a row.
    pub password_throttle: Throttle,
    /// Its wrong codes in a row.
    pub code_throttle: Throttle,
}

impl BrowserToken {
    /// Takes the bytes of a token in.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The one door out.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The form that is stored.
    #[must_use]
    pub fn hash(&self) -> BrowserTokenHash {
        BrowserTokenHash(Sha256::digest(self.0).into())
    }
}

impl PartialEq for BrowserTokenHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for BrowserTokenHash {}

impl BrowserId {
    /// Reads the text form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for BrowserId {
    /// base64url without padding, 22 characters.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl KnownBrowser {
    /// Browsers of one account; a further one takes the place of the one that was not seen longest.
    pub const MAX_PER_ACCOUNT: usize = 20;
    /// Seconds for which a browser may be trusted: 30 days.
    pub const TRUST_SECONDS: u64 = 30 * 24 * 3600;

    /// A browser that signs in for the first time, and its token.
    #[must_use]
    pub fn meet(client: ClientInfo, moment: &mut Moment) -> (Self, BrowserToken) {
        let token = BrowserToken(moment.entropy.draw());
        let browser = Self {
            id: BrowserId(moment.entropy.draw()),
            token: token.hash(),
            client,
            first_seen_at: moment.now,
            last_seen_at: moment.now,
            trusted_until: None,
            password_throttle: Throttle::default(),
            code_throttle: Throttle::default(),
        };
        (browser, token)
    }

    /// Whether it is not asked for a code now.
    #[must_use]
    pub fn is_trusted(&self, now: Timestamp) -> bool {
        self.trusted_until.is_some_and(|until| until > now)
    }

    /// As its owner sees it.
    #[must_use]
    pub fn shown(&self, current: Option<&BrowserTokenHash>, now: Timestamp) -> api::KnownBrowser {
        api::KnownBrowser {
            id: self.id.to_string(),
            current: current == Some(&self.token),
            browser: self.client.browser.clone(),
            system: self.client.system.clone(),
            country: self.client.country.clone(),
            first_seen_at: self.first_seen_at.unix_seconds(),
            last_seen_at: self.last_seen_at.unix_seconds(),
            trusted_until: self
                .trusted_until
                .filter(|until| *until > now)
                .map(Timestamp::unix_seconds),
        }
    }
}
