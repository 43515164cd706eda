//! What commands and replies have in common: parts of an account as they travel.

use postern_opaque::{RegistrationRecord, RegistrationResponse};
use postern_shared::api::{Role, SecretText};
use postern_shared::timestamp::Timestamp;
use postern_shared::username::Username;
use serde::{Deserialize, Serialize};

use crate::account::{Argon2Cost, KeptRecord, NewPassword, Password, Profile, RegistrationStarted};

/// [`NewPassword`]
#[derive(Serialize, Deserialize)]
pub enum NewPasswordMessage {
    /// As it is.
    Plain(SecretText),
    /// What is kept in its place.
    Record(RecordMessage),
}

/// [`KeptRecord`]
#[derive(Serialize, Deserialize)]
pub struct RecordMessage {
    key_pair: u32,
    cost: CostMessage,
    record: SecretText,
}

/// [`Argon2Cost`]
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct CostMessage {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// [`RegistrationStarted`]
#[derive(Serialize, Deserialize)]
pub struct RegistrationStartedMessage {
    key_pair: u32,
    cost: CostMessage,
    response: String,
}

/// A profile.
#[derive(Serialize, Deserialize)]
pub struct ProfileMessage {
    id: [u8; 16],
    username: Username,
    email: Option<String>,
    full_name: Option<String>,
    disabled: bool,
    role: Role,
    created_at: Timestamp,
}

impl From<NewPassword> for NewPasswordMessage {
    fn from(password: NewPassword) -> Self {
        match password {
            NewPassword::Plain(password) => {
                Self::Plain(SecretText::new(password.expose().to_owned()))
            }
            NewPassword::Record(record) => Self::Record(record.into()),
        }
    }
}

impl NewPasswordMessage {
    /// The password; `None` where it is none.
    #[must_use]
    pub fn into_password(self) -> Option<NewPassword> {
        match self {
            Self::Plain(password) => {
                let password = Password::from_normalized(password.expose().to_owned());
                password.map(NewPassword::Plain).ok()
            }
            Self::Record(record) => record.into_record().map(NewPassword::Record),
        }
    }
}

impl From<KeptRecord> for RecordMessage {
    fn from(kept: KeptRecord) -> Self {
        Self {
            key_pair: kept.key_pair,
            cost: kept.cost.into(),
            record: SecretText::new(kept.record.to_text()),
        }
    }
}

impl RecordMessage {
    /// The record; `None` where it is none.
    #[must_use]
    pub fn into_record(self) -> Option<KeptRecord> {
        Some(KeptRecord {
            key_pair: self.key_pair,
            cost: self.cost.into(),
            record: RegistrationRecord::parse(self.record.expose()).ok()?,
        })
    }
}

impl From<Argon2Cost> for CostMessage {
    fn from(cost: Argon2Cost) -> Self {
        Self {
            memory_kib: cost.memory_kib,
            passes: cost.passes,
            lanes: cost.lanes,
        }
    }
}

impl From<CostMessage> for Argon2Cost {
    fn from(message: CostMessage) -> Self {
        Self {
            memory_kib: message.memory_kib,
            passes: message.passes,
            lanes: message.lanes,
        }
    }
}
impl From<RegistrationStarted> for RegistrationStartedMessage {
    fn from(started: RegistrationStarted) -> Self {
        Self {
            key_pair: started.key_pair,
            cost: started.cost.into(),
            response: started.response.to_text(),
        }
    }
}

impl RegistrationStartedMessage {
    /// The answer; `None` where it is none.
    #[must_use]
    pub fn into_started(self) -> Option<RegistrationStarted> {
        Some(RegistrationStarted {
            key_pair: self.key_pair,
            cost: self.cost.into(),
            response: RegistrationResponse::read_again(&self.response).ok()?,
        })
    }
}

impl From<Profile> for ProfileMessage {
    fn from(profile: Profile) -> Self {
        Self {
            id: profile.id,
            username: profile.username,
            email: profile.email,
            full_name: profile.full_name,
            disabled: profile.disabled,
            role: profile.role,
            created_at: profile.created_at,
        }
    }
}

impl From<ProfileMessage> for Profile {
    fn from(message: ProfileMessage) -> Self {
        Self {
            id: message.id,
            username: message.username,
            email: message.email,
            full_name: message.full_name,
            disabled: message.disabled,
            role: message.role,
            created_at: message.created_at,
        }
    }
}
