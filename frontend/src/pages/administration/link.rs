//! A link that works once, and is shown once.

use leptos::prelude::*;

use crate::browser;
use crate::components::{SharedText, group, heading, line, nothing};

/// A link that was made just now, and what it is for.
#[derive(Clone)]
pub struct Link {
    /// What it is.
    pub title: &'static str,
    /// Whom to give it to, and how long it works.
    pub text: String,
    /// Where it leads, with what stands behind `#`.
    pub path: String,
}

/// The link, where there is one. In memory only.
pub fn shown(link: RwSignal<Option<Link>>) -> AnyView {
    let draw = move || {
        let Some(Link { title, text, path }) = link.get() else {
            return nothing();
        };
        let address = format!("{}{path}", browser::origin());
        let parts = vec![
            heading(TITLE, title),
            line("", text),
            view! {
                <SharedText
                    shown=address.clone()
                    copied=address
                    testid="one-time-link"
                    label="Copy link"
                    failed="Not copied: select the link by hand"
                />
            }
            .into_any(),
            line("hint", ONCE),
        ];
        group("question", TITLE, parts)
    };
    draw.into_any()
}

/// The id of the heading.
pub const TITLE: &str = "one-time-link";
const ONCE: &str = "It is shown only now, and nobody can show it again. Hand it over in a way that \
                    you trust: whoever opens it first can use it.";
