//! Parts of a stored account: password, factors, rotations, methods. They have not changed since the
//! first form.

use postern_shared::timestamp::Timestamp;
use postern_shared::totp::TotpSecret;
use serde::{Deserialize, Serialize};

use crate::account::authenticator::Authenticator;
use crate::account::session::Rotation;
use crate::account::{Argon2Cost, Factor, PasswordHash, ProvedMethod, RefreshTokenHash};
use crate::adapters::records::bytes::{Bytes, SecretBytes};

#[derive(Serialize, Deserialize)]
pub enum PasswordForm {
    Argon2id {
        m: u32,
        t: u32,
        p: u32,
        pepper_root: u32,
        salt: Bytes<16>,
        output: Bytes<32>,
    },
}

#[derive(Serialize, Deserialize)]
pub enum FactorForm {
    Totp {
        secret: SecretBytes,
        confirmed_at: Option<Timestamp>,
        last_step: Option<u64>,
    },
}

#[derive(Serialize, Deserialize)]
pub struct RotationForm {
    used: Bytes<32>,
    at: Timestamp,
    nonce: Bytes<32>,
}

#[derive(Serialize, Deserialize)]
pub enum MethodForm {
    Password,
    Totp,
}

impl PasswordForm {
    pub(super) fn of(hash: &PasswordHash) -> Self {
        match hash {
            PasswordHash::Argon2id {
                cost,
                pepper_root,
                salt,
                output,
            } => Self::Argon2id {
                m: cost.memory_kib,
                t: cost.passes,
                p: cost.lanes,
                pepper_root: *pepper_root,
                salt: Bytes(*salt),
                output: Bytes(*output),
            },
        }
    }

    pub(super) fn into_hash(self) -> PasswordHash {
        match self {
            Self::Argon2id {
                m,
                t,
                p,
                pepper_root,
                salt,
                output,
            } => PasswordHash::Argon2id {
                cost: Argon2Cost {
                    memory_kib: m,
                    passes: t,
                    lanes: p,
                },
                pepper_root,
                salt: salt.0,
                output: output.0,
            },
        }
    }
}

impl FactorForm {
    pub(super) fn of(factor: &Factor) -> Self {
        match factor {
            Factor::Totp(authenticator) => Self::Totp {
                secret: SecretBytes::of(authenticator.secret.expose()),
                confirmed_at: authenticator.confirmed_at,
                last_step: authenticator.last_step,
            },
        }
    }

    pub(super) fn into_factor(self) -> Option<Factor> {
        match self {
            Self::Totp {
                secret,
                confirmed_at,
                last_step,
            } => Some(Factor::Totp(Authenticator {
                secret: TotpSecret::from_bytes(secret.expose()).ok()?,
                confirmed_at,
                last_step,
            })),
        }
    }
}

impl RotationForm {
    pub(super) fn of(rotation: &Rotation) -> Self {
        Self {
            used: Bytes(rotation.used.0),
            at: rotation.at,
            nonce: Bytes(rotation.nonce),
        }
    }

    pub(super) fn into_rotation(self) -> Rotation {
        Rotation {
            used: RefreshTokenHash(self.used.0),
            at: self.at,
            nonce: self.nonce.0,
        }
    }
}

impl MethodForm {
    pub(super) fn all_of(methods: &[ProvedMethod]) -> Vec<Self> {
        methods
            .iter()
            .map(|method| match method {
                ProvedMethod::Password => Self::Password,
                ProvedMethod::Totp => Self::Totp,
            })
            .collect()
    }

    pub(super) fn into_all(methods: Vec<Self>) -> Vec<ProvedMethod> {
        methods
            .into_iter()
            .map(|method| match method {
                Self::Password => ProvedMethod::Password,
                Self::Totp => ProvedMethod::Totp,
            })
            .collect()
    }
}
