//! The field for a password.

use leptos::prelude::*;
use leptos::task::tick;
use wasm_bindgen_test::wasm_bindgen_test;

use super::mounted::Mounted;
use crate::components::{Field, PasswordField};

#[wasm_bindgen_test]
async fn a_password_is_hidden_until_its_button_is_pressed() {
    let page = Mounted::new(|| {
        let field = Field::new("password", "Password");
        let is_shown = RwSignal::new(false);
        view! { <PasswordField field autocomplete="current-password" is_shown /> }
    });
    assert_eq!(page.input("password").type_(), "password");
    page.element("button").click();
    tick().await;
    assert_eq!(page.input("password").type_(), "text");
    let label = page.element("button").get_attribute("aria-label");
    assert_eq!(label.as_deref(), Some("Hide password"));
    page.element("button").click();
    tick().await;
    assert_eq!(page.input("password").type_(), "password");
}

#[wasm_bindgen_test]
async fn a_password_may_be_pasted() {
    let page = Mounted::new(|| {
        let field = Field::new("password", "Password");
        let is_shown = RwSignal::new(false);
        view! { <PasswordField field autocomplete="new-password" is_shown /> }
    });
    for event in ["beforeinput", "paste", "drop"] {
        assert!(page.lets_happen("password", event), "{event}");
    }
}
