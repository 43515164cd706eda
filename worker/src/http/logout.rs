//! `POST /api/logout`

use axum::response::IntoResponse;
use http::header::SET_COOKIE;
use http::{HeaderMap, StatusCode};
use postern_shared::api::RefreshRequest;

use crate::account::{Locator, SessionId};
use crate::config::Config;
use crate::http::bearer::session_of;
use crate::http::problem_response::ApiProblem;
use crate::http::refresh::OptionalToken;
use crate::http::request_context::RequestContext;
use crate::http::{AppState, bearer, same_origin, session_cookie};
use crate::keys::RefreshText;
use crate::ports::{Accounts, Ports};

/// Ends the session of the cookie, of the bearer token, and of the refresh token in the body, which
/// a program sends whose access token has expired. One that has ended already is as good.
#[worker::send]
pub async fn create<P: Ports>(
    AppState(app): AppState<P>,
    context: RequestContext,
    headers: HeaderMap,
    OptionalToken(body): OptionalToken,
) -> Result<impl IntoResponse, ApiProblem> {
    for (locator, session) in sessions(&app.config, &headers, body.as_ref(), &context)? {
        app.ports.accounts().log_out(&locator, session).await?;
    }
    Ok((
        StatusCode::NO_CONTENT,
        [(SET_COOKIE, session_cookie::clear())],
    ))
}

fn sessions(
    config: &Config,
    headers: &HeaderMap,
    body: Option<&RefreshRequest>,
    context: &RequestContext,
) -> Result<Vec<(Locator, SessionId)>, ApiProblem> {
    let cookie = session_cookie::read(headers);
    let mut sessions = Vec::new();
    let bearer = bearer::authenticate(headers, config, &context.origin, context.now);
    match bearer {
        Ok(claims) => sessions.push(session_of(&claims)?),
        // A token that is no good does not keep the others' sessions alive.
        Err(_) if cookie.is_some() || body.is_some() => {}
        Err(problem) => return Err(problem),
    }
    if cookie.is_some() {
        same_origin::check(headers, &context.origin)?;
    }
    let in_body = body.map(|request| request.refresh_token.expose().trim());
    for text in [cookie, in_body].into_iter().flatten() {
        if let Ok(refresh) = RefreshText::open(&config.sealer, text)
            && !sessions
                .iter()
                .any(|(_, session)| *session == refresh.session)
        {
            sessions.push((refresh.locator, refresh.session));
        }
    }
    Ok(sessions)
}
