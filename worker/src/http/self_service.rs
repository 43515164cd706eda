//! What people do with what belongs to their account: one command each, and one answer.

use std::pin::Pin;

use axum::body::Body;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use worker::send::SendFuture;

use crate::account::{Refusal, SelfService};
use crate::http::asker::Asker;
use crate::http::path_id::PathId;
use crate::http::problem_response::ApiProblem;
use crate::http::{App, AppState};
use crate::ports::{Accounts, Ports, ServedJson};

/// Does it, for the holder of a live session.
///
/// # Errors
/// The refusals of [`crate::account::Slot::serve`].
pub async fn serve<P: Ports>(
    app: &App<P>,
    asker: Asker,
    what: SelfService,
) -> Result<Response<Body>, ApiProblem> {
    let Asker { locator, asking } = asker;
    let served = app.ports.accounts().serve(&locator, asking, what).await?;
    Ok(render(served))
}

/// The handler of a call that takes nothing but the access token and perhaps the path's `{id}`: one
/// for all of them, whose code is there once.
pub fn by_path<P: Ports>(
    what: fn(&str) -> Result<SelfService, Refusal>,
) -> impl Fn(AppState<P>, Asker, PathId) -> Serving + Clone + Sync {
    move |AppState(app), asker, PathId(id)| {
        Box::pin(SendFuture::new(async move {
            serve(&app, asker, what(&id)?).await
        }))
    }
}

/// What such a handler is working on.
type Serving = Pin<Box<dyn Future<Output = Result<Response<Body>, ApiProblem>> + Send>>;

fn render(served: ServedJson) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    if served.json.is_empty() {
        *response.status_mut() = StatusCode::NO_CONTENT;
        return response;
    }
    if served.is_new {
        *response.status_mut() = StatusCode::CREATED;
    }
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    *response.body_mut() = Body::from(served.json);
    response
}
