//! The heading that every page begins with.

use std::time::Duration;

use leptos::prelude::*;

use crate::announcer::announce;
use crate::browser;

/// The page's one `h1`. It names the document, and takes the keyboard's focus when somebody came
/// here from another page, so that a screen reader begins here.
#[component]
pub fn Heading(
    /// What the page is for.
    title: &'static str,
    /// Where the page stands in a sequence.
    #[prop(optional)]
    step: &'static str,
    /// The id of what takes the focus instead, also on a first visit.
    #[prop(optional)]
    focus: Option<&'static str>,
) -> impl IntoView {
    Effect::new(move |_| {
        browser::name_document(title);
        set_timeout(move || arrive(title, focus), Duration::ZERO);
    });
    view! {
        <p class="step">{step}</p>
        <h1 id=ID tabindex="-1">
            {title}
        </h1>
    }
}

fn arrive(title: &str, focus: Option<&str>) {
    let is_first = !browser::is_ready();
    browser::mark_ready();
    if !is_first {
        announce(title);
    }
    if !is_first || focus.is_some() {
        browser::focus(focus.unwrap_or(ID));
    }
}

const ID: &str = "heading";
