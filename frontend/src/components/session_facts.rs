//! What is known of one session.

use leptos::prelude::*;
use postern_shared::api::Session;

use crate::intl;
use crate::session_words::{holder, methods};

/// What holds the session, since when, from where.
#[component]
pub fn SessionFacts(
    /// The session.
    #[prop(into)]
    session: Signal<Session>,
    /// When the list was read, in seconds since the epoch.
    #[prop(into)]
    now: Signal<u64>,
) -> impl IntoView {
    let country = move || session.with(|session| session.country.as_deref().map(intl::country));
    let created_at = Signal::derive(move || session.with(|session| session.created_at));
    // It is being used at this moment: the list was asked for with it.
    let last_used_at = Signal::derive(move || {
        session.with(|session| {
            if session.current {
                now.get()
            } else {
                session.last_used_at
            }
        })
    });
    view! {
        <p class="holder">
            <strong>{move || session.with(holder)}</strong>
            {move || {
                session
                    .with(|session| session.current)
                    .then(|| view! { <span class="badge">"This device"</span> })
            }}
        </p>
        <dl class="brief">
            <dt>"Last used"</dt>
            <dd>
                <When at=last_used_at now />
            </dd>
            <dt>"Signed in"</dt>
            <dd>
                <When at=created_at now />
                <span class="aside-line">{move || session.with(|it| methods(&it.methods))}</span>
            </dd>
            {move || {
                country()
                    .map(|country| {
                        view! {
                            <dt>"From"</dt>
                            <dd lang=intl::language()>{country}</dd>
                        }
                    })
            }}
        </dl>
    }
}

/// How long ago something was, and when.
#[component]
fn When(at: Signal<u64>, now: Signal<u64>) -> impl IntoView {
    view! {
        <time datetime=move || intl::iso(at.get()) lang=intl::language()>
            <span class="ago">{move || intl::ago(now.get().saturating_sub(at.get()))}</span>
            " "
            <span class="aside-line">{move || intl::moment(at.get())}</span>
        </time>
    }
}
