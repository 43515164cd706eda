//! What is counted of the answers, and how it gets to the counters. What tells of no account is counted
//! of it alone, so names that nobody has are counted as all others are.

use std::pin::Pin;
use std::time::Duration;

use http::{Method, StatusCode};
use postern_shared::problem::ProblemCode;
use worker::send::SendFuture;

use crate::account::SignedIn;
use crate::http::Answer;
use crate::instance::{Event, Tally};
use crate::ports::{Instance, Ports};

/// A hand-over that is to be done, by whoever was given it.
pub struct Counting {
    /// How long to wait before.
    pub wait: Duration,
    /// What is to be done then.
    pub hand_over: Pin<Box<dyn Future<Output = ()> + Send>>,
}

/// The hand-over, where one is due.
pub(super) fn due<P: Ports>(ports: &P) -> Option<Counting> {
    let seconds = ports.tally().due_in(ports.now())?;
    Some(Counting {
        wait: Duration::from_secs(seconds),
        hand_over: Box::pin(SendFuture::new(hand_over(ports.clone()))),
    })
}

async fn hand_over<P: Ports>(ports: P) {
    if let Some(counts) = ports.tally().take(ports.now()) {
        let outcome = ports.instance().count(counts).await;
        ports.tally().handed_over(outcome.is_ok(), ports.now());
    }
}

/// Whether this asks for the deletion of an account.
pub(super) fn is_deletion(method: &Method, path: &str) -> bool {
    let by_another = path.starts_with("/api/admin/people/") && path.ends_with("/delete");
    by_another || (*method == Method::DELETE && path == "/api/users/me")
}

/// Counts what the answer says.
pub(super) fn count(tally: &Tally, answer: &Answer, is_deletion: bool) {
    let event = match answer.problem {
        Some(code) => failure(code),
        None if is_deletion && answer.response.status() == StatusCode::NO_CONTENT => {
            Some(Event::Deleted)
        }
        None => None,
    };
    if let Some(event) = event {
        tally.count(event);
    }
}

/// Counts a sign-in; and a registration, where it was the first of a new account.
pub(super) fn signed_in<P: Ports>(ports: &P, signed_in: &SignedIn) {
    ports.tally().count(Event::SignedIn);
    if signed_in.is_first {
        ports.tally().count(Event::Registered);
    }
}

const fn failure(code: ProblemCode) -> Option<Event> {
    match code {
        ProblemCode::InvalidCredentials
        | ProblemCode::InvalidOtp
        | ProblemCode::OtpAlreadyUsed
        | ProblemCode::RecoveryCodeUsed
        | ProblemCode::InvalidRecovery => Some(Event::Failed),
        ProblemCode::TooManyAttempts
        | ProblemCode::ChallengeExhausted
        | ProblemCode::AuthenticatorSuspended => Some(Event::Locked),
        _ => None,
    }
}
