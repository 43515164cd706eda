//! What the service says of the password protocol.

use postern_shared::api::{
    Argon2Parameters, PasswordProtocol, RegisterStartResponse, SignInOptionsResponse,
};
use wasm_bindgen::JsValue;

use super::{count, member, secret, text, whole};

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

/// The answer of `POST /api/register/start`, and part of `login`'s.
pub fn register_start_response(value: &JsValue) -> Option<RegisterStartResponse> {
    let argon2 = member(value, "argon2");
    Some(RegisterStartResponse {
        registration_response: text(value, "registration_response")?,
        argon2: Argon2Parameters {
            memory_kib: count(&argon2, "memory_kib")?,
            passes: count(&argon2, "passes")?,
            lanes: count(&argon2, "lanes")?,
        },
        registration: secret(value, "registration")?,
        expires_in: whole(value, "expires_in")?,
    })
}
