//! Every problem in plain words. No arm stands for "any other": a new code must be put into words
//! before the client builds.

use std::borrow::Cow;

use postern_shared::problem::{Problem, ProblemCode};

use crate::api_client::Failure;
use crate::grouping::{duration, tries};
use crate::notice::Notice;
use crate::password_worker::Obstacle;

/// What a person reads when a call brought nothing.
pub fn failure_text(failure: &Failure) -> Cow<'static, str> {
    match failure {
        Failure::Problem(problem) => problem_text(problem),
        Failure::Network => "Postern cannot be reached. What you typed is still here: check your \
                             connection and try again."
            .into(),
        Failure::Unreadable => {
            "Postern gave an answer that this page does not understand. Try again in a moment, or \
             reload the page."
                .into()
        }
        Failure::Device(obstacle) => obstacle_text(*obstacle).into(),
    }
}

/// What a person reads where nothing was typed: `unreachable` says what it means that nobody answers.
pub fn failure_text_or(failure: &Failure, unreachable: &'static str) -> Cow<'static, str> {
    match failure {
        Failure::Network => unreachable.into(),
        Failure::Problem(_) | Failure::Unreadable | Failure::Device(_) => failure_text(failure),
    }
}

/// What a person reads where the work on the password went no further.
const fn obstacle_text(obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::NotProved => INVALID_CREDENTIALS,
        Obstacle::CostOutOfBounds => {
            "This page refuses the work that the service asks for on your password: too little, or \
             too much. Your password was not sent. Tell the people who run this service."
        }
        Obstacle::Missing => {
            "A part of this page did not arrive, so your password was not sent. Check your \
             connection, or whatever blocks scripts, and try again."
        }
        Obstacle::Failed => {
            "This device could not finish its work on your password; it may be slow or short of \
             memory. Your password was not sent. Close other tabs and programs, and try again."
        }
    }
}

/// What a person reads.
#[expect(clippy::too_many_lines, reason = "one arm for each problem")]
pub fn problem_text(problem: &Problem) -> Cow<'static, str> {
    match problem.code {
        ProblemCode::MalformedJson
        | ProblemCode::QueryNotAllowed
        | ProblemCode::NotFound
        | ProblemCode::MethodNotAllowed
        | ProblemCode::UnsupportedMediaType
        | ProblemCode::UnknownField
        | ProblemCode::MissingField
        | ProblemCode::InvalidField
        | ProblemCode::InvalidPasswordMessage => {
            "This page and the service do not understand each other. Reload the page and try again."
        }
        ProblemCode::BodyTooLarge => "That is more text than the service takes. Make it shorter.",
        ProblemCode::InvalidUsername => {
            "This username cannot be used. Take 3 to 64 letters from a to z, digits, and . _ - @, \
             and begin with a letter or a digit."
        }
        ProblemCode::InvalidPassword => {
            "This password cannot be used. Take 8 to 256 characters, without control characters."
        }
        ProblemCode::WeakPassword => {
            "This password is too easy to guess: it is a common one, or little more than your \
             username or e-mail address. Choose another."
        }
        ProblemCode::BreachedPassword => {
            "This password is in lists that were stolen from other services. Choose another."
        }
        ProblemCode::InvalidEmail => "Write an address like name@example.com, or leave this empty.",
        ProblemCode::InvalidFullName => {
            "A name has at most 100 characters, and none of them are control characters."
        }
        ProblemCode::MalformedOtp => {
            "A code is six digits, and a recovery code 24 letters and digits. Check what you typed."
        }
        ProblemCode::InvalidLabel => {
            "A label has 1 to 64 characters, and none of them are control characters."
        }
        ProblemCode::ConfirmationMismatch => {
            "This is not the username of this account. Nothing was deleted."
        }
        ProblemCode::UsernameTaken => {
            "This username is taken. Choose another, or sign in if it is yours."
        }
        ProblemCode::RegistrationClosed => "This service takes no new accounts.",
        ProblemCode::InvitationRequired => {
            "This service takes new accounts by invitation only. Open the link that you were sent."
        }
        ProblemCode::InvalidInvitation => {
            "This invitation is not whole, or not for this service. Copy all of the link that you \
             were sent, or ask for a new one."
        }
        ProblemCode::InvitationRevoked => "This invitation was taken back. Ask who has sent it.",
        ProblemCode::InvitationExpired => "This invitation has expired. Ask for a new one.",
        ProblemCode::InvitationUsed => {
            "This invitation was used: each one works once. Sign in, if it was you, or ask for a \
             new one."
        }
        ProblemCode::InvalidCredentials => INVALID_CREDENTIALS,
        ProblemCode::LoginExpired => "That took too long, so nobody was signed in. Try again.",
        ProblemCode::InvalidLogin | ProblemCode::LoginUsed | ProblemCode::InvalidRegistration => {
            "That cannot be continued. Nothing was changed: try again."
        }
        ProblemCode::PasswordProtocolOff | ProblemCode::PlainPasswordRefused => {
            "This service takes passwords in another way than this page. Reload the page and try \
             again."
        }
        ProblemCode::AccountDisabled => {
            "This account is disabled. Ask the people who run this service."
        }
        ProblemCode::TooManyAttempts => return waiting("Too many failed attempts", problem),
        ProblemCode::RateLimited => return waiting("Too many requests from here", problem),
        ProblemCode::InvalidChallenge => Notice::ChallengeInvalid.text(),
        ProblemCode::ChallengeExpired => Notice::ChallengeExpired.text(),
        ProblemCode::ChallengeUsed => Notice::ChallengeUsed.text(),
        ProblemCode::ChallengeExhausted => Notice::ChallengeExhausted.text(),
        ProblemCode::InvalidOtp => return wrong_code(problem),
        ProblemCode::OtpAlreadyUsed => {
            "This code was used already. Wait until your app shows the next one: a new code comes \
             every 30 seconds."
        }
        ProblemCode::RecoveryCodeUsed => {
            "This recovery code was used already: each one works once. Take another from your list."
        }
        ProblemCode::InvalidRecovery => {
            "The username, the recovery code or the authenticator's code is not right. Check all \
             three, and take the code that your app shows now."
        }
        ProblemCode::AuthenticatorSuspended => {
            "Too many wrong codes in a row: this account takes no more codes from an app. Use a \
             recovery code instead; after that they work again."
        }
        ProblemCode::MissingToken
        | ProblemCode::InvalidToken
        | ProblemCode::TokenExpired
        | ProblemCode::SessionEnded
        | ProblemCode::RefreshTokenReused => Notice::SessionEnded.text(),
        ProblemCode::StepUpRequired => {
            "Your last proof is too old for this. Enter your password and a code again."
        }
        ProblemCode::SessionNotFound => "This session has ended already.",
        ProblemCode::AuthenticatorNotFound => {
            "This authenticator is not there any more. It was removed, or its first code did not \
             come in time."
        }
        ProblemCode::AuthenticatorConfirmed => "This authenticator is connected already.",
        ProblemCode::LastAuthenticator => {
            "This is your last authenticator, so it stays. Connect another one first."
        }
        ProblemCode::TooManyAuthenticators => {
            "You have 10 authenticators, and more are not kept. Remove one first."
        }
        ProblemCode::BrowserNotFound => "This browser is forgotten already.",
        ProblemCode::NotPermitted => "Your role does not allow this. Nothing was changed.",
        ProblemCode::PersonNotFound | ProblemCode::InvitationNotFound => {
            "This is not there any more. A list may show it for another minute."
        }
        ProblemCode::OwnAccount => "Another administrator has to do this with your account.",
        ProblemCode::LastAdministrator => {
            "An administrator has to stay. With your own account, another one takes your role away \
             first; with somebody else’s, wait ten minutes, because yours was changed a moment ago."
        }
        ProblemCode::InvalidReason => INVALID_REASON,
        ProblemCode::InvalidCursor => "This list has gone on without you. Load it again.",
        ProblemCode::TooManyInvitations => {
            "There are 100 open invitations. Take one back, or wait until one is used or ends."
        }
        ProblemCode::InvalidClient | ProblemCode::UnsupportedGrantType => {
            "This page does not fit the service: load it again."
        }
        ProblemCode::CrossOrigin => {
            "The browser sent this from another site, so it was refused. Open Postern in a tab of \
             its own and try again."
        }
        ProblemCode::Internal => {
            "Something went wrong on our side. Nothing was changed: try again in a moment."
        }
        ProblemCode::Unavailable => {
            "Postern cannot do this at the moment. Nothing was changed: try again in a moment."
        }
    }
    .into()
}

fn waiting(what: &str, problem: &Problem) -> Cow<'static, str> {
    match problem.retry_after {
        Some(seconds) => format!("{what}. Wait {} and try again.", duration(seconds)),
        None => format!("{what}. Wait a moment and try again."),
    }
    .into()
}

fn wrong_code(problem: &Problem) -> Cow<'static, str> {
    with_tries(
        "This code is not right. Take the one that your app shows now",
        problem,
    )
}

/// What a person reads where a recovery code was typed.
pub fn wrong_recovery_code(problem: &Problem) -> Cow<'static, str> {
    with_tries(
        "This recovery code is not right. Check each letter, and that it is of your latest list",
        problem,
    )
}

fn with_tries(wrong: &str, problem: &Problem) -> Cow<'static, str> {
    match problem.attempts_left {
        Some(left) => format!("{wrong}; you have {} left.", tries(left)),
        None => format!("{wrong}."),
    }
    .into()
}

/// What a reason has to be.
pub const INVALID_REASON: &str =
    "Say why in 3 to 200 characters, without line breaks; with fewer in other scripts.";

const INVALID_CREDENTIALS: &str =
    "The username or the password is not right. Check both and try again.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_a_sentence_without_its_code() {
        for code in ProblemCode::ALL {
            let text = problem_text(&Problem::new(*code, "the detail"));
            assert!(text.ends_with('.'), "{code:?}: {text}");
            assert!(text.starts_with(char::is_uppercase), "{code:?}: {text}");
            assert!(!text.contains(code.as_str()), "{code:?}: {text}");
        }
    }

    #[test]
    fn whatever_stops_the_work_on_a_password_says_that_it_was_not_sent() {
        for obstacle in Obstacle::ALL {
            let text = failure_text(&Failure::Device(obstacle));
            assert!(text.ends_with('.'), "{text}");
            let says_so = text.contains("not sent");
            assert_eq!(says_so, obstacle != Obstacle::NotProved, "{text}");
        }
    }

    #[test]
    fn a_password_that_proves_nothing_reads_like_one_that_the_service_refuses() {
        let refused = Problem::new(ProblemCode::InvalidCredentials, "");
        assert_eq!(
            failure_text(&Failure::Device(Obstacle::NotProved)),
            problem_text(&refused)
        );
    }

    #[test]
    fn a_wait_names_its_length() {
        let mut problem = Problem::new(ProblemCode::TooManyAttempts, "");
        problem.retry_after = Some(30);
        assert_eq!(
            problem_text(&problem),
            "Too many failed attempts. Wait 30 seconds and try again."
        );
    }

    #[test]
    fn a_wrong_code_says_how_many_tries_are_left() {
        let mut problem = Problem::new(ProblemCode::InvalidOtp, "");
        problem.attempts_left = Some(1);
        assert!(problem_text(&problem).ends_with("you have 1 try left."));
        assert!(wrong_recovery_code(&problem).ends_with("you have 1 try left."));
    }
}
