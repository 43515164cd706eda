//! What the object answers.

use postern_shared::api::InvitationsResponse;
use serde::{Deserialize, Serialize};

use crate::account::{
    Actor, Administered, Answered, Imported, LoginStarted, PasswordChangeStarted, PasswordProved,
    Profile, Refusal, RegistrationStarted, Served, SignedIn,
};
use crate::adapters::messages::parts::{ProfileMessage, RegistrationStartedMessage};
use crate::adapters::messages::session_parts::{
    LoginStartedMessage, PasswordProvedMessage, SignedInMessage,
};
use crate::instance::Census;

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
    LoginStarted(LoginStartedMessage),
    /// Of `Register`, `LogIn` and `FinishLogin`.
    PasswordProved(PasswordProvedMessage),
    /// Of `VerifyCode`, `SignInAtOnce`, `StepUp` and `Renew`.
    SignedIn(Box<SignedInMessage>),
    /// Of `StartPasswordChange`.
    PasswordChangeStarted(LoginStartedMessage, RegistrationStartedMessage),
    /// Of `LogOut`, `ChangePassword`, `ResetPassword` and `NoteInvitation`.
    Done,
    /// Of `LiveSession` and `CurrentProfile`.
    Profile(Option<ProfileMessage>),
    /// Of `Serve`, `Person` and `Overview`.
    Answered(Answered),
    /// Of `Authorize`.
    Actor(Actor),
    /// Of `Administer`.
    Administered(Administered),
    /// Of `Import`.
    Imported(Imported),
    /// Of the deployment's object: the open invitations.
    Invitations(InvitationsResponse),
    /// Of the counters: how far the accounts are being counted.
    Census(Census),
}

impl Reply {
    /// Of a command that opens a challenge.
    #[must_use]
    pub fn password_proved(outcome: Result<PasswordProved, Refusal>) -> Self {
        outcome.map_or_else(Self::Refused, |proved| Self::PasswordProved(proved.into()))
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
        outcome.map_or_else(Self::Refused, |started| Self::LoginStarted(started.into()))
    }

    /// Of a command that begins or renews a session.
    #[must_use]
    pub fn signed_in(outcome: Result<SignedIn, Refusal>) -> Self {
        outcome.map_or_else(Self::Refused, |signed_in| {
            Self::SignedIn(Box::new(signed_in.into()))
        })
    }

    /// Of `StartPasswordChange`.
    #[must_use]
    pub fn password_change_started(outcome: Result<PasswordChangeStarted, Refusal>) -> Self {
        outcome.map_or_else(Self::Refused, |started| {
            Self::PasswordChangeStarted(started.login.into(), started.registration.into())
        })
    }

    /// Of a command that has nothing to tell.
    #[must_use]
    pub fn done(outcome: Result<(), Refusal>) -> Self {
        outcome.map_or_else(Self::Refused, |()| Self::Done)
    }

    /// Of `LiveSession` and `CurrentProfile`.
    #[must_use]
    pub fn profile(profile: Option<Profile>) -> Self {
        Self::Profile(profile.map(Into::into))
    }

    /// Of `Serve`.
    #[must_use]
    pub fn served(outcome: Result<Served, Refusal>) -> Self {
        outcome.map_or_else(Self::Refused, |served| Self::Answered(served.into_answer()))
    }

    /// What it says where a challenge was asked for; `None` where it says something else.
    #[must_use]
    pub fn into_password_proved(self) -> Option<Result<PasswordProved, Refusal>> {
        match self {
            Self::Refused(refusal) => Some(Err(refusal)),
            Self::PasswordProved(message) => Some(Ok(message.into_proved()?)),
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
            Self::LoginStarted(message) => Some(Ok(message.into_started()?)),
            _ => None,
        }
    }

    /// What it says where a session was asked for; `None` where it says something else.
    #[must_use]
    pub fn into_signed_in(self) -> Option<Result<SignedIn, Refusal>> {
        match self {
            Self::Refused(refusal) => Some(Err(refusal)),
            Self::SignedIn(message) => Some(Ok((*message).into())),
            _ => None,
        }
    }

    /// What it says where the answer to a change of the password was asked for; `None` where it says
    /// something else.
    #[must_use]
    pub fn into_password_change_started(self) -> Option<Result<PasswordChangeStarted, Refusal>> {
        match self {
            Self::Refused(refusal) => Some(Err(refusal)),
            Self::PasswordChangeStarted(login, registration) => Some(Ok(PasswordChangeStarted {
                login: login.into_started()?,
                registration: registration.into_started()?,
            })),
            _ => None,
        }
    }
}
