//! What the object answers.

use postern_shared::api::SecretText;
use postern_shared::timestamp::Timestamp;
use postern_shared::totp::TotpSecret;
use postern_shared::username::Username;
use serde::{Deserialize, Serialize};

use crate::account::{
    ChallengeId, PasswordProved, Profile, ProvedMethod, RefreshToken, Refusal, SessionId,
    SessionList, SignedIn,
};

/// What came of a command.
#[derive(Serialize, Deserialize)]
pub enum Reply {
    /// It said no.
    Refused(Refusal),
    /// Storage failed, or the message was of another form. The command may have taken effect.
    Failed,
    /// Of `Register` and `LogIn`.
    PasswordProved {
        /// Names the challenge.
        challenge: [u8; 16],
        /// When it ends.
        expires_at: Timestamp,
        /// The authenticator's secret in base32, as long as it is not confirmed.
        enrolment: Option<SecretText>,
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

/// A profile.
#[derive(Serialize, Deserialize)]
pub struct ProfileMessage {
    id: [u8; 16],
    username: Username,
    email: Option<String>,
    full_name: Option<String>,
    disabled: bool,
    created_at: Timestamp,
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
            },
            Err(refusal) => Self::Refused(refusal),
        }
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
            } => Some(Ok(PasswordProved {
                challenge: ChallengeId(challenge),
                expires_at,
                enrolment: match enrolment {
                    Some(text) => Some(TotpSecret::parse_base32(text.expose()).ok()?),
                    None => None,
                },
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

impl From<Profile> for ProfileMessage {
    fn from(profile: Profile) -> Self {
        Self {
            id: profile.id,
            username: profile.username,
            email: profile.email,
            full_name: profile.full_name,
            disabled: profile.disabled,
            created_at: profile.created_at,
        }
    }
}

impl From<ProfileMessage> for Profile {
    fn from(message: ProfileMessage) -> Self {
        Self {
            id: message.id,
            username: message.username,
            email: message.email,
            full_name: message.full_name,
            disabled: message.disabled,
            created_at: message.created_at,
        }
    }
}
