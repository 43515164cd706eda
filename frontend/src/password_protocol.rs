//! Registering and signing in. Where the deployment goes by OPAQUE (RFC 9807), the password is taken
//! out of the request before anything is sent, and does not come back into it.

use std::time::Duration;

use leptos::prelude::set_timeout_with_handle;
use postern_shared::api::{
    Argon2Parameters, LoginRequest, LoginResponse, LoginStartRequest, PasswordProtocol,
    RegisterRequest, RegisterResponse, RegisterStartRequest, SecretText,
};
use wasm_bindgen::JsValue;

use crate::api_client::{self, Failure};
use crate::components::FormState;
use crate::password_worker::{self, Act};
use crate::wire;

/// Registers, as `protocol` wants it.
///
/// # Errors
/// Says why there is no account.
pub async fn register(
    form: FormState,
    protocol: PasswordProtocol,
    mut request: RegisterRequest,
) -> Result<RegisterResponse, Failure> {
    if protocol == PasswordProtocol::Opaque
        && let Some(password) = request.password.take()
    {
        make_record(form, &mut request, &password).await?;
    }
    api_client::register(&request).await
}

/// Takes the first of the two steps, as `protocol` wants it.
///
/// # Errors
/// Says why there is no second step.
pub async fn sign_in(
    form: FormState,
    protocol: PasswordProtocol,
    mut request: LoginRequest,
) -> Result<LoginResponse, Failure> {
    if protocol == PasswordProtocol::Opaque
        && let Some(password) = request.password.take()
    {
        prove(form, &mut request, &password).await?;
    }
    let response = api_client::login(&request).await?;
    if let Some(registration) = &response.registration {
        password_worker::renew(registration);
    }
    Ok(response)
}

async fn make_record(
    form: FormState,
    request: &mut RegisterRequest,
    password: &SecretText,
) -> Result<(), Failure> {
    let texts = [password.expose(), &request.username];
    let begun = work(form, Act::Register, &texts, &[]).await?;
    let start = RegisterStartRequest {
        username: request.username.clone(),
        registration_request: made(&begun, "registration_request")?,
    };
    let answer = api_client::register_start(&start).await?;
    let texts = [answer.registration_response.as_str()];
    let finished = work(form, Act::Record, &texts, &[answer.argon2]).await?;
    let record = made(&finished, "registration_record")?;
    request.registration = Some(answer.registration);
    request.registration_record = Some(SecretText::new(record));
    Ok(())
}

async fn prove(
    form: FormState,
    request: &mut LoginRequest,
    password: &SecretText,
) -> Result<(), Failure> {
    let begun = work(form, Act::SignIn, &[password.expose()], &[]).await?;
    let start = LoginStartRequest {
        username: request.username.clone(),
        ke1: made(&begun, "ke1")?,
    };
    let answer = api_client::login_start(&start).await?;
    let finished = work(form, Act::Prove, &[&answer.ke2], &answer.argon2).await?;
    request.login = Some(answer.login);
    request.ke3 = Some(SecretText::new(made(&finished, "ke3")?));
    request.registration_request = Some(made(&begun, "registration_request")?);
    Ok(())
}

/// Has the worker do one thing, and says so where it takes long.
async fn work(
    form: FormState,
    act: Act,
    texts: &[&str],
    costs: &[Argon2Parameters],
) -> Result<JsValue, Failure> {
    let slow = set_timeout_with_handle(move || form.say(WORKING), LONG).ok();
    let answer = password_worker::ask(act, texts, costs).await;
    if let Some(slow) = slow {
        slow.clear();
    }
    answer
}

fn made(answer: &JsValue, name: &str) -> Result<String, Failure> {
    wire::text(answer, name).ok_or(Failure::Unreadable)
}

const WORKING: &str = "Working on your password on this device…";
const LONG: Duration = Duration::from_secs(1);
