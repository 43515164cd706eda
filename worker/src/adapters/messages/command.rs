//! What the Worker asks of the object.

use postern_opaque::{Ke1, Ke3, RegistrationRequest};
use postern_shared::api::SecretText;
use postern_shared::one_time_code::OneTimeCode;
use postern_shared::username::Username;
use serde::{Deserialize, Serialize};

use crate::account::{
    ClientInfo, CodePresented, Locator, LoginId, Password, PresentedToken, Registration, SessionId,
};
use crate::adapters::messages::parts::{NewPasswordMessage, RecordMessage};

/// A command for the account at `locator`.
#[derive(Serialize, Deserialize)]
pub struct Envelope {
    /// [`Locator`] in its text form.
    pub locator: String,
    /// What to do.
    pub command: Command,
}

/// The commands of [`crate::ports::Accounts`].
#[derive(Serialize, Deserialize)]
pub enum Command {
    /// Claim the name.
    Register {
        /// The name.
        username: Username,
        /// The password.
        password: NewPasswordMessage,
        /// An e-mail address.
        email: Option<String>,
        /// A full name.
        full_name: Option<String>,
    },
    /// Check a password.
    LogIn {
        /// The password.
        password: SecretText,
    },
    /// Answer a registration without a shown password.
    StartRegistration {
        /// The client's message in its text form.
        request: String,
    },
    /// Answer a sign-in without a shown password.
    StartLogin {
        /// The client's message in its text form.
        ke1: String,
    },
    /// Check the proof of a password.
    FinishLogin {
        /// Names the sign-in.
        login: [u8; 16],
        /// The proof in its text form.
        ke3: SecretText,
        /// The message of a client that can make the record anew.
        renewal: Option<String>,
    },
    /// Check a code.
    VerifyCode {
        /// Names the challenge.
        challenge: [u8; 16],
        /// The code.
        code: SecretText,
        /// What will hold the session.
        client: ClientInfo,
        /// A new record of the password.
        renewal: Option<RecordMessage>,
    },
    /// Check a password and a code.
    SignInAtOnce {
        /// The password.
        password: SecretText,
        /// The code.
        code: SecretText,
        /// What will hold the session.
        client: ClientInfo,
    },
    /// Use up a refresh token.
    Renew {
        /// Names the session.
        session: [u8; 16],
        /// The token's place in its family.
        generation: u32,
        /// The token.
        token: [u8; 32],
        /// What has presented it.
        client: ClientInfo,
    },
    /// End a session.
    LogOut {
        /// Names the session.
        session: [u8; 16],
    },
    /// List the sessions.
    ListSessions {
        /// The session that asks.
        asking: SessionId,
    },
    /// End one session.
    EndSession {
        /// The session that asks.
        asking: SessionId,
        /// The session to end.
        ended: SessionId,
    },
    /// End all sessions but one.
    EndOtherSessions {
        /// The session that asks, and stays.
        asking: SessionId,
    },
    /// Tell whose session it is.
    LiveSession {
        /// The session.
        session: SessionId,
    },
    /// Tell the profile.
    CurrentProfile,
}

impl Envelope {
    /// A command on its way to `locator`.
    #[must_use]
    pub fn new(locator: &Locator, command: Command) -> Self {
        Self {
            locator: locator.to_string(),
            command,
        }
    }
}

impl Command {
    /// `Register`
    #[must_use]
    pub fn register(registration: Registration) -> Self {
        Self::Register {
            username: registration.username,
            password: registration.password.into(),
            email: registration.email,
            full_name: registration.full_name,
        }
    }

    /// `LogIn`
    #[must_use]
    pub fn log_in(password: &Password) -> Self {
        Self::LogIn {
            password: SecretText::new(password.expose().to_owned()),
        }
    }

    /// `StartRegistration`
    #[must_use]
    pub fn start_registration(request: &RegistrationRequest) -> Self {
        Self::StartRegistration {
            request: request.to_text(),
        }
    }

    /// `StartLogin`
    #[must_use]
    pub fn start_login(ke1: &Ke1) -> Self {
        Self::StartLogin { ke1: ke1.to_text() }
    }

    /// `FinishLogin`
    #[must_use]
    pub fn finish_login(login: &LoginId, ke3: &Ke3, renewal: Option<&RegistrationRequest>) -> Self {
        Self::FinishLogin {
            login: login.0,
            ke3: SecretText::new(ke3.to_text()),
            renewal: renewal.map(RegistrationRequest::to_text),
        }
    }

    /// `VerifyCode`
    #[must_use]
    pub fn verify_code(presented: CodePresented) -> Self {
        Self::VerifyCode {
            challenge: presented.challenge.0,
            code: SecretText::new(presented.code.expose().to_owned()),
            client: presented.client,
            renewal: presented.renewal.map(Into::into),
        }
    }

    /// `SignInAtOnce`
    #[must_use]
    pub fn sign_in_at_once(password: &Password, code: &OneTimeCode, client: ClientInfo) -> Self {
        Self::SignInAtOnce {
            password: SecretText::new(password.expose().to_owned()),
            code: SecretText::new(code.expose().to_owned()),
            client,
        }
    }

    /// `Renew`
    #[must_use]
    pub fn renew(presented: PresentedToken) -> Self {
        Self::Renew {
            session: presented.session.0,
            generation: presented.generation,
            token: *presented.token.expose(),
            client: presented.client,
        }
    }

    /// `LogOut`
    #[must_use]
    pub const fn log_out(session: SessionId) -> Self {
        Self::LogOut { session: session.0 }
    }

    /// Whether its answers shall all take as long.
    #[must_use]
    pub const fn is_timed_alike(&self) -> bool {
        matches!(
            self,
            Self::StartRegistration { .. } | Self::StartLogin { .. }
        )
    }

    /// What nearly all of its time goes into, if it is anything that takes time.
    #[must_use]
    pub const fn costly_part(&self) -> Option<&'static str> {
        match self {
            Self::Register {
                password: NewPasswordMessage::Plain(_),
                ..
            }
            | Self::LogIn { .. }
            | Self::SignInAtOnce { .. } => Some("argon2"),
            Self::StartRegistration { .. } | Self::StartLogin { .. } | Self::FinishLogin { .. } => {
                Some("opaque")
            }
            _ => None,
        }
    }
}
