//! The components in a real browser.

mod activity;
mod focus;
pub mod mounted;
mod password;
mod sessions;

use leptos::prelude::*;
use leptos::task::tick;
use postern_shared::problem::{Problem, ProblemCode};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use self::mounted::{Mounted, until};
use super::*;
use crate::api_client::Failure;
use crate::qr_path::qr_path;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn a_field_names_its_hint_and_its_error() {
    let page = Mounted::new(|| {
        let field = Field::new("username", "Username");
        field.error.set("Choose a username.".to_owned());
        view! { <TextField field hint="Letters" autocomplete="username" /> }
    });
    tick().await;
    let input = page.input("username");
    assert_eq!(input.get_attribute("aria-invalid").as_deref(), Some("true"));
    let described_by = input
        .get_attribute("aria-describedby")
        .expect("it is described");
    let description: Vec<_> = described_by
        .split(' ')
        .map(|id| page.text(&format!("#{id}")))
        .collect();
    assert_eq!(description, ["Choose a username.", "Letters"]);
    assert_eq!(page.text("label[for=username]"), "Username");
}

#[wasm_bindgen_test]
async fn typing_takes_the_error_away() {
    let page = Mounted::new(|| {
        let field = Field::new("username", "Username");
        field.error.set("Choose a username.".to_owned());
        view! { <TextField field autocomplete="username" /> }
    });
    page.type_into("username", "alice");
    tick().await;
    assert_eq!(page.text("#username-error"), "");
    let invalid = page.input("username").get_attribute("aria-invalid");
    assert_eq!(invalid.as_deref(), Some("false"));
}

#[wasm_bindgen_test]
async fn a_pasted_code_is_cleaned_and_sent_once() {
    let sent = ArcStoredValue::new(Vec::new());
    let page = Mounted::new({
        let sent = sent.clone();
        move || {
            let field = Field::new("otp", "Code");
            let on_complete = Callback::new(move |code| sent.write_value().push(code));
            view! { <CodeField field hint="" on_complete /> }
        }
    });
    for text in ["12345", "123 456", "123456", " 123-456", "12345", "654 321"] {
        page.type_into("otp", text);
        tick().await;
    }
    assert_eq!(page.input("otp").value(), "654321");
    assert_eq!(sent.get_value(), ["123456", "654321"]);
}

#[wasm_bindgen_test]
async fn the_button_says_that_it_works_and_is_closed_meanwhile() {
    let form = Shared::default();
    let page = form.mount();
    assert_eq!(page.text("button"), "Sign in");
    form.get().begin("Signing in…");
    tick().await;
    assert_eq!(page.text("button"), "Signing in…");
    assert_eq!(
        page.element("button")
            .get_attribute("aria-disabled")
            .as_deref(),
        Some("true")
    );
    assert!(!form.get().is_open());
    form.get().finish();
    tick().await;
    assert!(form.get().is_open());
    assert_eq!(page.text("button"), "Sign in");
}

#[wasm_bindgen_test]
async fn a_problem_stands_beside_its_field_which_takes_the_focus() {
    let form = Shared::default();
    let page = form.mount();
    let problem = Problem::new(ProblemCode::UsernameTaken, "");
    let lead = form.fail(&Failure::Problem(Box::new(problem)));
    tick().await;
    assert_eq!(lead, None);
    assert!(
        page.text("#username-error")
            .starts_with("This username is taken.")
    );
    assert_eq!(page.text("[role=alert]"), "");
    let focused = document()
        .active_element()
        .expect("something has the focus");
    assert_eq!(focused.id(), "username");
}

#[wasm_bindgen_test]
async fn without_a_network_the_form_says_so_and_keeps_what_was_typed() {
    let form = Shared::default();
    let page = form.mount();
    page.type_into("username", "alice");
    form.get().begin("Signing in…");
    form.fail(&Failure::Network);
    tick().await;
    assert!(page.text("[role=alert]").contains("cannot be reached"));
    assert_eq!(page.input("username").value(), "alice");
    assert!(form.get().is_open());
}

#[wasm_bindgen_test]
async fn too_many_attempts_close_the_form_until_the_wait_is_over() {
    let form = Shared::default();
    let page = form.mount();
    let mut problem = Problem::new(ProblemCode::TooManyAttempts, "");
    problem.retry_after = Some(2);
    form.fail(&Failure::Problem(Box::new(problem)));
    tick().await;
    assert!(!form.get().is_open());
    assert_eq!(page.text("[role=timer]"), "You can try again in 2 seconds.");
    assert_eq!(
        page.element("button")
            .get_attribute("aria-disabled")
            .as_deref(),
        Some("true")
    );
    until(|| page.text("[role=timer]") == "You can try again in 1 second.").await;
    until(|| form.get().is_open()).await;
    tick().await;
    assert_eq!(page.text("[role=timer]"), "");
    assert_eq!(page.text("[role=alert]"), "");
    assert_eq!(
        page.element("button")
            .get_attribute("aria-disabled")
            .as_deref(),
        Some("false")
    );
}

#[wasm_bindgen_test]
fn a_lost_sign_in_leads_back() {
    let form = Shared::default();
    let _page = form.mount();
    let problem = Problem::new(ProblemCode::ChallengeExpired, "");
    let lead = form.fail(&Failure::Problem(Box::new(problem)));
    assert_eq!(lead, Some(crate::notice::Notice::ChallengeExpired));
}

#[wasm_bindgen_test]
async fn a_heading_names_the_document_and_takes_the_focus_after_the_first_page() {
    // As if no other test had drawn a page.
    let root = document().document_element().expect("there is a document");
    root.remove_attribute("data-ready").expect("it may go");
    let first = Mounted::new(|| view! { <Heading title="First" /> });
    until(|| document().title() == "First · Postern").await;
    until(crate::browser::is_ready).await;
    let focused = document().active_element().map(|element| element.id());
    assert_ne!(focused.as_deref(), Some("heading"));
    drop(first);
    let _second = Mounted::new(|| view! { <Heading title="Second" /> });
    until(|| document().title() == "Second · Postern").await;
    until(|| {
        let focused = document().active_element();
        focused.is_some_and(|element| element.id() == "heading")
    })
    .await;
}

#[wasm_bindgen_test]
fn the_qr_code_is_dark_on_white_in_any_colours() {
    let drawing = qr_path("otpauth://totp/Postern:alice?secret=GEZDGNBV").expect("short");
    let size = drawing.size;
    let page = Mounted::new(move || view! { <QrDrawing drawing /> });
    let svg = page.find("svg[data-testid=qr]").expect("it is drawn");
    let view_box = svg.get_attribute("viewBox");
    assert_eq!(view_box, Some(format!("0 0 {size} {size}")));
    let fills: Vec<_> = ["path:first-child", "path:last-child"]
        .into_iter()
        .filter_map(|path| page.find(path)?.get_attribute("fill"))
        .collect();
    assert_eq!(fills, ["#fff", "#000"]);
}

#[wasm_bindgen_test]
fn the_key_stands_in_groups_of_four() {
    let page = Mounted::new(|| view! { <SecretKey secret="GEZDGNBVGY3T".to_owned() /> });
    assert_eq!(page.text("[data-testid=otp-secret]"), "GEZD GNBV GY3T");
    assert_eq!(page.text("button"), "Copy key");
}

/// A form with one field, and the signals behind it.
#[derive(Default)]
struct Shared(ArcStoredValue<Option<(FormState, Field)>>);

impl Shared {
    fn mount(&self) -> Mounted {
        let parts = self.0.clone();
        Mounted::new(move || {
            let form = FormState::new();
            let field = Field::new("username", "Username");
            parts.set_value(Some((form, field)));
            view! {
                <FormAlert form />
                <TextField field autocomplete="username" />
                <Submit form label="Sign in" doing="Signing in…" />
            }
        })
    }

    fn get(&self) -> FormState {
        self.0.get_value().expect("the form is mounted").0
    }

    fn fail(&self, failure: &Failure) -> Option<crate::notice::Notice> {
        let (form, field) = self.0.get_value().expect("the form is mounted");
        form.fail(failure, &[field])
    }
}
