//! A choice between yes and no.

use leptos::prelude::*;

/// A box to tick, its label, and what helps to decide.
#[component]
pub fn CheckBox(
    /// Its `name`, which is its `id` too.
    name: &'static str,
    /// What is chosen.
    label: &'static str,
    /// Text that helps.
    #[prop(optional)]
    hint: &'static str,
    /// Whether it is ticked.
    is_on: RwSignal<bool>,
) -> AnyView {
    let hint_id = format!("{name}-hint");
    view! {
        <div class="choice">
            <input
                id=name
                name=name
                type="checkbox"
                aria-describedby=hint_id.clone()
                prop:checked=move || is_on.get()
                on:change=move |event| is_on.set(event_target_checked(&event))
            />
            <label for=name>{label}</label>
            <p class="hint" id=hint_id>
                {hint}
            </p>
        </div>
    }
    .into_any()
}
