//! What is known of a session, and of one that was ended.

use leptos::prelude::*;
use postern_shared::api::{Replay, Session};

use super::drawn::{group, heading, line, nothing, own_line};
use crate::intl;
use crate::session_words::{held_in, holder, methods};

/// What holds the session, since when, from where.
pub fn session_facts(session: &Session, now: u64) -> AnyView {
    // It is being used at this moment: the list was asked for with it.
    let last_used_at = if session.current {
        now
    } else {
        session.last_used_at
    };
    let mut facts = vec![
        fact("Last used", when(last_used_at, now)),
        fact(
            "Signed in",
            when(session.created_at, now)
                .into_iter()
                .chain([line("", methods(&session.methods))])
                .collect(),
        ),
    ];
    if let Some(code) = &session.country {
        facts.push(fact("From", vec![own_line(intl::country(code))]));
    }
    view! {
        <p class="holder">
            <strong>{holder(session)}</strong>
            <span class="badge">{session.current.then_some("This device")}</span>
        </p>
        <dl class="brief">{facts}</dl>
    }
    .into_any()
}

/// What happened, what it may mean, and what to do. Nothing where nothing happened.
pub fn replay_warning(replays: &[Replay], has_others: bool) -> AnyView {
    if replays.is_empty() {
        return nothing();
    }
    let mut lines = vec![heading(WARNING, "A sign-in token was used twice")];
    lines.extend(replays.iter().take(SHOWN).map(replay_line));
    if let Some(older @ 1..) = replays.len().checked_sub(SHOWN) {
        lines.push(line("", format!("And {older} more before.")));
    }
    let advice = if has_others {
        " Then sign out everywhere else."
    } else {
        ""
    };
    lines.push(line("", format!("{MEANING}{advice}")));
    group("warning", WARNING, lines)
}

fn replay_line(replay: &Replay) -> AnyView {
    let from = replay
        .country
        .as_deref()
        .map(|code| format!(" ({})", intl::country(code)));
    let text = format!(
        "On {}, the session{}{} was ended because its sign-in token was used twice.",
        intl::moment(replay.at),
        held_in(replay),
        from.unwrap_or_default()
    );
    line("", text)
}

/// A fact and its name.
pub fn fact(term: &'static str, details: Vec<AnyView>) -> AnyView {
    view! {
        <div class="fact">
            <dt>{term}</dt>
            <dd>{details}</dd>
        </div>
    }
    .into_any()
}

/// How long ago something was, and when.
pub fn when(at: u64, now: u64) -> Vec<AnyView> {
    let ago = intl::ago(now.saturating_sub(at));
    vec![own_line(ago), moment(at)]
}

/// A moment in the person's own language.
pub fn moment(at: u64) -> AnyView {
    view! {
        <time datetime=intl::iso(at) lang=intl::language()>
            {intl::moment(at)}
        </time>
    }
    .into_any()
}

const MEANING: &str = "A restored backup, or two copies of one browser profile, can be the reason. \
                       If you know of none, somebody may have copied the token.";
/// More would push the sessions off the screen.
const SHOWN: usize = 3;
/// The id of the warning's heading.
const WARNING: &str = "replays";
