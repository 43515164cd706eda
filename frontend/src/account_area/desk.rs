//! The buttons of a page that change something: what is under way, what was done, what went wrong,
//! and whether somebody is being asked first. One thing at a time.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::area::{Area, Stopped};
pub use super::button::{Button, button_id};
pub use super::task::{Act, Change, Task};
use crate::announcer::announce;
use crate::browser;
use crate::components::{Field, FormState, group, heading};
use crate::problem_text::failure_text_or;

/// The state of a page's buttons. It is copied freely: the parts are signals.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The area around the page.
    pub area: Area,
    doing: RwSignal<String>,
    failed: RwSignal<(String, String)>,
    done: RwSignal<String>,
    asked: RwSignal<String>,
}

impl Desk {
    /// Nothing is under way.
    pub fn new(area: Area) -> Self {
        Self {
            area,
            doing: RwSignal::new(String::new()),
            failed: RwSignal::default(),
            done: RwSignal::new(String::new()),
            asked: RwSignal::new(String::new()),
        }
    }

    /// Whether nothing is under way.
    pub fn is_free(self) -> bool {
        self.doing.with_untracked(String::is_empty)
    }

    /// Sets `task` going for the button `key`, unless something is under way. What comes of it is
    /// said beside the button or at the head of the page; the focus stays or goes to `then`.
    pub fn run(self, key: &str, then: &'static str, task: Task) {
        if !self.is_free() {
            return;
        }
        self.doing.set(key.to_owned());
        self.failed.set(Default::default());
        self.done.set(String::new());
        announce(WORKING);
        spawn_local(async move {
            let outcome = task.await;
            if self.doing.is_disposed() {
                return;
            }
            let key = self.doing.get_untracked();
            self.doing.set(String::new());
            match outcome {
                Ok(change) => {
                    browser::keep_focus(then);
                    self.asked.set(String::new());
                    let said = change();
                    announce(&said);
                    self.done.set(said);
                }
                Err(Stopped::Failed(failure)) => {
                    let text = failure_text_or(&failure, UNREACHABLE).into_owned();
                    self.failed.set((key, text));
                }
                Err(Stopped::Cancelled) => announce(CANCELLED),
                Err(Stopped::SignedOut) => {}
            }
        });
    }

    /// Sends a form, unless it is on its way or has to wait. What went wrong is said beside `fields`
    /// or at the form's alert.
    pub fn send(self, form: FormState, fields: &[Field], task: Task) {
        if !form.is_open() {
            return;
        }
        let fields = fields.to_vec();
        form.begin(WORKING);
        self.done.set(String::new());
        spawn_local(async move {
            let outcome = task.await;
            if form.is_gone() {
                return;
            }
            form.finish();
            match outcome {
                Ok(change) => self.say(&change()),
                Err(Stopped::Failed(failure)) => {
                    if let Some(notice) = form.fail(&failure, &fields) {
                        form.alert.set(notice.text().to_owned());
                    }
                }
                Err(Stopped::Cancelled) => announce(CANCELLED),
                Err(Stopped::SignedOut) => {}
            }
        });
    }

    /// Says what was done, at the head of the page and to screen readers.
    pub fn say(self, said: &str) {
        announce(said);
        self.done.set(said.to_owned());
    }

    /// Asks first, in place of the button `key`.
    pub fn ask(self, key: &str) {
        if self.is_free() {
            self.failed.set(Default::default());
            self.asked.set(key.to_owned());
            browser::focus_soon(QUESTION.to_owned());
        }
    }

    /// They do not want to. Nothing where nobody is asked.
    pub fn cancel(self) {
        let key = self.asked.get_untracked();
        if self.is_free() && !key.is_empty() {
            self.failed.set(Default::default());
            self.asked.set(String::new());
            browser::focus_soon(button_id(&key));
        }
    }

    /// What was done last.
    pub fn done(self) -> AnyView {
        view! { <p class="notice">{move || self.done.get()}</p> }.into_any()
    }

    /// Why what the button `key` does was not done.
    pub fn alert(self, key: &str) -> AnyView {
        let key = key.to_owned();
        let text = move || {
            self.failed.with(|(failed, why)| {
                if *failed == key {
                    why.clone()
                } else {
                    String::new()
                }
            })
        };
        view! {
            <p role="alert" class="alert">
                {text}
            </p>
        }
        .into_any()
    }

    /// A button.
    pub fn button(self, button: Button, act: impl Fn() + Send + Sync + 'static) -> AnyView {
        self.drawn_button(button, Arc::new(act))
    }

    /// A button that asks first: pressed, the question with its two answers takes its place.
    pub fn asking_button(
        self,
        button: Button,
        question: String,
        confirm: &'static str,
        act: impl Fn() + Send + Sync + 'static,
    ) -> AnyView {
        self.drawn_question(button, question, confirm, Arc::new(act))
    }

    fn drawn_button(self, button: Button, act: Act) -> AnyView {
        let Button {
            key,
            class,
            label,
            which,
        } = button;
        let id = button_id(&key);
        let is_doing = Memo::new(move |_| self.doing.with(|doing| *doing == key));
        let is_closed = move || {
            if self.doing.with(String::is_empty) {
                "false"
            } else {
                "true"
            }
        };
        view! {
            <button
                type="button"
                id=id
                class=class
                class:busy=move || is_doing.get()
                aria-disabled=is_closed
                on:click=move |_| act()
            >
                <span>
                    {move || if is_doing.get() { WORKING } else { label }}
                    <span class="unseen">{which}</span>
                </span>
            </button>
        }
        .into_any()
    }

    fn drawn_question(
        self,
        button: Button,
        question: String,
        confirm: &'static str,
        act: Act,
    ) -> AnyView {
        let key = button.key.clone();
        let is_asked = Memo::new(move |_| self.asked.with(|asked| *asked == key));
        let draw = move || {
            let key = button.key.clone();
            if !is_asked.get() {
                let opener = Button {
                    which: button.which.clone(),
                    ..Button::new(&key, button.class, button.label)
                };
                return self.drawn_button(opener, Arc::new(move || self.ask(&key)));
            }
            let parts = vec![
                heading(QUESTION, question.clone()),
                self.alert(CONFIRM),
                self.drawn_button(Button::new(CONFIRM, "primary", confirm), Arc::clone(&act)),
                self.drawn_button(
                    Button::new("cancel", "secondary", "Cancel"),
                    Arc::new(move || self.cancel()),
                ),
            ];
            group("question", QUESTION, parts)
        };
        draw.into_any()
    }
}

/// The key of the button that says yes to a question.
pub const CONFIRM: &str = "confirm";
/// The id of the question.
const QUESTION: &str = "question";
const WORKING: &str = "Working…";
const CANCELLED: &str = "Cancelled. Nothing was changed.";
const UNREACHABLE: &str =
    "Postern cannot be reached, so nothing was changed. Check your connection and try again.";
