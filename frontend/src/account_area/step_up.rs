//! Proof of both factors in place (RFC 9470): what was under way waits for it and then goes on.

mod dialog;
mod proof;

use js_sys::{Function, Promise};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

pub use dialog::StepUpDialog;

/// Whether the person is being asked, and what waits for them. It is copied freely.
#[derive(Clone, Copy)]
pub struct StepUp {
    is_asking: RwSignal<bool>,
    waiting: StoredValue<Vec<Function>, LocalStorage>,
}

impl StepUp {
    /// Nobody is asked. Whoever leaves the page has not proved anything.
    pub fn new() -> Self {
        let step_up = Self {
            is_asking: RwSignal::new(false),
            waiting: StoredValue::new_local(Vec::new()),
        };
        on_cleanup(move || step_up.close(false));
        step_up
    }

    /// Asks the person to prove themselves; false where they do not.
    pub async fn ask(self) -> bool {
        let mut waits = false;
        let answer = Promise::new(&mut |resolve, _reject| {
            let added = self.waiting.try_update_value(|all| all.push(resolve));
            waits = added.is_some();
        });
        if !waits {
            return false;
        }
        self.is_asking.set(true);
        let is_proved = JsFuture::from(answer).await;
        is_proved.is_ok_and(|is_proved| is_proved.is_truthy())
    }

    /// The person is asked no longer: they have proved themselves, or they have not.
    fn close(self, is_proved: bool) {
        self.is_asking.try_set(false);
        let waiting = self.waiting.try_update_value(std::mem::take);
        for resolve in waiting.unwrap_or_default() {
            resolve.call1(&JsValue::NULL, &is_proved.into()).ok();
        }
    }
}
