//! Questions before something is lost, and proof before something is changed.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use postern_shared::page::Page;
use postern_shared::problem::{Problem, ProblemCode};
use wasm_bindgen_test::wasm_bindgen_test;

use super::in_the_area;
use crate::account_area::area::Stopped;
use crate::account_area::desk::{Button, Desk};
use crate::account_area::leaving::Treasure;
use crate::api_client::Failure;
use crate::components::browser_tests::mounted::{pause_briefly, until};

#[wasm_bindgen_test]
async fn a_button_that_asks_first_does_nothing_until_somebody_says_yes() {
    let done = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&done);
    let (page, _) = in_the_area(move |area| {
        let desk = Desk::new(area);
        let button = Button::of("remove", "quiet", "Remove", "Phone");
        desk.asking_button(button, "Remove it?".to_owned(), "Remove it", move || {
            count.fetch_add(1, Ordering::Relaxed);
        })
    });
    assert_eq!(page.text("#button-remove"), "Remove: Phone");
    page.element("#button-remove").click();
    until(|| page.has_focus("#question")).await;
    assert_eq!(page.text("#question"), "Remove it?");
    page.element("#button-cancel").click();
    until(|| page.has_focus("#button-remove")).await;
    assert!(page.find(".question").is_none());
    assert_eq!(done.load(Ordering::Relaxed), 0);

    page.element("#button-remove").click();
    tick().await;
    page.element("#button-confirm").click();
    assert_eq!(done.load(Ordering::Relaxed), 1);
}

#[wasm_bindgen_test]
async fn what_was_done_and_what_was_not_is_said_and_one_thing_is_done_at_a_time() {
    let desk = Rc::new(Cell::new(None));
    let inside = Rc::clone(&desk);
    let (page, _) = in_the_area(move |area| {
        let desk = Desk::new(area);
        inside.set(Some(desk));
        vec![
            desk.done(),
            desk.alert("save"),
            desk.button(Button::new("save", "primary", "Save"), || {}),
        ]
    });
    let desk = desk.get().expect("it was drawn");
    let outcome = |outcome: Result<&'static str, Stopped>| {
        Box::pin(async move {
            tick().await;
            outcome.map(|said| Box::new(move || said.to_owned()) as _)
        })
    };
    let failure = Failure::Problem(Box::new(Problem::new(ProblemCode::LastAuthenticator, "")));
    desk.run("save", "heading", outcome(Err(Stopped::Failed(failure))));
    tick().await;
    assert!(!desk.is_free());
    assert_eq!(page.text("#button-save"), "Working…");
    desk.run("save", "heading", outcome(Ok("Never.")));
    until(|| desk.is_free()).await;
    tick().await;
    assert!(page.text("[role=alert]").contains("last authenticator"));
    assert_eq!(page.text(".notice"), "");

    desk.run("save", "heading", outcome(Ok("Saved.")));
    until(|| page.text(".notice") == "Saved.").await;
    assert_eq!(page.text("[role=alert]"), "");
    assert_eq!(page.text("#button-save"), "Save");

    desk.run("save", "heading", outcome(Err(Stopped::Cancelled)));
    until(|| desk.is_free()).await;
    tick().await;
    assert_eq!(page.text("[role=alert]"), "");
}

#[wasm_bindgen_test]
async fn the_proof_is_asked_for_in_a_modal_dialog_and_a_cancelled_one_changes_nothing() {
    let tries = Rc::new(Cell::new(0));
    let outcome = Rc::new(RefCell::new(None));
    let (seen, result) = (Rc::clone(&tries), Rc::clone(&outcome));
    let (page, _) = in_the_area(move |area| {
        spawn_local(async move {
            let action = async || {
                seen.set(seen.get() + 1);
                let problem = Problem::new(ProblemCode::StepUpRequired, "");
                Err::<(), _>(Stopped::Failed(Failure::Problem(Box::new(problem))))
            };
            let answer = area.guarded(action).await;
            result.replace(Some(answer));
        });
        view! { <input name="typed" value="still here" /> }
    });
    until(|| page.find("dialog:modal").is_some()).await;
    until(|| page.has_focus("#step-up-password")).await;
    assert_eq!(page.text("dialog strong"), "alice");
    assert!(page.find("dialog input[name=step-up-code]").is_some());

    // Nothing typed: it says so, and does not send.
    page.element("dialog button[type=submit]").click();
    tick().await;
    assert_eq!(page.text("#step-up-password-error"), "Enter your password.");

    page.element("dialog .quiet").click();
    tick().await;
    assert!(page.find("dialog input[name=step-up-code]").is_none());
    assert!(page.find("dialog input[name=step-up-recovery]").is_some());

    page.button_named("Cancel").click();
    until(|| page.find("dialog:modal").is_none()).await;
    until(|| outcome.borrow().is_some()).await;
    let answer = outcome.take().expect("it was awaited");
    assert!(matches!(answer, Err(Stopped::Cancelled)));
    assert_eq!(tries.get(), 1);
    assert_eq!(page.input("typed").value(), "still here");
    assert!(page.find("dialog form").is_none(), "nothing typed is kept");
}

#[wasm_bindgen_test]
async fn whoever_leaves_the_page_has_not_proved_anything() {
    let outcome = Rc::new(Cell::new(None));
    let result = Rc::clone(&outcome);
    let (page, _) = in_the_area(move |area| {
        spawn_local(async move { result.set(Some(area.step_up.ask().await)) });
    });
    until(|| page.find("dialog:modal").is_some()).await;
    drop(page);
    until(|| outcome.get().is_some()).await;
    assert_eq!(outcome.get(), Some(false));
}

#[wasm_bindgen_test]
async fn a_link_is_held_while_something_would_be_lost() {
    let leaving = Rc::new(Cell::new(None));
    let inside = Rc::clone(&leaving);
    let (page, keeper) = in_the_area(move |area| {
        let leaving = area.leaving;
        inside.set(Some(leaving));
        let link = view! { <a href="/sessions" id="away">"Away"</a> }.into_any();
        vec![link, leaving.question()]
    });
    let leaving = leaving.get().expect("it was drawn");
    leaving.guard(Some(Treasure::Codes));
    page.element("#away").click();
    until(|| page.has_focus("#leaving")).await;
    assert_eq!(page.text("#leaving"), "Leave without the codes?");
    page.element("#button-stay").click();
    tick().await;
    assert!(page.find("#leaving").is_none());
    assert!(leaving.is_guarded());

    leaving.guard(Some(Treasure::Link));
    page.element("#away").click();
    until(|| page.has_focus("#leaving")).await;
    assert_eq!(page.text("#leaving"), "Leave without the link?");
    page.element("#button-stay").click();

    page.element("#away").click();
    tick().await;
    page.element("#button-leave").click();
    pause_briefly().await;
    assert!(!leaving.is_guarded());
    let next = untrack(|| keeper.step()).map(|step| step.page);
    assert_eq!(next, Some(Page::Sessions));
}
