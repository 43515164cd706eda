//! `GET /.well-known/jwks.json`

use axum::Json;
use axum::response::IntoResponse;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use serde::Serialize;

use crate::http::AppState;
use crate::keys::Jwk;
use crate::ports::Ports;

/// A JWK set (RFC 7517 §5).
#[derive(Serialize)]
struct JwkSet {
    keys: Vec<Jwk>,
}

/// The public keys that access tokens are verified with. They are public: any page may read them.
pub async fn show<P: Ports>(AppState(app): AppState<P>) -> impl IntoResponse {
    let keys = app.config.access_tokens.public_keys();
    (
        [
            (CACHE_CONTROL, "public, max-age=300"),
            (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        ],
        Json(JwkSet { keys }),
    )
}
