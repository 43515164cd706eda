//! Where a problem is said. No arm stands for "any other", as in [`crate::problem_text`].

use postern_shared::problem::{Problem, ProblemCode};

use crate::notice::Notice;

/// Where a problem is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'problem> {
    /// Beside this field.
    Field(&'problem str),
    /// At the head of the form.
    Form,
    /// On the sign-in page: the half-finished sign-in is lost.
    SignIn(Notice),
}

/// Where `problem` is said.
pub fn place(problem: &Problem) -> Place<'_> {
    match problem.code {
        ProblemCode::InvalidUsername
        | ProblemCode::UsernameTaken
        | ProblemCode::ConfirmationMismatch => Place::Field("username"),
        ProblemCode::InvalidPassword
        | ProblemCode::WeakPassword
        | ProblemCode::BreachedPassword => field(problem, "password"),
        ProblemCode::InvalidEmail => Place::Field("email"),
        ProblemCode::InvalidFullName => Place::Field("full_name"),
        // The last try was this one.
        ProblemCode::InvalidOtp | ProblemCode::OtpAlreadyUsed | ProblemCode::RecoveryCodeUsed
            if problem.attempts_left == Some(0) =>
        {
            Place::SignIn(Notice::ChallengeExhausted)
        }
        ProblemCode::MalformedOtp => field(problem, "otp"),
        ProblemCode::InvalidOtp | ProblemCode::OtpAlreadyUsed | ProblemCode::RecoveryCodeUsed => {
            Place::Field("otp")
        }
        ProblemCode::InvalidLabel => Place::Field("label"),
        ProblemCode::InvalidReason => Place::Field("reason"),
        ProblemCode::InvalidChallenge => Place::SignIn(Notice::ChallengeInvalid),
        ProblemCode::ChallengeExpired => Place::SignIn(Notice::ChallengeExpired),
        ProblemCode::ChallengeUsed => Place::SignIn(Notice::ChallengeUsed),
        ProblemCode::ChallengeExhausted => Place::SignIn(Notice::ChallengeExhausted),
        ProblemCode::MalformedJson
        | ProblemCode::QueryNotAllowed
        | ProblemCode::NotFound
        | ProblemCode::MethodNotAllowed
        | ProblemCode::BodyTooLarge
        | ProblemCode::UnsupportedMediaType
        | ProblemCode::UnknownField
        | ProblemCode::MissingField
        | ProblemCode::InvalidField => problem.field.as_deref().map_or(Place::Form, Place::Field),
        ProblemCode::RegistrationClosed
        | ProblemCode::InvitationRequired
        | ProblemCode::InvalidInvitation
        | ProblemCode::InvitationExpired
        | ProblemCode::InvitationUsed
        | ProblemCode::InvitationRevoked
        | ProblemCode::InvalidCredentials
        | ProblemCode::InvalidPasswordMessage
        | ProblemCode::InvalidLogin
        | ProblemCode::LoginExpired
        | ProblemCode::LoginUsed
        | ProblemCode::InvalidRegistration
        | ProblemCode::PasswordProtocolOff
        | ProblemCode::PlainPasswordRefused
        | ProblemCode::AccountDisabled
        | ProblemCode::TooManyAttempts
        | ProblemCode::RateLimited
        | ProblemCode::InvalidRecovery
        | ProblemCode::AuthenticatorSuspended
        | ProblemCode::MissingToken
        | ProblemCode::InvalidToken
        | ProblemCode::TokenExpired
        | ProblemCode::SessionEnded
        | ProblemCode::RefreshTokenReused
        | ProblemCode::StepUpRequired
        | ProblemCode::SessionNotFound
        | ProblemCode::AuthenticatorNotFound
        | ProblemCode::AuthenticatorConfirmed
        | ProblemCode::LastAuthenticator
        | ProblemCode::TooManyAuthenticators
        | ProblemCode::BrowserNotFound
        | ProblemCode::NotPermitted
        | ProblemCode::PersonNotFound
        | ProblemCode::OwnAccount
        | ProblemCode::LastAdministrator
        | ProblemCode::InvalidCursor
        | ProblemCode::InvitationNotFound
        | ProblemCode::TooManyInvitations
        | ProblemCode::InvalidClient
        | ProblemCode::UnsupportedGrantType
        | ProblemCode::CrossOrigin
        | ProblemCode::Internal
        | ProblemCode::Unavailable => Place::Form,
    }
}

/// Beside the field that the answer names, or else beside `usual`.
fn field<'problem>(problem: &'problem Problem, usual: &'static str) -> Place<'problem> {
    Place::Field(problem.field.as_deref().unwrap_or(usual))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_stands_where_it_can_be_mended() {
        let place_of = |code| match place(&Problem::new(code, "")) {
            Place::Field(name) => name.to_owned(),
            Place::Form => "form".to_owned(),
            Place::SignIn(notice) => format!("{notice:?}"),
        };
        assert_eq!(place_of(ProblemCode::UsernameTaken), "username");
        assert_eq!(place_of(ProblemCode::InvalidOtp), "otp");
        assert_eq!(place_of(ProblemCode::RecoveryCodeUsed), "otp");
        assert_eq!(place_of(ProblemCode::WeakPassword), "password");
        assert_eq!(place_of(ProblemCode::InvalidLabel), "label");
        assert_eq!(place_of(ProblemCode::InvalidRecovery), "form");
        assert_eq!(place_of(ProblemCode::AuthenticatorSuspended), "form");
        assert_eq!(place_of(ProblemCode::InvalidCredentials), "form");
        assert_eq!(place_of(ProblemCode::ChallengeUsed), "ChallengeUsed");
        assert_eq!(place_of(ProblemCode::MissingField), "form");
    }

    #[test]
    fn the_last_wrong_code_ends_the_sign_in() {
        let mut problem = Problem::new(ProblemCode::InvalidOtp, "");
        problem.attempts_left = Some(1);
        assert_eq!(place(&problem), Place::Field("otp"));
        problem.attempts_left = Some(0);
        for code in [
            ProblemCode::InvalidOtp,
            ProblemCode::OtpAlreadyUsed,
            ProblemCode::RecoveryCodeUsed,
        ] {
            problem.code = code;
            assert_eq!(place(&problem), Place::SignIn(Notice::ChallengeExhausted));
        }
    }

    #[test]
    fn the_answers_field_counts_where_the_code_names_none() {
        let mut problem = Problem::new(ProblemCode::MissingField, "");
        problem.field = Some("email".to_owned());
        assert_eq!(place(&problem), Place::Field("email"));
        let mut problem = Problem::new(ProblemCode::WeakPassword, "");
        problem.field = Some("new_password".to_owned());
        assert_eq!(place(&problem), Place::Field("new_password"));
    }
}
