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
    drawn_line(None, class, text.into())
}

/// A line of text in the person's own language.
pub fn own_line(text: String) -> AnyView {
    drawn_line(intl::language(), "", text)
}

fn drawn_line(lang: Option<String>, class: &'static str, text: String) -> AnyView {
    view! {
        <p lang=lang class=class>
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
