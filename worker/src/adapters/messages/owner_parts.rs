//! What people do about their own account, as it travels.

use postern_opaque::Ke3;
use postern_shared::api::SecretText;
use postern_shared::one_time_code::OneTimeCode;
use serde::{Deserialize, Serialize};

use crate::account::{
    Asking, BrowserToken, ClientInfo, LoginId, Password, PasswordChange, PasswordReset,
    RecoveryCode, ResetProof, ResetToken, SecondFactor, SessionId,
};
use crate::adapters::messages::parts::{NewPasswordMessage, RecordMessage};

/// [`Asking`]
#[derive(Serialize, Deserialize)]
pub struct AskingMessage {
    session: SessionId,
    client: ClientInfo,
    browser: Option<[u8; 32]>,
}

/// [`PasswordChange`]
#[derive(Serialize, Deserialize)]
pub enum PasswordChangeMessage {
    /// Both are shown.
    Plain {
        /// As it is.
        current: SecretText,
        /// As it shall be.
        new: SecretText,
    },
    /// Neither is.
    Proved {
        /// Names the proof.
        login: [u8; 16],
        /// The proof in its text form.
        ke3: SecretText,
        /// What is kept in place of the new one.
        record: RecordMessage,
    },
}

/// [`PasswordReset`]
#[derive(Serialize, Deserialize)]
pub struct ResetMessage {
    proof: ResetProofMessage,
    /// As it shall be.
    pub(super) password: NewPasswordMessage,
    client: ClientInfo,
    browser: Option<[u8; 32]>,
}

/// [`ResetProof`]
#[derive(Serialize, Deserialize)]
enum ResetProofMessage {
    Recovery {
        recovery: SecretText,
        code: SecretText,
    },
    Link {
        token: SecretText,
        factor: Option<SecretText>,
    },
}

impl From<ResetProof> for ResetProofMessage {
    fn from(proof: ResetProof) -> Self {
        match proof {
            ResetProof::Recovery { recovery, code } => Self::Recovery {
                recovery: recovery.to_text(),
                code: SecretText::new(code.expose().to_owned()),
            },
            ResetProof::Link { token, factor } => Self::Link {
                token: token.expose(),
                factor: factor.as_ref().and_then(factor_text),
            },
        }
    }
}

impl ResetProofMessage {
    fn into_proof(self) -> Option<ResetProof> {
        Some(match self {
            Self::Recovery { recovery, code } => ResetProof::Recovery {
                recovery: RecoveryCode::parse(recovery.expose())?,
                code: OneTimeCode::parse(code.expose()).ok()?,
            },
            Self::Link { token, factor } => ResetProof::Link {
                token: ResetToken::parse(token.expose())?,
                factor: match factor {
                    Some(text) => Some(SecondFactor::parse(text.expose())?),
                    None => None,
                },
            },
        })
    }
}

/// What proves a second factor in its text form; none where the browser does.
#[must_use]
pub fn factor_text(factor: &SecondFactor) -> Option<SecretText> {
    match factor {
        SecondFactor::Code(code) => Some(SecretText::new(code.expose().to_owned())),
        SecondFactor::Recovery(code) => Some(code.to_text()),
        SecondFactor::TrustedBrowser => None,
    }
}

/// The way back; `None` where the text is none of ours.
#[must_use]
pub fn parse_factor(text: Option<&SecretText>) -> Option<SecondFactor> {
    match text {
        Some(text) => SecondFactor::parse(text.expose()),
        None => Some(SecondFactor::TrustedBrowser),
    }
}

impl From<Asking> for AskingMessage {
    fn from(asking: Asking) -> Self {
        Self {
            session: asking.session,
            client: asking.client,
            browser: asking.browser.map(|token| *token.expose()),
        }
    }
}

impl From<AskingMessage> for Asking {
    fn from(message: AskingMessage) -> Self {
        Self {
            session: message.session,
            client: message.client,
            browser: message.browser.map(BrowserToken::from_bytes),
        }
    }
}

impl From<PasswordChange> for PasswordChangeMessage {
    fn from(change: PasswordChange) -> Self {
        match change {
            PasswordChange::Plain { current, new } => Self::Plain {
                current: SecretText::new(current.expose().to_owned()),
                new: SecretText::new(new.expose().to_owned()),
            },
            PasswordChange::Proved { login, ke3, record } => Self::Proved {
                login: login.0,
                ke3: SecretText::new(ke3.to_text()),
                record: record.into(),
            },
        }
    }
}

impl PasswordChangeMessage {
    /// The change; `None` where it is none.
    #[must_use]
    pub fn into_change(self) -> Option<PasswordChange> {
        let password = |text: &SecretText| Password::from_normalized(text.expose().to_owned()).ok();
        Some(match self {
            Self::Plain { current, new } => PasswordChange::Plain {
                current: password(&current)?,
                new: password(&new)?,
            },
            Self::Proved { login, ke3, record } => PasswordChange::Proved {
                login: LoginId(login),
                ke3: Ke3::parse(ke3.expose()).ok()?,
                record: record.into_record()?,
            },
        })
    }
}

impl From<PasswordReset> for ResetMessage {
    fn from(reset: PasswordReset) -> Self {
        Self {
            proof: reset.proof.into(),
            password: reset.password.into(),
            client: reset.client,
            browser: reset.browser.map(|token| *token.expose()),
        }
    }
}

impl ResetMessage {
    /// The reset; `None` where it is none.
    #[must_use]
    pub fn into_reset(self) -> Option<PasswordReset> {
        Some(PasswordReset {
            proof: self.proof.into_proof()?,
            password: self.password.into_password()?,
            client: self.client,
            browser: self.browser.map(BrowserToken::from_bytes),
        })
    }
}
