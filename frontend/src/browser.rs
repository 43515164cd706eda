//! What the client asks of the browser, each in one line for its callers. A browser that refuses
//! (storage switched off, no clipboard) costs convenience, never a failure.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::{document, set_timeout, window};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, HtmlInputElement, Storage};

/// Where a text is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// This tab, until it is closed.
    Tab,
    /// This browser, for all its tabs.
    Browser,
}

/// Keeps `text` under `key`.
pub fn keep(place: Place, key: &str, text: &str) {
    if let Some(storage) = storage(place) {
        storage.set_item(key, text).ok();
    }
}

/// What [`keep`] has kept.
pub fn kept(place: Place, key: &str) -> Option<String> {
    storage(place)?.get_item(key).ok().flatten()
}

/// Drops what [`keep`] has kept.
pub fn forget(place: Place, key: &str) {
    if let Some(storage) = storage(place) {
        storage.remove_item(key).ok();
    }
}

/// Whole seconds since the epoch, by the browser's clock.
pub fn now() -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float is cut to the range of the integer"
    )]
    let seconds = (js_sys::Date::now() / 1000.0) as u64;
    seconds
}

/// A moment as a day in words, and in the form of ISO 8601.
pub fn day(unix_seconds: u64) -> (String, String) {
    #[expect(clippy::cast_precision_loss, reason = "exact for 285 million years")]
    let milliseconds = JsValue::from_f64(unix_seconds as f64 * 1000.0);
    let date = js_sys::Date::new(&milliseconds);
    let style = js_sys::Object::new();
    js_sys::Reflect::set(&style, &"dateStyle".into(), &"long".into()).ok();
    (
        date.to_locale_date_string("en-GB", &style).into(),
        date.to_iso_string().into(),
    )
}

/// Names the document, which is what its tab says.
pub fn name_document(title: &str) {
    document().set_title(&format!("{title} · Postern"));
}

/// The element with this id.
pub fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Moves the keyboard's focus to the element with this id.
pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        element.focus().ok();
    }
}

/// Moves the keyboard's focus to the element with this id when what was just changed is drawn.
pub fn focus_soon(id: String) {
    set_timeout(move || focus(&id), Duration::ZERO);
}

/// Gives the keyboard's focus back to what has it, where that is lost while the page is drawn again:
/// the element has gone, or has become another's. `instead` is the id of what takes it where there is
/// nothing to give it back to. A focus that somebody has moved meanwhile stays where it is.
pub fn keep_focus(instead: &'static str) {
    let Some(element) = document().active_element() else {
        return;
    };
    let id = element.id();
    if id.is_empty() {
        return;
    }
    let keep = move || {
        let now = document().active_element();
        let is_lost = now.is_none_or(|now| {
            let has_changed = now == element && now.id() != id;
            has_changed || now.tag_name() == "BODY"
        });
        if is_lost {
            let is_there = self::element(&id).is_some();
            focus(if is_there { &id } else { instead });
        }
    };
    set_timeout(keep, Duration::ZERO);
}

/// Shows or hides the element with this id.
pub fn set_shown(id: &str, is_shown: bool) {
    if let Some(element) = element(id) {
        element.set_hidden(!is_shown);
    }
}

/// Whether somebody can see the page.
pub fn is_visible() -> bool {
    !document().hidden()
}

/// Moves the keyboard's focus to the field with this id and selects what is in it.
pub fn focus_and_select(id: &str) {
    focus(id);
    if let Some(input) = input(id) {
        input.select();
    }
}

/// What stands in the field with this id: a password manager may fill it without an event.
pub fn field_value(id: &str) -> Option<String> {
    Some(input(id)?.value())
}

/// Says in the document whether the first page is shown.
pub fn mark_ready() {
    if let Some(root) = document().document_element() {
        root.set_attribute("data-ready", "true").ok();
    }
}

/// Whether [`mark_ready`] was called.
pub fn is_ready() -> bool {
    document()
        .document_element()
        .is_some_and(|root| root.has_attribute("data-ready"))
}

/// Where the page comes from.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// The path in the address bar.
pub fn address_path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// Takes what stands behind `#` and `name` in the address out of it, and out of the history.
pub fn take_fragment(name: &str) -> Option<String> {
    let fragment = window().location().hash().ok()?;
    let text = fragment.strip_prefix('#')?.strip_prefix(name)?;
    if let Ok(history) = window().history() {
        let path = address_path();
        history
            .replace_state_with_url(&JsValue::NULL, "", Some(&path))
            .ok();
    }
    Some(text.to_owned())
}

/// Puts `path` into the address bar as a new step of the history.
pub fn push_address(path: &str) {
    if let Ok(history) = window().history() {
        history
            .push_state_with_url(&JsValue::NULL, "", Some(path))
            .ok();
    }
}

/// The step before in the history.
pub fn step_back() {
    if let Ok(history) = window().history() {
        history.back().ok();
    }
}

/// Loads the page again.
pub fn reload() {
    window().location().reload().ok();
}

/// Copies `text`; false where the browser does not let it.
pub async fn copy(text: &str) -> bool {
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
    match clipboard.map(JsCast::dyn_into::<web_sys::Clipboard>) {
        Ok(Ok(clipboard)) => JsFuture::from(clipboard.write_text(text)).await.is_ok(),
        _ => false,
    }
}

/// Runs `work` while no other tab of this browser runs work under the same name; at once where
/// the browser has no Web Locks. None where the browser refuses the lock.
pub async fn alone<T, F>(name: &str, work: F) -> Option<T>
where
    T: 'static,
    F: Future<Output = T> + 'static,
{
    let locks =
        js_sys::Reflect::get(&window().navigator(), &"locks".into()).unwrap_or(JsValue::UNDEFINED);
    let request = js_sys::Reflect::get(&locks, &"request".into())
        .ok()
        .and_then(|request| request.dyn_into::<js_sys::Function>().ok());
    let Some(request) = request else {
        return Some(work.await);
    };
    let outcome = Rc::new(RefCell::new(None));
    let inside = Rc::clone(&outcome);
    let task = Closure::once(move || -> js_sys::Promise {
        wasm_bindgen_futures::future_to_promise(async move {
            let result = work.await;
            inside.replace(Some(result));
            Ok(JsValue::UNDEFINED)
        })
    });
    let done = request.call2(&locks, &name.into(), task.as_ref()).ok()?;
    JsFuture::from(done.dyn_into::<js_sys::Promise>().ok()?)
        .await
        .ok();
    outcome.take()
}

fn input(id: &str) -> Option<HtmlInputElement> {
    element(id)?.dyn_into().ok()
}

fn storage(place: Place) -> Option<Storage> {
    match place {
        Place::Tab => window().session_storage(),
        Place::Browser => window().local_storage(),
    }
    .ok()
    .flatten()
}
