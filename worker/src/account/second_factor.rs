//! What somebody presents for the second step of a sign-in.

use postern_shared::one_time_code::OneTimeCode;

use crate::account::recovery_code::RecoveryCode;
use crate::account::session::ProvedMethod;

/// One of the ways.
pub enum SecondFactor {
    /// A code of an authenticator.
    Code(OneTimeCode),
    /// A recovery code in its place.
    Recovery(RecoveryCode),
    /// Nothing but the browser itself, which its owner has trusted.
    TrustedBrowser,
}

impl SecondFactor {
    /// Reads what a person types: six digits, or a recovery code.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match OneTimeCode::parse(text) {
            Ok(code) => Some(Self::Code(code)),
            Err(_) => RecoveryCode::parse(text).map(Self::Recovery),
        }
    }

    /// What it proves.
    #[must_use]
    pub const fn method(&self) -> ProvedMethod {
        match self {
            Self::Code(_) => ProvedMethod::Totp,
            Self::Recovery(_) => ProvedMethod::RecoveryCode,
            Self::TrustedBrowser => ProvedMethod::TrustedBrowser,
        }
    }
}
