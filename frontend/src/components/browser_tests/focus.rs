//! The keyboard's focus while a page is drawn again.

use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::mounted::{Mounted, pause_briefly};
use crate::browser;

#[wasm_bindgen_test]
async fn a_focus_that_is_lost_is_given_back_or_to_what_is_there_instead() {
    let page = Mounted::new(drawn);
    browser::focus("first");
    browser::keep_focus("instead");
    page.element("#first").blur().expect("it has the focus");
    pause_briefly().await;
    assert!(page.has_focus("#first"));

    browser::keep_focus("instead");
    page.element("#first").remove();
    pause_briefly().await;
    assert!(page.has_focus("#instead"));
}

#[wasm_bindgen_test]
async fn what_has_become_anothers_does_not_keep_the_focus() {
    let page = Mounted::new(drawn);
    browser::focus("first");
    browser::keep_focus("instead");
    page.element("#first").set_id("of-another");
    pause_briefly().await;
    assert!(page.has_focus("#instead"));
}

#[wasm_bindgen_test]
async fn a_focus_that_somebody_has_moved_stays_there() {
    let page = Mounted::new(drawn);
    browser::focus("first");
    browser::keep_focus("instead");
    browser::focus("second");
    pause_briefly().await;
    assert!(page.has_focus("#second"));
}

fn drawn() -> impl IntoView {
    ["first", "second", "instead"].map(|id| view! { <button id=id>{id}</button> })
}
