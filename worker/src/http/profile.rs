//! `PATCH /api/users/me`, `GET /api/users/me/export`, `DELETE /api/users/me`

use axum::body::Body;
use http::header::{CONTENT_DISPOSITION, SET_COOKIE};
use http::{HeaderValue, Response};
use postern_shared::api::{ChangeProfileRequest, DeleteAccountRequest};
use postern_shared::username::Username;

use crate::account::{Refusal, SelfService};
use crate::http::asker::Asker;
use crate::http::json_body::JsonBody;
use crate::http::problem_response::ApiProblem;
use crate::http::register::{email, full_name};
use crate::http::self_service::serve;
use crate::http::{AppState, browser_cookie, session_cookie};
use crate::ports::Ports;

/// Changes name and e-mail address.
#[worker::send]
pub async fn change<P: Ports>(
    AppState(app): AppState<P>,
    asker: Asker,
    JsonBody(request): JsonBody<ChangeProfileRequest>,
) -> Result<Response<Body>, ApiProblem> {
    let change = SelfService::ChangeProfile {
        email: request.email.as_deref().map(email).transpose()?,
        full_name: request.full_name.as_deref().map(full_name).transpose()?,
    };
    serve(&app, asker, change).await
}

/// Everything that is held about the person, as a file.
#[worker::send]
pub async fn export<P: Ports>(
    AppState(app): AppState<P>,
    asker: Asker,
) -> Result<Response<Body>, ApiProblem> {
    let mut response = serve(&app, asker, SelfService::Export).await?;
    let file = HeaderValue::from_static("attachment; filename=\"postern-export.json\"");
    response.headers_mut().insert(CONTENT_DISPOSITION, file);
    Ok(response)
}

/// Deletes the account. What this browser holds of it goes too.
#[worker::send]
pub async fn delete<P: Ports>(
    AppState(app): AppState<P>,
    asker: Asker,
    JsonBody(request): JsonBody<DeleteAccountRequest>,
) -> Result<Response<Body>, ApiProblem> {
    // A text that cannot be a name is another name.
    let username =
        Username::parse(&request.username).map_err(|_no_name| Refusal::ConfirmationMismatch)?;
    let browser = browser_cookie::clear(&asker.locator);
    let mut response = serve(&app, asker, SelfService::Delete { username }).await?;
    let cookies = [Some(session_cookie::clear()), browser];
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}
