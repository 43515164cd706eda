//! The calls to the Worker, one function each; `password_worker.js` makes those that begin a
//! registration, a sign-in or a change of the password without the password. No signals and no storage: what an answer means
//! for the page is decided elsewhere.

use js_sys::JSON;
use leptos::prelude::window;
use postern_shared::api::{
    ChangePasswordRequest, InvitationResponse, LoginRequest, LoginResponse, PasswordResetRequest,
    RegisterRequest, RegisterResponse, SecretText, SignInOptionsResponse, TokenResponse, User,
    VerifyOtpRequest,
};
use postern_shared::problem::Problem;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, Request, RequestInit, Response};

use crate::password_worker::Obstacle;
use crate::wire;

/// Why a call brought nothing.
#[derive(Debug)]
pub enum Failure {
    /// The Worker said what is wrong.
    Problem(Box<Problem>),
    /// No answer: offline, a broken connection, or none in time.
    Network,
    /// An answer that this client does not understand.
    Unreadable,
    /// No call: the work on the password went no further on this device.
    Device(Obstacle),
}

/// `GET /api/sign-in-options`
pub async fn sign_in_options() -> Result<SignInOptionsResponse, Failure> {
    let answer = call("GET", "/api/sign-in-options", None, None).await?;
    wire::sign_in_options_response(&answer).ok_or(Failure::Unreadable)
}

/// `POST /api/invitation`
pub async fn invitation(text: &SecretText) -> Result<InvitationResponse, Failure> {
    let body = wire::object(&[("invitation", Some(text.expose()))]);
    let answer = post("/api/invitation", &body, None).await?;
    wire::invitation_response(&answer).ok_or(Failure::Unreadable)
}

/// `POST /api/register`
pub async fn register(request: &RegisterRequest) -> Result<RegisterResponse, Failure> {
    let answer = post("/api/register", &wire::register_request(request), None).await?;
    wire::register_response(&answer).ok_or(Failure::Unreadable)
}

/// `POST /api/login`
pub async fn login(request: &LoginRequest) -> Result<LoginResponse, Failure> {
    let answer = post("/api/login", &wire::login_request(request), None).await?;
    wire::login_response(&answer).ok_or(Failure::Unreadable)
}

/// `POST /api/verify-otp`
pub async fn verify_otp(request: &VerifyOtpRequest) -> Result<TokenResponse, Failure> {
    let body = wire::verify_otp_request(request);
    let answer = post("/api/verify-otp", &body, None).await?;
    wire::token_response(&answer).ok_or(Failure::Unreadable)
}

/// `POST /api/password/reset`
pub async fn reset_password(request: &PasswordResetRequest) -> Result<(), Failure> {
    let body = wire::password_reset_request(request);
    post("/api/password/reset", &body, None)
        .await
        .map(|_none| ())
}

/// `POST /api/password`
pub async fn change_password(
    access_token: &SecretText,
    request: &ChangePasswordRequest,
) -> Result<(), Failure> {
    let body = wire::change_password_request(request);
    post("/api/password", &body, Some(access_token))
        .await
        .map(|_none| ())
}

/// `POST /api/refresh`, with the cookie that the browser holds.
pub async fn refresh() -> Result<TokenResponse, Failure> {
    let answer = call("POST", "/api/refresh", None, None).await?;
    wire::token_response(&answer).ok_or(Failure::Unreadable)
}

/// `POST /api/logout`, with the cookie that the browser holds.
pub async fn logout() -> Result<(), Failure> {
    call("POST", "/api/logout", None, None)
        .await
        .map(|_none| ())
}

/// `GET /api/users/me`
pub async fn me(access_token: &SecretText) -> Result<User, Failure> {
    let answer = call("GET", "/api/users/me", None, Some(access_token)).await?;
    wire::user(&answer).ok_or(Failure::Unreadable)
}

/// `GET /api/health`
pub async fn health() -> Result<(), Failure> {
    call("GET", "/api/health", None, None).await.map(|_fine| ())
}

async fn post(path: &str, body: &JsValue, bearer: Option<&SecretText>) -> Result<JsValue, Failure> {
    let body = JSON::stringify(body).map_err(|_refused| Failure::Unreadable)?;
    call("POST", path, Some(body.into()), bearer).await
}

/// One call. The answer's JSON; where it is lines of JSON, their text; or nothing where there is none
/// (204).
pub async fn call(
    method: &str,
    path: &str,
    body: Option<JsValue>,
    bearer: Option<&SecretText>,
) -> Result<JsValue, Failure> {
    let request = request(method, path, body, bearer).map_err(|_refused| Failure::Unreadable)?;
    let response: Response = JsFuture::from(window().fetch_with_request(&request))
        .await
        .and_then(JsCast::dyn_into)
        .map_err(|_no_answer| Failure::Network)?;
    if response.status() == NO_CONTENT {
        return Ok(JsValue::UNDEFINED);
    }
    let is_lines = matches!(response.headers().get("content-type"), Ok(Some(it)) if it == LINES);
    let reading = if is_lines {
        response.text()
    } else {
        response.json()
    };
    let reading = reading.map_err(|_not_json| Failure::Unreadable)?;
    let answer = JsFuture::from(reading)
        .await
        .map_err(|_not_json| Failure::Unreadable)?;
    if response.ok() {
        return Ok(answer);
    }
    Err(Failure::of(&answer))
}

impl Failure {
    /// What the service says in the body of a call that failed.
    pub fn of(answer: &JsValue) -> Self {
        wire::problem(answer).map_or(Self::Unreadable, |problem| Self::Problem(Box::new(problem)))
    }
}

fn request(
    method: &str,
    path: &str,
    body: Option<JsValue>,
    bearer: Option<&SecretText>,
) -> Result<Request, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    let init = RequestInit::new();
    init.set_method(method);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT_MILLISECONDS)));
    if let Some(body) = body {
        headers.set("content-type", "application/json")?;
        init.set_body(&body);
    }
    if let Some(token) = bearer {
        headers.set("authorization", &format!("Bearer {}", token.expose()))?;
    }
    init.set_headers(&headers);
    Request::new_with_str_and_init(path, &init)
}

const NO_CONTENT: u16 = 204;
/// The media type of lines of JSON.
const LINES: &str = "application/x-ndjson";
/// Longer than any honest answer takes on a slow phone.
const TIMEOUT_MILLISECONDS: u32 = 20_000;
