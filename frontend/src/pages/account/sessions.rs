//! Where the signed-in person is signed in, and the browsers that are known; the end of any of it.

mod browsers;
mod changes;

use leptos::prelude::*;
use postern_shared::api::{Session, SessionsResponse};
use postern_shared::page::Page;

use crate::account_area::area::Area;
use crate::account_area::calls;
use crate::account_area::desk::{Button, Desk};
use crate::account_area::layout::AreaCard;
use crate::account_area::reading::Reading;
use crate::browser;
use crate::components::{heading, line, nothing, replay_warning, session_facts};
use crate::intl;
use crate::session_words::{self, holder};

/// This session, the others, what happened to some of them, and the known browsers.
#[component]
pub fn Sessions() -> impl IntoView {
    let list = List::new(Area::here());
    let listener = window_event_listener_untyped("visibilitychange", move |_| {
        if browser::is_visible() {
            list.reading.reload();
        }
    });
    on_cleanup(move || listener.remove());
    let cancel = Callback::new(move |()| list.desk.cancel());
    let is_read = Memo::new(move |_| list.reading.read.with(Option::is_some));
    view! {
        <AreaCard page=Page::Sessions title="Where you are signed in" on_escape=cancel>
            {list.desk.done()} {list.reading.state()} {list.part(this_session)}
            {list.part(others)} {list.part(everywhere_else)}
            {move || if is_read.get() { browsers::browsers(list.desk) } else { nothing() }}
        </AreaCard>
    }
}

/// The page's state. It is copied freely: the parts are handles.
#[derive(Clone, Copy)]
struct List {
    desk: Desk,
    reading: Reading<SessionsResponse>,
}

impl List {
    fn new(area: Area) -> Self {
        Self {
            desk: Desk::new(area),
            reading: Reading::new(area, calls::sessions),
        }
    }

    /// A part of the page that is drawn from the list.
    fn part(self, draw: fn(Self, &SessionsResponse, u64) -> AnyView) -> AnyView {
        self.reading.drawn(move |list, now| draw(self, list, now))
    }
}

fn others_of(list: &SessionsResponse) -> impl Iterator<Item = &Session> {
    list.sessions.iter().filter(|session| !session.current)
}

fn this_session(_: List, list: &SessionsResponse, now: u64) -> AnyView {
    let has_others = others_of(list).next().is_some();
    let this = list.sessions.iter().find(|session| session.current);
    let this = this.map_or_else(nothing, |session| session_facts(session, now));
    view! {
        {replay_warning(&list.replays, has_others)}
        <div class="session" data-testid="this-session">
            {this}
        </div>
    }
    .into_any()
}

fn others(this: List, list: &SessionsResponse, now: u64) -> AnyView {
    let rows: Vec<_> = others_of(list).map(|one| row(this, one, now)).collect();
    let only = if rows.is_empty() {
        "Only this device is signed in."
    } else {
        ""
    };
    view! {
        {heading(OTHERS, "Other sessions")}
        {line("", only)}
        <ul class="sessions">{rows}</ul>
    }
    .into_any()
}

fn row(list: List, session: &Session, now: u64) -> AnyView {
    let which = format!(
        "{}, signed in {}",
        holder(session),
        intl::moment(session.created_at)
    );
    let button = Button::of(&session.id, "secondary", "End session", &which);
    let ended = session.clone();
    view! {
        <li class="session" data-testid="other-session">
            {session_facts(session, now)}
            {list.desk.alert(&session.id)}
            {list.desk.button(button, move || changes::end(list, &ended))}
        </li>
    }
    .into_any()
}

fn everywhere_else(list: List, response: &SessionsResponse, _: u64) -> AnyView {
    let count = others_of(response).count();
    if count == 0 {
        return nothing();
    }
    let button = Button::new("everywhere-else", "primary", TITLE);
    let question = format!("This ends {}. Go on?", session_words::others(count));
    let end = move || changes::end_others(list);
    vec![
        list.desk.asking_button(button, question, TITLE, end),
        line("hint", HINT),
    ]
    .into_any()
}

/// The id of the heading above the other sessions.
const OTHERS: &str = "others";
const TITLE: &str = "Sign out everywhere else";
const HINT: &str = "Whoever uses a session that you end has to sign in again, within a few minutes \
                    at the latest.";
