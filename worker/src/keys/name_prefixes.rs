//! Keys of KV that begin alike where names begin alike, and do not show them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use postern_keyring::{Key, KeyRing};
use sha2::Sha256;

/// Turns names, and beginnings of names, into texts of which one begins with the other where the
/// names do: three characters of base64url for each of the name, from an HMAC-SHA-256 of the name up
/// to there.
///
/// Two names that differ may have a character alike by chance, once in 262,144; whoever searches
/// compares the names themselves afterwards. Who reads the keys sees how long the names are and which
/// of them begin alike for how long.
pub struct NamePrefixes(Key);

impl NamePrefixes {
    /// With the key that never changes.
    #[must_use]
    pub fn new(ring: &KeyRing) -> Self {
        Self(ring.derive_lasting("postern people name prefix v1"))
    }

    /// The text of a name, or of the beginning of names, in their canonical form.
    #[must_use]
    pub fn of(&self, beginning: &str) -> String {
        let ends = beginning.char_indices().map(|(at, it)| at + it.len_utf8());
        ends.filter_map(|end| beginning.get(..end))
            .map(|part| self.token(part))
            .collect()
    }

    fn token(&self, part: &str) -> String {
        // HMAC takes keys of any length.
        let tag: [u8; 32] = Hmac::<Sha256>::new_from_slice(self.0.as_slice())
            .map(|mut mac| {
                mac.update(part.as_bytes());
                mac.finalize().into_bytes().into()
            })
            .unwrap_or_default();
        let mut text = URL_SAFE_NO_PAD.encode(tag);
        text.truncate(LENGTH);
        text
    }
}

/// Characters for each of a name.
const LENGTH: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_begin_alike_where_names_do_and_show_nothing_else_of_them() {
        let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let ring = KeyRing::parse(&format!("directory:{key},1:{key}")).expect("well formed");
        let prefixes = NamePrefixes::new(&ring);
        let alice = prefixes.of("alice");
        assert_eq!(alice.len(), 15);
        for part in ["", "a", "al", "alice"] {
            assert!(alice.starts_with(&prefixes.of(part)), "{part}");
        }
        for other in ["b", "ak", "lice", "alicea", "*", "a%", "ä", "語"] {
            assert!(!alice.starts_with(&prefixes.of(other)), "{other}");
        }
        // A character's text depends on all before it.
        assert_ne!(prefixes.of("aa")[3..], prefixes.of("ba")[3..]);
        let other = KeyRing::parse(&format!(
            "directory:BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ,1:{key}"
        ));
        let other = NamePrefixes::new(&other.expect("well formed"));
        assert_ne!(other.of("alice"), alice);
    }
}
