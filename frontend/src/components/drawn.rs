//! Pieces of a page that is drawn from its data as a whole. They are of few types on purpose: each
//! further type of view is weight in the module.

use leptos::prelude::*;

use crate::intl;

/// Nothing.
pub fn nothing() -> AnyView {
    Vec::<AnyView>::new().into_any()
}

/// A line of text; nothing is to be seen of an empty one.
pub fn line(class: &'static str, text: impl Into<String>) -> AnyView {
    drawn_line(None, None, class, text.into())
}

/// A line of text in the person's own language.
pub fn own_line(text: String) -> AnyView {
    drawn_line(None, intl::language(), "", text)
}

/// What went wrong; empty where nothing did. It stays on the page, so that screen readers watch it.
pub fn alert(text: &str) -> AnyView {
    drawn_line(Some("alert"), None, "alert", text.to_owned())
}

fn drawn_line(
    role: Option<&'static str>,
    lang: Option<String>,
    class: &'static str,
    text: String,
) -> AnyView {
    view! {
        <p role=role lang=lang class=class>
            {text}
        </p>
    }
    .into_any()
}

/// Things that belong together, under the name that the element with the id `name` has.
pub fn group(class: &'static str, name: &'static str, parts: Vec<AnyView>) -> AnyView {
    view! {
        <div class=class role="group" aria-labelledby=name>
            {parts}
        </div>
    }
    .into_any()
}

/// A heading inside a page, or a question: what a script gives the focus to.
pub fn heading(id: &'static str, text: impl Into<String>) -> AnyView {
    let text: String = text.into();
    view! {
        <h2 id=id tabindex="-1">
            {text}
        </h2>
    }
    .into_any()
}
