//! What an account keeps in place of a password.

use postern_import::ForeignHash;
use postern_opaque::Argon2Cost;
use postern_opaque::server::KeptRecord;

/// A stored password. Its variants are its versions: a new way to check a password is a new one.
#[derive(PartialEq, Eq)]
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
    /// What another service has kept, until its owner's next sign-in. It has no pepper.
    Foreign(ForeignHash),
}

impl PasswordRecord {
    /// The root key without whose pepper the password cannot be checked, if it needs any.
    #[must_use]
    pub const fn pepper_root(&self) -> Option<u32> {
        match self {
            Self::Argon2id { pepper_root, .. } => Some(*pepper_root),
            Self::Opaque(kept) => Some(kept.key_pair),
            Self::Foreign(_) => None,
        }
    }

    /// Form and cost, and nothing that differs between two of one form and cost:
    /// `opaque m=19456,t=2,p=1`.
    #[must_use]
    pub fn form_and_cost(&self) -> String {
        match self {
            Self::Argon2id { cost, .. } => format!("argon2id {cost}"),
            Self::Opaque(kept) => format!("opaque {}", kept.cost),
            Self::Foreign(hash) => format!("imported {}", hash.form_and_cost()),
        }
    }

    /// What it cost, where it is of a form of ours.
    #[must_use]
    pub const fn cost(&self) -> Option<Argon2Cost> {
        match self {
            Self::Argon2id { cost, .. } => Some(*cost),
            Self::Opaque(kept) => Some(kept.cost),
            Self::Foreign(_) => None,
        }
    }
}
