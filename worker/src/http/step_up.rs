//! `POST /api/step-up` (RFC 9470)

use axum::Json;
use postern_shared::api::{StepUpRequest, StepUpResponse, TokenType};

use crate::account::Session;
use crate::http::AppState;
use crate::http::asker::Asker;
use crate::http::json_body::JsonBody;
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::RequestContext;
use crate::http::second_factor::{invalid_challenge, open_challenge, parse};
use crate::http::token_response::sign;
use crate::ports::{Accounts, Ports};

/// Both factors once more, for the session that asks: the challenge of `login`, and a code.
#[worker::send]
pub async fn create<P: Ports>(
    AppState(app): AppState<P>,
    mut context: RequestContext,
    Asker { locator, asking }: Asker,
    JsonBody(request): JsonBody<StepUpRequest>,
) -> Result<Json<StepUpResponse>, ApiProblem> {
    let factor = parse(&request.otp)?;
    let challenge = open_challenge(&app.config, &request.challenge, context.now)?;
    // That of another account proves nothing here.
    if challenge.locator != locator {
        return Err(invalid_challenge());
    }
    let accounts = app.ports.accounts();
    let stepped_up = accounts
        .step_up(&locator, asking, challenge.id, factor)
        .await?;
    let (access_token, expires_in) = sign(&app.config, &mut context, &locator, &stepped_up)?;
    Ok(Json(StepUpResponse {
        access_token,
        token_type: TokenType::Bearer,
        expires_in,
        fresh_for: Session::FRESH_SECONDS,
    }))
}
