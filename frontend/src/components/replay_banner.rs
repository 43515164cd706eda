//! Sessions that were ended because a used token of theirs came again.

use leptos::prelude::*;
use postern_shared::api::Replay;

use crate::intl;
use crate::session_words::held_in;

/// What happened, what it may mean, and what to do. Nothing where nothing happened.
#[component]
pub fn ReplayBanner(
    /// Newest first.
    #[prop(into)]
    replays: Signal<Vec<Replay>>,
    /// Whether there are other sessions that can be ended.
    #[prop(into)]
    has_others: Signal<bool>,
) -> impl IntoView {
    move || {
        let replays = replays.get();
        let older = replays.len().saturating_sub(SHOWN);
        (!replays.is_empty()).then(|| {
            view! {
                <section class="warning" aria-labelledby="replays">
                    <h2 id="replays">"A sign-in token was used twice"</h2>
                    {replays.iter().take(SHOWN).map(line).collect_view()}
                    {(older > 0).then(|| view! { <p>{format!("And {older} more before.")}</p> })}
                    <p>
                        "A restored backup, or two copies of one browser profile, can be the reason. \
                         If you know of none, somebody may have copied the token."
                        {move || {
                            has_others.get().then_some(" Then sign out everywhere else.")
                        }}
                    </p>
                </section>
            }
        })
    }
}

fn line(replay: &Replay) -> impl IntoView + use<> {
    let from = replay.country.as_deref().map(intl::country);
    let lang = intl::language();
    view! {
        <p>
            "On "
            <time datetime=intl::iso(replay.at) lang=lang.clone()>
                {intl::moment(replay.at)}
            </time>
            {format!(", the session{}", held_in(replay))}
            {from.map(|country| view! { ", last used from " <span lang=lang>{country}</span> "," })}
            " was ended because its sign-in token was used twice."
        </p>
    }
}

/// More would push the sessions off the screen.
const SHOWN: usize = 3;
