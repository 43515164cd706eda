//! The person's own data.

use postern_shared::api::{ChangeProfileRequest, DeleteAccountRequest};
use wasm_bindgen::JsValue;

use crate::wire::object;

/// The body of `PATCH /api/users/me`.
pub fn change_profile_request(request: &ChangeProfileRequest) -> JsValue {
    object(&[
        ("email", request.email.as_deref()),
        ("full_name", request.full_name.as_deref()),
    ])
}

/// The body of `DELETE /api/users/me`.
pub fn delete_account_request(request: &DeleteAccountRequest) -> JsValue {
    object(&[("username", Some(&request.username))])
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::wire::tests::{serde, written};

    #[wasm_bindgen_test]
    fn changes_are_written_as_serde_writes_them() {
        for part in [None, Some(""), Some("a \"part\" \u{1f40e}")] {
            let other = part.xor(Some("other"));
            let profile = ChangeProfileRequest {
                email: part.map(str::to_owned),
                full_name: other.map(str::to_owned),
            };
            assert_eq!(written(&change_profile_request(&profile)), serde(&profile));
        }
        let delete = DeleteAccountRequest {
            username: "alice".to_owned(),
        };
        assert_eq!(written(&delete_account_request(&delete)), serde(&delete));
    }
}
