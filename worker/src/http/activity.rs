//! `POST /api/users/me/activity/seen`

use axum::body::Body;
use http::Response;
use postern_shared::api::ActivitySeenRequest;

use crate::account::SelfService;
use crate::http::AppState;
use crate::http::asker::Asker;
use crate::http::json_body::JsonBody;
use crate::http::problem_response::ApiProblem;
use crate::http::self_service::serve;
use crate::ports::Ports;

/// Notes how far the person has read.
#[worker::send]
pub async fn mark_seen<P: Ports>(
    AppState(app): AppState<P>,
    asker: Asker,
    JsonBody(request): JsonBody<ActivitySeenRequest>,
) -> Result<Response<Body>, ApiProblem> {
    serve(&app, asker, SelfService::MarkActivitySeen(request.number)).await
}
