//! `POST /api/logout`

use axum::response::IntoResponse;
use http::header::SET_COOKIE;
use http::{HeaderMap, StatusCode};

use crate::account::Locator;
use crate::account::SessionId;
use crate::config::Config;
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::RequestContext;
use crate::http::sessions::session_of;
use crate::http::{AppState, bearer, same_origin, session_cookie};
use crate::keys::RefreshText;
use crate::ports::{Accounts, Ports};

/// Ends the session of the cookie, and the one of the bearer token. One that has ended already is
/// as good.
#[worker::send]
pub async fn create<P: Ports>(
    AppState(app): AppState<P>,
    context: RequestContext,
    headers: HeaderMap,
) -> Result<impl IntoResponse, ApiProblem> {
    for (locator, session) in sessions(&app.config, &headers, &context)? {
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
    context: &RequestContext,
) -> Result<Vec<(Locator, SessionId)>, ApiProblem> {
    let cookie = session_cookie::read(headers);
    let mut sessions = Vec::new();
    let bearer = bearer::authenticate(headers, config, &context.origin, context.now);
    match (bearer, cookie) {
        (Ok(claims), _) => sessions.push(session_of(&claims)?),
        // A token that is no good does not keep the cookie's session alive.
        (Err(_), Some(_)) => {}
        (Err(problem), None) => return Err(problem),
    }
    if let Some(text) = cookie {
        same_origin::check(headers, &context.origin)?;
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
