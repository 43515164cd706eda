//! Keeps somebody from leaving a page by accident while it shows what is shown once. A link, the back
//! button and signing out ask in place; closing the tab and reloading ask by the browser's own dialog.

use leptos::prelude::*;
use postern_shared::page::Page;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event};

use super::sign_out;
use crate::browser;
use crate::components::{FormState, group, heading, line, nothing};
use crate::session_keeper::SessionKeeper;

/// Whether somebody may leave, and how they want to. It is copied freely.
#[derive(Clone, Copy)]
pub struct Leaving {
    /// Whether they are being signed out, and why they could not be.
    pub signing_out: FormState,
    /// Where the page is.
    path: StoredValue<String>,
    guarded: StoredValue<Option<Treasure>>,
    wanted: RwSignal<Option<Way>>,
    keeper: SessionKeeper,
}

/// What is shown once, and would be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treasure {
    /// New recovery codes.
    Codes,
    /// A link that was not copied.
    Link,
}

/// A way to leave.
#[derive(Clone, Copy)]
enum Way {
    /// By a link.
    To(Page),
    /// By the browser's own buttons.
    Back,
    /// By signing out.
    Out,
}

impl Leaving {
    /// They may leave the page at `path`. It watches until that is left.
    pub fn new(keeper: SessionKeeper, path: String) -> Self {
        let leaving = Self {
            signing_out: FormState::new(),
            path: StoredValue::new(path),
            guarded: StoredValue::new(None),
            wanted: RwSignal::new(None),
            keeper,
        };
        // What captures hears of a click before the router, and before any button.
        let hold = Closure::<dyn Fn(Event)>::new(move |event: Event| leaving.hold(&event));
        let function = hold.as_ref().unchecked_ref();
        for kind in HELD {
            window()
                .add_event_listener_with_callback_and_bool(kind, function, true)
                .ok();
        }
        let hold = StoredValue::new_local(hold);
        on_cleanup(move || {
            hold.try_with_value(|hold| {
                let function = hold.as_ref().unchecked_ref();
                for kind in HELD {
                    window()
                        .remove_event_listener_with_callback_and_bool(kind, function, true)
                        .ok();
                }
            });
        });
        leaving
    }

    /// From now on they are asked first, because this would be lost; or not, where it is nothing.
    pub fn guard(self, guarded: Option<Treasure>) {
        self.guarded.try_set_value(guarded);
        self.wanted.try_set(None);
    }

    /// What would be lost.
    pub fn guarded(self) -> Option<Treasure> {
        self.guarded.try_get_value().flatten()
    }

    /// Whether something would be lost.
    pub fn is_guarded(self) -> bool {
        self.guarded().is_some()
    }

    /// Signs out; asks first where something would be lost.
    pub fn sign_out(self) {
        if self.is_guarded() {
            self.ask(Way::Out);
        } else {
            sign_out::sign_out(self.keeper, self.signing_out);
        }
    }

    /// Asks, where somebody wants to leave.
    pub fn question(self) -> AnyView {
        let draw = move || match self.wanted.get() {
            None => nothing(),
            Some(way) => question(self, way),
        };
        draw.into_any()
    }

    fn ask(self, way: Way) {
        self.wanted.set(Some(way));
        browser::focus_soon(QUESTION.to_owned());
    }

    fn hold(self, event: &Event) {
        if !self.is_guarded() {
            return;
        }
        match event.type_().as_str() {
            CLICK => {
                if let Some(page) = page_of_link(event) {
                    event.prevent_default();
                    self.ask(Way::To(page));
                }
            }
            STEP => {
                // The browser has gone already: the page takes its place in the history again, and
                // what was wanted is the step before it.
                event.prevent_default();
                self.path.with_value(|path| browser::push_address(path));
                self.ask(Way::Back);
            }
            _unload => {
                event.prevent_default();
                js_sys::Reflect::set(event, &"returnValue".into(), &"".into()).ok();
            }
        }
    }

    fn leave(self, way: Way) {
        match way {
            Way::To(page) => {
                self.guard(None);
                self.keeper.go(page);
            }
            Way::Back => {
                self.guard(None);
                browser::step_back();
            }
            // Nobody is out before the service has heard it.
            Way::Out => {
                self.wanted.set(None);
                sign_out::sign_out(self.keeper, self.signing_out);
            }
        }
    }
}

impl Treasure {
    /// What is asked, the button that leaves all the same, and what would be lost.
    const fn words(self, way: Way) -> (&'static str, &'static str, &'static str) {
        let is_out = matches!(way, Way::Out);
        match self {
            Self::Codes if is_out => (
                "Sign out without the codes?",
                "Sign out without them",
                ONLY_CODES,
            ),
            Self::Codes => ("Leave without the codes?", "Leave without them", ONLY_CODES),
            Self::Link if is_out => (
                "Sign out without the link?",
                "Sign out without it",
                ONLY_LINK,
            ),
            Self::Link => ("Leave without the link?", "Leave without it", ONLY_LINK),
        }
    }
}

fn page_of_link(event: &Event) -> Option<Page> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let link = target.closest("a[href^='/']").ok().flatten()?;
    Page::at(&link.get_attribute("href")?)
}

fn question(leaving: Leaving, way: Way) -> AnyView {
    let stay = move |_| {
        leaving.wanted.set(None);
        browser::focus("heading");
    };
    let treasure = leaving.guarded().unwrap_or(Treasure::Codes);
    let (title, label, why) = treasure.words(way);
    let buttons = view! {
        <button type="button" id="button-stay" class="primary" on:click=stay>
            "Stay here"
        </button>
        <button type="button" id="button-leave" class="secondary" on:click=move |_| leaving.leave(way)>
            {label}
        </button>
    };
    let parts = vec![heading(QUESTION, title), line("", why), buttons.into_any()];
    group("question", QUESTION, parts)
}

const CLICK: &str = "click";
/// What `start.js` makes of the browser's `popstate`.
const STEP: &str = "postern-step";
const HELD: [&str; 3] = [CLICK, STEP, "beforeunload"];
const ONLY_CODES: &str = "They are shown only now, and nobody can show them again.";
const ONLY_LINK: &str =
    "It was not copied yet. It is shown only now, and nobody can show it again.";
/// The id of the question.
const QUESTION: &str = "leaving";
