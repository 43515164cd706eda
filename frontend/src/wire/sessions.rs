//! Sessions on the wire.

use postern_shared::api::{
    AuthenticationMethod, ClientKind, Replay, Session, SessionsEndedResponse, SessionsResponse,
};
use wasm_bindgen::JsValue;

use super::{client_word, count, known, list, member, text, whole};

/// The answer of `GET /api/sessions`. Methods that this client does not know are left out.
pub fn sessions_response(value: &JsValue) -> Option<SessionsResponse> {
    Some(SessionsResponse {
        sessions: list(value, "sessions", session)?,
        replays: list(value, "replays", replay)?,
    })
}

/// The answer of `DELETE /api/sessions`.
pub fn sessions_ended_response(value: &JsValue) -> Option<SessionsEndedResponse> {
    Some(SessionsEndedResponse {
        ended: count(value, "ended")?,
    })
}

fn session(value: &JsValue) -> Option<Session> {
    let client = text(value, "client")?;
    Some(Session {
        id: text(value, "id")?,
        current: member(value, "current").as_bool()?,
        client: [ClientKind::Browser, ClientKind::Native]
            .into_iter()
            .find(|kind| client_word(*kind) == client)?,
        browser: text(value, "browser"),
        system: text(value, "system"),
        country: text(value, "country"),
        methods: authentication_methods(value)?,
        created_at: whole(value, "created_at")?,
        authenticated_at: whole(value, "authenticated_at")?,
        last_used_at: whole(value, "last_used_at")?,
        expires_at: whole(value, "expires_at")?,
    })
}

/// The `methods` of a session. Those that this client does not know are left out.
pub fn authentication_methods(value: &JsValue) -> Option<Vec<AuthenticationMethod>> {
    known(value, "methods", &AUTHENTICATION_METHODS)
}

fn replay(value: &JsValue) -> Option<Replay> {
    Some(Replay {
        session: text(value, "session")?,
        at: whole(value, "at")?,
        browser: text(value, "browser"),
        system: text(value, "system"),
        country: text(value, "country"),
    })
}

const AUTHENTICATION_METHODS: [(&str, AuthenticationMethod); 4] = [
    ("pwd", AuthenticationMethod::Password),
    ("otp", AuthenticationMethod::OneTimeCode),
    ("recovery_code", AuthenticationMethod::RecoveryCode),
    ("trusted_browser", AuthenticationMethod::TrustedBrowser),
];
