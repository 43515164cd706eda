//! What a port says where it has nothing to show.

use std::fmt;

use crate::account::Refusal;

/// Why a command of [`super::Accounts`] has no outcome to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountsError {
    /// The account said no.
    Refused(Refusal),
    /// The object did not answer, or not in time. The command may have taken effect.
    Unavailable,
}

/// Storage did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unavailable;

impl fmt::Display for AccountsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Refused(_) => "the account refused",
            Self::Unavailable => "the account's object did not answer",
        })
    }
}

impl std::error::Error for AccountsError {}

impl fmt::Display for Unavailable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("storage did not answer")
    }
}

impl std::error::Error for Unavailable {}

impl From<Refusal> for AccountsError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
