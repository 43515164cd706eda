//! The calls that need no more than a token or a code.

use serde_json::json;

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
