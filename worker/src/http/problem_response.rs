//! Problems (RFC 9457): the one place that turns what went wrong into an answer.

use axum::body::Body;
use axum::response::IntoResponse;
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};
use postern_shared::oauth::OAuthProblem;
use postern_shared::problem::{MEDIA_TYPE, Problem, ProblemCode};

use crate::account::Refusal;
use crate::http::password_fields::missing_field;
use crate::http::rate_limit_headers;
use crate::keys::TokenError;
use crate::ports::{AccountsError, Unavailable};

/// A problem on its way out.
pub struct ApiProblem(Box<Problem>);

impl ApiProblem {
    /// A problem with this code and detail.
    pub fn of(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self(Box::new(Problem::new(code, detail)))
    }

    /// The same, at a field of the request.
    pub fn at(code: ProblemCode, field: &str, detail: impl Into<String>) -> Self {
        let mut problem = Problem::new(code, detail);
        problem.field = Some(field.to_owned());
        Self(Box::new(problem))
    }

    /// The same, with seconds to wait.
    pub fn wait(code: ProblemCode, seconds: u64, detail: impl Into<String>) -> Self {
        let mut problem = Problem::new(code, detail);
        problem.retry_after = Some(seconds);
        Self(Box::new(problem))
    }

    /// The same, at a field that has another name in this call.
    pub fn moved(mut self, field: &str) -> Self {
        if self.0.field.is_some() {
            self.0.field = Some(field.to_owned());
        }
        self
    }

    /// The field that it is at.
    #[cfg(test)]
    #[must_use]
    pub fn field(&self) -> Option<String> {
        self.0.field.clone()
    }

    /// Its code.
    #[cfg(test)]
    #[must_use]
    pub fn code(&self) -> ProblemCode {
        self.0.code
    }
}

impl From<AccountsError> for ApiProblem {
    fn from(error: AccountsError) -> Self {
        match error {
            AccountsError::Refused(refusal) => refusal.into(),
            AccountsError::Unavailable => Unavailable.into(),
        }
    }
}

impl From<Unavailable> for ApiProblem {
    fn from(_: Unavailable) -> Self {
        Self::wait(
            ProblemCode::Unavailable,
            5,
            "storage does not answer in time; try again",
        )
    }
}

impl From<TokenError> for ApiProblem {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Invalid => Self::of(
                ProblemCode::InvalidToken,
                "this is not an access token of this service",
            ),
            TokenError::Expired => Self::of(
                ProblemCode::TokenExpired,
                "renew the session, or sign in again",
            ),
        }
    }
}

impl From<Refusal> for ApiProblem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::UsernameTaken => Self::at(
                ProblemCode::UsernameTaken,
                "username",
                "choose another username",
            ),
            Refusal::InvalidCredentials => Self::of(
                ProblemCode::InvalidCredentials,
                "the username or the password is wrong",
            ),
            Refusal::OutOfMemory => Unavailable.into(),
            Refusal::Wait { seconds } => Self::wait(
                ProblemCode::TooManyAttempts,
                seconds,
                "wait before the next try",
            ),
            Refusal::AccountDisabled => Self::of(
                ProblemCode::AccountDisabled,
                "an administrator has disabled this account",
            ),
            Refusal::LoginExpired => Self::of(
                ProblemCode::LoginExpired,
                "the proof came too late; begin again with login/start",
            ),
            Refusal::LoginUsed => Self::of(
                ProblemCode::LoginUsed,
                "this sign-in is finished; begin again with login/start",
            ),
            Refusal::ChallengeExpired => Self::of(
                ProblemCode::ChallengeExpired,
                "the sign-in took too long; begin again with the password",
            ),
            Refusal::ChallengeUsed => Self::of(
                ProblemCode::ChallengeUsed,
                "this sign-in is finished; begin again with the password",
            ),
            Refusal::ChallengeExhausted => Self::of(
                ProblemCode::ChallengeExhausted,
                "too many wrong codes; begin again with the password",
            ),
            Refusal::InvalidOtp { attempts_left } => Self::attempts(
                ProblemCode::InvalidOtp,
                "the code is wrong, or older than a minute",
                attempts_left,
            ),
            Refusal::OtpAlreadyUsed { attempts_left } => Self::attempts(
                ProblemCode::OtpAlreadyUsed,
                "each code works once; wait for the next one",
                attempts_left,
            ),
            Refusal::InvalidFirstCode => Self::at(
                ProblemCode::InvalidOtp,
                "otp",
                "the code is wrong, or older than a minute",
            ),
            Refusal::RecoveryCodeUsed { attempts_left } => Self::attempts(
                ProblemCode::RecoveryCodeUsed,
                "each recovery code works once; take another",
                attempts_left,
            ),
            Refusal::InvalidRecovery => Self::of(
                ProblemCode::InvalidRecovery,
                "the username, the recovery code or the code is wrong",
            ),
            Refusal::NoTrustedBrowser => missing_field("otp"),
            Refusal::AuthenticatorSuspended => Self::of(
                ProblemCode::AuthenticatorSuspended,
                "too many wrong codes in a row; the authenticator takes no more",
            ),
            Refusal::SessionEnded => {
                Self::of(ProblemCode::SessionEnded, "sign in to begin a new one")
            }
            Refusal::SessionNotFound => Self::of(
                ProblemCode::SessionNotFound,
                "it has ended, or is not one of yours",
            ),
            Refusal::StepUpRequired => Self::of(
                ProblemCode::StepUpRequired,
                "this needs a password and a code of the last 5 minutes; send them to step-up",
            ),
            Refusal::AuthenticatorNotFound => Self::of(
                ProblemCode::AuthenticatorNotFound,
                "it was removed, was not confirmed in time, or is not one of yours",
            ),
            Refusal::AuthenticatorConfirmed => Self::of(
                ProblemCode::AuthenticatorConfirmed,
                "its first code has been taken already",
            ),
            Refusal::LastAuthenticator => Self::of(
                ProblemCode::LastAuthenticator,
                "add another one first, or replace this one",
            ),
            Refusal::TooManyAuthenticators => Self::of(
                ProblemCode::TooManyAuthenticators,
                "remove one first; an account has at most 10",
            ),
            Refusal::InvalidLabel => Self::at(
                ProblemCode::InvalidLabel,
                "label",
                "a label has 1 to 64 characters, and none that do not show",
            ),
            Refusal::BrowserNotFound => Self::of(
                ProblemCode::BrowserNotFound,
                "it was forgotten, or is not one of yours",
            ),
            Refusal::ConfirmationMismatch => Self::at(
                ProblemCode::ConfirmationMismatch,
                "username",
                "type the username of this account",
            ),
            Refusal::RefreshTokenReused => Self::of(
                ProblemCode::RefreshTokenReused,
                "the session has ended, because its token was used twice; sign in again",
            ),
        }
    }
}

impl ApiProblem {
    fn attempts(code: ProblemCode, detail: &str, attempts_left: u32) -> Self {
        let mut problem = Problem::new(code, detail);
        problem.field = Some("otp".to_owned());
        problem.attempts_left = Some(attempts_left);
        Self(Box::new(problem))
    }
}

impl IntoResponse for ApiProblem {
    /// The problem travels beside the answer, which [`complete`] gives its body.
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        rate_limit_headers::add(&self.0, headers);
        if let Some(seconds) = self.0.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(challenge) = challenge(self.0.code) {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response.extensions_mut().insert(self.0);
        response
    }
}

/// Gives an answer that is a problem its status and its body, in OAuth's words where the caller
/// expects them. Answers its code.
pub fn complete(
    response: &mut Response<Body>,
    request_id: &str,
    (is_oauth, is_head): (bool, bool),
) -> Option<ProblemCode> {
    let mut problem = *response.extensions_mut().remove::<Box<Problem>>()?;
    let code = problem.code;
    problem.request_id = Some(request_id.to_owned());
    let (media_type, body) = if is_oauth {
        let problem = OAuthProblem::from(problem);
        *response.status_mut() = status(problem.problem.status);
        ("application/json", serde_json::to_vec(&problem))
    } else {
        *response.status_mut() = status(problem.status);
        (MEDIA_TYPE, serde_json::to_vec(&problem))
    };
    let is_unauthorized = response.status() == StatusCode::UNAUTHORIZED;
    let headers = response.headers_mut();
    if !is_unauthorized {
        // OAuth's words for some problems of ours go with another status.
        headers.remove(WWW_AUTHENTICATE);
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    // It is that of the body that was not there yet.
    headers.remove(CONTENT_LENGTH);
    if !is_head {
        *response.body_mut() = Body::from(body.unwrap_or_default());
    }
    Some(code)
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// What RFC 6750 §3 wants beside a 401 for a bearer token, and RFC 9110 §15.5.2 beside any other.
fn challenge(code: ProblemCode) -> Option<&'static str> {
    match code {
        ProblemCode::InvalidClient => Some("Basic realm=\"postern\""),
        ProblemCode::InvalidToken
        | ProblemCode::TokenExpired
        | ProblemCode::SessionEnded
        | ProblemCode::RefreshTokenReused => {
            Some("Bearer realm=\"postern\", error=\"invalid_token\"")
        }
        ProblemCode::StepUpRequired => Some(STEP_UP),
        other if other.status() == 401 => Some("Bearer realm=\"postern\""),
        _ => None,
    }
}

/// RFC 9470 §3: `max_age` is [`crate::account::Session::FRESH_SECONDS`].
const STEP_UP: &str =
    "Bearer realm=\"postern\", error=\"insufficient_user_authentication\", max_age=\"300\"";
