//! What a session's holder gets: an access token in the body, the refresh token in a cookie.

use axum::Json;
use axum::response::{AppendHeaders, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::SET_COOKIE;
use postern_shared::api::{SecretText, TokenResponse, TokenType};
use postern_shared::problem::ProblemCode;

use crate::account::Locator;
use crate::account::slot::SignedIn;
use crate::config::Config;
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::RequestContext;
use crate::http::session_cookie;
use crate::http::users_me::render_user;
use crate::keys::{Claims, RefreshText};

/// Renders a session that has begun or been renewed.
pub fn render(
    config: &Config,
    mut context: RequestContext,
    locator: &Locator,
    signed_in: SignedIn,
    message: &str,
) -> Result<Response, ApiProblem> {
    let internal = || ApiProblem::of(ProblemCode::Internal, "the session could not be rendered");
    let access_token = config
        .access_tokens
        .sign(&claims(config, &mut context, locator, &signed_in))
        .ok_or_else(internal)?;
    let response = TokenResponse {
        message: message.to_owned(),
        access_token: SecretText::new(access_token),
        token_type: TokenType::Bearer,
        expires_in: config.access_token_seconds,
        user: render_user(&signed_in.profile),
    };
    let seconds = signed_in.refresh_seconds;
    let refresh = RefreshText {
        locator: locator.clone(),
        session: signed_in.session,
        generation: signed_in.generation,
        token: signed_in.refresh_token,
    };
    let cookie = refresh
        .seal(&config.sealer, &mut context.entropy)
        .ok()
        .and_then(|value| session_cookie::set(&value, seconds))
        .ok_or_else(internal)?;
    Ok((AppendHeaders([(SET_COOKIE, cookie)]), Json(response)).into_response())
}

fn claims(
    config: &Config,
    context: &mut RequestContext,
    locator: &Locator,
    signed_in: &SignedIn,
) -> Claims {
    Claims {
        iss: context.origin.clone(),
        aud: context.origin.clone(),
        sub: URL_SAFE_NO_PAD.encode(signed_in.profile.id),
        client_id: "postern".to_owned(),
        sid: URL_SAFE_NO_PAD.encode(signed_in.session.0),
        amr: signed_in
            .methods
            .iter()
            .map(|method| method.amr().to_owned())
            .collect(),
        auth_time: signed_in.authenticated_at.unix_seconds(),
        iat: context.now.unix_seconds(),
        exp: context.now.plus(config.access_token_seconds).unix_seconds(),
        jti: URL_SAFE_NO_PAD.encode(context.entropy.draw::<16>()),
        loc: locator.to_string(),
    }
}
