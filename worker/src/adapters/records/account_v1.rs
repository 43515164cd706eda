//! The first stored form of an account.

use postern_shared::timestamp::Timestamp;
use postern_shared::totp::TotpSecret;
use postern_shared::username::Username;
use serde::{Deserialize, Serialize};

use crate::account::authenticator::Authenticator;
use crate::account::session::Rotation;
use crate::account::{
    Account, Argon2Cost, Factor, PasswordHash, Profile, ProvedMethod, RefreshTokenHash, Session,
};
use crate::adapters::records::bytes::{Bytes, SecretBytes};

/// An account.
#[derive(Serialize, Deserialize)]
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
enum PasswordV1 {
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
enum FactorV1 {
    Totp {
        secret: SecretBytes,
        confirmed_at: Option<Timestamp>,
        last_step: Option<u64>,
    },
}

#[derive(Serialize, Deserialize)]
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
struct RotationV1 {
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
    pub(super) fn of(account: &Account) -> Self {
        let profile = &account.profile;
        Self {
            id: Bytes(profile.id),
            username: profile.username.clone(),
            email: profile.email.clone(),
            full_name: profile.full_name.clone(),
            disabled: profile.disabled,
            created_at: profile.created_at,
            password: PasswordV1::of(&account.password),
            factors: account.factors.iter().map(FactorV1::of).collect(),
            sessions: account.sessions.iter().map(SessionV1::of).collect(),
        }
    }

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
        })
    }
}

impl PasswordV1 {
    fn of(hash: &PasswordHash) -> Self {
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

    fn into_hash(self) -> PasswordHash {
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
    fn of(factor: &Factor) -> Self {
        match factor {
            Factor::Totp(authenticator) => Self::Totp {
                secret: SecretBytes::of(authenticator.secret.expose()),
                confirmed_at: authenticator.confirmed_at,
                last_step: authenticator.last_step,
            },
        }
    }

    fn into_factor(self) -> Option<Factor> {
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
    fn of(session: &Session) -> Self {
        Self {
            id: Bytes(session.id),
            generation: session.generation,
            current: Bytes(session.current.0),
            last_rotation: session.last_rotation.as_ref().map(|rotation| RotationV1 {
                used: Bytes(rotation.used.0),
                at: rotation.at,
                nonce: Bytes(rotation.nonce),
            }),
            authenticated_at: session.authenticated_at,
            last_used_at: session.last_used_at,
            methods: MethodV1::all_of(&session.methods),
        }
    }

    fn into_session(self) -> Session {
        Session {
            id: self.id.0,
            generation: self.generation,
            current: RefreshTokenHash(self.current.0),
            last_rotation: self.last_rotation.map(|rotation| Rotation {
                used: RefreshTokenHash(rotation.used.0),
                at: rotation.at,
                nonce: rotation.nonce.0,
            }),
            authenticated_at: self.authenticated_at,
            last_used_at: self.last_used_at,
            methods: MethodV1::into_all(self.methods),
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
