//! Passwords: their normalized form, and Argon2id with a pepper (RFC 9106, OWASP Password Storage).

use argon2::{Algorithm, Argon2, Params, Version};
use postern_shared::password::{self, PasswordError};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

/// A password in its normalized form (NFC, NIST SP 800-63B-4 §3.1.1.2). Zeroized when dropped.
pub struct Password(String);

impl Password {
    /// Takes a text that is in NFC already, and checks the form that every password has.
    ///
    /// # Errors
    /// Too long, or with control characters.
    pub fn from_normalized(text: String) -> Result<Self, PasswordError> {
        let password = Self(text);
        password::check_form(&password.0)?;
        Ok(password)
    }

    /// Whether it may become the new password of the account named `username`.
    ///
    /// # Errors
    /// Says which rule it breaks.
    pub fn check_new(&self, username: &str) -> Result<(), PasswordError> {
        password::check_new(&self.0, username)
    }

    /// The normalized text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Drop for Password {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// What one hash costs (RFC 9106 §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argon2Cost {
    /// Memory in KiB, at least 8 for each lane.
    pub memory_kib: u32,
    /// Passes over the memory, at least 1.
    pub passes: u32,
    /// Lanes, at least 1.
    pub lanes: u32,
}

impl Argon2Cost {
    /// m = 19456 KiB, t = 2, p = 1 (OWASP Password Storage Cheat Sheet).
    pub const OWASP: Self = Self {
        memory_kib: 19_456,
        passes: 2,
        lanes: 1,
    };
}

/// A stored password. Its variants are its versions: a new way to check a password is a new one.
#[derive(Clone, PartialEq, Eq)]
pub enum PasswordHash {
    /// Argon2id version 0x13 with a pepper as its secret parameter.
    Argon2id {
        /// What it cost.
        cost: Argon2Cost,
        /// The root key that the pepper was derived from.
        pepper_root: u32,
        /// 128 random bits (RFC 9106 §3.1).
        salt: [u8; 16],
        /// The tag.
        output: [u8; 32],
    },
}

impl PasswordHash {
    /// The root key that the pepper was derived from.
    #[must_use]
    pub const fn pepper_root(&self) -> u32 {
        match self {
            Self::Argon2id { pepper_root, .. } => *pepper_root,
        }
    }
}

/// Hashes and checks passwords with the live cost and the peppers of the key ring.
pub struct PasswordHasher {
    cost: Argon2Cost,
    /// That of the active root first, which is used for new hashes; then those of the others, and
    /// what is left of retired ones.
    peppers: Vec<(u32, Zeroizing<[u8; 32]>)>,
}

impl PasswordHasher {
    /// A hasher with this cost and these peppers by their root key; the first one is for new hashes.
    #[must_use]
    pub fn new(cost: Argon2Cost, peppers: Vec<(u32, Zeroizing<[u8; 32]>)>) -> Self {
        Self { cost, peppers }
    }

    /// Hashes a password with the live cost and the first pepper. `None` where there is no pepper
    /// or the cost is out of RFC 9106's bounds, which a started service excludes.
    #[must_use]
    pub fn hash(&self, password: &Password, salt: [u8; 16]) -> Option<PasswordHash> {
        let (root, pepper) = self.peppers.first()?;
        Some(PasswordHash::Argon2id {
            cost: self.cost,
            pepper_root: *root,
            salt,
            output: argon2id(self.cost, pepper.as_slice(), &salt, password)?,
        })
    }

    /// Whether this is the password, compared in constant time.
    #[must_use]
    pub fn verify(&self, stored: &PasswordHash, password: &Password) -> bool {
        match stored {
            PasswordHash::Argon2id {
                cost,
                pepper_root,
                salt,
                output,
            } => {
                let mut peppers = self.peppers.iter();
                let pepper = peppers
                    .find(|(root, _)| root == pepper_root)
                    .map(|(_, pepper)| pepper.as_slice());
                // Without its pepper nothing is right, after the same work.
                argon2id(*cost, pepper.unwrap_or(&[0; 32]), salt, password)
                    .is_some_and(|computed| bool::from(computed.ct_eq(output)) && pepper.is_some())
            }
        }
    }

    /// Does the work of [`Self::verify`] with the live cost for a name that nobody has; never true.
    #[must_use]
    pub fn verify_decoy(&self, password: &Password) -> bool {
        let decoy = PasswordHash::Argon2id {
            cost: self.cost,
            pepper_root: self.peppers.first().map_or(0, |(root, _)| *root),
            salt: [0; 16],
            output: [0; 32],
        };
        // A tag of zeros has a chance of 2^-256; `false` makes it none.
        self.verify(&decoy, password) & false
    }

    /// Whether a stored hash is weaker than a new one would be, or uses another pepper.
    #[must_use]
    pub fn is_outdated(&self, stored: &PasswordHash) -> bool {
        match stored {
            PasswordHash::Argon2id {
                cost, pepper_root, ..
            } => {
                cost.memory_kib < self.cost.memory_kib
                    || cost.passes < self.cost.passes
                    || self
                        .peppers
                        .first()
                        .is_some_and(|(active, _)| active != pepper_root)
            }
        }
    }
}

fn argon2id(
    cost: Argon2Cost,
    pepper: &[u8],
    salt: &[u8; 16],
    password: &Password,
) -> Option<[u8; 32]> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).ok()?;
    let argon2 =
        Argon2::new_with_secret(pepper, Algorithm::Argon2id, Version::V0x13, params).ok()?;
    let mut output = [0; 32];
    argon2
        .hash_password_into(password.expose().as_bytes(), salt, &mut output)
        .ok()?;
    Some(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUICK: Argon2Cost = Argon2Cost {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };

    fn hasher(roots: &[u32]) -> PasswordHasher {
        let peppers = roots
            .iter()
            .map(|root| {
                (
                    *root,
                    Zeroizing::new([u8::try_from(*root).unwrap_or(0); 32]),
                )
            })
            .collect();
        PasswordHasher::new(QUICK, peppers)
    }

    fn password(text: &str) -> Password {
        Password::from_normalized(text.to_owned()).expect("a password of good form")
    }

    #[test]
    fn the_pepper_of_the_record_is_used_and_a_newer_one_outdates_it() {
        let stored = hasher(&[1])
            .hash(&password("correct horse"), [1; 16])
            .expect("hashed");
        let rotated = hasher(&[2, 1]);
        assert!(rotated.verify(&stored, &password("correct horse")));
        assert!(rotated.is_outdated(&stored));
        assert!(!hasher(&[1]).is_outdated(&stored));
        assert!(!hasher(&[2]).verify(&stored, &password("correct horse")));
    }

    #[test]
    fn a_greater_cost_outdates_a_hash() {
        let stored = hasher(&[1])
            .hash(&password("correct horse"), [1; 16])
            .expect("hashed");
        let dearer = PasswordHasher::new(
            Argon2Cost {
                memory_kib: 16,
                ..QUICK
            },
            vec![(1, Zeroizing::new([1; 32]))],
        );
        assert!(dearer.is_outdated(&stored));
        assert!(dearer.verify(&stored, &password("correct horse")));
    }

    #[test]
    fn the_decoy_is_never_right() {
        assert!(!hasher(&[1]).verify_decoy(&password("correct horse")));
    }

    /// The tag of `argon2-cffi` (libargon2) for the same input, which has no pepper.
    #[test]
    fn agrees_with_libargon2() {
        let params = Params::new(19_456, 2, 1, Some(32)).expect("in bounds");
        let mut output = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(b"correct horse", b"0123456789abcdef", &mut output)
            .expect("in bounds");
        let hex: String = output
            .iter()
            .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        assert_eq!(hex, LIBARGON2_TAG);
    }

    const LIBARGON2_TAG: &str = "ae4d8c8b713876044c8347c76986a9b5655944aaacfffe9bea4dff9e7b6a1899";
}
