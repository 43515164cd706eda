//! `GET /api/openapi.json`

use axum::response::Response;
use http::HeaderMap;

use crate::http::problem_response::ApiProblem;
use crate::http::{AppState, client_files};
use crate::ports::{Ports, Unavailable};

/// The document that `postern-api-document` has made at build time: a file, so that it costs the
/// Worker no weight.
#[worker::send]
pub async fn show<P: Ports>(AppState(app): AppState<P>) -> Result<Response, ApiProblem> {
    // Plain: many a tool that reads it says nothing of encodings, which the local server takes for
    // a yes. The platform compresses it for who asks.
    let any = HeaderMap::new();
    let file = client_files::read(app.ports.client_files(), "/api/openapi.json", &any).await?;
    Ok(file.ok_or(Unavailable)?)
}
