//! The calls that need no more than a token or a code.

use http::Method;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::api::Api;

/// Sends a code for a challenge.
pub async fn verify(api: &Api, challenge: &str, code: &str) -> Answer {
    api.post("/api/verify-otp")
        .json(&json!({ "challenge": challenge, "otp": code }))
        .send()
        .await
}

/// Asks who the access token belongs to.
pub async fn who_am_i(api: &Api, access_token: &str) -> Answer {
    api.get("/api/users/me").bearer(access_token).send().await
}

/// Presents a refresh token, as a browser on our own page does.
pub async fn refresh(api: &Api, refresh_token: &str) -> Answer {
    api.post("/api/refresh")
        .same_origin()
        .refresh_cookie(refresh_token)
        .send()
        .await
}

/// Presents a refresh token, as a program does.
pub async fn refresh_natively(api: &Api, refresh_token: &str) -> Answer {
    api.post("/api/refresh")
        .json(&json!({ "refresh_token": refresh_token }))
        .send()
        .await
}

/// Ends the session of a refresh token, as a browser on our own page does.
pub async fn log_out(api: &Api, refresh_token: &str) -> Answer {
    api.post("/api/logout")
        .same_origin()
        .refresh_cookie(refresh_token)
        .send()
        .await
}

/// A call of whoever holds the access token: `line` is its method and path, `body` is null where it
/// has none.
///
/// # Panics
/// Where the line has no method.
pub async fn ask(api: &Api, access_token: &str, line: &str, body: &Value) -> Answer {
    let (method, path) = line.split_once(' ').expect("a method and a path");
    let method = Method::from_bytes(method.as_bytes()).expect("a method");
    let call = api.call(method, path).bearer(access_token);
    let call = if body.is_null() {
        call
    } else {
        call.json(body)
    };
    call.send().await
}
