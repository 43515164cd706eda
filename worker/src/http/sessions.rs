//! `GET /api/sessions`, `DELETE /api/sessions`, `DELETE /api/sessions/{id}`

use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use postern_shared::api;

use crate::account::{
    ClientInfo, Locator, ProvedMethod, Refusal, Replay, SessionId, SessionList, SessionSummary,
};
use crate::http::AppState;
use crate::http::bearer::Bearer;
use crate::http::problem_response::ApiProblem;

use crate::keys::{Claims, TokenError};
use crate::ports::{Accounts, Ports};

/// The sessions of whoever asks. The account itself answers: one that has ended is not listed.
#[worker::send]
pub async fn list<P: Ports>(
    AppState(app): AppState<P>,
    Bearer(claims): Bearer,
) -> Result<Json<api::SessionsResponse>, ApiProblem> {
    let (locator, asking) = session_of(&claims)?;
    let list = app.ports.accounts().list_sessions(&locator, asking).await?;
    Ok(Json(render(list, asking)))
}

/// Ends one session. Somebody else's is as good as none.
#[worker::send]
pub async fn end_one<P: Ports>(
    AppState(app): AppState<P>,
    Bearer(claims): Bearer,
    id: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, ApiProblem> {
    let (locator, asking) = session_of(&claims)?;
    // What is not UTF-8 names no session either.
    let ended = id.ok().and_then(|Path(id)| parse_session_id(&id));
    let ended = ended.ok_or(Refusal::SessionNotFound)?;
    app.ports
        .accounts()
        .end_session(&locator, asking, ended)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends all sessions but the one that asks.
#[worker::send]
pub async fn end_others<P: Ports>(
    AppState(app): AppState<P>,
    Bearer(claims): Bearer,
) -> Result<Json<api::SessionsEndedResponse>, ApiProblem> {
    let (locator, asking) = session_of(&claims)?;
    let ended = app
        .ports
        .accounts()
        .end_other_sessions(&locator, asking)
        .await?;
    Ok(Json(api::SessionsEndedResponse { ended }))
}

/// Where the account of these claims lives, and which of its sessions they are of.
///
/// # Errors
/// [`TokenError::Invalid`] where the claims are not of the form that we give them.
pub fn session_of(claims: &Claims) -> Result<(Locator, SessionId), TokenError> {
    Locator::parse(&claims.loc)
        .zip(parse_session_id(&claims.sid))
        .ok_or(TokenError::Invalid)
}

fn parse_session_id(text: &str) -> Option<SessionId> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    bytes.try_into().ok().map(SessionId)
}

fn render(list: SessionList, asking: SessionId) -> api::SessionsResponse {
    api::SessionsResponse {
        sessions: list
            .sessions
            .into_iter()
            .map(|session| render_session(session, asking))
            .collect(),
        replays: list.replays.into_iter().map(render_replay).collect(),
    }
}

fn render_session(session: SessionSummary, asking: SessionId) -> api::Session {
    let ClientInfo {
        kind,
        browser,
        system,
        country,
    } = session.client;
    api::Session {
        id: URL_SAFE_NO_PAD.encode(session.id.0),
        current: session.id == asking,
        client: kind,
        browser,
        system,
        country,
        methods: session.methods.into_iter().map(render_method).collect(),
        created_at: session.authenticated_at.unix_seconds(),
        last_used_at: session.last_used_at.unix_seconds(),
        expires_at: session.ends_at.unix_seconds(),
    }
}

fn render_replay(replay: Replay) -> api::Replay {
    api::Replay {
        session: URL_SAFE_NO_PAD.encode(replay.session.0),
        at: replay.at.unix_seconds(),
        browser: replay.client.browser,
        system: replay.client.system,
        country: replay.client.country,
    }
}

const fn render_method(method: ProvedMethod) -> api::AuthenticationMethod {
    match method {
        ProvedMethod::Password => api::AuthenticationMethod::Password,
        ProvedMethod::Totp => api::AuthenticationMethod::OneTimeCode,
    }
}
