//! What is known of a browser that signed in before.

use leptos::prelude::*;
use postern_shared::api::KnownBrowser;

use super::drawn::own_line;
use super::session_facts::{fact, moment, when};
use crate::intl;
use crate::session_words::program;

/// Its name in words.
pub fn browser_name(browser: &KnownBrowser) -> String {
    let known = program(browser.browser.as_deref(), browser.system.as_deref());
    known.unwrap_or_else(|| "A browser".to_owned())
}

/// What it is, when it signed in, from where, and until when it is not asked for a code.
pub fn browser_facts(browser: &KnownBrowser, now: u64) -> AnyView {
    let mut facts = vec![
        fact("Last sign-in", when(browser.last_seen_at, now)),
        fact("First sign-in", when(browser.first_seen_at, now)),
    ];
    if let Some(code) = &browser.country {
        facts.push(fact("From", vec![own_line(intl::country(code))]));
    }
    if let Some(until) = browser.trusted_until.filter(|until| *until > now) {
        facts.push(fact("No code until", vec![moment(until)]));
    }
    view! {
        <p class="holder">
            <strong>{browser_name(browser)}</strong>
            <span class="badge">{browser.current.then_some("This browser")}</span>
        </p>
        <dl class="brief">{facts}</dl>
    }
    .into_any()
}
