//! The log in a real browser.

use leptos::prelude::*;
use leptos::task::tick;
use postern_shared::api::{ActivityEntry, ActivityKind, ActivityResponse};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::account_area::activity_log::activity_log;
use crate::components::browser_tests::mounted::{Mounted, until};

#[wasm_bindgen_test]
async fn a_long_log_shows_its_newest_entries_until_somebody_asks_for_more() {
    let page = log(100, true);
    tick().await;
    assert_eq!(page.all("[data-testid=entry]").len(), 20);
    assert_eq!(page.text("button"), "Show all 100 entries");
    assert!(page.text(".hint").contains("last 100 entries"));
    page.element("button").click();
    // The keyboard goes on with the first one that was not there before.
    until(|| page.has_focus("li:nth-child(21)")).await;
    assert_eq!(page.all("[data-testid=entry]").len(), 100);
    assert!(page.find("button").is_none());
}

#[wasm_bindgen_test]
async fn a_log_says_whether_it_is_whole() {
    let whole = log(2, true);
    tick().await;
    assert!(whole.text(".whole").starts_with("The log is whole"));
    assert!(whole.find(".warning").is_none());
    assert!(whole.find("button").is_none());
    let broken = log(2, false);
    tick().await;
    assert!(broken.find(".whole").is_none());
    assert!(broken.text(".warning").starts_with("The log is not whole"));
    assert_eq!(broken.all("[data-testid=entry]").len(), 2);
}

#[wasm_bindgen_test]
async fn an_empty_log_says_so() {
    let page = log(0, true);
    tick().await;
    assert_eq!(
        page.all("p")[1].text_content().as_deref(),
        Some("Nothing has happened yet.")
    );
}

fn log(count: u64, intact: bool) -> Mounted {
    let entries = (1..=count).rev().map(|number| ActivityEntry {
        number,
        at: 1_795_000_000 + number,
        kind: ActivityKind::SignedIn,
        count: 1,
        methods: Vec::new(),
        browser: None,
        system: None,
        country: None,
        session: None,
        label: None,
        hash: String::new(),
    });
    let activity = ActivityResponse {
        entries: entries.collect(),
        anchor: String::new(),
        intact,
        seen: 0,
        to_replace: Vec::new(),
    };
    Mounted::new(move || {
        let is_long = RwSignal::new(false);
        move || activity_log(&activity, &[], 1_795_001_000, is_long)
    })
}
