//! How somebody proved who they are.

use postern_shared::api::AuthenticationMethod;
use serde::{Deserialize, Serialize};

/// How a factor was proved (`amr` values of RFC 8176).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProvedMethod {
    /// `pwd`
    Password,
    /// `otp`
    Totp,
    /// A recovery code; RFC 8176 has no word for it.
    RecoveryCode,
    /// The browser, which was trusted after both factors; RFC 8176 has no word for it. No factor.
    TrustedBrowser,
}

impl ProvedMethod {
    /// Its value in `amr` (RFC 8176 §2).
    #[must_use]
    pub const fn amr(self) -> &'static str {
        match self {
            Self::Password => "pwd",
            Self::Totp => "otp",
            Self::RecoveryCode => "recovery_code",
            Self::TrustedBrowser => "trusted_browser",
        }
    }

    /// As it travels in lists.
    #[must_use]
    pub const fn shown(self) -> AuthenticationMethod {
        match self {
            Self::Password => AuthenticationMethod::Password,
            Self::Totp => AuthenticationMethod::OneTimeCode,
            Self::RecoveryCode => AuthenticationMethod::RecoveryCode,
            Self::TrustedBrowser => AuthenticationMethod::TrustedBrowser,
        }
    }

    /// Whether it is a second factor.
    #[must_use]
    pub const fn is_second_factor(self) -> bool {
        matches!(self, Self::Totp | Self::RecoveryCode)
    }
}
