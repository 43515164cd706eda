//! How somebody's account stands.

use leptos::prelude::*;
use postern_shared::api::PersonResponse;

use crate::components::{fact, heading, line, moment, session_facts, when};
use crate::grouping::duration;
use crate::pages::administration::people::badge;
use crate::pages::administration::words::is_locked;
use crate::role_words::role_name;

/// Who it is, and what keeps them out or stands before them.
pub fn state(person: &PersonResponse, now: u64) -> AnyView {
    let user = &person.user;
    let mut facts = vec![fact("Role", vec![line("", role_name(user.role))])];
    let words = [("Name", &user.full_name), ("E-mail", &user.email)];
    for (term, text) in words {
        if let Some(text) = text {
            facts.push(fact(term, vec![line("", text.clone())]));
        }
    }
    facts.push(fact("Registered", when(user.created_at, now)));
    facts.push(fact("Second factor", factors(person)));
    let left = person.recovery_codes.left;
    facts.push(fact(
        "Recovery codes",
        vec![line("", format!("{left} left"))],
    ));
    facts.extend(locks(person));
    if let Some(until) = person.enrol_until {
        facts.push(fact("Enrols anew until", vec![moment(until)]));
    }
    if let Some(until) = person.password_reset_until {
        facts.push(fact("Reset link until", vec![moment(until)]));
    }
    view! {
        <div class="session" data-testid="person-state">
            <p class="holder">
                <strong>{user.username.clone()}</strong>
                {badges(person)}
            </p>
            <dl class="brief">{facts}</dl>
        </div>
    }
    .into_any()
}

fn badges(person: &PersonResponse) -> AnyView {
    let mut badges = Vec::new();
    if person.user.disabled {
        badges.push(badge(("badge off", "Disabled")));
    }
    if is_locked(person) {
        badges.push(badge(("badge waiting", "Locked")));
    }
    if confirmed(person).next().is_none() {
        badges.push(badge(("badge waiting", "No second factor")));
    }
    if badges.is_empty() {
        badges.push(badge(("badge", "Active")));
    }
    view! { <span class="badges">{badges}</span> }.into_any()
}

fn confirmed(person: &PersonResponse) -> impl Iterator<Item = &str> {
    let all = person.authenticators.iter().filter(|one| one.confirmed);
    all.map(|one| one.label.as_str())
}

fn factors(person: &PersonResponse) -> Vec<AnyView> {
    let labels: Vec<_> = confirmed(person).collect();
    let text = if labels.is_empty() {
        "None".to_owned()
    } else {
        labels.join(", ")
    };
    vec![line("", text)]
}

/// The service answers the longest wait, whichever browser it is in: another one may be let in now.
fn locks(person: &PersonResponse) -> Vec<AnyView> {
    let mut facts = Vec::new();
    let waits = [
        ("Next password in", person.password_wait),
        ("Next code in", person.code_wait),
    ];
    for (term, seconds) in waits {
        if seconds > 0 {
            let text = format!("{}, at the longest", duration(seconds));
            facts.push(fact(term, vec![line("", text)]));
        }
    }
    if person.suspended {
        facts.push(fact("Codes", vec![line("", SUSPENDED)]));
    }
    facts
}

/// Where they are signed in.
pub fn sessions(person: &PersonResponse, now: u64) -> AnyView {
    let all = &person.sessions.sessions;
    let rows: Vec<_> = all
        .iter()
        .map(|session| view! { <li class="session">{session_facts(session, now)}</li> }.into_any())
        .collect();
    view! {
        {heading("sessions", "Where they are signed in")}
        {line("", if rows.is_empty() { NOWHERE } else { "" })}
        <ul class="sessions">{rows}</ul>
        {heading("activity", "What has happened")}
    }
    .into_any()
}

const NOWHERE: &str = "They are signed in nowhere.";
const SUSPENDED: &str =
    "So many were wrong in a row that none of an app is taken; a recovery code is.";
