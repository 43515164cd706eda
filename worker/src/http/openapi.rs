//! `GET /api/openapi.json`

use axum::response::Response;
use http::HeaderMap;

use crate::http::problem_response::ApiProblem;
use crate::http::{AppState, client_files};
use crate::ports::{Ports, Unavailable};

/// The document that `postern-api-document` has made at build time: a file, so that it costs the
/// Worker no weight.
#[worker::send]
pub async fn show<P: Ports>(
    AppState(app): AppState<P>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let file = client_files::read(app.ports.client_files(), "/api/openapi.json", &headers).await?;
    Ok(file.ok_or(Unavailable)?)
}
