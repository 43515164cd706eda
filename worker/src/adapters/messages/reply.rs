//! What the object answers.

use postern_opaque::Ke2;
use postern_shared::api::SecretText;
use postern_shared::timestamp::Timestamp;
use postern_shared::totp::TotpSecret;
use serde::{Deserialize, Serialize};

use crate::account::{
    ChallengeId, LoginId, LoginStarted, PasswordProved, Profile, ProvedMethod, RefreshToken,
    Refusal, RegistrationStarted, SessionId, SessionList, SignedIn,
};
use crate::adapters::messages::parts::{CostMessage, ProfileMessage, RegistrationStartedMessage};

/// What came of a command.
#[derive(Serialize, Deserialize)]
pub enum Reply {
    /// It said no.
    Refused(Refusal),
    /// Storage failed, or the message was of another form. The command may have taken effect.
    Failed,
    /// Of `StartRegistration`.
    RegistrationStarted(RegistrationStartedMessage),
    /// Of `StartLogin`.
    LoginStarted {
        /// Names the sign-in.
        login: [u8; 16],
        /// When it ends.
        expires_at: Timestamp,
        /// The answer in its text form.
        ke2: String,
        /// What the record may have cost.
        costs: Vec<CostMessage>,
    },
    /// Of `Register`, `LogIn` and `FinishLogin`.
    PasswordProved {
        /// Names the challenge.
        challenge: [u8; 16],
        /// When it ends.
        expires_at: Timestamp,
        /// The authenticator's secret in base32, as long as it is not confirmed.
        enrolment: Option<SecretText>,
        /// The answer to a client that should make the record anew.
        renewal: Option<RegistrationStartedMessage>,
    },
    /// Of `VerifyCode`, `SignInAtOnce` and `Renew`.
    SignedIn {
        /// Whose session it is.
        profile: ProfileMessage,
        /// Names it.
        session: [u8; 16],
        /// The token's place in its family.
        generation: u32,
        /// The refresh token.
        refresh_token: [u8; 32],
        /// Seconds that it lasts unused.
        refresh_seconds: u64,
        /// When both factors were proved.
        authenticated_at: Timestamp,
        /// What was proved.
        methods: Vec<ProvedMethod>,
    },
    /// Of `LogOut` and `EndSession`.
    Done,
    /// Of `ListSessions`.
    Sessions(SessionList),
    /// Of `EndOtherSessions`: how many.
    Ended(u32),
    /// Of `LiveSession` and `CurrentProfile`.
    Profile(Option<ProfileMessage>),
}

impl Reply {
    /// Of a command that opens a challenge.
    #[must_use]
    pub fn password_proved(outcome: Result<PasswordProved, Refusal>) -> Self {
        match outcome {
            Ok(proved) => Self::PasswordProved {
                challenge: proved.challenge.0,
                expires_at: proved.expires_at,
                enrolment: proved
                    .enrolment
                    .map(|secret| SecretText::new(secret.expose_base32())),
                renewal: proved.renewal.map(Into::into),
            },
            Err(refusal) => Self::Refused(refusal),
        }
    }

    /// Of `StartRegistration`.
    #[must_use]
    pub fn registration_started(outcome: Result<RegistrationStarted, Refusal>) -> Self {
        outcome.map_or_else(Self::Refused, |started| {
            Self::RegistrationStarted(started.into())
        })
    }

    /// Of `StartLogin`.
    #[must_use]
    pub fn login_started(outcome: Result<LoginStarted, Refusal>) -> Self {
        outcome.map_or_else(Self::Refused, |started| Self::LoginStarted {
            login: started.login.0,
            expires_at: started.expires_at,
            ke2: started.ke2.to_text(),
            costs: started.costs.into_iter().map(Into::into).collect(),
        })
    }

    /// Of a command that begins or renews a session.
    #[must_use]
    pub fn signed_in(outcome: Result<SignedIn, Refusal>) -> Self {
        match outcome {
            Ok(signed_in) => Self::SignedIn {
                profile: signed_in.profile.into(),
                session: signed_in.session.0,
                generation: signed_in.generation,
                refresh_token: *signed_in.refresh_token.expose(),
                refresh_seconds: signed_in.refresh_seconds,
                authenticated_at: signed_in.authenticated_at,
                methods: signed_in.methods,
            },
            Err(refusal) => Self::Refused(refusal),
        }
    }

    /// Of a command that ends a session.
    #[must_use]
    pub fn done(outcome: Result<(), Refusal>) -> Self {
        outcome.map_or_else(Self::Refused, |()| Self::Done)
    }

    /// Of `ListSessions`.
    #[must_use]
    pub fn sessions(outcome: Result<SessionList, Refusal>) -> Self {
        outcome.map_or_else(Self::Refused, Self::Sessions)
    }

    /// Of `EndOtherSessions`.
    #[must_use]
    pub fn ended(outcome: Result<u32, Refusal>) -> Self {
        outcome.map_or_else(Self::Refused, Self::Ended)
    }

    /// Of `LiveSession` and `CurrentProfile`.
    #[must_use]
    pub fn profile(profile: Option<Profile>) -> Self {
        Self::Profile(profile.map(Into::into))
    }

    /// What it says where a challenge was asked for; `None` where it says something else.
    #[must_use]
    pub fn into_password_proved(self) -> Option<Result<PasswordProved, Refusal>> {
        match self {
            Self::Refused(refusal) => Some(Err(refusal)),
            Self::PasswordProved {
                challenge,
                expires_at,
                enrolment,
                renewal,
            } => Some(Ok(PasswordProved {
                challenge: ChallengeId(challenge),
                expires_at,
                enrolment: match enrolment {
                    Some(text) => Some(TotpSecret::parse_base32(text.expose()).ok()?),
                    None => None,
                },
                renewal: match renewal {
                    Some(message) => Some(message.into_started()?),
                    None => None,
                },
            })),
            _ => None,
        }
    }

    /// What it says where the answer to a registration was asked for; `None` where it says something
    /// else.
    #[must_use]
    pub fn into_registration_started(self) -> Option<Result<RegistrationStarted, Refusal>> {
        match self {
            Self::Refused(refusal) => Some(Err(refusal)),
            Self::RegistrationStarted(message) => Some(Ok(message.into_started()?)),
            _ => None,
        }
    }

    /// What it says where the answer to a sign-in was asked for; `None` where it says something else.
    #[must_use]
    pub fn into_login_started(self) -> Option<Result<LoginStarted, Refusal>> {
        match self {
            Self::Refused(refusal) => Some(Err(refusal)),
            Self::LoginStarted {
                login,
                expires_at,
                ke2,
                costs,
            } => Some(Ok(LoginStarted {
                login: LoginId(login),
                expires_at,
                ke2: Ke2::read_again(&ke2).ok()?,
                costs: costs.into_iter().map(Into::into).collect(),
            })),
            _ => None,
        }
    }

    /// What it says where a session was asked for; `None` where it says something else.
    #[must_use]
    pub fn into_signed_in(self) -> Option<Result<SignedIn, Refusal>> {
        match self {
            Self::Refused(refusal) => Some(Err(refusal)),
            Self::SignedIn {
                profile,
                session,
                generation,
                refresh_token,
                refresh_seconds,
                authenticated_at,
                methods,
            } => Some(Ok(SignedIn {
                profile: profile.into(),
                session: SessionId(session),
                generation,
                refresh_token: RefreshToken::from_bytes(refresh_token),
                refresh_seconds,
                authenticated_at,
                methods,
            })),
            _ => None,
        }
    }
}
