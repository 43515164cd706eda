//! `GET /api/health`

use axum::Json;
use postern_shared::api::HealthResponse;

/// Says that the service runs, and which version.
pub async fn show() -> Json<HealthResponse> {
    Json(HealthResponse {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}
