//! A field for a password.

use leptos::prelude::*;

use super::field::Field;
use crate::announcer::announce;

/// Like a text field, with a button that shows what was typed.
#[component]
pub fn PasswordField(
    /// What it holds.
    field: Field,
    /// Text that helps.
    #[prop(optional)]
    hint: &'static str,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
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
