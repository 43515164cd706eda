//! The page, drawn from what the service might have said.

use std::cell::Cell;
use std::rc::Rc;

use leptos::task::tick;
use postern_shared::api::Role;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlSelectElement;

use super::*;
use crate::components::browser_tests::mounted::{Mounted, until};
use crate::pages::administration::browser_tests::as_role;
use crate::pages::administration::link::Link;

#[wasm_bindgen_test]
async fn an_open_invitation_is_taken_back_after_a_question_and_a_used_one_is_not() {
    let page = invitations(vec![
        one("A", None, false),
        one("B", Some("b@x.test"), true),
    ])
    .await;
    let rows: Vec<_> = page.all("[data-testid=invitation]");
    let texts: Vec<_> = rows.iter().filter_map(|it| it.text_content()).collect();
    assert!(texts[0].contains("For whoever has the link"), "{texts:?}");
    assert!(texts[0].contains("Not used yet"), "{texts:?}");
    assert!(texts[0].contains("By alice"), "{texts:?}");
    assert!(texts[1].starts_with("b@x.test"), "{texts:?}");
    assert!(texts[1].contains("Used"), "{texts:?}");
    assert!(page.find("#button-B").is_none());
    page.element("#button-A").click();
    until(|| page.has_focus("#question")).await;
    assert_eq!(
        page.text("#question"),
        "Take back: For whoever has the link?"
    );
    page.element("#button-confirm").click();
    until(|| page.has_focus("#reason")).await;
    page.element("#button-cancel").click();
    until(|| page.has_focus("#button-A")).await;
}

#[wasm_bindgen_test]
async fn what_is_missing_or_wrong_is_said_before_anything_is_sent() {
    let page = invitations(Vec::new()).await;
    assert!(page.text(".body").contains("There are none."));
    page.type_into("email", "nobody");
    page.element("form button[type=submit]").click();
    until(|| page.has_focus("#email")).await;
    page.type_into("email", "");
    page.element("form button[type=submit]").click();
    until(|| page.has_focus("#why")).await;
    tick().await;
    assert!(page.text("#why-error").starts_with("Say why"));
    assert_eq!(page.all("#role option").len(), 3);
    assert_eq!(page.all("#hours option").len(), 4);
}

#[wasm_bindgen_test]
async fn a_link_that_nobody_has_copied_is_not_replaced_by_another() {
    let (page, tray) = with_tray(Vec::new()).await;
    let link = |id: &str| Link {
        title: "The link",
        text: "Give it to bob.".to_owned(),
        path: format!("/register#invitation={id}"),
        id: id.to_owned(),
    };
    tray.link.show(link("A"));
    page.type_into("why", "for somebody else");
    page.element("form button[type=submit]").click();
    until(|| page.text("form [role=alert]").contains("Copy it first")).await;
    assert!(!tray.form.is_busy.get_untracked(), "it was sent");
    // What is of no use any more keeps nobody.
    tray.link.forget("A");
    page.element("form button[type=submit]").click();
    until(|| {
        tray.form.is_busy.get_untracked() || page.text("form [role=alert]").contains("reached")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_role_that_is_chosen_for_somebody_is_seen_in_the_field() {
    let (page, tray) = with_tray(Vec::new()).await;
    let field = || page.element("#role").unchecked_into::<HtmlSelectElement>();
    assert_eq!(field().value(), "user");
    tray.role.begin_with(Role::Admin);
    until(|| field().value() == "admin").await;
    // As after an invitation was made.
    tray.role.begin_with(Role::User);
    until(|| field().value() == "user").await;
}

#[wasm_bindgen_test]
async fn what_is_on_its_way_says_so_and_trying_again_loses_nobody() {
    let page = as_role(Role::Admin, |area| page(Tray::new(area)));
    tick().await;
    assert_eq!(page.text(".to-come"), "Reading…");
    // Nothing answers here.
    until(|| page.find("#button-try-again").is_some()).await;
    let again = page.element("#button-try-again");
    again.focus().expect("it takes the focus");
    // Where nothing answers it goes on from there at once.
    let had_focus = Rc::new(Cell::new(false));
    let noted = Rc::clone(&had_focus);
    let note = Closure::<dyn Fn()>::new(move || noted.set(true));
    let heading = page.element("#heading");
    heading.set_onfocus(Some(note.as_ref().unchecked_ref()));
    again.click();
    until(|| had_focus.get()).await;
    until(|| page.find("#button-try-again").is_some()).await;
}

async fn invitations(invitations: Vec<InvitationSummary>) -> Mounted {
    with_tray(invitations).await.0
}

async fn with_tray(invitations: Vec<InvitationSummary>) -> (Mounted, Tray) {
    let kept = ArcStoredValue::new(None);
    let inside = kept.clone();
    let page = as_role(Role::Admin, move |area| {
        let tray = Tray::new(area);
        tray.reading.show(InvitationsResponse { invitations });
        inside.set_value(Some(tray));
        page(tray)
    });
    tick().await;
    (page, kept.get_value().expect("it is drawn"))
}

fn one(id: &str, email: Option<&str>, used: bool) -> InvitationSummary {
    InvitationSummary {
        id: id.to_owned(),
        role: Role::Support,
        email: email.map(str::to_owned),
        made_by: "alice".to_owned(),
        made_at: 1_795_000_000,
        expires_at: 1_795_086_400,
        used,
    }
}
