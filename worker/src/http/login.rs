//! `POST /api/login`

use axum::Json;
use postern_shared::api::{LoginRequest, LoginResponse, Method, SecretText};
use postern_shared::totp::TotpSecret;
use postern_shared::username::Username;

use crate::account::Locator;
use crate::account::slot::PasswordProved;
use crate::account::{Password, Refusal};
use crate::config::Config;
use crate::http::AppState;
use crate::http::json_body::JsonBody;
use crate::http::problem_response::ApiProblem;
use crate::http::register::password_problem;
use crate::http::request_context::{Admitted, RequestContext};
use crate::keys::ChallengeText;
use crate::ports::{Accounts, AccountsError, Ports};

/// The first step: the password. Answers a challenge for the second.
#[worker::send]
pub async fn create<P: Ports>(
    AppState(app): AppState<P>,
    _admitted: Admitted,
    mut context: RequestContext,
    JsonBody(request): JsonBody<LoginRequest>,
) -> Result<Json<LoginResponse>, ApiProblem> {
    let password = app.ports.normalize(request.password.expose());
    let password = Password::from_normalized(password).map_err(password_problem)?;
    // A text that cannot be a name is an unknown name.
    let username =
        Username::parse(&request.username).map_err(|_no_name| Refusal::InvalidCredentials)?;
    let locator = app.config.locators.locate(&username);
    let proved = app.ports.accounts().log_in(&locator, password).await?;
    let secret = proved.enrolment.as_ref();
    Ok(Json(LoginResponse {
        message: "Login successful, provide OTP".to_owned(),
        methods: vec![Method::Otp],
        otp_secret: secret.map(|secret| SecretText::new(secret.expose_base32())),
        otpauth_uri: secret.map(|secret| enrolment_uri(&app.config, secret, &username)),
        expires_in: seconds_left(&app.config, &proved, &context),
        challenge: seal_challenge(&app.config, locator, proved, &mut context)?,
    }))
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
        .map_err(|_never_for_so_short_a_text| AccountsError::Unavailable.into())
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
