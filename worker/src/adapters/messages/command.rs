//! What the Worker asks of the object.

use postern_shared::api::SecretText;
use postern_shared::one_time_code::OneTimeCode;
use postern_shared::username::Username;
use serde::{Deserialize, Serialize};

use crate::account::{
    ChallengeId, ClientInfo, Locator, Password, PresentedToken, Registration, SessionId,
};

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
        password: SecretText,
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
    /// Check a code.
    VerifyCode {
        /// Names the challenge.
        challenge: [u8; 16],
        /// The code.
        code: SecretText,
        /// What will hold the session.
        client: ClientInfo,
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
            password: SecretText::new(registration.password.expose().to_owned()),
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

    /// `VerifyCode`
    #[must_use]
    pub fn verify_code(challenge: &ChallengeId, code: &OneTimeCode, client: ClientInfo) -> Self {
        Self::VerifyCode {
            challenge: challenge.0,
            code: SecretText::new(code.expose().to_owned()),
            client,
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

    /// Whether it hashes a password, which is nearly all that it costs.
    #[must_use]
    pub const fn hashes_a_password(&self) -> bool {
        matches!(
            self,
            Self::Register { .. } | Self::LogIn { .. } | Self::SignInAtOnce { .. }
        )
    }
}
