//! What the Worker asks of the object.

use postern_shared::api::{Role, SecretText};
use postern_shared::username::Username;
use serde::{Deserialize, Serialize};

use crate::account::{ClientInfo, Locator, SelfService, SessionId};
use crate::adapters::messages::administration::AdministrationCommand;
use crate::adapters::messages::owner_parts::{AskingMessage, PasswordChangeMessage, ResetMessage};
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
        /// The account's role.
        role: Role,
    },
    /// Check a password.
    LogIn {
        /// The password.
        password: SecretText,
        /// What the browser is known by.
        browser: Option<[u8; 32]>,
    },
    /// Answer a registration without a shown password.
    StartRegistration {
        /// The client's message in its text form.
        request: String,
        /// What the browser is known by.
        browser: Option<[u8; 32]>,
    },
    /// Answer a sign-in without a shown password.
    StartLogin {
        /// The client's message in its text form.
        ke1: String,
        /// What the browser is known by.
        browser: Option<[u8; 32]>,
    },
    /// Check the proof of a password.
    FinishLogin {
        /// Names the sign-in.
        login: [u8; 16],
        /// The proof in its text form.
        ke3: SecretText,
        /// The message of a client that can make the record anew.
        renewal: Option<String>,
        /// What the browser is known by.
        browser: Option<[u8; 32]>,
    },
    /// Check a code.
    VerifyCode {
        /// Names the challenge.
        challenge: [u8; 16],
        /// The code, or a recovery code; none, where the browser is trusted.
        factor: Option<SecretText>,
        /// What will hold the session.
        client: ClientInfo,
        /// A new record of the password.
        renewal: Option<RecordMessage>,
        /// What the browser is known by.
        browser: Option<[u8; 32]>,
        /// Whether the browser shall be trusted.
        trust_browser: bool,
    },
    /// Check a password and a code.
    SignInAtOnce {
        /// The password.
        password: SecretText,
        /// The code, or a recovery code.
        factor: Option<SecretText>,
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
    /// Check both factors once more.
    StepUp {
        /// Who asks.
        asking: AskingMessage,
        /// Names the challenge.
        challenge: [u8; 16],
        /// The code, or a recovery code.
        factor: Option<SecretText>,
    },
    /// Answer a change of the password without showing it.
    StartPasswordChange {
        /// Who asks.
        asking: AskingMessage,
        /// The message of the proof in its text form.
        ke1: String,
        /// The message of the registration in its text form.
        request: String,
    },
    /// Check the current password, and set another.
    ChangePassword {
        /// Who asks.
        asking: AskingMessage,
        /// Both passwords.
        change: PasswordChangeMessage,
        /// Whether the other sessions go on.
        keep_other_sessions: bool,
    },
    /// Set another password for somebody who has forgotten theirs.
    ResetPassword(ResetMessage),
    /// Do what somebody asks of their own account.
    Serve {
        /// Who asks.
        asking: AskingMessage,
        /// What.
        what: SelfService,
    },
    /// Do what somebody else asks about the account, or look at who asks.
    Administration(AdministrationCommand),
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
    /// Whether its answers shall all take as long.
    #[must_use]
    pub const fn is_timed_alike(&self) -> bool {
        matches!(
            self,
            Self::StartRegistration { .. } | Self::StartLogin { .. } | Self::ResetPassword(_)
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
            | Self::SignInAtOnce { .. }
            | Self::ChangePassword {
                change: PasswordChangeMessage::Plain { .. },
                ..
            }
            | Self::ResetPassword(ResetMessage {
                password: NewPasswordMessage::Plain(_),
                ..
            })
            | Self::Administration(AdministrationCommand::Import(_)) => Some("argon2"),
            Self::StartRegistration { .. }
            | Self::StartLogin { .. }
            | Self::FinishLogin { .. }
            | Self::StartPasswordChange { .. }
            | Self::ChangePassword { .. } => Some("opaque"),
            _ => None,
        }
    }
}
