//! `POST /api/register/start`

use axum::Json;
use http::HeaderMap;
use postern_opaque::RegistrationRequest;
use postern_shared::api::{RegisterStartRequest, RegisterStartResponse};
use postern_shared::problem::ProblemCode;
use postern_shared::username::Username;

use crate::http::json_body::{FromBody as _, JsonBody};
use crate::http::password_fields::{check_protocol, parse_message};
use crate::http::password_protocol::{NEW_ACCOUNT, NEW_ACCOUNT_SECONDS, seal_registration};
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::{Admitted, RequestContext};
use crate::http::{AppState, browser_cookie, invitation};
use crate::ports::{Accounts, Ports};

/// Answers the blinded password of somebody who registers, or sets a new one with a recovery code.
#[worker::send]
pub async fn create<P: Ports>(
    AppState(app): AppState<P>,
    _admitted: Admitted,
    mut context: RequestContext,
    headers: HeaderMap,
    body: JsonBody,
) -> Result<Json<RegisterStartResponse>, ApiProblem> {
    let request = RegisterStartRequest::read(body)?;
    if !request.reset {
        invitation::admit(&app.config, request.invitation.as_ref(), context.now)?;
    }
    check_protocol(&app.config)?;
    let username = Username::parse(&request.username).map_err(|error| {
        ApiProblem::at(ProblemCode::InvalidUsername, "username", error.to_string())
    })?;
    let message = parse_message(
        "registration_request",
        RegistrationRequest::parse(&request.registration_request),
    )?;
    let locator = app.config.locators.locate(&username);
    let browser = browser_cookie::read(&headers, &app.config.sealer, &locator);
    let accounts = app.ports.accounts();
    let started = accounts
        .start_registration(&locator, message, browser)
        .await?;
    let expires_at = context.now.plus(NEW_ACCOUNT_SECONDS);
    let bond = (locator, NEW_ACCOUNT, expires_at);
    seal_registration(&app.config, bond, &started, &mut context).map(Json)
}
