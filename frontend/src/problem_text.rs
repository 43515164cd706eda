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
        ProblemCode::MalformedOtp => "Enter the six digits that your app shows.",
        ProblemCode::UsernameTaken => {
            "This username is taken. Choose another, or sign in if it is yours."
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
        ProblemCode::AuthenticatorSuspended => {
            "Too many wrong codes: this account takes no more codes for now. Ask the people who \
             run this service."
        }
        ProblemCode::MissingToken
        | ProblemCode::InvalidToken
        | ProblemCode::TokenExpired
        | ProblemCode::SessionEnded
        | ProblemCode::RefreshTokenReused => Notice::SessionEnded.text(),
        ProblemCode::SessionNotFound => "This session has ended already.",
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
        ProblemCode::InvalidUsername | ProblemCode::UsernameTaken => Place::Field("username"),
        ProblemCode::InvalidPassword
        | ProblemCode::WeakPassword
        | ProblemCode::BreachedPassword => Place::Field("password"),
        ProblemCode::InvalidEmail => Place::Field("email"),
        ProblemCode::InvalidFullName => Place::Field("full_name"),
        // The last try was this one.
        ProblemCode::InvalidOtp | ProblemCode::OtpAlreadyUsed
            if problem.attempts_left == Some(0) =>
        {
            Place::SignIn(Notice::ChallengeExhausted)
        }
        ProblemCode::MalformedOtp | ProblemCode::InvalidOtp | ProblemCode::OtpAlreadyUsed => {
            Place::Field("otp")
        }
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
        ProblemCode::InvalidCredentials
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
        | ProblemCode::AuthenticatorSuspended
        | ProblemCode::MissingToken
        | ProblemCode::InvalidToken
        | ProblemCode::TokenExpired
        | ProblemCode::SessionEnded
        | ProblemCode::RefreshTokenReused
        | ProblemCode::SessionNotFound
        | ProblemCode::InvalidClient
        | ProblemCode::UnsupportedGrantType
        | ProblemCode::CrossOrigin
        | ProblemCode::Internal
        | ProblemCode::Unavailable => Place::Form,
    }
}

fn waiting(what: &str, problem: &Problem) -> Cow<'static, str> {
    match problem.retry_after {
        Some(seconds) => format!("{what}. Wait {} and try again.", duration(seconds)),
        None => format!("{what}. Wait a moment and try again."),
    }
    .into()
}

fn wrong_code(problem: &Problem) -> Cow<'static, str> {
    const WRONG: &str = "This code is not right. Take the one that your app shows now";
    match problem.attempts_left {
        Some(left) => format!("{WRONG}; you have {} left.", tries(left)),
        None => format!("{WRONG}."),
    }
    .into()
}

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
    }

    #[test]
    fn a_problem_stands_where_it_can_be_mended() {
        let place_of = |code| match place(&Problem::new(code, "")) {
            Place::Field(name) => name.to_owned(),
            Place::Form => "form".to_owned(),
            Place::SignIn(notice) => format!("{notice:?}"),
        };
        assert_eq!(place_of(ProblemCode::UsernameTaken), "username");
        assert_eq!(place_of(ProblemCode::InvalidOtp), "otp");
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
        assert_eq!(place(&problem), Place::SignIn(Notice::ChallengeExhausted));
    }

    #[test]
    fn the_answers_field_counts_where_the_code_names_none() {
        let mut problem = Problem::new(ProblemCode::MissingField, "");
        problem.field = Some("email".to_owned());
        assert_eq!(place(&problem), Place::Field("email"));
    }
}
