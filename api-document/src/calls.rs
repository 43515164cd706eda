//! The calls, in the order in which people meet them.

mod oauth;
mod password_protocol;
mod service;
mod sessions;
mod sign_in;

use serde_json::{Value, json};

use crate::call::{Call, header};

/// Every call.
pub fn all() -> Vec<Call> {
    [
        sign_in::calls(),
        sessions::calls(),
        oauth::calls(),
        service::calls(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What the calls are about.
pub fn tags() -> Value {
    json!([
        { "name": SIGN_IN, "description": "Register, and sign in with both factors." },
        { "name": SESSIONS, "description": "Who is signed in, and where." },
        { "name": OAUTH, "description": "The standards' own forms, for libraries and for services that take the tokens." },
        { "name": SERVICE, "description": "About the service itself." },
    ])
}

const SIGN_IN: &str = "Sign-in";
const SESSIONS: &str = "Sessions";
const OAUTH: &str = "OAuth 2";
const SERVICE: &str = "Service";

/// What a session that has begun or gone on is answered with, besides the body.
fn cookie_headers() -> Value {
    json!({ "Set-Cookie": header(
        "The refresh token, for a browser.",
        "__Host-postern_refresh=AQAA…; Path=/; Max-Age=604800; HttpOnly; Secure; SameSite=Strict",
    ) })
}
