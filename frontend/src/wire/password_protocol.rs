//! The bodies of the calls in which the password stays here.

use postern_shared::api::{
    Argon2Parameters, LoginStartRequest, LoginStartResponse, PasswordProtocol,
    RegisterStartRequest, RegisterStartResponse, SignInOptionsResponse,
};
use wasm_bindgen::JsValue;

use super::{count, list, member, object, secret, text, whole};

/// The body of `POST /api/register/start`.
pub fn register_start_request(request: &RegisterStartRequest) -> JsValue {
    object(&[
        ("username", Some(&request.username)),
        ("registration_request", Some(&request.registration_request)),
    ])
}

/// The body of `POST /api/login/start`.
pub fn login_start_request(request: &LoginStartRequest) -> JsValue {
    object(&[
        ("username", Some(&request.username)),
        ("ke1", Some(&request.ke1)),
    ])
}

/// The answer of `GET /api/sign-in-options`; none where the protocol is not known.
pub fn sign_in_options_response(value: &JsValue) -> Option<SignInOptionsResponse> {
    let password_protocol = match text(value, "password_protocol")?.as_str() {
        "argon2id" => PasswordProtocol::Argon2id,
        "opaque" => PasswordProtocol::Opaque,
        _unknown => return None,
    };
    Some(SignInOptionsResponse {
        password_protocol,
        plain_passwords: member(value, "plain_passwords").as_bool()?,
    })
}

/// The answer of `POST /api/register/start`.
pub fn register_start_response(value: &JsValue) -> Option<RegisterStartResponse> {
    Some(RegisterStartResponse {
        registration_response: text(value, "registration_response")?,
        argon2: argon2(&member(value, "argon2"))?,
        registration: secret(value, "registration")?,
        expires_in: whole(value, "expires_in")?,
    })
}

/// The answer of `POST /api/login/start`.
pub fn login_start_response(value: &JsValue) -> Option<LoginStartResponse> {
    Some(LoginStartResponse {
        ke2: text(value, "ke2")?,
        argon2: list(value, "argon2", argon2)?,
        login: secret(value, "login")?,
        expires_in: whole(value, "expires_in")?,
    })
}

fn argon2(value: &JsValue) -> Option<Argon2Parameters> {
    Some(Argon2Parameters {
        memory_kib: count(value, "memory_kib")?,
        passes: count(value, "passes")?,
        lanes: count(value, "lanes")?,
    })
}
