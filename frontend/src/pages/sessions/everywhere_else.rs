//! The end of every session but this one, after a question.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::session_list::SessionList;
use crate::browser;
use crate::components::{FormAlert, FormState};
use crate::session_words::others;

/// A button; then the question, in its place, and its two answers.
#[component]
pub fn EverywhereElse(
    /// The sessions.
    list: SessionList,
) -> impl IntoView {
    let form = FormState::new();
    let is_asking = RwSignal::new(false);
    let ask = move |_| {
        is_asking.set(true);
        browser::focus_soon(QUESTION);
    };
    let cancel = move || {
        if form.is_open() {
            form.alert.set(String::new());
            is_asking.set(false);
            browser::focus_soon(BUTTON);
        }
    };
    let cancel_with_escape = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            cancel();
        }
    };
    let disabled = move || if form.is_busy.get() { "true" } else { "false" };
    move || {
        if !is_asking.get() {
            return view! {
                <button id=BUTTON type="button" class="secondary" on:click=ask>
                    {TITLE}
                </button>
            }
            .into_any();
        }
        view! {
            <div
                class="question"
                role="group"
                aria-labelledby=QUESTION
                on:keydown=cancel_with_escape
            >
                <p id=QUESTION tabindex="-1">
                    {move || format!("This ends {}. Go on?", others(list.count_others()))}
                </p>
                <FormAlert form />
                <button
                    type="button"
                    class="primary"
                    class:busy=move || form.is_busy.get()
                    data-testid="confirm"
                    aria-disabled=disabled
                    on:click=move |_| list.end_others(form)
                >
                    {move || if form.is_busy.get() { "Signing out…" } else { TITLE }}
                </button>
                <button
                    type="button"
                    class="secondary"
                    data-testid="cancel"
                    aria-disabled=disabled
                    on:click=move |_| cancel()
                >
                    "Cancel"
                </button>
            </div>
        }
        .into_any()
    }
}

const TITLE: &str = "Sign out everywhere else";
const BUTTON: &str = "everywhere-else";
const QUESTION: &str = "everywhere-else-question";
