//! The person's own data, and the password.

use postern_shared::api::{ChangePasswordRequest, ChangeProfileRequest, DeleteAccountRequest};
use wasm_bindgen::JsValue;

use crate::wire::{exposed, object, set};

/// The body of `PATCH /api/users/me`.
pub fn change_profile_request(request: &ChangeProfileRequest) -> JsValue {
    object(&[
        ("email", request.email.as_deref()),
        ("full_name", request.full_name.as_deref()),
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
    set(
        &body,
        "keep_other_sessions",
        &request.keep_other_sessions.into(),
    );
    body
}

/// The body of `DELETE /api/users/me`.
pub fn delete_account_request(request: &DeleteAccountRequest) -> JsValue {
    object(&[("username", Some(&request.username))])
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::wire::tests::{secret_text, serde, written};

    #[wasm_bindgen_test]
    fn changes_are_written_as_serde_writes_them() {
        for part in [None, Some(""), Some("a \"part\" \u{1f40e}")] {
            let other = part.xor(Some("other"));
            let profile = ChangeProfileRequest {
                email: part.map(str::to_owned),
                full_name: other.map(str::to_owned),
            };
            assert_eq!(written(&change_profile_request(&profile)), serde(&profile));
            let password = ChangePasswordRequest {
                current_password: other.map(secret_text),
                new_password: other.map(secret_text),
                login: part.map(secret_text),
                ke3: part.map(secret_text),
                registration: part.map(secret_text),
                registration_record: part.map(secret_text),
                keep_other_sessions: part.is_some(),
            };
            assert_eq!(
                written(&change_password_request(&password)),
                serde(&password)
            );
        }
        let delete = DeleteAccountRequest {
            username: "alice".to_owned(),
        };
        assert_eq!(written(&delete_account_request(&delete)), serde(&delete));
    }
}
