//! The form for a code, without a service.

use leptos::task::tick;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::components::browser_tests::mounted::{Mounted, until};

#[wasm_bindgen_test]
fn only_what_is_offered_is_there() {
    for (recovery_code, trust) in [(false, false), (true, false), (false, true)] {
        let page = mounted(Offers {
            recovery_code,
            trust,
        });
        assert_eq!(page.find(".quiet").is_some(), recovery_code);
        assert_eq!(page.find("[type=checkbox]").is_some(), trust);
    }
}

#[wasm_bindgen_test]
async fn the_box_is_not_ticked_and_its_label_ticks_it() {
    let page = mounted(ALL);
    let is_ticked = || page.input("trust").checked();
    assert!(!is_ticked());
    page.element("label[for=trust]").click();
    tick().await;
    assert!(is_ticked());
    let hint = page.input("trust").get_attribute("aria-describedby");
    let hint = page.text(&format!("#{}", hint.expect("it is described")));
    assert!(hint.contains("other people"), "{hint}");
    page.element("[type=checkbox]").click();
    assert!(!is_ticked());
}

#[wasm_bindgen_test]
async fn the_field_takes_a_code_or_a_recovery_code_and_keeps_nothing_of_the_other() {
    let page = mounted(ALL);
    assert_eq!(page.text("label[for=otp]"), "Six-digit code");
    page.type_into("otp", "12345");
    page.element(".quiet").click();
    tick().await;
    assert_eq!(page.text("label[for=otp]"), "Recovery code");
    assert_eq!(page.text(".quiet"), "Use a code from your app");
    assert_eq!(page.input("otp").value(), "");
    until(|| {
        let focused = document().active_element();
        focused.is_some_and(|element| element.id() == "otp")
    })
    .await;

    page.type_into("otp", "ABCD-EFGH");
    page.element("[type=submit]").click();
    tick().await;
    assert!(page.text("#otp-error").contains("24 letters and digits"));
    assert_eq!(page.input("otp").value(), "ABCD-EFGH");
    page.element(".quiet").click();
    tick().await;
    assert_eq!(page.text("label[for=otp]"), "Six-digit code");
    assert_eq!(page.input("otp").value(), "");
    assert_eq!(page.text("#otp-error"), "");
}

fn mounted(offers: Offers) -> Mounted {
    Mounted::new(move || {
        provide_context(LaterPart::new());
        provide_context(SessionKeeper::new());
        view! { <Verification hint="" label="Confirm" offers /> }
    })
}

const ALL: Offers = Offers {
    recovery_code: true,
    trust: true,
};
