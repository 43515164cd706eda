//! What has happened to an account, as a list.

use leptos::prelude::*;
use postern_shared::api::{ActivityResponse, Session};

use crate::browser;
use crate::components::{activity_facts, group, heading, line, nothing};

/// The log as `open` sessions have it; only the newest entries unless it shall be long.
pub fn activity_log(
    activity: &ActivityResponse,
    open: &[Session],
    now: u64,
    is_long: RwSignal<bool>,
) -> AnyView {
    let total = activity.entries.len();
    let shown = if is_long.get() { total } else { FIRST };
    let rows: Vec<_> = activity
        .entries
        .iter()
        .take(shown)
        .zip(0..)
        .map(|(entry, index)| {
            let facts = activity_facts(entry, open, now);
            // What the keyboard goes on with when all are shown.
            let is_next = index == FIRST;
            view! {
                <li
                    data-testid="entry"
                    id=is_next.then_some(NEXT)
                    tabindex=is_next.then_some("-1")
                >
                    {facts}
                </li>
            }
            .into_any()
        })
        .collect();
    let none = if total == 0 { NONE } else { "" };
    let older = if total > shown {
        let show = move |_| {
            is_long.set(true);
            browser::focus_soon(NEXT.to_owned());
        };
        view! {
            <button type="button" class="secondary" on:click=show>
                {format!("Show all {total} entries")}
            </button>
        }
        .into_any()
    } else {
        nothing()
    };
    view! {
        {chain(activity)}
        {line("", none)}
        <ol class="log" role="list">{rows}</ol>
        {older}
        {line("hint", if total >= LIMIT { FULL } else { "" })}
    }
    .into_any()
}

fn chain(activity: &ActivityResponse) -> AnyView {
    if activity.intact {
        return line("whole", WHOLE);
    }
    let parts = vec![heading(BROKEN, "The log is not whole"), line("", TAMPERED)];
    group("warning", BROKEN, parts)
}

/// Shown before somebody asks for more.
const FIRST: usize = 20;
/// The id of the first one after these.
const NEXT: &str = "entry-next";
/// What the service keeps.
const LIMIT: usize = 100;
/// The id of the warning's heading.
const BROKEN: &str = "broken";
const WHOLE: &str = "The log is whole: each entry is sealed together with the one before it, and no \
                     seal is broken.";
const TAMPERED: &str = "Entries were changed or taken out: the seals do not fit together. Tell the \
                        people who run this service, and do not rely on what it says.";
const NONE: &str = "Nothing has happened yet.";
const FULL: &str = "The last 100 entries are kept.";
