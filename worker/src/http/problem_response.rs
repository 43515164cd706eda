//! Problems (RFC 9457): the one place that turns what went wrong into an answer.

mod refusals;

use axum::body::Body;
use axum::response::IntoResponse;
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};
use postern_shared::oauth::OAuthProblem;
use postern_shared::problem::{MEDIA_TYPE, Problem, ProblemCode};

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
    #[must_use]
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
