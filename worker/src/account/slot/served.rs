//! What the holder of a session is answered, and how it travels.

use postern_shared::api::{
    ActivityResponse, AuthenticatorSummary, AuthenticatorsResponse, BrowsersResponse,
    ExportResponse, NewRecoveryCodesResponse, PersonResponse, RecoveryCodesResponse, SecretText,
    SessionsEndedResponse, SessionsResponse, User,
};
use postern_shared::username::Username;
use serde::{Deserialize, Serialize};

use crate::account::authenticator::AuthenticatorId;

/// What is answered.
pub enum Served {
    /// That it is done.
    Done,
    /// The sessions.
    Sessions(SessionsResponse),
    /// How many sessions have ended.
    Ended(u32),
    /// The authenticators.
    Authenticators(AuthenticatorsResponse),
    /// One authenticator.
    Authenticator(AuthenticatorSummary),
    /// One that waits for its first code.
    AuthenticatorAdded {
        /// Which.
        id: AuthenticatorId,
        /// Whose.
        username: Username,
        /// What it is called.
        label: String,
        /// Its secret in base32.
        secret: SecretText,
        /// Seconds in which the first code has to come.
        expires_in: u64,
    },
    /// What there is of recovery codes.
    RecoveryCodes(RecoveryCodesResponse),
    /// New ones.
    NewRecoveryCodes(Vec<SecretText>),
    /// The browsers.
    Browsers(BrowsersResponse),
    /// What has happened.
    Activity(ActivityResponse),
    /// Who the person is.
    User(User),
    /// Everything that is held about them.
    Export(Box<ExportResponse>),
    /// How somebody's account stands, for administrators.
    Person(Box<PersonResponse>),
}

/// The same on its way to whoever asks: what nobody has to look into any more is written already,
/// so that it is neither taken apart nor put together again.
#[derive(Serialize, Deserialize)]
pub enum Answered {
    /// That it is done.
    Done,
    /// What the call answers.
    Body {
        /// Whether something has been made.
        is_created: bool,
        /// JSON.
        json: SecretText,
    },
    /// An authenticator that waits for its first code: its URI names the service.
    AuthenticatorAdded {
        /// Which.
        id: AuthenticatorId,
        /// Whose.
        username: Username,
        /// What it is called.
        label: String,
        /// Its secret in base32.
        secret: SecretText,
        /// Seconds in which the first code has to come.
        expires_in: u64,
    },
}

impl Served {
    /// Writes what is answered as it travels.
    #[must_use]
    pub fn into_answer(self) -> Answered {
        match self {
            Self::Done => Answered::Done,
            Self::Sessions(sessions) => body(false, &sessions),
            Self::Ended(ended) => body(false, &SessionsEndedResponse { ended }),
            Self::Authenticators(all) => body(false, &all),
            Self::Authenticator(one) => body(false, &one),
            Self::AuthenticatorAdded {
                id,
                username,
                label,
                secret,
                expires_in,
            } => Answered::AuthenticatorAdded {
                id,
                username,
                label,
                secret,
                expires_in,
            },
            Self::RecoveryCodes(codes) => body(false, &codes),
            Self::NewRecoveryCodes(recovery_codes) => {
                body(true, &NewRecoveryCodesResponse { recovery_codes })
            }
            Self::Browsers(browsers) => body(false, &browsers),
            Self::Activity(activity) => body(false, &activity),
            Self::User(user) => body(false, &user),
            Self::Export(export) => body(false, &export),
            Self::Person(person) => body(false, &person),
        }
    }
}

fn body(is_created: bool, body: &impl Serialize) -> Answered {
    Answered::Body {
        is_created,
        json: SecretText::new(serde_json::to_string(body).unwrap_or_default()),
    }
}
