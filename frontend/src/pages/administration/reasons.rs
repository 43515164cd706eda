//! The question before something is done, and the reason for it.

use leptos::prelude::*;
use postern_shared::reason::parse_reason;

use super::choice::Choice;
use crate::account_area::area::Stopped;
use crate::account_area::desk::{Button, Change, Desk, button_id};
use crate::browser;
use crate::components::{
    Field, FormAlert, FormState, TextField, Wait, group, heading, line, nothing, stops_at_errors,
};
use crate::problem_text::INVALID_REASON;

/// A page's questions, one at a time. It is copied freely: the parts are handles.
#[derive(Clone, Copy)]
pub struct Reasons {
    /// The page's buttons.
    pub desk: Desk,
    /// Whether the answer is on its way.
    pub form: FormState,
    /// Why.
    pub field: Field,
    asked: RwSignal<String>,
}

/// What is asked.
pub struct Question {
    /// What is asked.
    pub title: String,
    /// What happens then.
    pub text: &'static str,
    /// Something to choose besides.
    pub choice: Option<Choice>,
    /// The button that says yes.
    pub confirm: &'static str,
    /// Its class.
    pub class: &'static str,
}

impl Reasons {
    /// Nothing is asked.
    pub fn new(desk: Desk) -> Self {
        Self {
            desk,
            form: FormState::new(),
            field: Field::new("reason", "Reason"),
            asked: RwSignal::new(String::new()),
        }
    }

    /// The button that opens a question.
    pub fn button(self, button: Button) -> AnyView {
        let key = button.key.clone();
        self.desk.button(button, move || self.ask(&key))
    }

    fn ask(self, key: &str) {
        if !self.form.is_busy.get_untracked() {
            self.form.alert.set(String::new());
            self.field.typed(String::new());
            self.asked.set(key.to_owned());
            browser::focus_soon(QUESTION.to_owned());
        }
    }

    /// They do not want to. Nothing where nothing is asked.
    pub fn cancel(self) {
        let key = self.asked.get_untracked();
        if !self.form.is_busy.get_untracked() && !key.is_empty() {
            self.asked.set(String::new());
            browser::focus_soon(button_id(&key));
        }
    }

    /// Whether this is being asked.
    pub fn is_asked(self, key: &str) -> bool {
        self.asked.with(|asked| asked == key)
    }

    /// The reason, where it is one; else says what is wrong with it.
    pub fn reason(self) -> Option<String> {
        let reason = parse_reason(&self.field.text());
        let error = if reason.is_ok() { "" } else { INVALID_REASON };
        self.field.error.set(error.to_owned());
        if !self.form.is_open() || stops_at_errors(&[self.field]) {
            return None;
        }
        reason.ok()
    }

    /// Does what was asked about. What comes of it is said at the head of the page, where the
    /// keyboard goes on, or in the question.
    pub fn send(self, doing: impl Future<Output = Result<Change, Stopped>> + 'static) {
        let task = async move {
            let change = doing.await?;
            Ok(Box::new(move || {
                self.asked.set(String::new());
                browser::focus_soon(HEADING.to_owned());
                change()
            }) as _)
        };
        self.desk.send(self.form, &[self.field], Box::pin(task));
    }

    /// The question, while it is asked.
    pub fn question(self, question: Question, send: impl Fn(String) + 'static) -> AnyView {
        let Question {
            title,
            text,
            choice,
            confirm,
            class,
        } = question;
        let form = self.form;
        let parts = vec![
            heading(QUESTION, title),
            line("", text),
            choice.map_or_else(nothing, Choice::drawn),
            reason_field(self.field),
            view! { <FormAlert form /> }.into_any(),
            buttons(self, confirm, class),
        ];
        view! {
            <form
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    if let Some(reason) = self.reason() {
                        send(reason);
                    }
                }
            >
                {group("question", QUESTION, parts)}
            </form>
        }
        .into_any()
    }
}

/// The field for a reason.
pub fn reason_field(field: Field) -> AnyView {
    view! {
        <TextField
            field
            autocomplete="off"
            capitals="sentences"
            hint="It stands in the log, for administrators and support."
        />
    }
    .into_any()
}

fn buttons(reasons: Reasons, confirm: &'static str, class: &'static str) -> AnyView {
    let form = reasons.form;
    let is_closed = move || form.is_closed();
    view! {
        <Wait form />
        <div class="acts">
            <button
                type="submit"
                id="button-confirm"
                class=class
                class:busy=move || form.is_busy.get()
                aria-disabled=move || if is_closed() { "true" } else { "false" }
            >
                {move || if form.is_busy.get() { "Working…" } else { confirm }}
            </button>
            <button
                type="button"
                id="button-cancel"
                class="secondary"
                on:click=move |_| reasons.cancel()
            >
                "Cancel"
            </button>
        </div>
    }
    .into_any()
}

/// The id of the question.
const QUESTION: &str = "question";
const HEADING: &str = "heading";
