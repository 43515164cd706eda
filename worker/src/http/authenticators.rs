//! `POST /api/authenticators`, `POST /api/authenticators/{id}/confirm`,
//! `PATCH /api/authenticators/{id}`, `DELETE /api/authenticators/{id}`

use axum::body::Body;
use http::Response;
use postern_shared::api::{
    AddAuthenticatorRequest, ConfirmAuthenticatorRequest, RenameAuthenticatorRequest, SecretText,
};
use postern_shared::one_time_code::OneTimeCode;

use crate::account::{AuthenticatorId, Refusal, SelfService};
use crate::http::AppState;
use crate::http::asker::Asker;
use crate::http::json_body::JsonBody;
use crate::http::path_id::PathId;
use crate::http::problem_response::ApiProblem;
use crate::http::second_factor::malformed;
use crate::http::self_service::serve;
use crate::ports::Ports;

/// Adds one, which counts once a code has confirmed it.
#[worker::send]
pub async fn create<P: Ports>(
    AppState(app): AppState<P>,
    asker: Asker,
    JsonBody(request): JsonBody<AddAuthenticatorRequest>,
) -> Result<Response<Body>, ApiProblem> {
    let replaces = request.replaces.as_deref().map(parse_id).transpose()?;
    let label = request.label;
    serve(
        &app,
        asker,
        SelfService::AddAuthenticator { label, replaces },
    )
    .await
}

/// Takes its first code.
#[worker::send]
pub async fn confirm<P: Ports>(
    AppState(app): AppState<P>,
    asker: Asker,
    PathId(id): PathId,
    JsonBody(request): JsonBody<ConfirmAuthenticatorRequest>,
) -> Result<Response<Body>, ApiProblem> {
    let code = OneTimeCode::parse(request.otp.expose())
        .map_err(|error| malformed("otp", &error.to_string()))?;
    let confirmation = SelfService::ConfirmAuthenticator {
        id: parse_id(&id)?,
        code: SecretText::new(code.expose().to_owned()),
    };
    serve(&app, asker, confirmation).await
}

/// Gives it another label.
#[worker::send]
pub async fn rename<P: Ports>(
    AppState(app): AppState<P>,
    asker: Asker,
    PathId(id): PathId,
    JsonBody(request): JsonBody<RenameAuthenticatorRequest>,
) -> Result<Response<Body>, ApiProblem> {
    let renaming = SelfService::RenameAuthenticator {
        id: parse_id(&id)?,
        label: request.label,
    };
    serve(&app, asker, renaming).await
}

/// What the path names, to be removed.
pub fn removal(id: &str) -> Result<SelfService, Refusal> {
    parse_id(id).map(SelfService::RemoveAuthenticator)
}

fn parse_id(text: &str) -> Result<AuthenticatorId, Refusal> {
    AuthenticatorId::parse(text).ok_or(Refusal::AuthenticatorNotFound)
}
