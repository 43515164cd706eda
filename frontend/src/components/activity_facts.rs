//! One thing that has happened to the account.

use leptos::prelude::*;
use postern_shared::api::{ActivityEntry, Session};

use super::drawn::{line, own_line};
use super::session_facts::when;
use crate::activity_words::{Whose, what, whose};
use crate::intl;
use crate::session_words::{methods, program};

/// What it was, when, by what, from where, in which of the `open` sessions.
pub fn activity_facts(entry: &ActivityEntry, open: &[Session], now: u64) -> AnyView {
    let mut details = when(entry.at, now);
    let program = program(entry.browser.as_deref(), entry.system.as_deref());
    details.extend(program.map(|program| line("", program)));
    let country = entry.country.as_deref();
    details.extend(country.map(|code| own_line(intl::country(code))));
    if !entry.methods.is_empty() {
        details.push(line("", methods(&entry.methods)));
    }
    let badge = match whose(entry, open) {
        Whose::This => "This session",
        Whose::Another => {
            details.push(line("", "In a session that is open elsewhere"));
            ""
        }
        Whose::Ended | Whose::None => "",
    };
    view! {
        <p class="holder">
            <strong>{what(entry)}</strong>
            <span class="badge">{badge}</span>
        </p>
        <div class="details">{details}</div>
    }
    .into_any()
}
