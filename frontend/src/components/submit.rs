//! The foot of a form: the button that sends it; and its head: what went wrong.

use leptos::prelude::*;

use super::form_state::FormState;
use crate::grouping::duration;

/// What went wrong with the form as a whole.
#[component]
pub fn FormAlert(
    /// The form.
    form: FormState,
) -> impl IntoView {
    view! {
        <div role="alert" class="alert">
            {move || form.alert.get()}
        </div>
    }
}

/// The button that sends the form, what takes long (`password_client.js`), and how long it must wait.
#[component]
pub fn Submit(
    /// The form.
    form: FormState,
    /// What it does.
    label: &'static str,
    /// What it is doing.
    doing: &'static str,
) -> impl IntoView {
    let is_closed = move || form.is_closed();
    view! {
        <button
            type="submit"
            class="primary"
            class:busy=move || form.is_busy.get()
            aria-disabled=move || if is_closed() { "true" } else { "false" }
        >
            {move || if form.is_busy.get() { doing } else { label }}
        </button>
        <p role="status" class="wait progress"></p>
        <Wait form />
    }
}

/// How long a form must wait.
#[component]
pub fn Wait(
    /// The form.
    form: FormState,
) -> impl IntoView {
    view! {
        <p role="timer" class="wait" data-testid="wait">
            {move || match form.wait.get() {
                0 => String::new(),
                seconds => format!("You can try again in {}.", duration(seconds)),
            }}
        </p>
    }
}
