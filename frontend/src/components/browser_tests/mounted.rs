//! A place in the document for a component, and a hand that types.

use std::time::Duration;

use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventInit, HtmlElement, HtmlInputElement};

/// Something in the document, until it is dropped.
pub struct Mounted {
    parent: HtmlElement,
    unmount: Option<Box<dyn FnOnce()>>,
}

impl Mounted {
    pub fn new<V: IntoView + 'static>(content: impl FnOnce() -> V + 'static) -> Self
    where
        V::State: 'static,
    {
        let parent: HtmlElement = document()
            .create_element("div")
            .expect("a div can be made")
            .unchecked_into();
        parent.set_class_name(MOUNTED);
        document()
            .body()
            .expect("the document has a body")
            .append_child(&parent)
            .expect("the body takes it");
        let handle: UnmountHandle<V::State> = mount_to(parent.clone(), content);
        Self {
            parent,
            unmount: Some(Box::new(move || drop(handle))),
        }
    }

    pub fn find(&self, selector: &str) -> Option<Element> {
        self.parent
            .query_selector(selector)
            .expect("a valid selector")
    }

    pub fn element(&self, selector: &str) -> HtmlElement {
        self.find(selector).expect(selector).unchecked_into()
    }

    pub fn input(&self, name: &str) -> HtmlInputElement {
        self.element(&format!("input[name={name}]"))
            .unchecked_into()
    }

    /// All that match, in their order.
    pub fn all(&self, selector: &str) -> Vec<Element> {
        let found = self
            .parent
            .query_selector_all(selector)
            .expect("a valid selector");
        (0..found.length())
            .filter_map(|index| found.item(index)?.dyn_into().ok())
            .collect()
    }

    /// The button with this text.
    pub fn button_named(&self, name: &str) -> HtmlElement {
        let buttons = self.all("button").into_iter();
        buttons
            .filter(|button| {
                button
                    .text_content()
                    .is_some_and(|text| text.trim() == name)
            })
            .map(JsCast::unchecked_into)
            .next()
            .expect(name)
    }

    /// Whether the keyboard is at what matches.
    pub fn has_focus(&self, selector: &str) -> bool {
        let focused = document().active_element();
        focused.is_some_and(|it| {
            self.parent.contains(Some(&it)) && it.matches(selector).expect("a valid selector")
        })
    }

    pub fn text(&self, selector: &str) -> String {
        self.element(selector)
            .text_content()
            .unwrap_or_default()
            .trim()
            .to_owned()
    }

    pub fn type_into(&self, name: &str, text: &str) {
        let input = self.input(name);
        input.set_value(text);
        let options = EventInit::new();
        options.set_bubbles(true);
        let event = Event::new_with_event_init_dict("input", &options).expect("an event");
        input.dispatch_event(&event).expect("it is dispatched");
    }

    /// Whether nothing on the way stops this event at the field.
    pub fn lets_happen(&self, name: &str, event: &str) -> bool {
        let options = EventInit::new();
        options.set_bubbles(true);
        options.set_cancelable(true);
        let event = Event::new_with_event_init_dict(event, &options).expect("an event");
        let input = self.input(name);
        input.dispatch_event(&event).expect("it is dispatched")
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        if let Some(unmount) = self.unmount.take() {
            unmount();
        }
        self.parent.remove();
    }
}

/// Waits until `holds`, for five seconds at most.
pub async fn until(holds: impl Fn() -> bool) {
    for _ in 0..100 {
        if holds() {
            return;
        }
        pause(Duration::from_millis(50)).await;
    }
    let there_is = what_there_is();
    clear();
    panic!("it did not come about; {there_is}");
}

/// What is drawn, and what has the focus.
fn what_there_is() -> String {
    let drawn = document().get_elements_by_class_name(MOUNTED);
    let pages: Vec<_> = (0..drawn.length())
        .filter_map(|index| Some(drawn.item(index)?.inner_html()))
        .collect();
    let focused = document().active_element().map(|it| it.outer_html());
    format!("drawn: {pages:#?}; focused: {focused:#?}")
}

/// Takes everything away: a test that fails drops nothing, and the ids of the next are looked for in
/// the whole document.
fn clear() {
    let left = document().get_elements_by_class_name(MOUNTED);
    while let Some(element) = left.item(0) {
        element.remove();
    }
}

/// Long enough for what was set going to happen.
pub async fn pause_briefly() {
    pause(Duration::from_millis(50)).await;
}

async fn pause(duration: Duration) {
    let promise = js_sys::Promise::new(&mut |resolve, _reject| {
        set_timeout(move || drop(resolve.call0(&resolve)), duration);
    });
    wasm_bindgen_futures::JsFuture::from(promise)
        .await
        .expect("it is never rejected");
}

/// The class of what is mounted.
const MOUNTED: &str = "mounted";
