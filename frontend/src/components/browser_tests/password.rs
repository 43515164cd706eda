//! The field for a password.

use leptos::prelude::*;
use leptos::task::tick;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Event;

use super::mounted::Mounted;
use crate::components::{Field, PasswordField};

#[wasm_bindgen_test]
async fn what_a_new_password_must_be_is_said_before_and_its_length_when_it_is_left() {
    let page = Mounted::new(|| {
        let field = Field::new("password", "Password");
        let is_shown = RwSignal::new(false);
        view! { <PasswordField field is_new=true is_shown /> }
    });
    let hint = page.text("#password-hint");
    for rule in ["At least 8 characters", "Common passwords", "your name"] {
        assert!(hint.contains(rule), "{hint}");
    }
    let leave = async |text| {
        page.type_into("password", text);
        let left = Event::new("blur").expect("an event can be made");
        let sent = page.input("password").dispatch_event(&left);
        sent.expect("the field takes it");
        tick().await;
        page.text("#password-error")
    };
    assert_eq!(leave("").await, "");
    let said = leave("seven 7").await;
    assert_eq!(said, "A password has at least 8 characters.");
    let invalid = page.input("password").get_attribute("aria-invalid");
    assert_eq!(invalid.as_deref(), Some("true"));
    assert_eq!(leave("eight 88").await, "");
}

#[wasm_bindgen_test]
async fn a_password_is_hidden_until_its_button_is_pressed() {
    let page = Mounted::new(|| {
        let field = Field::new("password", "Password");
        let is_shown = RwSignal::new(false);
        view! { <PasswordField field is_shown /> }
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
fn a_password_may_be_pasted() {
    let page = Mounted::new(|| {
        let field = Field::new("password", "Password");
        let is_shown = RwSignal::new(false);
        view! { <PasswordField field is_new=true is_shown /> }
    });
    for event in ["beforeinput", "paste", "drop"] {
        assert!(page.lets_happen("password", event), "{event}");
    }
}
