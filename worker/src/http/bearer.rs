//! The access token of a request (RFC 6750 §2.1).

use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use http::request::Parts;
use postern_shared::problem::ProblemCode;
use postern_shared::timestamp::Timestamp;

use crate::account::{Locator, SessionId};
use crate::config::Config;
use crate::http::App;
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::own_origin;
use crate::keys::{Claims, TokenError};
use crate::ports::Ports;

/// The checked claims of the request's bearer token. A handler that takes this is for whoever is
/// signed in.
pub struct Bearer(pub Claims);

impl<P: Ports> FromRequestParts<App<P>> for Bearer {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, app: &App<P>) -> Result<Self, ApiProblem> {
        let origin = own_origin(parts, app.config.public_origin.as_deref());
        authenticate(&parts.headers, &app.config, &origin, app.ports.now()).map(Self)
    }
}

/// The checked claims of the bearer token in these headers.
///
/// # Errors
/// A problem with the code `missing_token`, `invalid_token` or `token_expired`.
pub fn authenticate(
    headers: &HeaderMap,
    config: &Config,
    origin: &str,
    now: Timestamp,
) -> Result<Claims, ApiProblem> {
    let token = token_of(headers)?;
    Ok(config.access_tokens.verify(token, origin, now)?)
}

/// The bearer token in these headers, whatever it is.
///
/// # Errors
/// A problem with the code `missing_token` or `invalid_token`.
pub fn token_of(headers: &HeaderMap) -> Result<&str, ApiProblem> {
    let Some(header) = headers.get(AUTHORIZATION) else {
        return Err(ApiProblem::of(
            ProblemCode::MissingToken,
            "send the header Authorization: Bearer and the access token",
        ));
    };
    header
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(|| {
            ApiProblem::of(
                ProblemCode::InvalidToken,
                "the Authorization header must be Bearer and the access token",
            )
        })
}

/// Where the account of these claims lives, and which of its sessions they are of.
///
/// # Errors
/// [`TokenError::Invalid`] where the claims are not of the form that we give them.
pub fn session_of(claims: &Claims) -> Result<(Locator, SessionId), TokenError> {
    Locator::parse(&claims.loc)
        .zip(SessionId::parse(&claims.sid))
        .ok_or(TokenError::Invalid)
}
