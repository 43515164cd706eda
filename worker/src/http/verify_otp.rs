//! `POST /api/verify-otp`

use axum::response::Response;
use postern_shared::api::VerifyOtpRequest;
use postern_shared::one_time_code::OneTimeCode;
use postern_shared::problem::ProblemCode;

use crate::account::{CodePresented, Refusal};
use crate::http::client_origin::ClientOrigin;
use crate::http::json_body::JsonBody;
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::{Admitted, RequestContext};
use crate::http::token_response;
use crate::http::{AppState, password_protocol};
use crate::keys::ChallengeText;
use crate::ports::{Accounts, Ports};

/// The second step: a code, with the challenge of the first. Begins a session.
#[worker::send]
pub async fn create<P: Ports>(
    AppState(app): AppState<P>,
    _admitted: Admitted,
    context: RequestContext,
    origin: ClientOrigin,
    JsonBody(request): JsonBody<VerifyOtpRequest>,
) -> Result<Response, ApiProblem> {
    let code = OneTimeCode::parse(request.otp.expose())
        .map_err(|error| ApiProblem::at(ProblemCode::MalformedOtp, "otp", error.to_string()))?;
    let challenge = ChallengeText::open(&app.config.sealer, request.challenge.expose().trim())
        .map_err(|_not_ours| {
            ApiProblem::of(
                ProblemCode::InvalidChallenge,
                "take the challenge as register or login has answered it",
            )
        })?;
    if challenge.expires_at <= context.now {
        return Err(Refusal::ChallengeExpired.into());
    }
    let locator = challenge.locator;
    let renewal = password_protocol::renewed_record(
        &app.config,
        (&locator, &challenge.id.0),
        (
            request.registration.as_ref(),
            request.registration_record.as_ref(),
        ),
        context.now,
    )?;
    let presented = CodePresented {
        challenge: challenge.id,
        code,
        client: origin.of_kind(request.client),
        renewal,
    };
    let accounts = app.ports.accounts();
    let signed_in = accounts.verify_code(&locator, presented).await?;
    let words = (request.client, "OTP verified successfully");
    token_response::render(&app.config, context, &locator, signed_in, words)
}
