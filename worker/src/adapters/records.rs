//! The stored forms, versioned: what an object keeps, and what is published to KV.
//!
//! A stored form never changes once it has been written; a new need is a new version beside the
//! old, with a conversion. Both are JSON, and stored sealed only.

use postern_shared::timestamp::Timestamp;
use postern_shared::totp::TotpSecret;
use postern_shared::username::Username;
use serde::{Deserialize, Serialize};

use crate::account::authenticator::Authenticator;
use crate::account::challenge::{Challenge, Challenges, Standing};
use crate::account::session::Rotation;
use crate::account::{
    Account, Argon2Cost, Factor, PasswordHash, Profile, ProvedMethod, RefreshTokenHash, Session,
    Slot, Tenure, Throttle,
};
use crate::adapters::records::bytes::Bytes;

mod bytes;

/// What KV holds of an account.
#[derive(Serialize, Deserialize)]
pub enum StoredAccount {
    /// The first form.
    #[serde(rename = "1")]
    V1(AccountV1),
}

/// What an object holds of its username.
#[derive(Serialize, Deserialize)]
pub enum StoredSlot {
    /// The first form.
    #[serde(rename = "1")]
    V1(SlotV1),
}

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

/// A slot.
#[derive(Serialize, Deserialize)]
pub struct SlotV1 {
    tenure: TenureV1,
    password_failures: FailuresV1,
    code_failures: FailuresV1,
    challenges: Vec<ChallengeV1>,
}

#[derive(Serialize, Deserialize)]
enum TenureV1 {
    Vacant,
    Held(Box<AccountV1>),
    Released { until: Timestamp },
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
        secret: bytes::SecretBytes,
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
enum MethodV1 {
    Password,
    Totp,
}

#[derive(Serialize, Deserialize)]
struct FailuresV1 {
    count: u32,
    last: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct ChallengeV1 {
    id: Bytes<16>,
    expires_at: Timestamp,
    wrong_codes: u32,
    standing: StandingV1,
    proved: Vec<MethodV1>,
}

#[derive(Serialize, Deserialize)]
enum StandingV1 {
    Open,
    Used,
    Exhausted,
}

impl StoredAccount {
    /// The newest form of an account.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        Self::V1(AccountV1::of(account))
    }

    /// The account; `None` where the form holds a secret that no account can have.
    #[must_use]
    pub fn into_account(self) -> Option<Account> {
        match self {
            Self::V1(stored) => stored.into_account(),
        }
    }
}

impl StoredSlot {
    /// The newest form of a slot.
    #[must_use]
    pub fn of(slot: &Slot) -> Self {
        Self::V1(SlotV1 {
            tenure: match &slot.tenure {
                Tenure::Vacant => TenureV1::Vacant,
                Tenure::Held(account) => TenureV1::Held(Box::new(AccountV1::of(account))),
                Tenure::Released { until } => TenureV1::Released { until: *until },
            },
            password_failures: FailuresV1::of(slot.password_throttle),
            code_failures: FailuresV1::of(slot.code_throttle),
            challenges: slot.challenges.0.iter().map(ChallengeV1::of).collect(),
        })
    }

    /// The slot; `None` where the form holds a secret that no account can have.
    #[must_use]
    pub fn into_slot(self) -> Option<Slot> {
        let Self::V1(stored) = self;
        let tenure = match stored.tenure {
            TenureV1::Vacant => Tenure::Vacant,
            TenureV1::Held(account) => Tenure::Held(Box::new(account.into_account()?)),
            TenureV1::Released { until } => Tenure::Released { until },
        };
        let challenges = stored
            .challenges
            .into_iter()
            .map(ChallengeV1::into_challenge);
        Some(Slot::restore(
            tenure,
            stored.password_failures.into_throttle(),
            stored.code_failures.into_throttle(),
            Challenges(challenges.collect()),
        ))
    }
}

impl AccountV1 {
    fn of(account: &Account) -> Self {
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

    fn into_account(self) -> Option<Account> {
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
                secret: bytes::SecretBytes::of(authenticator.secret.expose()),
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
    fn all_of(methods: &[ProvedMethod]) -> Vec<Self> {
        methods
            .iter()
            .map(|method| match method {
                ProvedMethod::Password => Self::Password,
                ProvedMethod::Totp => Self::Totp,
            })
            .collect()
    }

    fn into_all(methods: Vec<Self>) -> Vec<ProvedMethod> {
        methods
            .into_iter()
            .map(|method| match method {
                Self::Password => ProvedMethod::Password,
                Self::Totp => ProvedMethod::Totp,
            })
            .collect()
    }
}

impl FailuresV1 {
    const fn of(throttle: Throttle) -> Self {
        Self {
            count: throttle.failures,
            last: throttle.last_failure,
        }
    }

    const fn into_throttle(self) -> Throttle {
        Throttle {
            failures: self.count,
            last_failure: self.last,
        }
    }
}

impl ChallengeV1 {
    fn of(challenge: &Challenge) -> Self {
        Self {
            id: Bytes(challenge.id),
            expires_at: challenge.expires_at,
            wrong_codes: challenge.wrong_codes,
            standing: match challenge.standing {
                Standing::Open => StandingV1::Open,
                Standing::Used => StandingV1::Used,
                Standing::Exhausted => StandingV1::Exhausted,
            },
            proved: MethodV1::all_of(&challenge.proved),
        }
    }

    fn into_challenge(self) -> Challenge {
        Challenge {
            id: self.id.0,
            expires_at: self.expires_at,
            wrong_codes: self.wrong_codes,
            standing: match self.standing {
                StandingV1::Open => Standing::Open,
                StandingV1::Used => Standing::Used,
                StandingV1::Exhausted => Standing::Exhausted,
            },
            proved: MethodV1::into_all(self.proved),
        }
    }
}

#[cfg(test)]
mod tests;
