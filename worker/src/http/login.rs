//! `POST /api/login`

use axum::Json;
use http::HeaderMap;
use postern_shared::api::{LoginRequest, LoginResponse, Method, SecretText};
use postern_shared::totp::TotpSecret;
use postern_shared::username::Username;

use crate::account::slot::PasswordProved;
use crate::account::{Locator, Password, ProvedMethod, Refusal};
use crate::config::Config;
use crate::http::json_body::{FromBody as _, JsonBody};
use crate::http::password_protocol::seal_failed;
use crate::http::problem_response::ApiProblem;
use crate::http::register::password_problem;
use crate::http::request_context::{Admitted, RequestContext};
use crate::http::{App, AppState, browser_cookie, password_fields, password_protocol};
use crate::keys::ChallengeText;
use crate::ports::{Accounts, Ports};

/// The first step: the password, shown or proved. Answers a challenge for the second.
#[worker::send]
pub async fn create<P: Ports>(
    AppState(app): AppState<P>,
    _admitted: Admitted,
    mut context: RequestContext,
    headers: HeaderMap,
    body: JsonBody,
) -> Result<Json<LoginResponse>, ApiProblem> {
    let request = LoginRequest::read(body)?;
    let LoginRequest {
        username,
        password,
        login,
        ke3,
        registration_request,
    } = &request;
    let (username, locator, proved) = match (password, login, ke3) {
        (Some(password), None, None) if registration_request.is_none() => {
            log_in(&app, &headers, username, password).await?
        }
        (Some(_), ..) => return Err(password_fields::two_passwords()),
        (None, Some(login), Some(ke3)) => {
            let proof = (login, ke3, registration_request.as_deref());
            password_protocol::prove(&app, &headers, username, proof, context.now).await?
        }
        (None, Some(_), None) => return Err(password_fields::missing_field("ke3")),
        (None, None, None) if registration_request.is_none() => {
            return Err(password_fields::missing_field("password"));
        }
        (None, None, _) => return Err(password_fields::missing_field("login")),
    };
    let secret = proved.enrolment.as_ref();
    Ok(Json(LoginResponse {
        message: "Login successful, provide OTP".to_owned(),
        methods: proved
            .methods
            .iter()
            .copied()
            .filter_map(as_method)
            .collect(),
        otp_secret: secret.map(|secret| SecretText::new(secret.expose_base32())),
        otpauth_uri: secret.map(|secret| enrolment_uri(&app.config, secret, &username)),
        expires_in: seconds_left(&app.config, &proved, &context),
        registration: password_protocol::renewal(&app.config, &locator, &proved, &mut context)?,
        challenge: seal_challenge(&app.config, locator, proved, &mut context)?,
    }))
}

/// Checks a password that was shown.
async fn log_in<P: Ports>(
    app: &App<P>,
    headers: &HeaderMap,
    username: &str,
    password: &SecretText,
) -> Result<(Username, Locator, PasswordProved), ApiProblem> {
    password_fields::check_plain(&app.config)?;
    let password = app.ports.normalize(password.expose());
    let password = Password::from_normalized(password).map_err(password_problem)?;
    // A text that cannot be a name is an unknown name.
    let username = Username::parse(username).map_err(|_no_name| Refusal::InvalidCredentials)?;
    let locator = app.config.locators.locate(&username);
    let browser = browser_cookie::read(headers, &app.config.sealer, &locator);
    let accounts = app.ports.accounts();
    let proved = accounts.log_in(&locator, password, browser).await?;
    Ok((username, locator, proved))
}

/// What may prove the second factor, as it travels.
const fn as_method(method: ProvedMethod) -> Option<Method> {
    match method {
        ProvedMethod::Password => None,
        ProvedMethod::Totp => Some(Method::Otp),
        ProvedMethod::RecoveryCode => Some(Method::RecoveryCode),
        ProvedMethod::TrustedBrowser => Some(Method::TrustedBrowser),
    }
}

/// The challenge in the form that travels.
pub fn seal_challenge(
    config: &Config,
    locator: Locator,
    proved: PasswordProved,
    context: &mut RequestContext,
) -> Result<SecretText, ApiProblem> {
    let text = ChallengeText {
        locator,
        id: proved.challenge,
        expires_at: proved.expires_at,
    };
    text.seal(&config.sealer, &mut context.entropy)
        .map(SecretText::new)
        .map_err(seal_failed)
}

/// Seconds that the challenge lasts. The object reads its clock a little later than the Worker.
pub fn seconds_left(config: &Config, proved: &PasswordProved, context: &RequestContext) -> u64 {
    let left = proved.expires_at.since(context.now);
    left.min(config.rules.challenge_seconds)
}

/// The `otpauth://` URI of an authenticator that is being enrolled.
pub fn enrolment_uri(config: &Config, secret: &TotpSecret, username: &Username) -> SecretText {
    SecretText::new(secret.enrolment_uri(&config.app_name, username.as_str()))
}
