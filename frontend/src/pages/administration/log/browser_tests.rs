//! The page, drawn from what the service might have said.

use leptos::task::tick;
use postern_shared::api::{LogAction, Role};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::components::browser_tests::mounted::until;
use crate::pages::administration::browser_tests::as_role;

#[wasm_bindgen_test]
async fn an_entry_says_who_did_what_and_why_and_older_ones_come_below() {
    let all = ArcStoredValue::new(None);
    let inside = all.clone();
    let page = as_role(Role::Support, move |area| {
        let listing = Listing::new(area, calls::log, words::entries, words::as_it_came);
        listing.show((vec![entry("bob")], Some("cursor".to_owned())), false);
        inside.set_value(Some(listing));
        page(listing, Desk::new(area))
    });
    tick().await;
    let text = page.text("[data-testid=entry]");
    assert!(text.starts_with("alice disabled bob."), "{text}");
    assert!(text.contains("Reason: left the company"), "{text}");
    let listing = all.get_value().expect("it is drawn");
    listing.show((vec![entry("carol")], None), true);
    until(|| page.has_focus("#row-1")).await;
    assert!(page.text("#row-1").starts_with("alice disabled carol."));
    assert!(page.find("#button-more").is_none());
    listing.show((Vec::new(), None), false);
    tick().await;
    assert!(page.text(".body").contains("Nothing was done yet."));
}

fn entry(target: &str) -> LogLine {
    LogLine {
        at: 1_795_000_000,
        actor: "alice".to_owned(),
        action: LogAction::Disabled,
        target: Some(target.to_owned()),
        role: None,
        invitation: None,
        reason: "left the company".to_owned(),
    }
}
