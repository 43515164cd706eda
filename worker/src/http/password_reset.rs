//! `POST /api/password/reset`

use http::{HeaderMap, StatusCode};
use postern_shared::api::{ClientKind, PasswordResetRequest};
use postern_shared::one_time_code::OneTimeCode;
use postern_shared::problem::ProblemCode;
use postern_shared::username::Username;

use crate::account::{NewPassword, PasswordReset, RecoveryCode, Refusal, ResetProof, ResetToken};
use crate::http::client_origin::ClientOrigin;
use crate::http::json_body::{FromBody as _, JsonBody};
use crate::http::password_fields::{missing_field, two_passwords};
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::{Admitted, RequestContext};
use crate::http::second_factor::malformed;
use crate::http::{App, AppState, browser_cookie, new_password, password_protocol, second_factor};
use crate::ports::{Accounts, Ports};

/// Sets a new password for somebody who has forgotten theirs: a recovery code, or what an administrator
/// has handed out, and a code, together. It signs nobody in. Whatever is wrong with the three has one answer.
#[worker::send]
pub async fn create<P: Ports>(
    AppState(app): AppState<P>,
    _admitted: Admitted,
    context: RequestContext,
    origin: ClientOrigin,
    headers: HeaderMap,
    body: JsonBody,
) -> Result<StatusCode, ApiProblem> {
    let request = PasswordResetRequest::read(body)?;
    let proof = proof(&request)?;
    // A text that cannot be a name is an unknown name.
    let username =
        Username::parse(&request.username).map_err(|_no_name| Refusal::InvalidRecovery)?;
    let locator = app.config.locators.locate(&username);
    let reset = PasswordReset {
        proof,
        password: chosen_password(&app, &request, &username, &context).await?,
        client: origin.of_kind(ClientKind::default()),
        browser: browser_cookie::read(&headers, &app.config.sealer, &locator),
    };
    let accounts = app.ports.accounts();
    accounts.reset_password(&locator, reset).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What stands in for the old password.
fn proof(request: &PasswordResetRequest) -> Result<ResetProof, ApiProblem> {
    let PasswordResetRequest {
        recovery_code,
        reset,
        otp,
        ..
    } = request;
    match (recovery_code, reset, otp) {
        (Some(_), Some(_), _) => Err(ApiProblem::at(
            ProblemCode::InvalidField,
            "reset",
            "send a recovery code or this, not both",
        )),
        (None, None, _) => Err(missing_field("recovery_code")),
        (Some(_), None, None) => Err(missing_field("otp")),
        (Some(recovery), None, Some(code)) => Ok(ResetProof::Recovery {
            recovery: RecoveryCode::parse(recovery.expose())
                .ok_or_else(|| malformed("recovery_code", "a recovery code has 24 characters"))?,
            code: OneTimeCode::parse(code.expose())
                .map_err(|error| malformed("otp", &error.to_string()))?,
        }),
        (None, Some(token), factor) => Ok(ResetProof::Link {
            token: ResetToken::parse(token.expose()).ok_or(Refusal::InvalidRecovery)?,
            factor: factor.as_ref().map(second_factor::parse).transpose()?,
        }),
    }
}

/// The new password. Its likeness to the e-mail address is not looked at: nobody has proved yet that
/// it is theirs.
async fn chosen_password<P: Ports>(
    app: &App<P>,
    request: &PasswordResetRequest,
    username: &Username,
    context: &RequestContext,
) -> Result<NewPassword, ApiProblem> {
    let PasswordResetRequest {
        password,
        registration,
        registration_record,
        ..
    } = request;
    match (password, registration, registration_record) {
        (Some(password), None, None) => {
            let password = new_password::accept(app, password, username.as_str(), None).await;
            password.map(NewPassword::Plain)
        }
        (Some(_), ..) => Err(two_passwords()),
        (None, Some(registration), Some(record)) => {
            let locator = app.config.locators.locate(username);
            let (config, now) = (&app.config, context.now);
            password_protocol::new_record(config, &locator, registration, record, now)
                .map(NewPassword::Record)
        }
        (None, Some(_), None) => Err(missing_field("registration_record")),
        (None, None, Some(_)) => Err(missing_field("registration")),
        (None, None, None) => Err(missing_field("password")),
    }
}
