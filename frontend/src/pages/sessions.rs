//! Where the signed-in person is signed in, and the end of any of it.

mod everywhere_else;
mod session_list;

use leptos::prelude::*;
use postern_shared::api::Session;
use postern_shared::page::Page;

use self::everywhere_else::EverywhereElse;
use self::session_list::{OTHERS, SessionList};
use super::sign_out::SignOut;
use crate::browser;
use crate::components::{FormAlert, FormState, Heading, ReplayBanner, SessionFacts};
use crate::intl;
use crate::session_keeper::SessionKeeper;
use crate::session_words::holder;

/// This session, the others, and what happened to some of them.
#[component]
pub fn Sessions() -> impl IntoView {
    let list = SessionList::new(expect_context::<SessionKeeper>());
    list.reload();
    let listener = window_event_listener_untyped("visibilitychange", move |_| {
        if browser::is_visible() {
            list.reload();
        }
    });
    on_cleanup(move || listener.remove());
    let is_loaded = Memo::new(move |_| list.is_loaded());
    let has_others = Memo::new(move |_| list.count_others() > 0);
    view! {
        <div class="card wide">
            <p class="back">
                <a href=Page::Account.path()>"Your account"</a>
            </p>
            <Heading title="Where you are signed in" />
            <FormAlert form=list.form />
            <TryAgain list />
            <Show when=move || is_loaded.get() fallback=move || view! { <Loading list /> }>
                <ReplayBanner replays=Signal::derive(move || list.replays()) has_others />
                <ThisSession list />
                <h2 id=OTHERS tabindex="-1">
                    "Other sessions"
                </h2>
                <Done list />
                <Others list />
                <Show
                    when=move || has_others.get()
                    fallback=|| view! { <p>"Only this device is signed in."</p> }
                >
                    <EverywhereElse list />
                    <p class="hint">
                        "Whoever uses a session that you end has to sign in again, within a few \
                         minutes at the latest."
                    </p>
                </Show>
            </Show>
        </div>
    }
}

#[component]
fn TryAgain(list: SessionList) -> impl IntoView {
    move || {
        list.form.alert.with(|alert| !alert.is_empty()).then(|| {
            view! {
                <button
                    type="button"
                    class="secondary"
                    data-testid="try-again"
                    on:click=move |_| list.reload()
                >
                    "Try again"
                </button>
            }
        })
    }
}

/// As high as a short list, so that little moves when the list comes.
#[component]
fn Loading(list: SessionList) -> impl IntoView {
    move || {
        list.form.is_busy.get().then(|| {
            view! {
                <div class="session to-come">
                    <p>"Looking for your sessions…"</p>
                </div>
                <div class="session to-come"></div>
            }
        })
    }
}

/// What was done last, for whoever sees the page; it was spoken when it was done.
#[component]
fn Done(list: SessionList) -> impl IntoView {
    move || {
        let text = list.done.get();
        (!text.is_empty()).then(|| view! { <p class="notice">{text}</p> })
    }
}

#[component]
fn ThisSession(list: SessionList) -> impl IntoView {
    let form = FormState::new();
    let session = Memo::new(move |_| list.current());
    move || {
        let session = session.get()?;
        Some(view! {
            <div class="session" data-testid="this-session">
                <SessionFacts session=Signal::stored(session) now=list.now />
                <FormAlert form />
                <SignOut form />
            </div>
        })
    }
}

#[component]
fn Others(list: SessionList) -> impl IntoView {
    view! {
        <ul class="sessions">
            <For
                each=move || list.others()
                key=|session| session.id.clone()
                children=move |session| view! { <Other list first=session /> }
            />
        </ul>
    }
}

/// One that can be ended. It stays in its place, with its focus, when the list is read again.
#[component]
fn Other(list: SessionList, first: Session) -> impl IntoView {
    let form = FormState::new();
    let session = Memo::new(move |_| list.find(&first.id).unwrap_or_else(|| first.clone()));
    let which = move || {
        session.with(|session| {
            let since = intl::moment(session.created_at);
            format!(": {}, signed in {since}", holder(session))
        })
    };
    view! {
        <li class="session" data-testid="other-session">
            <SessionFacts session now=list.now />
            <FormAlert form />
            <button
                type="button"
                class="secondary"
                class:busy=move || form.is_busy.get()
                aria-disabled=move || if form.is_busy.get() { "true" } else { "false" }
                on:click=move |_| list.end(&session.get_untracked(), form)
            >
                <span>
                    {move || if form.is_busy.get() { "Ending…" } else { "End session" }}
                    <span class="unseen">{which}</span>
                </span>
            </button>
        </li>
    }
}
