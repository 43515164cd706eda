//! The shared wire types as JavaScript values, which the browser's own JSON reads and writes: a
//! second JSON implementation in the wasm would be a tenth of its size. The tests prove that
//! both agree with `serde`.

mod password_protocol;
mod sessions;

use js_sys::{Array, Object, Reflect};
use postern_shared::api::{
    ClientKind, InvitationResponse, LoginRequest, LoginResponse, Method, RegisterRequest,
    RegisterResponse, Role, SecretText, TokenResponse, TokenType, User, VerifyOtpRequest,
};
use postern_shared::problem::{Problem, ProblemCode};
use wasm_bindgen::{JsCast, JsValue};

pub use password_protocol::{
    change_password_request, password_reset_request, register_start_response,
    sign_in_options_response,
};
pub use sessions::{authentication_methods, sessions_ended_response, sessions_response};

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
        ("invitation", exposed(request.invitation.as_ref())),
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
    let body = object(&[
        ("challenge", Some(request.challenge.expose())),
        ("otp", exposed(request.otp.as_ref())),
        ("client", Some(client_word(request.client))),
        ("registration", exposed(request.registration.as_ref())),
        (
            "registration_record",
            exposed(request.registration_record.as_ref()),
        ),
    ]);
    set(&body, "trust_browser", &request.trust_browser.into());
    body
}

/// The answer of `POST /api/invitation`.
pub fn invitation_response(value: &JsValue) -> Option<InvitationResponse> {
    Some(InvitationResponse {
        role: role(value)?,
        email: text(value, "email"),
        expires_at: whole(value, "expires_at")?,
    })
}

/// A member `role`, where it is a role.
pub fn role(value: &JsValue) -> Option<Role> {
    Role::parse(&text(value, "role")?)
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
    Some(LoginResponse {
        message: text(value, "message")?,
        challenge: secret(value, "challenge")?,
        expires_in: whole(value, "expires_in")?,
        methods: known(value, "methods", &METHODS)?,
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
        recovery_codes: list(value, "recovery_codes", secret_element),
    })
}

/// The answer of `GET /api/users/me`.
pub fn user(value: &JsValue) -> Option<User> {
    Some(User {
        username: text(value, "username")?,
        email: text(value, "email"),
        full_name: text(value, "full_name"),
        disabled: member(value, "disabled").as_bool()?,
        // One that this client does not know lets it show what everybody sees.
        role: role(value).unwrap_or_default(),
        created_at: whole(value, "created_at")?,
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

/// An object with those of `members` that there are.
pub fn object(members: &[(&str, Option<&str>)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        if let Some(value) = value {
            set(&object, name, &(*value).into());
        }
    }
    object.into()
}

/// Sets a member.
pub fn set(object: &JsValue, name: &str, value: &JsValue) {
    Reflect::set(object, &name.into(), value).ok();
}

/// The text, where there is one.
pub fn exposed(secret: Option<&SecretText>) -> Option<&str> {
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

/// A list, each element of which can be read.
pub fn list<T>(value: &JsValue, name: &str, read: fn(&JsValue) -> Option<T>) -> Option<Vec<T>> {
    let array: Array = member(value, name).dyn_into().ok()?;
    array.iter().map(|element| read(&element)).collect()
}

/// A list of words, as what each of them means. Those that `meanings` does not have are left out.
pub fn known<T: Copy>(value: &JsValue, name: &str, meanings: &[(&str, T)]) -> Option<Vec<T>> {
    let array: Array = member(value, name).dyn_into().ok()?;
    let meaning = |element: JsValue| {
        let word = element.as_string()?;
        let found = meanings.iter().find(|(known, _)| *known == word);
        found.map(|(_, meaning)| *meaning)
    };
    Some(array.iter().filter_map(meaning).collect())
}

/// An element that must not be printed.
pub fn secret_element(value: &JsValue) -> Option<SecretText> {
    value.as_string().map(SecretText::new)
}

/// A member, where it is a number of things.
pub fn count(value: &JsValue, name: &str) -> Option<u32> {
    whole(value, name).and_then(|number| u32::try_from(number).ok())
}

/// The same, where it is a text that must not be printed.
pub fn secret(value: &JsValue, name: &str) -> Option<SecretText> {
    text(value, name).map(SecretText::new)
}

/// A member, where it is a number.
pub fn whole(value: &JsValue, name: &str) -> Option<u64> {
    number(&member(value, name))
}

/// A whole number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float is cut to the range of the integer"
)]
pub fn number(value: &JsValue) -> Option<u64> {
    value.as_f64().map(|number| number as u64)
}

const METHODS: [(&str, Method); 3] = [
    ("otp", Method::Otp),
    ("recovery_code", Method::RecoveryCode),
    ("trusted_browser", Method::TrustedBrowser),
];

#[cfg(test)]
#[path = "wire_tests.rs"]
pub mod tests;
