//! The page, drawn from what the service might have said.

use leptos::task::tick;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::account_area::leaving::Treasure;
use crate::components::browser_tests::mounted::{Mounted, until};
use crate::pages::administration::browser_tests::{as_role, person};
use crate::pages::administration::link::Link;

#[wasm_bindgen_test]
async fn how_somebody_stands_where_they_are_and_what_has_happened_is_there() {
    let mut bob = person("bob", Role::User);
    bob.user.disabled = true;
    bob.password_wait = 90;
    bob.authenticators.clear();
    bob.enrol_until = Some(1_795_000_000);
    let (page, _) = one(Role::Admin, bob).await;
    let state = page.text("[data-testid=person-state]");
    assert!(!state.contains("not known"), "{state}");
    for part in [
        "bob",
        "Disabled",
        "Locked",
        "at the longest",
        "No second factor",
        "bob@example.com",
        "Enrols anew until",
        "9 left",
    ] {
        assert!(state.contains(part), "{part}: {state}");
    }
    let text = page.text(".body");
    assert!(text.contains("Firefox 145 on Linux"), "{text}");
    assert!(page.text("[data-testid=entry]").starts_with("Signed in"));
    assert_eq!(
        buttons(&page),
        [
            "unlock",
            "enable",
            "end-sessions",
            "reset-factor",
            "reset-password",
            "role",
            "delete"
        ]
    );
}

#[wasm_bindgen_test]
async fn support_is_offered_what_it_may_do_and_to_users_only() {
    let (page, _) = one(Role::Support, person("bob", Role::User)).await;
    assert_eq!(buttons(&page), ["end-sessions", "reset-factor"]);
    drop(page);
    let (page, _) = one(Role::Support, person("bob", Role::Admin)).await;
    assert!(buttons(&page).is_empty());
    assert!(page.text(".body").contains("an administrator has to do it"));
}

#[wasm_bindgen_test]
async fn with_the_own_account_nothing_is_done_here() {
    let (page, _) = one(Role::Admin, person("alice", Role::Admin)).await;
    assert!(buttons(&page).is_empty());
    assert!(page.text(".body").contains("nobody administers themselves"));
}

#[wasm_bindgen_test]
async fn a_deed_is_asked_about_first_and_wants_a_reason() {
    let (page, sheet) = one(Role::Admin, person("bob", Role::User)).await;
    page.element("#button-disable").click();
    until(|| page.has_focus("#question")).await;
    assert_eq!(page.text("#question"), "Disable: bob?");
    page.type_into("reason", "no");
    page.element("#button-confirm").click();
    until(|| page.has_focus("#reason")).await;
    tick().await;
    assert!(page.text("#reason-error").starts_with("Say why in 3"));
    page.element("#button-cancel").click();
    until(|| page.has_focus("#button-disable")).await;
    assert!(page.find("#question").is_none());

    page.element("#button-role").click();
    until(|| page.has_focus("#question")).await;
    page.element("#button-delete").click();
    until(|| page.text("#question").starts_with("Delete")).await;
    assert!(page.find("select").is_none(), "one question at a time");
    sheet.reasons.cancel();
    until(|| page.has_focus("#button-delete")).await;
}

#[wasm_bindgen_test]
async fn a_role_is_chosen_from_the_present_one_on_which_is_not_sent_again() {
    let (page, sheet) = one(Role::Admin, person("bob", Role::Support)).await;
    page.element("#button-role").click();
    until(|| page.has_focus("#question")).await;
    assert_eq!(page.all("select option").len(), 3);
    let role = || {
        let role = page.element("#role");
        role.unchecked_into::<web_sys::HtmlSelectElement>()
    };
    assert_eq!(role().value(), "support");
    page.type_into("reason", "helps on Mondays");
    page.element("#button-confirm").click();
    until(|| page.text("form [role=alert]") == SAME_ROLE).await;
    assert!(sheet.reasons.form.is_open(), "nothing is under way");

    // What was chosen and not sent is forgotten.
    role().set_value("admin");
    let event = web_sys::Event::new("change").expect("an event");
    role().dispatch_event(&event).expect("it is heard");
    assert_eq!(sheet.role.chosen_role(), Role::Admin);
    page.element("#button-cancel").click();
    until(|| page.has_focus("#button-role")).await;
    page.element("#button-role").click();
    until(|| page.has_focus("#question")).await;
    assert_eq!(role().value(), "support");
    assert_eq!(sheet.role.chosen_role(), Role::Support);
    assert_eq!(page.text("form [role=alert]"), "");
}

#[wasm_bindgen_test]
async fn a_link_is_shown_once_with_a_button_that_copies_it() {
    let (page, sheet) = one(Role::Admin, person("bob", Role::User)).await;
    assert!(page.find("[data-testid=one-time-link]").is_none());
    sheet.link.show(Link {
        title: "The link for a new password",
        text: "Give it to bob.".to_owned(),
        path: "/reset-password#reset=AQAA".to_owned(),
        id: "bob".to_owned(),
    });
    tick().await;
    let link = page.text("[data-testid=one-time-link]");
    assert!(link.starts_with("http"), "{link}");
    assert!(link.ends_with("/reset-password#reset=AQAA"), "{link}");
    assert_eq!(page.text(".key button"), "Copy link");

    // Whoever leaves is asked until it was copied, which may be by hand.
    let leaving = sheet.reasons.desk.area.leaving;
    assert_eq!(leaving.guarded(), Some(Treasure::Link));
    let code = page.element("[data-testid=one-time-link]");
    code.dispatch_event(&web_sys::Event::new("copy").expect("an event"))
        .expect("it is heard");
    assert_eq!(leaving.guarded(), None);
    sheet.link.forget("another");
    tick().await;
    assert!(page.find("[data-testid=one-time-link]").is_some());
    sheet.link.forget("bob");
    tick().await;
    assert!(page.find("[data-testid=one-time-link]").is_none());
}

#[wasm_bindgen_test]
async fn a_question_is_asked_also_while_its_answer_has_to_wait_which_it_says() {
    let (page, sheet) = one(Role::Admin, person("bob", Role::User)).await;
    assert_eq!(document().title(), "bob · Postern");
    sheet.reasons.form.wait.set(42);
    page.element("#button-disable").click();
    until(|| page.has_focus("#question")).await;
    let button = page.element("#button-confirm");
    assert_eq!(
        button.get_attribute("aria-disabled").as_deref(),
        Some("true")
    );
    let wait = page.text("[role=timer]");
    assert_eq!(wait, "You can try again in 42 seconds.");
    page.type_into("reason", "left the company");
    button.click();
    tick().await;
    assert!(!sheet.reasons.form.is_busy.get_untracked(), "it was sent");
}

fn buttons(page: &Mounted) -> Vec<String> {
    let all = page.all(".acts > button").into_iter();
    all.filter_map(|it| Some(it.id().strip_prefix("button-")?.to_owned()))
        .collect()
}

async fn one(role: Role, read: PersonResponse) -> (Mounted, Sheet) {
    let kept = ArcStoredValue::new(None);
    let inside = kept.clone();
    let page = as_role(role, move |area| {
        let sheet = Sheet::new(area, "A".repeat(43));
        sheet.reading.show(read);
        inside.set_value(Some(sheet));
        page(sheet)
    });
    tick().await;
    (page, kept.get_value().expect("it is drawn"))
}
