//! The bodies of the area's calls as JavaScript values, as [`crate::wire`] has those of the sign-in.

mod activity;
mod authenticators;
mod browsers;
mod profile;
mod recovery_codes;
mod step_up;

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

pub use activity::{activity_response, activity_seen_request};
pub use authenticators::{
    add_authenticator_request, add_authenticator_response, authenticator_summary,
    authenticators_response, confirm_authenticator_request, rename_authenticator_request,
};
pub use browsers::browsers_response;
pub use profile::{change_profile_request, delete_account_request};
pub use recovery_codes::{new_recovery_codes_response, recovery_codes_response};
pub use step_up::{step_up_request, step_up_response};

/// Of an answer without a body.
#[expect(
    clippy::unnecessary_wraps,
    reason = "it stands where others may find nothing"
)]
pub const fn no_content(_value: &JsValue) -> Option<()> {
    Some(())
}

/// The numbers of a list.
fn numbers(value: &JsValue, name: &str) -> Option<Vec<u64>> {
    let array: Array = crate::wire::member(value, name).dyn_into().ok()?;
    array
        .iter()
        .map(|element| crate::wire::number(&element))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::wire::tests::read;

    #[wasm_bindgen_test]
    fn what_is_missing_or_of_another_type_is_not_guessed() {
        for broken in [json!(null), json!({}), json!([]), json!({"id": 1})] {
            let value = read(&broken);
            assert!(activity_response(&value).is_none(), "{broken}");
            assert!(authenticators_response(&value).is_none(), "{broken}");
            assert!(authenticator_summary(&value).is_none(), "{broken}");
            assert!(add_authenticator_response(&value).is_none(), "{broken}");
            assert!(browsers_response(&value).is_none(), "{broken}");
            assert!(recovery_codes_response(&value).is_none(), "{broken}");
            assert!(new_recovery_codes_response(&value).is_none(), "{broken}");
            assert!(step_up_response(&value).is_none(), "{broken}");
        }
    }
}
