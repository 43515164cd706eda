//! The field for a one-time code.

use leptos::prelude::*;
use postern_shared::one_time_code::OneTimeCode;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::field::Field;
use crate::grouping::digits_of;

/// Takes digits, typed or pasted with whatever stands between them, and says when there are six.
#[component]
pub fn CodeField(
    /// What it holds.
    field: Field,
    /// Text that helps.
    hint: &'static str,
    /// Whether it may stay empty.
    #[prop(optional)]
    is_optional: bool,
    /// Called with six digits, once for each that was not there before.
    on_complete: Callback<String>,
) -> impl IntoView {
    let last = StoredValue::new(String::new());
    let read = move |event: web_sys::Event| {
        let typed = event_target_value(&event);
        let digits = digits_of(&typed, OneTimeCode::DIGITS);
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(input) = input
            && typed != digits
        {
            input.set_value(&digits);
        }
        field.typed(digits.clone());
        if digits.len() == OneTimeCode::DIGITS && digits != last.get_value() {
            last.set_value(digits.clone());
            on_complete.run(digits);
        }
    };
    view! {
        <div class="field">
            <label for=field.name>{field.label}</label>
            <input
                class="code"
                id=field.name
                name=field.name
                type="text"
                inputmode="numeric"
                autocomplete="one-time-code"
                autocapitalize="none"
                spellcheck="false"
                aria-required=(!is_optional).then_some("true")
                aria-describedby=field.described_by()
                aria-invalid=move || field.is_invalid()
                prop:value=move || field.value.get()
                on:input=read
            />
            <p class="error" id=field.error_id()>
                {move || field.error.get()}
            </p>
            <p class="hint" id=field.hint_id()>
                {hint}
            </p>
        </div>
    }
}
