//! `POST /api/introspect` (RFC 7662)

use axum::Json;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use postern_shared::api::TokenType;
use postern_shared::oauth::IntrospectionResponse;
use postern_shared::problem::ProblemCode;

use crate::account::Profile;
use crate::config::Config;
use crate::http::bearer::session_of;
use crate::http::form_body::FormBody;
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::RequestContext;
use crate::http::{AppState, basic};
use crate::keys::Claims;
use crate::ports::{Accounts, Ports};

/// Whether an access token is good at this moment: the account itself is asked about the session.
/// Only services that the deployment has named may ask (RFC 7662 §2.1).
#[worker::send]
pub async fn create<P: Ports>(
    AppState(app): AppState<P>,
    context: RequestContext,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Json<IntrospectionResponse>, ApiProblem> {
    authenticate(&headers, &app.config)?;
    let token = form.required("token")?;
    let claims = app
        .config
        .access_tokens
        .verify(token, &context.origin, context.now)
        .and_then(|claims| session_of(&claims).map(|session| (claims, session)));
    let Ok((claims, (locator, session))) = claims else {
        return Ok(Json(IntrospectionResponse::default()));
    };
    let profile = app
        .ports
        .accounts()
        .live_session(&locator, session)
        .await?
        .filter(|profile| URL_SAFE_NO_PAD.encode(profile.id) == claims.sub);
    Ok(Json(
        profile.map_or_else(IntrospectionResponse::default, |profile| {
            render(claims, &profile)
        }),
    ))
}

/// HTTP Basic with a name and a secret of `INTROSPECTION_CLIENTS`.
fn authenticate(headers: &HeaderMap, config: &Config) -> Result<(), ApiProblem> {
    match basic::read(headers) {
        Ok(Some(client))
            if config
                .introspection_clients
                .accepts(&client.name, &client.secret) =>
        {
            Ok(())
        }
        _ => Err(ApiProblem::of(
            ProblemCode::InvalidClient,
            "send the name and the secret of a service by HTTP Basic",
        )),
    }
}

fn render(claims: Claims, profile: &Profile) -> IntrospectionResponse {
    IntrospectionResponse {
        active: true,
        username: Some(profile.username.to_string()),
        token_type: Some(TokenType::Bearer),
        client_id: Some(claims.client_id),
        sub: Some(claims.sub),
        sid: Some(claims.sid),
        // As it is, and not as it was when the token was made.
        role: Some(profile.role),
        iss: Some(claims.iss),
        aud: Some(claims.aud),
        amr: Some(claims.amr),
        auth_time: Some(claims.auth_time),
        iat: Some(claims.iat),
        exp: Some(claims.exp),
        jti: Some(claims.jti),
    }
}
