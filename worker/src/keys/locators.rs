//! From usernames to pseudonyms.

use hmac::{Hmac, KeyInit, Mac};
use postern_shared::username::Username;
use sha2::Sha256;

use crate::account::Locator;
use postern_keyring::{Key, KeyRing};

/// Turns usernames into locators, with HMAC-SHA-256.
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
        Locator::from_bytes(tag.unwrap_or_default())
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
