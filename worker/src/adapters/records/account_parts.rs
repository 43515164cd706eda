//! Parts of a stored account: password, rotations, methods, counts. The third form brought a second kind of
//! password.

use postern_import::ForeignHash;
use postern_opaque::RegistrationRecord;
use postern_shared::api::SecretText;
use postern_shared::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

use crate::account::session::Rotation;
use crate::account::{
    Argon2Cost, KeptRecord, PasswordRecord, ProvedMethod, RefreshTokenHash, Throttle,
};
use crate::adapters::records::bytes::Bytes;

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
    Opaque {
        m: u32,
        t: u32,
        p: u32,
        key_pair: u32,
        record: Bytes<192>,
    },
    /// As another service has kept it. The fifth form brought it.
    Foreign { hash: SecretText },
}

#[derive(Serialize, Deserialize)]
pub struct FailuresForm {
    count: u32,
    last: Timestamp,
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
    RecoveryCode,
    TrustedBrowser,
}

impl PasswordForm {
    pub(super) fn of(record: &PasswordRecord) -> Self {
        match record {
            PasswordRecord::Argon2id {
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
            PasswordRecord::Opaque(kept) => Self::Opaque {
                m: kept.cost.memory_kib,
                t: kept.cost.passes,
                p: kept.cost.lanes,
                key_pair: kept.key_pair,
                record: Bytes(*kept.record.as_bytes()),
            },
            PasswordRecord::Foreign(hash) => Self::Foreign {
                hash: SecretText::new(hash.expose().to_owned()),
            },
        }
    }

    pub(super) fn into_record(self) -> Option<PasswordRecord> {
        let cost = |memory_kib, passes, lanes| Argon2Cost {
            memory_kib,
            passes,
            lanes,
        };
        Some(match self {
            Self::Argon2id {
                m,
                t,
                p,
                pepper_root,
                salt,
                output,
            } => PasswordRecord::Argon2id {
                cost: cost(m, t, p),
                pepper_root,
                salt: salt.0,
                output: output.0,
            },
            Self::Opaque {
                m,
                t,
                p,
                key_pair,
                record,
            } => PasswordRecord::Opaque(KeptRecord {
                key_pair,
                cost: cost(m, t, p),
                record: RegistrationRecord::from_bytes(&record.0).ok()?,
            }),
            Self::Foreign { hash } => {
                PasswordRecord::Foreign(ForeignHash::parse(hash.expose()).ok()?)
            }
        })
    }
}

impl FailuresForm {
    pub(super) const fn of(throttle: Throttle) -> Self {
        Self {
            count: throttle.failures,
            last: throttle.last_failure,
        }
    }

    /// The same, where there are any.
    pub(super) fn of_any(throttle: Throttle) -> Option<Self> {
        (throttle.failures > 0).then(|| Self::of(throttle))
    }

    pub(super) const fn into_throttle(self) -> Throttle {
        Throttle {
            failures: self.count,
            last_failure: self.last,
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
                ProvedMethod::RecoveryCode => Self::RecoveryCode,
                ProvedMethod::TrustedBrowser => Self::TrustedBrowser,
            })
            .collect()
    }

    pub(super) fn into_all(methods: Vec<Self>) -> Vec<ProvedMethod> {
        methods
            .into_iter()
            .map(|method| match method {
                Self::Password => ProvedMethod::Password,
                Self::Totp => ProvedMethod::Totp,
                Self::RecoveryCode => ProvedMethod::RecoveryCode,
                Self::TrustedBrowser => ProvedMethod::TrustedBrowser,
            })
            .collect()
    }
}
