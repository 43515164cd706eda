//! A field for a line of text.

use leptos::prelude::*;

use super::field::Field;

/// Label, input, error and hint, tied together for screen readers.
#[component]
pub fn TextField(
    /// What it holds.
    field: Field,
    /// Text that helps.
    #[prop(optional)]
    hint: &'static str,
    /// What a browser may fill in.
    autocomplete: &'static str,
    /// The input's type.
    #[prop(default = "text")]
    kind: &'static str,
    /// How a phone's keyboard begins words.
    #[prop(default = "none")]
    capitals: &'static str,
    /// Whether it may stay empty.
    #[prop(optional)]
    is_optional: bool,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=field.name>
                {field.label} <span class="aside">{is_optional.then_some("optional")}</span>
            </label>
            <input
                id=field.name
                name=field.name
                type=kind
                autocomplete=autocomplete
                autocapitalize=capitals
                spellcheck="false"
                aria-required=(!is_optional).then_some("true")
                aria-describedby=field.described_by()
                aria-invalid=move || field.is_invalid()
                prop:value=move || field.value.get()
                on:input=move |event| field.typed(event_target_value(&event))
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
