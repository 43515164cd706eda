//! What somebody whose account came from another service is asked to replace, until it is replaced.

use leptos::prelude::*;
use postern_shared::api::ToReplace;
use postern_shared::page::Page;

use crate::components::{group, heading, nothing};

/// The request, beside what else there is to look at; nothing where nothing is left to replace. No button takes
/// it away: that others could read the password does not change by having been read.
pub fn request(to_replace: &[ToReplace]) -> AnyView {
    if to_replace.is_empty() {
        return nothing();
    }
    let mut parts = vec![heading(TITLE, SAID)];
    parts.extend(to_replace.iter().map(|what| match what {
        ToReplace::Password => ask(
            "Others could read your password where it was kept before. ",
            Page::Password,
            "Change your password",
        ),
        ToReplace::Authenticator => ask(
            "The secret of your authenticator is shorter than it should be. ",
            Page::Authenticators,
            "Replace your authenticator",
        ),
    }));
    group("warning", TITLE, parts)
}

/// The same for a screen reader, before its reader comes to it; nothing where there is no request.
pub const fn said(to_replace: &[ToReplace]) -> &'static str {
    if to_replace.is_empty() { "" } else { SAID }
}

fn ask(why: &'static str, page: Page, what: &'static str) -> AnyView {
    view! {
        <p>{why} <a href=page.path()>{what}</a> "."</p>
    }
    .into_any()
}

/// The id of the heading.
const TITLE: &str = "to-replace";
const SAID: &str = "Your account was brought over: please replace what came with it";
