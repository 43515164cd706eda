//! What the service says of the password protocol, and passwords that take the place of others.

use postern_shared::api::{
    Argon2Parameters, ChangePasswordRequest, PasswordProtocol, PasswordResetRequest,
    RegisterStartResponse, RegistrationMode, SignInOptionsResponse,
};
use wasm_bindgen::JsValue;

use super::{count, exposed, member, object, secret, set, text, whole};

/// The body of `POST /api/password/reset`.
pub fn password_reset_request(request: &PasswordResetRequest) -> JsValue {
    object(&[
        ("username", Some(&request.username)),
        ("recovery_code", exposed(request.recovery_code.as_ref())),
        ("reset", exposed(request.reset.as_ref())),
        ("otp", exposed(request.otp.as_ref())),
        ("password", exposed(request.password.as_ref())),
        ("registration", exposed(request.registration.as_ref())),
        (
            "registration_record",
            exposed(request.registration_record.as_ref()),
        ),
    ])
}

/// The body of `POST /api/password`.
pub fn change_password_request(request: &ChangePasswordRequest) -> JsValue {
    let body = object(&[
        (
            "current_password",
            exposed(request.current_password.as_ref()),
        ),
        ("new_password", exposed(request.new_password.as_ref())),
        ("login", exposed(request.login.as_ref())),
        ("ke3", exposed(request.ke3.as_ref())),
        ("registration", exposed(request.registration.as_ref())),
        (
            "registration_record",
            exposed(request.registration_record.as_ref()),
        ),
    ]);
    let keeps = request.keep_other_sessions;
    set(&body, "keep_other_sessions", &keeps.into());
    body
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
        trusted_browsers: member(value, "trusted_browsers").as_bool()?,
        registration: RegistrationMode::parse(&text(value, "registration")?)?,
        app_name: text(value, "app_name")?,
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

#[cfg(test)]
pub mod tests {
    use serde_json::json;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::wire::tests::{read, secret_text, serde, written};

    #[wasm_bindgen_test]
    fn a_password_that_takes_the_place_of_another_is_written_as_serde_writes_it() {
        for part in [None, Some("a \"part\" \u{1f40e}")] {
            let other = part.xor(Some("other"));
            let reset = PasswordResetRequest {
                username: "alice".to_owned(),
                recovery_code: part.map(secret_text),
                reset: other.map(secret_text),
                otp: part.map(secret_text),
                password: other.map(secret_text),
                registration: part.map(secret_text),
                registration_record: part.map(secret_text),
            };
            assert_eq!(written(&password_reset_request(&reset)), serde(&reset));
            let change = ChangePasswordRequest {
                current_password: other.map(secret_text),
                new_password: other.map(secret_text),
                login: part.map(secret_text),
                ke3: part.map(secret_text),
                registration: part.map(secret_text),
                registration_record: part.map(secret_text),
                keep_other_sessions: part.is_some(),
            };
            assert_eq!(written(&change_password_request(&change)), serde(&change));
        }
    }

    #[wasm_bindgen_test]
    fn what_the_service_says_of_passwords_is_read_as_serde_writes_it() {
        for password_protocol in [PasswordProtocol::Argon2id, PasswordProtocol::Opaque] {
            for plain_passwords in [true, false] {
                let sent = SignInOptionsResponse {
                    password_protocol,
                    plain_passwords,
                    trusted_browsers: !plain_passwords,
                    registration: if plain_passwords {
                        RegistrationMode::Invite
                    } else {
                        RegistrationMode::Closed
                    },
                    app_name: "Our Gate".to_owned(),
                };
                let again = sign_in_options_response(&read(&serde(&sent)));
                assert_eq!(again, Some(sent));
            }
        }
        let unknown = json!({"password_protocol": "from the future", "plain_passwords": true});
        assert!(sign_in_options_response(&read(&unknown)).is_none());

        let mut sent = serde(&start_response());
        let again = register_start_response(&read(&sent)).expect("it is read");
        assert_eq!(serde(&again), sent);
        for wrong in [json!(null), json!("19456"), json!(4_294_967_296_u64)] {
            sent["argon2"]["memory_kib"] = wrong;
            assert!(register_start_response(&read(&sent)).is_none(), "{sent}");
        }
    }

    /// As the service sends it.
    pub fn start_response() -> RegisterStartResponse {
        RegisterStartResponse {
            registration_response: "AAEC".to_owned(),
            argon2: Argon2Parameters {
                memory_kib: 19_456,
                passes: 2,
                lanes: 1,
            },
            registration: secret_text("v1.abc"),
            expires_in: 300,
        }
    }
}
