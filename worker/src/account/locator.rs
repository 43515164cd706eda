//! Where an account lives: a pseudonym of its username.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The name of an account's object and of its record in KV: a keyed hash of the username, so that
/// neither tells who has an account without the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locator([u8; 32]);

impl Locator {
    /// Bytes of a locator.
    pub const LENGTH: usize = 32;

    /// From bytes that were sealed or signed by us.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// Reads the text form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for Locator {
    /// base64url without padding, 43 characters.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}
