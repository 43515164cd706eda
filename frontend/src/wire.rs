//! The shared wire types as JavaScript values, which the browser's own JSON reads and writes: a
//! second JSON implementation in the wasm would be a tenth of its size. The tests prove that
//! both agree with `serde`.

mod password_protocol;

use js_sys::{Array, Object, Reflect};
use postern_shared::api::{
    AuthenticationMethod, ClientKind, LoginRequest, LoginResponse, Method, RegisterRequest,
    RegisterResponse, Replay, SecretText, Session, SessionsEndedResponse, SessionsResponse,
    TokenResponse, TokenType, User, VerifyOtpRequest,
};
use postern_shared::problem::{Problem, ProblemCode};
use wasm_bindgen::{JsCast, JsValue};

pub use password_protocol::{register_start_response, sign_in_options_response};

/// The body of `POST /api/register`.
pub fn register_request(request: &RegisterRequest) -> JsValue {
    object(&[
        ("username", Some(&request.username)),
        ("password", exposed(request.password.as_ref())),
        ("registration", exposed(request.registration.as_ref())),
        (
            "registration_record",
            exposed(request.registration_record.as_ref()),
        ),
        ("email", request.email.as_deref()),
        ("full_name", request.full_name.as_deref()),
    ])
}

/// The body of `POST /api/login`.
pub fn login_request(request: &LoginRequest) -> JsValue {
    object(&[
        ("username", Some(&request.username)),
        ("password", exposed(request.password.as_ref())),
        ("login", exposed(request.login.as_ref())),
        ("ke3", exposed(request.ke3.as_ref())),
        (
            "registration_request",
            request.registration_request.as_deref(),
        ),
    ])
}

/// The body of `POST /api/verify-otp`.
pub fn verify_otp_request(request: &VerifyOtpRequest) -> JsValue {
    object(&[
        ("challenge", Some(request.challenge.expose())),
        ("otp", Some(request.otp.expose())),
        ("client", Some(client_word(request.client))),
        ("registration", exposed(request.registration.as_ref())),
        (
            "registration_record",
            exposed(request.registration_record.as_ref()),
        ),
    ])
}

const fn client_word(client: ClientKind) -> &'static str {
    match client {
        ClientKind::Browser => "browser",
        ClientKind::Native => "native",
    }
}

/// The answer of `POST /api/register`.
pub fn register_response(value: &JsValue) -> Option<RegisterResponse> {
    Some(RegisterResponse {
        message: text(value, "message")?,
        username: text(value, "username")?,
        otp_secret: secret(value, "otp_secret")?,
        otpauth_uri: secret(value, "otpauth_uri")?,
        challenge: secret(value, "challenge")?,
        expires_in: whole(value, "expires_in")?,
    })
}

/// The answer of `POST /api/login`. Methods that this client does not know are left out.
pub fn login_response(value: &JsValue) -> Option<LoginResponse> {
    let methods: Array = member(value, "methods").dyn_into().ok()?;
    Some(LoginResponse {
        message: text(value, "message")?,
        challenge: secret(value, "challenge")?,
        expires_in: whole(value, "expires_in")?,
        methods: methods
            .iter()
            .filter(|method| method.as_string().is_some_and(|name| name == "otp"))
            .map(|_otp| Method::Otp)
            .collect(),
        otp_secret: secret(value, "otp_secret"),
        otpauth_uri: secret(value, "otpauth_uri"),
        // One that cannot be read is no reason to refuse a sign-in.
        registration: register_start_response(&member(value, "registration")),
    })
}

/// The answer of `POST /api/verify-otp` and `POST /api/refresh`.
pub fn token_response(value: &JsValue) -> Option<TokenResponse> {
    Some(TokenResponse {
        message: text(value, "message")?,
        access_token: secret(value, "access_token")?,
        token_type: text(value, "token_type")
            .filter(|name| name == "Bearer")
            .map(|_bearer| TokenType::Bearer)?,
        expires_in: whole(value, "expires_in")?,
        refresh_token: secret(value, "refresh_token"),
        refresh_expires_in: whole(value, "refresh_expires_in")?,
        user: user(&member(value, "user"))?,
    })
}

/// The answer of `GET /api/users/me`.
pub fn user(value: &JsValue) -> Option<User> {
    Some(User {
        username: text(value, "username")?,
        email: text(value, "email"),
        full_name: text(value, "full_name"),
        disabled: member(value, "disabled").as_bool()?,
        created_at: whole(value, "created_at")?,
    })
}

/// The answer of `GET /api/sessions`. Methods that this client does not know are left out.
pub fn sessions_response(value: &JsValue) -> Option<SessionsResponse> {
    Some(SessionsResponse {
        sessions: list(value, "sessions", session)?,
        replays: list(value, "replays", replay)?,
    })
}

/// The answer of `DELETE /api/sessions`.
pub fn sessions_ended_response(value: &JsValue) -> Option<SessionsEndedResponse> {
    Some(SessionsEndedResponse {
        ended: count(value, "ended")?,
    })
}

fn session(value: &JsValue) -> Option<Session> {
    let methods: Array = member(value, "methods").dyn_into().ok()?;
    let client = text(value, "client")?;
    Some(Session {
        id: text(value, "id")?,
        current: member(value, "current").as_bool()?,
        client: [ClientKind::Browser, ClientKind::Native]
            .into_iter()
            .find(|kind| client_word(*kind) == client)?,
        browser: text(value, "browser"),
        system: text(value, "system"),
        country: text(value, "country"),
        methods: methods
            .iter()
            .filter_map(|method| match method.as_string()?.as_str() {
                "pwd" => Some(AuthenticationMethod::Password),
                "otp" => Some(AuthenticationMethod::OneTimeCode),
                _unknown => None,
            })
            .collect(),
        created_at: whole(value, "created_at")?,
        last_used_at: whole(value, "last_used_at")?,
        expires_at: whole(value, "expires_at")?,
    })
}

fn replay(value: &JsValue) -> Option<Replay> {
    Some(Replay {
        session: text(value, "session")?,
        at: whole(value, "at")?,
        browser: text(value, "browser"),
        system: text(value, "system"),
        country: text(value, "country"),
    })
}

/// The body of any failed call; none where its code is not known.
pub fn problem(value: &JsValue) -> Option<Problem> {
    let word = text(value, "code")?;
    let code = *ProblemCode::ALL.iter().find(|code| code.as_str() == word)?;
    // Not by `Problem::new`, which has a title for each code: nobody sees them here.
    let said = |name| text(value, name).unwrap_or_default();
    Some(Problem {
        kind: said("type"),
        title: said("title"),
        status: code.status(),
        detail: said("detail"),
        code,
        field: text(value, "field"),
        retry_after: whole(value, "retry_after"),
        attempts_left: count(value, "attempts_left"),
        request_id: text(value, "request_id"),
    })
}

fn object(members: &[(&str, Option<&str>)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        if let Some(value) = value {
            Reflect::set(&object, &(*name).into(), &(*value).into()).ok();
        }
    }
    object.into()
}

fn exposed(secret: Option<&SecretText>) -> Option<&str> {
    secret.map(SecretText::expose)
}

/// A member of `value`.
pub fn member(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// The same, where it is a text.
pub fn text(value: &JsValue, name: &str) -> Option<String> {
    member(value, name).as_string()
}

fn list<T>(value: &JsValue, name: &str, read: fn(&JsValue) -> Option<T>) -> Option<Vec<T>> {
    let array: Array = member(value, name).dyn_into().ok()?;
    array.iter().map(|element| read(&element)).collect()
}

fn count(value: &JsValue, name: &str) -> Option<u32> {
    whole(value, name).and_then(|number| u32::try_from(number).ok())
}

/// The same, where it is a text that must not be printed.
pub fn secret(value: &JsValue, name: &str) -> Option<SecretText> {
    text(value, name).map(SecretText::new)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float is cut to the range of the integer"
)]
fn whole(value: &JsValue, name: &str) -> Option<u64> {
    member(value, name).as_f64().map(|number| number as u64)
}

#[cfg(test)]
#[path = "wire_tests.rs"]
mod tests;
