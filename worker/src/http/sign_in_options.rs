//! `GET /api/sign-in-options`

use axum::Json;
use postern_shared::api::SignInOptionsResponse;

use crate::http::AppState;
use crate::ports::Ports;

/// How this deployment wants a password to be sent, or not sent, and who may register.
#[worker::send]
pub async fn show<P: Ports>(AppState(app): AppState<P>) -> Json<SignInOptionsResponse> {
    Json(SignInOptionsResponse {
        password_protocol: app.config.rules.passwords.protocol(),
        plain_passwords: app.config.plain_passwords.by_calls,
        trusted_browsers: app.config.rules.trusts_browsers,
        registration: app.config.registration,
        app_name: app.config.app_name.clone(),
    })
}
