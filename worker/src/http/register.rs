//! `POST /api/register`

use axum::Json;
use axum::response::IntoResponse;
use http::StatusCode;
use postern_shared::api::{RegisterRequest, RegisterResponse, Role, SecretText};
use postern_shared::password::PasswordError;
use postern_shared::problem::ProblemCode;
use postern_shared::profile::{parse_email, parse_full_name};
use postern_shared::timestamp::Timestamp;
use postern_shared::username::Username;

use crate::account::{NewPassword, Registration};
use crate::http::json_body::{FromBody as _, JsonBody};
use crate::http::login::{enrolment_uri, seal_challenge, seconds_left};
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::{Admitted, RequestContext};
use crate::http::{App, AppState, invitation, new_password, password_fields, password_protocol};
use crate::keys::Invitation;
use crate::ports::{Accounts, AccountsError, Ports};

/// Claims a name and shows the authenticator's secret, which counts once a code has confirmed it.
#[worker::send]
pub async fn create<P: Ports>(
    AppState(app): AppState<P>,
    _admitted: Admitted,
    mut context: RequestContext,
    body: JsonBody,
) -> Result<impl IntoResponse, ApiProblem> {
    let request = RegisterRequest::read(body)?;
    let invitation = invitation::admit(&app.config, request.invitation.as_ref(), context.now)?;
    let registration = parse(&app, &request, invitation.as_ref(), context.now).await?;
    let username = registration.username.clone();
    let locator = app.config.locators.locate(&username);
    let proved = match invitation {
        None => {
            let accounts = app.ports.accounts();
            accounts.register(&locator, registration).await?
        }
        Some(invitation) => {
            invitation::register(&app.ports, &invitation, &locator, registration).await?
        }
    };
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

async fn parse<P: Ports>(
    app: &App<P>,
    request: &RegisterRequest,
    invitation: Option<&Invitation>,
    now: Timestamp,
) -> Result<Registration, ApiProblem> {
    let username = Username::parse(&request.username).map_err(|error| {
        ApiProblem::at(ProblemCode::InvalidUsername, "username", error.to_string())
    })?;
    // An empty text is the person's own word that there shall be none.
    let invited = || invitation?.email.as_deref();
    let email = email(
        request
            .email
            .as_deref()
            .or_else(invited)
            .unwrap_or_default(),
    )?;
    let full_name = full_name(request.full_name.as_deref().unwrap_or_default())?;
    let password = chosen_password(app, request, &username, email.as_deref(), now).await?;
    Ok(Registration {
        username,
        password,
        email,
        full_name,
        role: invitation.map_or_else(Role::default, |invitation| invitation.role),
    })
}

async fn chosen_password<P: Ports>(
    app: &App<P>,
    request: &RegisterRequest,
    username: &Username,
    email: Option<&str>,
    now: Timestamp,
) -> Result<NewPassword, ApiProblem> {
    let RegisterRequest {
        password,
        registration,
        registration_record,
        ..
    } = request;
    match (password, registration, registration_record) {
        (Some(password), None, None) => {
            new_password::accept(app, password, username.as_str(), email)
                .await
                .map(NewPassword::Plain)
        }
        (Some(_), ..) => Err(password_fields::two_passwords()),
        (None, Some(registration), Some(record)) => {
            let locator = app.config.locators.locate(username);
            password_protocol::new_record(&app.config, &locator, registration, record, now)
                .map(NewPassword::Record)
        }
        (None, Some(_), None) => Err(password_fields::missing_field("registration_record")),
        (None, None, Some(_)) => Err(password_fields::missing_field("registration")),
        (None, None, None) => Err(password_fields::missing_field("password")),
    }
}

/// An e-mail address, where the text is not empty.
///
/// # Errors
/// A problem with the code `invalid_email`.
pub fn email(text: &str) -> Result<Option<String>, ApiProblem> {
    parse_email(text)
        .map_err(|error| ApiProblem::at(ProblemCode::InvalidEmail, "email", error.to_string()))
}

/// A full name, where the text is not empty.
///
/// # Errors
/// A problem with the code `invalid_full_name`.
pub fn full_name(text: &str) -> Result<Option<String>, ApiProblem> {
    parse_full_name(text).map_err(|error| {
        ApiProblem::at(ProblemCode::InvalidFullName, "full_name", error.to_string())
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
