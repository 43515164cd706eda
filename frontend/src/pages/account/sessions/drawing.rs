//! The page in parts, each drawn from the list as a whole.

use leptos::prelude::*;
use postern_shared::api::Session;

use super::session_list::{Act, OTHERS, QUESTION, SessionList, Shown};
use crate::components::{alert, group, heading, line, nothing, replay_warning, session_facts};
use crate::intl;
use crate::session_words::{self, holder};

/// The retry where the list could not be read, and the warning.
pub fn beginning(list: SessionList, shown: &Shown) -> AnyView {
    let has_failed = list.form.alert.with(|alert| !alert.is_empty());
    let retry = has_failed.then(|| button(list, shown, "Try again", "", Act::Reload));
    let has_others = shown.others().next().is_some();
    let warning = shown
        .response
        .as_ref()
        .map(|response| replay_warning(&response.replays, has_others));
    vec![or_nothing(retry), or_nothing(warning)].into_any()
}

/// What is known of this session; room for it until the list is there.
pub fn this_session(list: SessionList, shown: &Shown) -> AnyView {
    let Some(response) = &shown.response else {
        let is_busy = list.form.is_busy.get();
        return if is_busy {
            line("to-come", "Looking for your sessions…")
        } else {
            line("", "This device")
        };
    };
    let this = response.sessions.iter().find(|session| session.current);
    or_nothing(this.map(|session| session_facts(session, shown.now)))
}

/// What was done last, and every other session with its button.
pub fn others(list: SessionList, shown: &Shown) -> AnyView {
    if shown.response.is_none() {
        return nothing();
    }
    let rows: Vec<_> = shown.others().map(|one| row(list, shown, one)).collect();
    let only = if rows.is_empty() {
        "Only this device is signed in."
    } else {
        ""
    };
    vec![
        heading(OTHERS, "Other sessions"),
        line("notice", shown.done.clone()),
        line("", only),
        view! { <ul class="sessions">{rows}</ul> }.into_any(),
    ]
    .into_any()
}

fn row(list: SessionList, shown: &Shown, session: &Session) -> AnyView {
    let since = intl::moment(session.created_at);
    let which = format!(": {}, signed in {since}", holder(session));
    let act = Act::End(session.clone());
    view! {
        <li class="session" data-testid="other-session">
            {session_facts(session, shown.now)}
            {alert_of(shown, &act)}
            {button(list, shown, "End session", &which, act)}
        </li>
    }
    .into_any()
}

/// The way to end them all: a button; then the question, in its place, and its two answers.
pub fn everywhere_else(list: SessionList, shown: &Shown) -> AnyView {
    let count = shown.others().count();
    if count == 0 {
        return nothing();
    }
    let ways = if shown.is_asking {
        question(list, shown, count)
    } else {
        button(list, shown, TITLE, "", Act::Ask)
    };
    vec![ways, line("hint", HINT)].into_any()
}

fn question(list: SessionList, shown: &Shown, count: usize) -> AnyView {
    let text = format!("This ends {}. Go on?", session_words::others(count));
    let parts = vec![
        heading(QUESTION, text),
        alert_of(shown, &Act::EndOthers),
        button(list, shown, TITLE, "", Act::EndOthers),
        button(list, shown, "Cancel", "", Act::Cancel),
    ];
    group("question", QUESTION, parts)
}

/// A button; `which` completes its name for those who do not see what it stands beside.
fn button(list: SessionList, shown: &Shown, label: &str, which: &str, act: Act) -> AnyView {
    let is_doing = shown.doing == act.button();
    let class = match (&act, is_doing) {
        (Act::EndOthers, true) => "primary busy",
        (Act::EndOthers, false) => "primary",
        (_, true) => "secondary busy",
        (_, false) => "secondary",
    };
    let label = if is_doing { "Ending…" } else { label };
    view! {
        <button
            type="button"
            id=act.button_id()
            class=class
            aria-disabled=if shown.doing.is_empty() { "false" } else { "true" }
            on:click=move |_| list.act(&act)
        >
            <span>{label.to_owned()} <span class="unseen">{which.to_owned()}</span></span>
        </button>
    }
    .into_any()
}

/// Why what a button does was not done.
fn alert_of(shown: &Shown, act: &Act) -> AnyView {
    let (button, why) = &shown.failed;
    alert(if button == act.button() { why } else { "" })
}

fn or_nothing(view: Option<AnyView>) -> AnyView {
    view.unwrap_or_else(nothing)
}

const TITLE: &str = "Sign out everywhere else";
const HINT: &str = "Whoever uses a session that you end has to sign in again, within a few minutes \
                    at the latest.";
