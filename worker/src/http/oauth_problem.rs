//! A problem in the words of RFC 6749 §5.2, for the calls of OAuth.

use postern_shared::oauth::{OAuthError, OAuthProblem};
use postern_shared::problem::{Problem, ProblemCode};

/// The problem with OAuth's word for it, and with the status that goes with the word.
pub fn of(mut problem: Problem) -> OAuthProblem {
    let error = word(problem.code);
    let is_about_the_grant = error == OAuthError::InvalidGrant;
    if is_about_the_grant || problem.status == 422 {
        problem.status = 400;
    }
    OAuthProblem {
        error,
        error_description: problem.detail.clone(),
        problem,
    }
}

const fn word(code: ProblemCode) -> OAuthError {
    match code {
        ProblemCode::InvalidCredentials
        | ProblemCode::AccountDisabled
        | ProblemCode::SessionEnded
        | ProblemCode::RefreshTokenReused => OAuthError::InvalidGrant,
        ProblemCode::InvalidClient => OAuthError::InvalidClient,
        ProblemCode::UnsupportedGrantType => OAuthError::UnsupportedGrantType,
        ProblemCode::TooManyAttempts
        | ProblemCode::RateLimited
        | ProblemCode::Unavailable
        | ProblemCode::Internal => OAuthError::TemporarilyUnavailable,
        _ => OAuthError::InvalidRequest,
    }
}
