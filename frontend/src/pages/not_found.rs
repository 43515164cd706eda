//! An address that leads nowhere.

use leptos::prelude::*;
use postern_shared::page::Page;

use crate::components::Heading;

/// Says so, and leads back.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <div class="card">
            <Heading title="There is nothing here" />
            <p>"The address may be mistyped, or the page has moved."</p>
            <a class="primary" href=Page::Home.path()>
                "Go to the start"
            </a>
        </div>
    }
}
