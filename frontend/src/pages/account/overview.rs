//! The signed-in person's account.

use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::page::Page;

use super::own_data;
use super::profile::Profile;
use crate::account_area::area::Area;
use crate::account_area::desk::Desk;
use crate::account_area::layout::AreaCard;
use crate::account_area::news::News;
use crate::components::{FormAlert, FormState, heading, line, nothing, session_facts};
use crate::problem_text::failure_text_or;

/// Who is signed in, in which session, and what is held about them.
#[component]
pub fn Overview() -> impl IntoView {
    let area = Area::here();
    let news = News::new(area);
    let desk = Desk::new(area);
    let form = FormState::new();
    let profile = Profile::new(desk);
    let reload = move || {
        spawn_local(async move {
            let failure = area.keeper.reload_user().await.err();
            form.alert
                .try_set(failure.map_or_else(String::new, |failure| {
                    failure_text_or(&failure, STALE).into_owned()
                }));
        });
    };
    reload();
    let reload_all = move || {
        reload();
        news.read_again();
    };
    let is_settled = Memo::new(move |_| news.is_settled());
    let draw = move || {
        if is_settled.get() {
            vec![profile.facts(), session(news), data(desk)].into_any()
        } else {
            line("to-come", "Reading…")
        }
    };
    let escape = Callback::new(move |()| profile.leave());
    view! {
        <AreaCard page=Page::Account title="Your account" on_escape=escape news>
            {desk.done()}
            <FormAlert form />
            {move || {
                let has_failed = form.alert.with(|alert| !alert.is_empty());
                if has_failed { again(reload_all) } else { nothing() }
            }}
            {draw}
        </AreaCard>
    }
}

fn again(reload: impl Fn() + Send + Sync + 'static) -> AnyView {
    view! {
        <button type="button" class="secondary" on:click=move |_| reload()>
            "Try again"
        </button>
    }
    .into_any()
}

fn session(news: News) -> AnyView {
    let facts = news.sessions.drawn(|list, now| {
        let this = list.sessions.iter().find(|session| session.current);
        this.map_or_else(nothing, |session| session_facts(session, now))
    });
    view! {
        {heading("session", "This session")}
        <div class="session">
            {facts}
            <p>{SESSION} " " <a href=Page::Sessions.path()>"All sessions"</a></p>
        </div>
    }
    .into_any()
}

fn data(desk: Desk) -> AnyView {
    vec![heading("data", "Your data"), own_data::download(desk)].into_any()
}

const STALE: &str = "Postern cannot be reached. What you see here may be out of date.";
const SESSION: &str = "It ends when you sign out, and by itself when it is not used for some time.";
