//! A field for a password.

use leptos::ev::FocusEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::field::Field;
use crate::announcer::announce;
use crate::field_checks;

/// Like a text field, with a button that shows what was typed. What a new password must be stands
/// below it from the start, and its length is looked at when the field is left.
#[component]
pub fn PasswordField(
    /// What it holds.
    field: Field,
    /// Whether somebody chooses it here.
    #[prop(optional)]
    is_new: bool,
    /// Whether the password is shown.
    is_shown: RwSignal<bool>,
) -> impl IntoView {
    let toggle = move |_| {
        is_shown.update(|shown| *shown = !*shown);
        announce(if is_shown.get_untracked() {
            "Password shown"
        } else {
            "Password hidden"
        });
    };
    let leave = move |event: FocusEvent| {
        if is_new && !is_sent_by(&event) {
            field.left(field_checks::new_password);
        }
    };
    let (autocomplete, hint) = if is_new {
        ("new-password", NEW_PASSWORD_HINT)
    } else {
        ("current-password", "")
    };
    view! {
        <div class="field">
            <label for=field.name>{field.label}</label>
            <div class="with-button">
                <input
                    id=field.name
                    name=field.name
                    type=move || if is_shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    aria-required="true"
                    aria-describedby=field.described_by()
                    aria-invalid=move || field.is_invalid()
                    prop:value=move || field.value.get()
                    on:input=move |event| field.typed(event_target_value(&event))
                    on:blur=leave
                />
                <button
                    type="button"
                    class="inner"
                    aria-controls=field.name
                    aria-label=move || if is_shown.get() { "Hide password" } else { "Show password" }
                    on:click=toggle
                >
                    {move || if is_shown.get() { "Hide" } else { "Show" }}
                </button>
            </div>
            <p class="error" id=field.error_id()>
                {move || field.error.get()}
            </p>
            <p class="hint" id=field.hint_id()>
                {hint}
            </p>
        </div>
    }
}

const NEW_PASSWORD_HINT: &str = "At least 8 characters of any kind; several words make a good one. \
    Common passwords are refused, and little more than your name or e-mail address.";

/// Whether the field is left for the button that sends the form, which looks at it anyway. A text that
/// came in between would move the button away from under the finger.
fn is_sent_by(event: &FocusEvent) -> bool {
    let target = event.related_target().and_then(|it| it.dyn_into().ok());
    target.is_some_and(|it: Element| it.matches("button[type=submit]").unwrap_or(false))
}
