//! The one secret of a deployment, `POSTERN_KEYS`, and the keys that follow from it.
//!
//! ```text
//! POSTERN_KEYS = directory:<base64url>,2:<base64url>,1:<base64url>
//! ```
//!
//! `directory` turns usernames into pseudonyms and never changes. The numbered ones are roots of
//! 32 bytes, newest first: the first one seals and signs, the others unseal and verify. Every key
//! in use is derived from a root by HKDF (RFC 5869) with a label that names its one purpose.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// 32 secret bytes, zeroized when dropped.
pub type Key = Zeroizing<[u8; 32]>;

/// The keys of a deployment.
pub struct KeyRing {
    directory: Key,
    /// Newest first, never empty.
    roots: Vec<(u32, Key)>,
}

/// Why a text is no key ring. Never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRingError {
    /// An entry is not `name:value`.
    Entry,
    /// A value is not the base64url form of 32 bytes, without padding.
    Value,
    /// A name is neither `directory` nor a number.
    Name,
    /// A name stands twice.
    Duplicate,
    /// `directory` or every root is missing.
    Missing,
}

impl KeyRing {
    /// Reads the secret.
    ///
    /// # Errors
    /// Says what is wrong with its form.
    pub fn parse(text: &str) -> Result<Self, KeyRingError> {
        let mut directory = None;
        let mut roots: Vec<(u32, Key)> = Vec::new();
        for entry in text.split(',') {
            let (name, value) = entry.trim().split_once(':').ok_or(KeyRingError::Entry)?;
            let key = parse_key(value)?;
            if name == "directory" {
                if directory.replace(key).is_some() {
                    return Err(KeyRingError::Duplicate);
                }
            } else {
                let id = name.parse().map_err(|_not_a_number| KeyRingError::Name)?;
                if roots.iter().any(|(known, _)| *known == id) {
                    return Err(KeyRingError::Duplicate);
                }
                roots.push((id, key));
            }
        }
        match (directory, roots.is_empty()) {
            (Some(directory), false) => Ok(Self { directory, roots }),
            _ => Err(KeyRingError::Missing),
        }
    }

    /// The keys for one purpose, one for each root, newest first.
    #[must_use]
    pub fn derive(&self, label: &str) -> Vec<(u32, Key)> {
        self.roots
            .iter()
            .map(|(id, root)| (*id, derive(root, label)))
            .collect()
    }

    /// The key that never changes, for one purpose.
    #[must_use]
    pub fn derive_lasting(&self, label: &str) -> Key {
        derive(&self.directory, label)
    }
}

impl fmt::Display for KeyRingError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Entry => "an entry of the key ring is not of the form name:value",
            Self::Value => "a key is not 32 bytes as base64url without padding",
            Self::Name => "a key's name is neither `directory` nor a number",
            Self::Duplicate => "a key's name stands twice",
            Self::Missing => "the key ring needs `directory` and at least one numbered root",
        })
    }
}

impl std::error::Error for KeyRingError {}

fn parse_key(value: &str) -> Result<Key, KeyRingError> {
    let bytes = Zeroizing::new(
        URL_SAFE_NO_PAD
            .decode(value)
            .map_err(|_malformed| KeyRingError::Value)?,
    );
    <[u8; 32]>::try_from(bytes.as_slice())
        .map(Zeroizing::new)
        .map_err(|_wrong_length| KeyRingError::Value)
}

/// HKDF-SHA-256 without salt: a root is uniformly random already (RFC 5869 §3.1).
fn derive(root: &Key, label: &str) -> Key {
    let mut key = Zeroizing::new([0; 32]);
    // Expanding fails only beyond 255 * 32 bytes.
    let expanded = Hkdf::<Sha256>::new(None, root.as_slice()).expand(label.as_bytes(), &mut *key);
    debug_assert!(expanded.is_ok());
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const B: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";

    #[test]
    fn the_first_root_is_the_newest() {
        let ring = KeyRing::parse(&format!("2:{B},directory:{A},1:{A}")).expect("well formed");
        let ids: Vec<u32> = ring.derive("x").iter().map(|(id, _)| *id).collect();
        assert_eq!(ids, [2, 1]);
    }

    #[test]
    fn each_purpose_and_root_has_its_own_key() {
        let ring = KeyRing::parse(&format!("directory:{A},2:{B},1:{A}")).expect("well formed");
        let (x, y) = (ring.derive("x"), ring.derive("y"));
        assert!(x != y);
        assert!(x.first().map(|(_, key)| key) != x.last().map(|(_, key)| key));
    }

    #[test]
    fn each_mistake_has_its_reason() {
        for (text, expected) in [
            ("", KeyRingError::Entry),
            ("directory", KeyRingError::Entry),
            ("directory:abc", KeyRingError::Value),
            (&format!("directory:{A}="), KeyRingError::Value),
            (&format!("directory:{A}"), KeyRingError::Missing),
            (&format!("1:{A}"), KeyRingError::Missing),
            (&format!("directory:{A},x:{A}"), KeyRingError::Name),
            (
                &format!("directory:{A},1:{A},1:{B}"),
                KeyRingError::Duplicate,
            ),
        ] {
            assert_eq!(KeyRing::parse(text).err(), Some(expected), "{text}");
        }
    }
}
