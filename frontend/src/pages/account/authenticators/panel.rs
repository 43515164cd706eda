//! What is filled in: a name, a first code.

use leptos::prelude::*;

use super::{Named, Shelf, Stage, changes};
use crate::account_area::desk::Button;
use crate::components::{CodeField, FormAlert, Submit, TextField, heading, line, nothing};
use crate::pages::Authenticator;

/// Below the list: the way to add one, or how far that has come.
pub fn panel(shelf: Shelf) -> AnyView {
    let draw = move || match shelf.stage.get() {
        Stage::Choosing => way_to_add(shelf),
        Stage::Naming(replaces) => naming(shelf, replaces.as_ref()),
        Stage::Confirming(named, old) => confirming(shelf, &named, old.as_deref()),
        Stage::Renaming(_) => nothing(),
    };
    draw.into_any()
}

/// In the row of the one that gets another name.
pub fn renaming(shelf: Shelf) -> AnyView {
    form(
        shelf,
        vec![label_field(shelf)],
        "Save the name",
        changes::rename,
    )
}

fn way_to_add(shelf: Shelf) -> AnyView {
    let count = move || {
        let read = &shelf.reading.read;
        read.with(|read| read.as_ref().map(|(it, _)| it.authenticators.len()))
    };
    let draw = move || match count() {
        None => nothing(),
        Some(LIMIT..) => line("hint", FULL),
        Some(_) => shelf.desk.button(
            Button::new("add", "primary", "Add an authenticator"),
            move || {
                shelf.enter(Stage::Naming(None), "", TITLE);
            },
        ),
    };
    draw.into_any()
}

fn naming(shelf: Shelf, replaces: Option<&Named>) -> AnyView {
    let (title, text) = match replaces {
        Some(old) => (
            format!("Replace “{}”", old.label),
            format!(
                "“{}” works until the new one has shown its first code. Only then it goes.",
                old.label
            ),
        ),
        None => ("Add an authenticator".to_owned(), NAMING.to_owned()),
    };
    let parts = vec![heading(TITLE, title), line("", text), label_field(shelf)];
    form(shelf, parts, "Go on", changes::add)
}

fn confirming(shelf: Shelf, named: &Named, old: Option<&str>) -> AnyView {
    let secret = shelf.added.with_value(|added| {
        let added = added.as_ref().filter(|added| added.id == named.id)?;
        let texts = [&added.otp_secret, &added.otpauth_uri];
        Some(texts.map(|text| text.expose().to_owned()))
    });
    let way = match secret {
        Some([secret, uri]) => view! { <Authenticator secret uri /> }.into_any(),
        None => line("", AGAIN),
    };
    let mut parts = vec![heading(TITLE, format!("Connect “{}”", named.label))];
    if let Some(old) = old {
        let text = format!("“{old}” works until you have entered the first code of this one.");
        parts.push(line("", text));
    }
    let field = view! {
        <CodeField
            field=shelf.code
            hint="The app shows a new code every 30 seconds."
            on_complete=Callback::new(move |_digits| changes::confirm(shelf))
        />
    };
    parts.extend([way, field.into_any()]);
    form(shelf, parts, "Confirm", changes::confirm)
}

fn label_field(shelf: Shelf) -> AnyView {
    view! {
        <TextField
            field=shelf.label
            autocomplete="off"
            capitals="sentences"
            hint="So that you know which one it is, such as the phone that it is on."
        />
    }
    .into_any()
}

fn form(shelf: Shelf, parts: Vec<AnyView>, label: &'static str, send: fn(Shelf)) -> AnyView {
    view! {
        <form
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                send(shelf);
            }
        >
            {parts}
            <FormAlert form=shelf.form />
            <Submit form=shelf.form label doing="Working…" />
            <button
                type="button"
                id="button-cancel"
                class="secondary"
                on:click=move |_| shelf.leave_stage()
            >
                "Cancel"
            </button>
        </form>
    }
    .into_any()
}

/// The id of the panel's heading.
pub const TITLE: &str = "panel";
/// What an account keeps.
const LIMIT: usize = 10;
const FULL: &str = "You have 10 authenticators, and more are not kept. Remove one to add another.";
const NAMING: &str = "First give it a name. Then you scan a QR code with the new app, and enter the \
                      code that it shows.";
const AGAIN: &str = "Enter the code that the app shows for Postern. If you did not scan its QR code, \
                     cancel, and add it anew: the QR code is shown only once.";
