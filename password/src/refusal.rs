//! Why there is no result.

use postern_opaque::InvalidMessage;
use postern_opaque::client::ClientError;
use postern_shared::password::PasswordError;
use wasm_bindgen::JsValue;

/// Why there is no result: for JavaScript a word, which is thrown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The new password breaks a rule of form.
    Invalid,
    /// The new password is too easy to guess.
    Weak,
    /// The list of common passwords was cut or changed on the way.
    Missing,
    /// The service asks for a cost that is too weak, or more than a phone bears.
    Cost,
    /// The password or the service is not the right one.
    NotProved,
    /// The service's message makes no sense.
    Unreadable,
    /// Not enough memory, or no randomness.
    Failed,
}

impl Refusal {
    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Weak => "weak",
            Self::Missing => "missing",
            Self::Cost => "cost",
            Self::NotProved => "not_proved",
            Self::Unreadable => "unreadable",
            Self::Failed => "failed",
        }
    }
}

impl From<Refusal> for JsValue {
    fn from(refusal: Refusal) -> Self {
        Self::from_str(refusal.as_str())
    }
}

impl From<ClientError> for Refusal {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::CostOutOfBounds => Self::Cost,
            ClientError::NotProved => Self::NotProved,
            ClientError::Failed => Self::Failed,
        }
    }
}

impl From<InvalidMessage> for Refusal {
    fn from(_: InvalidMessage) -> Self {
        Self::Unreadable
    }
}

impl From<PasswordError> for Refusal {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::TooShort | PasswordError::TooLong | PasswordError::ControlCharacter => {
                Self::Invalid
            }
            PasswordError::Common | PasswordError::ContainsName => Self::Weak,
        }
    }
}
