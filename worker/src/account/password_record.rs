//! What an account keeps in place of a password.

use postern_opaque::Argon2Cost;
use postern_opaque::server::KeptRecord;

/// A stored password. Its variants are its versions: a new way to check a password is a new one.
#[derive(Clone, PartialEq, Eq)]
pub enum PasswordRecord {
    /// Argon2id version 0x13 with a pepper as its secret parameter (RFC 9106).
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
    /// The record of OPAQUE (RFC 9807). The number of its key pair is that of the root key whose
    /// pepper the key pair was derived from.
    Opaque(KeptRecord),
}

impl PasswordRecord {
    /// The root key without whose pepper the password cannot be checked.
    #[must_use]
    pub const fn pepper_root(&self) -> u32 {
        match self {
            Self::Argon2id { pepper_root, .. } => *pepper_root,
            Self::Opaque(kept) => kept.key_pair,
        }
    }

    /// Form and cost, and nothing that differs between two of one form and cost:
    /// `opaque m=19456,t=2,p=1`.
    #[must_use]
    pub fn form_and_cost(&self) -> String {
        let form = match self {
            Self::Argon2id { .. } => "argon2id",
            Self::Opaque(_) => "opaque",
        };
        format!("{form} {}", self.cost())
    }

    /// What it cost.
    #[must_use]
    pub const fn cost(&self) -> Argon2Cost {
        match self {
            Self::Argon2id { cost, .. } => *cost,
            Self::Opaque(kept) => kept.cost,
        }
    }
}
