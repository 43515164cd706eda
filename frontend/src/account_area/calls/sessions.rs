//! Calls about sessions.

use postern_shared::api::SessionsResponse;
use wasm_bindgen::JsValue;

use super::{Call, delete, get};
use crate::wire;

/// `GET /api/sessions`
pub fn sessions() -> Call<SessionsResponse> {
    get(SESSIONS, wire::sessions_response)
}

/// `DELETE /api/sessions/{id}`; needs a fresh proof.
pub fn end_session(id: &str) -> Call<()> {
    delete(&format!("{SESSIONS}/{id}"), None)
}

/// `DELETE /api/sessions`; needs a fresh proof. Answers how many have ended.
pub fn end_other_sessions() -> Call<u32> {
    let Call { method, path, .. } = delete(SESSIONS, None);
    Call {
        method,
        path,
        body: None,
        read: ended,
    }
}

fn ended(value: &JsValue) -> Option<u32> {
    wire::sessions_ended_response(value).map(|response| response.ended)
}

const SESSIONS: &str = "/api/sessions";
