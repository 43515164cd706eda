//! `POST /api/step-up` (RFC 9470)

use axum::Json;
use axum::response::Response;
use postern_shared::api::{StepUpRequest, StepUpResponse};

use crate::account::Session;
use crate::http::AppState;
use crate::http::asker::Asker;
use crate::http::json_body::{FromBody as _, JsonBody};
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::RequestContext;
use crate::http::second_factor::{invalid_challenge, open_challenge, parse};
use crate::http::token_response::{make, with_cookie};
use crate::ports::{Accounts, Ports};

/// Both factors once more, for the session that asks: the challenge of `login`, and a code. Both
/// tokens of the session are new then.
#[worker::send]
pub async fn create<P: Ports>(
    AppState(app): AppState<P>,
    mut context: RequestContext,
    Asker { locator, asking }: Asker,
    body: JsonBody,
) -> Result<Response, ApiProblem> {
    let request = StepUpRequest::read(body)?;
    let factor = parse(&request.otp)?;
    let challenge = open_challenge(&app.config, &request.challenge, context.now)?;
    // That of another account proves nothing here.
    if challenge.locator != locator {
        return Err(invalid_challenge());
    }
    let accounts = app.ports.accounts();
    let signed_in = accounts
        .step_up(&locator, asking, challenge.id, factor)
        .await?;
    let mut tokens = make(&app, &mut context, &locator, signed_in).await?;
    let (cookie, refresh_token) = tokens.part()?;
    let response = StepUpResponse {
        access_token: tokens.access_token,
        token_type: tokens.token_type,
        expires_in: tokens.expires_in,
        refresh_token,
        refresh_expires_in: tokens.refresh_seconds,
        fresh_for: Session::FRESH_SECONDS,
    };
    Ok(with_cookie(cookie, Json(response)))
}
