//! The calls, in the order in which people meet them.

mod administration;
mod administration_lists;
mod authenticators;
mod import;
mod invitation;
mod oauth;
mod own_data;
mod password;
mod password_protocol;
mod recovery_codes;
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
        password::calls(),
        authenticators::calls(),
        recovery_codes::calls(),
        own_data::calls(),
        administration::calls(),
        vec![import::create()],
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
        { "name": ACCOUNT, "description": "What people do with their own account: password, factors, browsers, what has happened, their data. What guards the account needs a proof of both factors that is at most 5 minutes old: `step_up_required` says so." },
        { "name": ADMINISTRATION, "description": "Looking after people, for whom their role allows it. What changes something needs a reason and a proof of both factors that is at most 5 minutes old; it is written into the person's activity and into the log of all that was done." },
        { "name": OAUTH, "description": "The standards' own forms, for libraries and for services that take the tokens." },
        { "name": SERVICE, "description": "About the service itself." },
    ])
}

const SIGN_IN: &str = "Sign-in";
const SESSIONS: &str = "Sessions";
const ACCOUNT: &str = "Account";
const ADMINISTRATION: &str = "Administration";
const OAUTH: &str = "OAuth 2";
const SERVICE: &str = "Service";

/// The `{id}` of a path.
fn id(description: &str) -> Value {
    json!([{
        "name": "id",
        "in": "path",
        "required": true,
        "description": description,
        "schema": { "type": "string", "pattern": "^[A-Za-z0-9_-]{22}$" },
        "example": "v1dC5c6G8m3XkP0rQ2sT4A",
    }])
}

/// What a session that has begun or gone on is answered with, besides the body.
fn cookie_headers() -> Value {
    json!({ "Set-Cookie": header(
        "The refresh token, for a browser.",
        "__Host-postern_refresh=AQAA…; Path=/; Max-Age=604800; HttpOnly; Secure; SameSite=Strict",
    ) })
}
