//! The page, drawn from what the service might have said.

use leptos::task::tick;
use postern_shared::api::Role;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::components::browser_tests::mounted::{Mounted, pause_briefly, until};
use crate::pages::administration::browser_tests::{as_role, summary};

#[wasm_bindgen_test]
async fn a_row_says_who_it_is_how_they_stand_and_leads_to_them() {
    let mut off = summary("bob");
    off.disabled = true;
    off.role = Role::Admin;
    let mut bare = summary("carol");
    bare.has_second_factor = false;
    bare.email = None;
    let (page, _) = people((vec![summary("alice"), off, bare], None)).await;
    let cells = |row: usize| {
        let cells = page.all(&format!("tbody tr:nth-child({row}) > *"));
        let texts = cells.iter().map(|it| it.text_content().unwrap_or_default());
        texts.collect::<Vec<_>>()
    };
    assert_eq!(
        cells(1)[..4],
        ["alice", "alice@example.com", "User", "Active"]
    );
    assert!(cells(1)[4].contains("2026"));
    assert_eq!(cells(2)[2..4], ["Administrator", "Disabled"]);
    assert_eq!(cells(3)[1..4], ["", "User", "No second factor"]);
    let href = page.element("tbody a").get_attribute("href");
    assert_eq!(href, Some(Page::path_of_person(&summary("alice").id)));
    assert!(page.find("#button-more").is_none());
}

#[wasm_bindgen_test]
async fn further_people_stand_in_order_and_the_keyboard_goes_on_with_the_first_of_them() {
    let first = vec![summary("dora"), summary("alice")];
    let (page, all) = people((first, Some("cursor".to_owned()))).await;
    assert_eq!(page.text("#button-more"), "Show more");
    all.show((vec![summary("erin"), summary("carol")], None), true);
    until(|| page.has_focus("#row-1")).await;
    let names = page.all("tbody a").into_iter();
    let names: Vec<_> = names.filter_map(|it| it.text_content()).collect();
    assert_eq!(names, ["alice", "carol", "dora", "erin"]);
    assert!(page.find("#button-more").is_none());
    all.show((vec![summary("dave")], None), false);
    tick().await;
    assert_eq!(page.all("tbody tr").len(), 1, "another search");
}

#[wasm_bindgen_test]
async fn what_stops_the_list_from_going_on_is_said_where_it_would_go_on() {
    let first = vec![summary("alice"), summary("bob")];
    let (page, all) = people((first, Some("cursor".to_owned()))).await;
    all.fail_to_go_on("No way on.");
    tick().await;
    assert_eq!(page.text("table ~ [role=alert]"), "No way on.");
    assert_eq!(page.text("#button-more"), "Show more");
    assert!(page.find("#button-try-again").is_none());
    assert_eq!(page.all("tbody tr").len(), 2, "what was read stays");
    // Another search is another list, which does not go on before it is there.
    all.search("b".to_owned());
    tick().await;
    assert!(page.find("#button-more").is_none());
    all.show((vec![summary("bob")], Some("cursor".to_owned())), false);
    tick().await;
    assert_eq!(page.text("table ~ [role=alert]"), "");
}

#[wasm_bindgen_test]
async fn enter_searches_at_once_and_once() {
    let (page, all) = people((vec![summary("alice")], None)).await;
    page.type_into("search", "b");
    tick().await;
    page.element("form")
        .dispatch_event(&submit())
        .expect("it is heard");
    assert!(all.form.is_busy.get_untracked());
    all.show((vec![summary("bob")], None), false);
    // Longer than the pause after which typing searches.
    for _ in 0..8 {
        pause_briefly().await;
    }
    assert_eq!(page.text("#row-0"), "bob");
    assert!(
        page.find("#button-try-again").is_none(),
        "it was asked again"
    );
}

#[wasm_bindgen_test]
async fn what_is_typed_again_is_looked_for_again() {
    let (page, all) = people((Vec::new(), None)).await;
    page.type_into("search", "b");
    // Nothing answers here.
    until(|| page.find("#button-try-again").is_some()).await;
    all.form.alert.set(String::new());
    // Quicker than the pause: KV may have heard of somebody meanwhile.
    page.type_into("search", "");
    tick().await;
    page.type_into("search", "b");
    until(|| page.find("#button-try-again").is_some()).await;
}

#[wasm_bindgen_test]
async fn whoever_comes_back_finds_the_search_as_it_was() {
    let keeper = {
        let (page, all) = people((vec![summary("alice")], None)).await;
        page.type_into("search", "ali");
        tick().await;
        all.area.keeper
    };
    assert_eq!(keeper.searched(), "ali");
    let page = as_role(Role::Admin, |area| {
        let listing = Listing::new(area, calls::people, words::shown, words::by_name);
        super::page(listing, "ali".to_owned())
    });
    tick().await;
    assert_eq!(page.input("search").value(), "ali");
}

fn submit() -> web_sys::Event {
    let options = web_sys::EventInit::new();
    options.set_bubbles(true);
    options.set_cancelable(true);
    web_sys::Event::new_with_event_init_dict("submit", &options).expect("an event")
}

#[wasm_bindgen_test]
async fn who_finds_nobody_reads_so() {
    let (page, _) = people((Vec::new(), None)).await;
    assert!(page.find("table").is_none());
    assert!(page.text(".body .body").starts_with("Nobody's username"));
}

#[wasm_bindgen_test]
async fn typing_searches_once_it_pauses_and_not_for_each_key() {
    let (page, all) = people((vec![summary("alice")], None)).await;
    for text in ["a", "al", "ali"] {
        page.type_into("search", text);
        tick().await;
        assert!(!all.form.is_busy.get_untracked(), "{text}");
    }
    let region = page.element("[aria-busy]");
    let is_busy = || region.get_attribute("aria-busy");
    assert_eq!(is_busy().as_deref(), Some("false"));
    // Nothing answers here.
    until(|| page.find("#button-try-again").is_some()).await;
    assert_eq!(page.all("tbody tr").len(), 1, "what was read stays");
}

#[wasm_bindgen_test]
async fn an_older_answer_does_not_take_the_place_of_a_newer_one() {
    let (page, all) = people((vec![summary("alice")], None)).await;
    all.search("b".to_owned());
    all.show((vec![summary("bob")], None), false);
    // The answer to the older search is that nobody answers here.
    for _ in 0..10 {
        pause_briefly().await;
    }
    assert_eq!(page.text("#row-0"), "bob");
    assert!(page.find("#button-try-again").is_none());
}

type All = Listing<PersonSummary>;

async fn people(read: super::super::listing::Page<PersonSummary>) -> (Mounted, All) {
    let all = ArcStoredValue::new(None);
    let inside = all.clone();
    let page = as_role(Role::Admin, move |area| {
        let listing = Listing::new(area, calls::people, words::shown, words::by_name);
        listing.show(read, false);
        inside.set_value(Some(listing));
        page(listing, String::new())
    });
    tick().await;
    (page, all.get_value().expect("it is drawn"))
}
