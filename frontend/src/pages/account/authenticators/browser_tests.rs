//! The page, drawn from what the service might have said.

use leptos::task::tick;
use postern_shared::api::AuthenticatorSummary;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::account_area::browser_tests::in_the_area;
use crate::components::browser_tests::mounted::{Mounted, until};

#[wasm_bindgen_test]
async fn the_only_authenticator_has_no_way_to_be_removed_and_says_why() {
    let page = authenticators(vec![one("A", true)]).await;
    assert_eq!(page.text(".holder strong"), "Label A");
    assert!(page.find("#button-rename-A").is_some());
    assert!(page.find("#button-replace-A").is_some());
    assert!(page.find("#button-remove-A").is_none());
    assert!(
        page.text("li .hint")
            .starts_with("The only one cannot be removed")
    );
    assert!(page.find("#button-add").is_some());
}

#[wasm_bindgen_test]
async fn one_that_waits_for_its_first_code_counts_as_none() {
    let mut waiting = one("B", false);
    waiting.replaces = Some("A".to_owned());
    let page = authenticators(vec![one("A", true), waiting]).await;
    assert!(page.find("#button-remove-A").is_none());
    assert!(page.find("#button-remove-B").is_some());
    assert!(page.find("#button-confirm-B").is_some());
    assert_eq!(
        page.text(".badge.waiting:not(:empty)"),
        "Waiting for its first code"
    );
    assert!(
        page.text(".sessions li:nth-child(2)")
            .contains("takes the place of “Label A”")
    );

    page.element("#button-confirm-B").click();
    until(|| page.has_focus("#panel")).await;
    assert_eq!(page.text("#panel"), "Connect “Label B”");
    assert!(
        page.find("[data-testid=qr]").is_none(),
        "the secret is shown once"
    );
    assert!(
        page.find("#button-rename-A").is_none(),
        "one thing at a time"
    );
    page.element("#button-cancel").click();
    tick().await;
    assert!(page.find("#button-rename-A").is_some());
}

#[wasm_bindgen_test]
async fn an_authenticator_is_removed_after_a_question_and_renamed_in_its_row() {
    let page = authenticators(vec![one("A", true), one("B", true)]).await;
    page.element("#button-remove-A").click();
    until(|| page.has_focus("#question")).await;
    assert!(page.text("#question").contains("“Label A” stop working"));
    page.element("#button-rename-B").click();
    until(|| page.has_focus("#label")).await;
    assert!(page.find("#question").is_none());
    assert_eq!(page.input("label").value(), "Label B");
    page.type_into("label", "  ");
    page.element("li button[type=submit]").click();
    tick().await;
    assert_eq!(page.text("#label-error"), "Give it a name.");
}

#[wasm_bindgen_test]
async fn an_account_with_ten_authenticators_is_full() {
    let all = (0..10).map(|number| one(&format!("N{number}"), true));
    let page = authenticators(all.collect()).await;
    assert!(page.find("#button-add").is_none());
    assert!(page.text(".body").contains("You have 10 authenticators"));
}

async fn authenticators(authenticators: Vec<AuthenticatorSummary>) -> Mounted {
    let (page, _) = in_the_area(move |area| {
        let shelf = Shelf::new(area);
        shelf
            .reading
            .show(AuthenticatorsResponse { authenticators });
        page(shelf)
    });
    tick().await;
    page
}

fn one(id: &str, confirmed: bool) -> AuthenticatorSummary {
    AuthenticatorSummary {
        id: id.to_owned(),
        label: format!("Label {id}"),
        confirmed,
        added_at: 1_795_000_000,
        last_used_at: None,
        lapses_at: (!confirmed).then_some(1_795_000_900),
        replaces: None,
        short_secret: false,
    }
}
