//! What an account refuses, as a problem.

use postern_shared::problem::{Problem, ProblemCode};

use crate::account::Refusal;
use crate::http::problem_response::ApiProblem;
use crate::ports::Unavailable;

impl From<Refusal> for ApiProblem {
    fn from(refusal: Refusal) -> Self {
        if matches!(refusal, Refusal::OutOfMemory | Refusal::NotNow) {
            return Unavailable.into();
        }
        let mut problem = Problem::new(code(refusal), detail(refusal));
        problem.field = field(refusal).map(str::to_owned);
        match refusal {
            Refusal::Wait { seconds } => problem.retry_after = Some(seconds),
            Refusal::InvalidOtp { attempts_left }
            | Refusal::OtpAlreadyUsed { attempts_left }
            | Refusal::RecoveryCodeUsed { attempts_left } => {
                problem.attempts_left = Some(attempts_left);
            }
            _ => {}
        }
        Self(Box::new(problem))
    }
}

const fn code(refusal: Refusal) -> ProblemCode {
    match refusal {
        Refusal::UsernameTaken => ProblemCode::UsernameTaken,
        Refusal::InvitationUsed => ProblemCode::InvitationUsed,
        Refusal::InvitationRevoked => ProblemCode::InvitationRevoked,
        Refusal::InvitationExpired => ProblemCode::InvitationExpired,
        Refusal::InvalidCredentials => ProblemCode::InvalidCredentials,
        Refusal::OutOfMemory | Refusal::NotNow => ProblemCode::Unavailable,
        Refusal::Wait { .. } => ProblemCode::TooManyAttempts,
        Refusal::AccountDisabled => ProblemCode::AccountDisabled,
        Refusal::LoginExpired => ProblemCode::LoginExpired,
        Refusal::LoginUsed => ProblemCode::LoginUsed,
        Refusal::ChallengeExpired => ProblemCode::ChallengeExpired,
        Refusal::ChallengeUsed => ProblemCode::ChallengeUsed,
        Refusal::ChallengeExhausted => ProblemCode::ChallengeExhausted,
        Refusal::InvalidOtp { .. } | Refusal::InvalidFirstCode => ProblemCode::InvalidOtp,
        Refusal::OtpAlreadyUsed { .. } => ProblemCode::OtpAlreadyUsed,
        Refusal::RecoveryCodeUsed { .. } => ProblemCode::RecoveryCodeUsed,
        Refusal::NoTrustedBrowser => ProblemCode::MissingField,
        Refusal::InvalidRecovery => ProblemCode::InvalidRecovery,
        Refusal::StepUpRequired => ProblemCode::StepUpRequired,
        Refusal::AuthenticatorNotFound => ProblemCode::AuthenticatorNotFound,
        Refusal::AuthenticatorConfirmed => ProblemCode::AuthenticatorConfirmed,
        Refusal::LastAuthenticator => ProblemCode::LastAuthenticator,
        Refusal::TooManyAuthenticators => ProblemCode::TooManyAuthenticators,
        Refusal::InvalidLabel => ProblemCode::InvalidLabel,
        Refusal::BrowserNotFound => ProblemCode::BrowserNotFound,
        Refusal::ConfirmationMismatch => ProblemCode::ConfirmationMismatch,
        Refusal::AuthenticatorSuspended => ProblemCode::AuthenticatorSuspended,
        Refusal::SessionEnded => ProblemCode::SessionEnded,
        Refusal::SessionNotFound => ProblemCode::SessionNotFound,
        Refusal::NotPermitted => ProblemCode::NotPermitted,
        Refusal::PersonNotFound => ProblemCode::PersonNotFound,
        Refusal::OwnAccount => ProblemCode::OwnAccount,
        Refusal::LastAdministrator => ProblemCode::LastAdministrator,
        Refusal::InvitationNotFound => ProblemCode::InvitationNotFound,
        Refusal::TooManyInvitations => ProblemCode::TooManyInvitations,
        Refusal::RefreshTokenReused => ProblemCode::RefreshTokenReused,
    }
}

const fn detail(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::UsernameTaken => "choose another username",
        Refusal::InvitationUsed => "each invitation works once; ask for another",
        Refusal::InvitationRevoked => "it was taken back; ask for another",
        Refusal::InvitationExpired => "the invitation is too old; ask for another",
        Refusal::InvalidCredentials => "the username or the password is wrong",
        Refusal::OutOfMemory | Refusal::NotNow => "it cannot be done now; try again",
        Refusal::Wait { .. } => "wait before the next try",
        Refusal::AccountDisabled => "an administrator has disabled this account",
        Refusal::LoginExpired => "the proof came too late; begin again with login/start",
        Refusal::LoginUsed => "this sign-in is finished; begin again with login/start",
        Refusal::ChallengeExpired => "the sign-in took too long; begin again with the password",
        Refusal::ChallengeUsed => "this sign-in is finished; begin again with the password",
        Refusal::ChallengeExhausted => "too many wrong codes; begin again with the password",
        Refusal::InvalidOtp { .. } | Refusal::InvalidFirstCode => {
            "the code is wrong, or older than a minute"
        }
        Refusal::OtpAlreadyUsed { .. } => "each code works once; wait for the next one",
        Refusal::RecoveryCodeUsed { .. } => "each recovery code works once; take another",
        Refusal::NoTrustedBrowser => "this call needs the field",
        Refusal::InvalidRecovery => "the username, the recovery code or the code is wrong",
        Refusal::StepUpRequired => {
            "this needs a password and a code of the last 5 minutes; send them to step-up"
        }
        Refusal::AuthenticatorNotFound => {
            "it was removed, was not confirmed in time, or is not one of yours"
        }
        Refusal::AuthenticatorConfirmed => "its first code has been taken already",
        Refusal::LastAuthenticator => "add another one first, or replace this one",
        Refusal::TooManyAuthenticators => "remove one first; an account has at most 10",
        Refusal::InvalidLabel => "a label has 1 to 64 characters, and none that do not show",
        Refusal::BrowserNotFound => "it was forgotten, or is not one of yours",
        Refusal::ConfirmationMismatch => "type the username of this account",
        Refusal::AuthenticatorSuspended => {
            "too many wrong codes in a row; the authenticator takes no more"
        }
        Refusal::SessionEnded => "sign in to begin a new one",
        Refusal::SessionNotFound => "it has ended, or is not one of yours",
        Refusal::NotPermitted => "ask somebody whose role allows it",
        Refusal::PersonNotFound => "the account was deleted, or there never was one",
        Refusal::OwnAccount => "nobody administers their own account; ask another administrator",
        Refusal::LastAdministrator => {
            "another administrator has to take the role away first; of two who remove each other, one stays"
        }
        Refusal::InvitationNotFound => "it has ended, or no administrator has made it",
        Refusal::TooManyInvitations => {
            "take one back, or wait until one is used or ends: at most 100 are open"
        }
        Refusal::RefreshTokenReused => {
            "the session has ended, because its token was used twice; sign in again"
        }
    }
}

/// The field at fault, where there is one.
const fn field(refusal: Refusal) -> Option<&'static str> {
    match refusal {
        Refusal::UsernameTaken | Refusal::ConfirmationMismatch => Some("username"),
        Refusal::InvitationUsed | Refusal::InvitationRevoked | Refusal::InvitationExpired => {
            Some("invitation")
        }
        Refusal::InvalidOtp { .. }
        | Refusal::InvalidFirstCode
        | Refusal::OtpAlreadyUsed { .. }
        | Refusal::RecoveryCodeUsed { .. }
        | Refusal::NoTrustedBrowser => Some("otp"),
        Refusal::InvalidLabel => Some("label"),
        _ => None,
    }
}
