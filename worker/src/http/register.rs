//! `POST /api/register`

use axum::Json;
use axum::response::IntoResponse;
use http::StatusCode;
use postern_shared::api::{RegisterRequest, RegisterResponse, SecretText};
use postern_shared::password::PasswordError;
use postern_shared::problem::ProblemCode;
use postern_shared::profile::{parse_email, parse_full_name};
use postern_shared::username::Username;

use crate::account::Password;
use crate::account::slot::Registration;
use crate::http::AppState;
use crate::http::json_body::JsonBody;
use crate::http::login::{enrolment_uri, seal_challenge, seconds_left};
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::{Admitted, RequestContext};
use crate::ports::{Accounts, AccountsError, Ports};

/// Claims a name and shows the authenticator's secret, which counts once a code has confirmed it.
#[worker::send]
pub async fn create<P: Ports>(
    AppState(app): AppState<P>,
    _admitted: Admitted,
    mut context: RequestContext,
    JsonBody(request): JsonBody<RegisterRequest>,
) -> Result<impl IntoResponse, ApiProblem> {
    let password = app.ports.normalize(request.password.expose());
    let registration = parse(&request, password)?;
    let username = registration.username.clone();
    let locator = app.config.locators.locate(&username);
    let proved = app
        .ports
        .accounts()
        .register(&locator, registration)
        .await?;
    let secret = proved
        .enrolment
        .as_ref()
        .ok_or(AccountsError::Unavailable)?;
    let response = RegisterResponse {
        message: "User registered!".to_owned(),
        otp_secret: SecretText::new(secret.expose_base32()),
        otpauth_uri: enrolment_uri(&app.config, secret, &username),
        expires_in: seconds_left(&app.config, &proved, &context),
        challenge: seal_challenge(&app.config, locator, proved, &mut context)?,
        username: username.to_string(),
    };
    Ok((StatusCode::CREATED, Json(response)))
}

fn parse(request: &RegisterRequest, password: String) -> Result<Registration, ApiProblem> {
    let username = Username::parse(&request.username).map_err(|error| {
        ApiProblem::at(ProblemCode::InvalidUsername, "username", error.to_string())
    })?;
    let password = Password::from_normalized(password).map_err(password_problem)?;
    password
        .check_new(username.as_str())
        .map_err(password_problem)?;
    let email = parse_email(request.email.as_deref().unwrap_or_default())
        .map_err(|error| ApiProblem::at(ProblemCode::InvalidEmail, "email", error.to_string()))?;
    let full_name =
        parse_full_name(request.full_name.as_deref().unwrap_or_default()).map_err(|error| {
            ApiProblem::at(ProblemCode::InvalidFullName, "full_name", error.to_string())
        })?;
    Ok(Registration {
        username,
        password,
        email,
        full_name,
    })
}

/// A password's rule that was broken, as a problem of its field.
pub fn password_problem(error: PasswordError) -> ApiProblem {
    let code = match error {
        PasswordError::TooShort | PasswordError::TooLong | PasswordError::ControlCharacter => {
            ProblemCode::InvalidPassword
        }
        PasswordError::Common | PasswordError::ContainsName => ProblemCode::WeakPassword,
    };
    ApiProblem::at(code, "password", error.to_string())
}
