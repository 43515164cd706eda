//! The one secret of a deployment, `POSTERN_KEYS`, and the keys that follow from it.
//!
//! ```text
//! POSTERN_KEYS = directory:<base64url>,2@1764000000:<base64url>,1:<base64url>
//! ```
//!
//! Entries stand behind each other with commas; each value is 32 bytes as base64url without
//! padding. An entry's name is one of these:
//!
//! - `directory` turns usernames into pseudonyms, seals refresh tokens, and never changes.
//! - A number, at least 1, names a **root**. The first root is the **active** one: it seals and
//!   signs. Every other root unseals, verifies, and is published. Every key in use is derived from
//!   a root by HKDF (RFC 5869) with a label that names its one purpose.
//! - `2@1764000000` is a root that says since when, in seconds since the epoch, it is what it is:
//!   the active one since when it signs, another one since when it is published. A root that does
//!   not say it has been there for long.
//! - `pepper-1` is what is left of the retired root 1 while passwords need it: its derived pepper.
//!   It checks passwords, and can neither sign nor unseal.

mod change;
mod import_ticket;
mod invitation;
mod parse;
mod public_key;
pub mod sealed;

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

pub use import_ticket::ImportTicket;
pub use invitation::Invitation;
pub use parse::KeyRingError;
pub use public_key::PublicKey;

/// 32 secret bytes, zeroized when dropped.
pub type Key = Zeroizing<[u8; 32]>;

/// Seconds for which caches may keep the published keys (the JWKS).
pub const PUBLISHED_KEYS_SECONDS: u64 = 300;

/// Seconds that an access token lasts at most.
pub const LONGEST_ACCESS_TOKEN_SECONDS: u64 = 3600;

/// Seconds for which a deployment may go on beside the next one: an active object keeps its code and
/// its settings for as long.
pub const ROLLOUT_SECONDS: u64 = 300;

/// Seconds for which a root is published before it signs.
pub const PROMOTE_AFTER_SECONDS: u64 = PUBLISHED_KEYS_SECONDS + ROLLOUT_SECONDS;

/// Seconds for which another root has been active before a root is retired.
pub const RETIRE_AFTER_SECONDS: u64 = LONGEST_ACCESS_TOKEN_SECONDS + ROLLOUT_SECONDS;

/// The keys of a deployment.
pub struct KeyRing {
    directory: Key,
    /// The active one first, never empty.
    roots: Vec<(Root, Key)>,
    /// What is left of retired roots.
    peppers: Vec<(u32, Key)>,
}

/// A root without its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Root {
    /// Its number, at least 1, never given twice.
    pub id: u32,
    /// Since when it is active (the first one) or published (another one), in seconds since the
    /// epoch; `None` where that is long ago.
    pub since: Option<u64>,
}

impl Root {
    /// For how many seconds it has been what it is; a time to come counts as now.
    #[must_use]
    pub fn age(&self, now: u64) -> u64 {
        self.since
            .map_or(u64::MAX, |since| now.saturating_sub(since))
    }
}

impl KeyRing {
    /// The roots, the active one first.
    pub fn roots(&self) -> impl Iterator<Item = Root> {
        self.roots.iter().map(|(root, _)| *root)
    }

    /// The numbers of the retired roots whose pepper is left.
    pub fn peppers_left(&self) -> impl Iterator<Item = u32> {
        self.peppers.iter().map(|(id, _)| *id)
    }

    /// The keys for one purpose, one for each root, the active one first.
    #[must_use]
    pub fn derive(&self, label: &str) -> Vec<(u32, Key)> {
        self.roots
            .iter()
            .map(|(root, key)| (root.id, derive(key, label)))
            .collect()
    }

    /// The key that never changes, for one purpose.
    #[must_use]
    pub fn derive_lasting(&self, label: &str) -> Key {
        derive(&self.directory, label)
    }

    /// The seeds of the signing keys (RFC 8032 §5.1.5), one for each root, the active one first.
    #[must_use]
    pub fn signing_seeds(&self) -> Vec<(u32, Key)> {
        self.derive("postern access token ed25519 v1")
    }

    /// The peppers of passwords: those of the roots, the active one first, then those that are
    /// left of retired ones.
    #[must_use]
    pub fn peppers(&self) -> Vec<(u32, Key)> {
        let mut peppers = self.derive(PEPPER);
        peppers.extend(self.peppers.iter().cloned());
        peppers
    }

    /// The OPRF seed of OPAQUE (RFC 9807 §6.3), of Nh bytes. It never changes: whoever asks twice for
    /// the same name would see that it did, and tell from it which names have a record.
    #[must_use]
    pub fn opaque_oprf_seed(&self) -> Zeroizing<[u8; 64]> {
        let mut seed = Zeroizing::new([0; 64]);
        expand(&self.directory, "postern opaque oprf seed v1", &mut *seed);
        seed
    }

    /// The seeds of the key pairs of OPAQUE, numbered and ordered as the peppers are, from which they
    /// follow: what keeps a pepper keeps the key pair.
    #[must_use]
    pub fn opaque_key_pair_seeds(&self) -> Vec<(u32, Key)> {
        self.peppers()
            .iter()
            .map(|(id, pepper)| (*id, derive(pepper, "postern opaque key pair v1")))
            .collect()
    }
}

/// HKDF-SHA-256 without salt: a root is uniformly random already (RFC 5869 §3.1).
fn derive(root: &Key, label: &str) -> Key {
    let mut key = Zeroizing::new([0; 32]);
    expand(root, label, &mut *key);
    key
}

fn expand(root: &Key, label: &str, output: &mut [u8]) {
    // Expanding fails only beyond 255 * 32 bytes.
    let expanded = Hkdf::<Sha256>::new(None, root.as_slice()).expand(label.as_bytes(), output);
    debug_assert!(expanded.is_ok());
}

const PEPPER: &str = "postern password pepper v1";

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const B: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";

    fn ring(entries: &str) -> KeyRing {
        KeyRing::parse(&format!("directory:{A},{entries}")).expect("well formed")
    }

    fn ids(keys: &[(u32, Key)]) -> Vec<u32> {
        keys.iter().map(|(id, _)| *id).collect()
    }

    #[test]
    fn the_first_root_is_the_active_one() {
        let ring = KeyRing::parse(&format!("2:{B},directory:{A},3:{A}")).expect("well formed");
        assert_eq!(ids(&ring.derive("x")), [2, 3]);
    }

    #[test]
    fn each_purpose_and_root_has_its_own_key() {
        let ring = ring(&format!("2:{B},1:{A}"));
        let (x, y) = (ring.derive("x"), ring.derive("y"));
        assert!(x != y);
        assert!(x.first().map(|(_, key)| key) != x.last().map(|(_, key)| key));
    }

    #[test]
    fn the_time_changes_no_key() {
        assert!(ring(&format!("1@5:{B}")).derive("x") == ring(&format!("1:{B}")).derive("x"));
    }

    #[test]
    fn a_pepper_that_is_left_is_that_of_its_root_and_nothing_else() {
        let mut retired = ring(&format!("2:{B},1:{A}"));
        let peppers = retired.peppers();
        assert!(retired.retire(1, true));
        let text = retired.to_text();
        let again = KeyRing::parse(&text).expect("its own form");
        assert!(again.peppers() == peppers);
        assert_eq!(ids(&again.derive("x")), [2]);
        assert_eq!(ids(&again.signing_seeds()), [2]);
        assert_eq!(again.peppers_left().collect::<Vec<_>>(), [1]);
        assert!(
            again.opaque_key_pair_seeds() == ring(&format!("2:{B},1:{A}")).opaque_key_pair_seeds()
        );
    }

    #[test]
    fn no_rotation_changes_the_seed_of_opaque() {
        let seed = ring(&format!("1:{A}")).opaque_oprf_seed();
        assert!(ring(&format!("2:{B},1:{A}")).opaque_oprf_seed() == seed);
        assert!(seed[..32] != *ring(&format!("1:{A}")).derive_lasting("x").as_slice());
    }

    #[test]
    fn a_root_knows_its_age() {
        let ring = ring(&format!("2@100:{B},1:{A}"));
        let ages: Vec<u64> = ring.roots().map(|root| root.age(130)).collect();
        assert_eq!(ages, [30, u64::MAX]);
        assert_eq!(ring.roots().map(|root| root.age(99)).next(), Some(0));
    }
}
