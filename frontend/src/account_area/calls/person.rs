//! Calls about the person's own data.

use js_sys::JSON;
use postern_shared::api::{ChangeProfileRequest, DeleteAccountRequest, User};
use wasm_bindgen::JsValue;

use super::{Call, delete, get, patch};
use crate::account_area::wire;

/// `PATCH /api/users/me`; needs a fresh proof for the e-mail address.
pub fn change_profile(request: &ChangeProfileRequest) -> Call<User> {
    let body = wire::change_profile_request(request);
    patch(ME, body, crate::wire::user)
}

/// `GET /api/users/me/export`, as text to keep.
pub fn export() -> Call<String> {
    get("/api/users/me/export", indented)
}

/// `DELETE /api/users/me`; needs a fresh proof.
pub fn delete_account(request: &DeleteAccountRequest) -> Call<()> {
    delete(ME, Some(wire::delete_account_request(request)))
}

fn indented(answer: &JsValue) -> Option<String> {
    let text = JSON::stringify_with_replacer_and_space(answer, &JsValue::NULL, &INDENT.into());
    text.ok().map(String::from)
}

const ME: &str = "/api/users/me";
const INDENT: u32 = 2;
