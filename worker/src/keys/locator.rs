//! Where an account lives: a pseudonym of its username.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use postern_shared::username::Username;
use sha2::Sha256;

use crate::keys::key_ring::{Key, KeyRing};

/// The name of an account's object and of its record in KV: HMAC-SHA-256 of the username, so
/// that neither tells who has an account without the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locator([u8; 32]);

/// Turns usernames into locators.
pub struct Locators(Key);

impl Locators {
    /// With the key that never changes.
    #[must_use]
    pub fn new(ring: &KeyRing) -> Self {
        Self(ring.derive_lasting("postern username locator v1"))
    }

    /// Where the account of this name lives.
    #[must_use]
    pub fn locate(&self, username: &Username) -> Locator {
        // HMAC takes keys of any length.
        let tag = Hmac::<Sha256>::new_from_slice(self.0.as_slice()).map(|mut mac| {
            mac.update(username.as_str().as_bytes());
            mac.finalize().into_bytes().into()
        });
        debug_assert!(tag.is_ok());
        Locator(tag.unwrap_or_default())
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locator_does_not_show_the_name_and_survives_its_text_form() {
        let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let ring = KeyRing::parse(&format!("directory:{key},1:{key}")).expect("well formed");
        let locators = Locators::new(&ring);
        let alice = locators.locate(&Username::parse("Alice").expect("a name"));
        assert_eq!(
            alice,
            locators.locate(&Username::parse("alice").expect("a name"))
        );
        assert!(alice != locators.locate(&Username::parse("alicf").expect("a name")));
        assert_eq!(Locator::parse(&alice.to_string()), Some(alice));
    }
}
