//! The first stored form of an account: still read, no longer written. Its parts that have not
//! changed are those of the second form as well.

use postern_shared::timestamp::Timestamp;
use postern_shared::totp::TotpSecret;
use postern_shared::username::Username;
use serde::{Deserialize, Serialize};

use crate::account::authenticator::Authenticator;
use crate::account::session::Rotation;
use crate::account::{
    Account, Argon2Cost, ClientInfo, Factor, PasswordHash, Profile, ProvedMethod, RefreshTokenHash,
    Session,
};
use crate::adapters::records::bytes::{Bytes, SecretBytes};

/// An account.
#[derive(Deserialize)]
pub struct AccountV1 {
    id: Bytes<16>,
    username: Username,
    email: Option<String>,
    full_name: Option<String>,
    disabled: bool,
    created_at: Timestamp,
    password: PasswordV1,
    factors: Vec<FactorV1>,
    sessions: Vec<SessionV1>,
}

#[derive(Serialize, Deserialize)]
pub enum PasswordV1 {
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
pub enum FactorV1 {
    Totp {
        secret: SecretBytes,
        confirmed_at: Option<Timestamp>,
        last_step: Option<u64>,
    },
}

#[derive(Deserialize)]
struct SessionV1 {
    id: Bytes<16>,
    generation: u32,
    current: Bytes<32>,
    last_rotation: Option<RotationV1>,
    authenticated_at: Timestamp,
    last_used_at: Timestamp,
    methods: Vec<MethodV1>,
}

#[derive(Serialize, Deserialize)]
pub struct RotationV1 {
    used: Bytes<32>,
    at: Timestamp,
    nonce: Bytes<32>,
}

#[derive(Serialize, Deserialize)]
pub enum MethodV1 {
    Password,
    Totp,
}

impl AccountV1 {
    pub(super) fn into_account(self) -> Option<Account> {
        Some(Account {
            profile: Profile {
                id: self.id.0,
                username: self.username,
                email: self.email,
                full_name: self.full_name,
                disabled: self.disabled,
                created_at: self.created_at,
            },
            password: self.password.into_hash(),
            factors: self
                .factors
                .into_iter()
                .map(FactorV1::into_factor)
                .collect::<Option<_>>()?,
            sessions: self
                .sessions
                .into_iter()
                .map(SessionV1::into_session)
                .collect(),
            replays: Vec::new(),
        })
    }
}

impl PasswordV1 {
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

impl FactorV1 {
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

impl SessionV1 {
    /// Nothing was known then of what holds a session.
    fn into_session(self) -> Session {
        Session {
            id: self.id.0,
            generation: self.generation,
            current: RefreshTokenHash(self.current.0),
            last_rotation: self.last_rotation.map(RotationV1::into_rotation),
            authenticated_at: self.authenticated_at,
            last_used_at: self.last_used_at,
            methods: MethodV1::into_all(self.methods),
            client: ClientInfo::default(),
        }
    }
}

impl RotationV1 {
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

impl MethodV1 {
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
