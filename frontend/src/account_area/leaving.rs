//! Keeps somebody from leaving a page by accident while it shows what is shown once. A link asks in
//! place; closing the tab and reloading ask by the browser's own dialog. The back button cannot be
//! held: what is lost by it is for the page to keep.

use leptos::prelude::*;
use postern_shared::page::Page;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event};

use crate::browser;
use crate::components::{group, heading, line, nothing};
use crate::session_keeper::SessionKeeper;

/// Whether somebody may leave, and where they want to go. It is copied freely.
#[derive(Clone, Copy)]
pub struct Leaving {
    is_guarded: StoredValue<bool>,
    wanted: RwSignal<Option<Page>>,
    keeper: SessionKeeper,
}

impl Leaving {
    /// They may. It watches until the page is left.
    pub fn new(keeper: SessionKeeper) -> Self {
        let leaving = Self {
            is_guarded: StoredValue::new(false),
            wanted: RwSignal::new(None),
            keeper,
        };
        let unload = window_event_listener_untyped("beforeunload", move |event| {
            if leaving.is_guarded() {
                event.prevent_default();
                js_sys::Reflect::set(&event, &"returnValue".into(), &"".into()).ok();
            }
        });
        // The document hears of it before the router, which listens at the window.
        let click = Closure::<dyn Fn(Event)>::new(move |event: Event| leaving.hold(&event));
        let function = click.as_ref().unchecked_ref();
        document()
            .add_event_listener_with_callback("click", function)
            .ok();
        let click = StoredValue::new_local(click);
        on_cleanup(move || {
            unload.remove();
            click.try_with_value(|click| {
                let function = click.as_ref().unchecked_ref();
                document()
                    .remove_event_listener_with_callback("click", function)
                    .ok();
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

    /// Asks, where somebody wants to leave.
    pub fn question(self) -> AnyView {
        let draw = move || match self.wanted.get() {
            None => nothing(),
            Some(page) => question(self, page),
        };
        draw.into_any()
    }

    fn hold(self, event: &Event) {
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let link = target.and_then(|target| target.closest("a[href^='/']").ok().flatten());
        let path = link.and_then(|link| link.get_attribute("href"));
        let page = path.as_deref().and_then(Page::at);
        if let Some(page) = page
            && self.is_guarded()
        {
            event.prevent_default();
            self.wanted.set(Some(page));
            browser::focus_soon(QUESTION.to_owned());
        }
    }
}

fn question(leaving: Leaving, page: Page) -> AnyView {
    let stay = move |_| {
        leaving.wanted.set(None);
        browser::focus("heading");
    };
    let leave = move |_| {
        leaving.guard(false);
        leaving.keeper.go(page);
    };
    let buttons = view! {
        <button type="button" id="button-stay" class="primary" on:click=stay>
            "Stay here"
        </button>
        <button type="button" id="button-leave" class="secondary" on:click=leave>
            "Leave without them"
        </button>
    };
    let parts = vec![
        heading(QUESTION, "Leave without the codes?"),
        line(
            "",
            "They are shown only now, and nobody can show them again.",
        ),
        buttons.into_any(),
    ];
    group("question", QUESTION, parts)
}

/// The id of the question.
const QUESTION: &str = "leaving";
