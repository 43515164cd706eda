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
    page: Page,
    is_guarded: StoredValue<bool>,
    wanted: RwSignal<Option<Way>>,
    keeper: SessionKeeper,
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
    /// They may leave `page`. It watches until that is left.
    pub fn new(keeper: SessionKeeper, page: Page) -> Self {
        let leaving = Self {
            signing_out: FormState::new(),
            page,
            is_guarded: StoredValue::new(false),
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

    /// From now on they may, or may not.
    pub fn guard(self, is_guarded: bool) {
        self.is_guarded.try_set_value(is_guarded);
        self.wanted.try_set(None);
    }

    /// Whether something would be lost.
    pub fn is_guarded(self) -> bool {
        self.is_guarded.try_get_value().unwrap_or_default()
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
                browser::push_address(self.page.path());
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
                self.guard(false);
                self.keeper.go(page);
            }
            Way::Back => {
                self.guard(false);
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
    let (title, label) = match way {
        Way::To(_) | Way::Back => ("Leave without the codes?", "Leave without them"),
        Way::Out => ("Sign out without the codes?", "Sign out without them"),
    };
    let buttons = view! {
        <button type="button" id="button-stay" class="primary" on:click=stay>
            "Stay here"
        </button>
        <button type="button" id="button-leave" class="secondary" on:click=move |_| leaving.leave(way)>
            {label}
        </button>
    };
    let parts = vec![
        heading(QUESTION, title),
        line(
            "",
            "They are shown only now, and nobody can show them again.",
        ),
        buttons.into_any(),
    ];
    group("question", QUESTION, parts)
}

const CLICK: &str = "click";
/// What `start.js` makes of the browser's `popstate`.
const STEP: &str = "postern-step";
const HELD: [&str; 3] = [CLICK, STEP, "beforeunload"];
/// The id of the question.
const QUESTION: &str = "leaving";
