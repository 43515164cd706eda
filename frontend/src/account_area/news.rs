//! What the person has to be asked about when they come back (ASVS 6.3.5, 6.3.7).

use std::time::Duration;

use leptos::prelude::*;
use postern_shared::api::{ActivityResponse, ActivitySeenRequest, Session, SessionsResponse};
use postern_shared::page::Page;

use super::area::Area;
use super::brought_over;
use super::calls;
use super::desk::{Button, Desk};
use super::reading::Reading;
use crate::activity_words::{asks, news, tells, title, to_look_at};
use crate::announcer::announce;
use crate::browser;
use crate::components::{activity_facts, group, heading, line, nothing};

/// The log and the sessions that it speaks of. It is copied freely: the parts are handles.
#[derive(Clone, Copy)]
pub struct News {
    /// What has happened.
    pub activity: Reading<ActivityResponse>,
    /// Where the person is signed in.
    pub sessions: Reading<SessionsResponse>,
    desk: Desk,
    is_late: RwSignal<bool>,
}

impl News {
    /// Begins to read.
    pub fn new(area: Area) -> Self {
        let news = Self {
            activity: Reading::new(area, calls::activity),
            sessions: Reading::new(area, calls::sessions),
            desk: Desk::new(area),
            is_late: RwSignal::new(false),
        };
        let be_late = move || {
            news.is_late.try_set(true);
        };
        set_timeout(be_late, PATIENCE);
        news
    }

    /// Whether what stands below the banner may be drawn: it does not move any more.
    pub fn is_settled(self) -> bool {
        let is_over = |is_there: bool, alert: RwSignal<String>| {
            is_there || alert.with(|alert| !alert.is_empty())
        };
        let activity = self.activity.read.with(Option::is_some);
        let sessions = self.sessions.read.with(Option::is_some);
        self.is_late.get()
            || is_over(activity, self.activity.form.alert)
                && is_over(sessions, self.sessions.form.alert)
    }

    /// The sessions that are open, as far as they are known.
    pub fn with_open<T>(self, read: impl FnOnce(&[Session]) -> T) -> T {
        self.sessions.read.with(|sessions| {
            read(match sessions {
                Some((response, _)) => &response.sessions,
                None => &[],
            })
        })
    }

    /// What there is to look at, when both have been read; nothing where nothing is. Where they could
    /// not be read, a quiet line says so, unless the page `says_so` itself.
    pub fn banner(self, says_so: bool) -> AnyView {
        let told = move || {
            self.with_both(|activity, open, _| {
                let news = to_look_at(&news(activity, open));
                [news.as_str(), brought_over::said(&activity.to_replace)].join(" ")
            })
        };
        let is_unread = Memo::new(move |_| !says_so && self.is_unread());
        let said = Memo::new(move |_| match told() {
            Some(told) => told.trim().to_owned(),
            None if is_unread.get() => UNREAD.to_owned(),
            None => String::new(),
        });
        let draw = move || {
            // The button to try again goes with its line.
            browser::keep_focus("heading");
            if is_unread.get() {
                return self.unread();
            }
            let drawn = self.with_both(|activity, open, now| {
                let news = self.drawn(activity, open, now);
                vec![news, brought_over::request(&activity.to_replace)].into_any()
            });
            drawn.unwrap_or_else(nothing)
        };
        view! {
            <p role="status" class="unseen">
                {move || said.get()}
            </p>
            {self.desk.done()}
            {draw}
        }
        .into_any()
    }

    fn with_both<T>(self, read: impl FnOnce(&ActivityResponse, &[Session], u64) -> T) -> Option<T> {
        self.activity.read.with(|activity| {
            let (activity, now) = activity.as_ref()?;
            self.sessions.read.with(|sessions| {
                let (sessions, _) = sessions.as_ref()?;
                Some(read(activity, &sessions.sessions, *now))
            })
        })
    }

    /// Reads both again.
    pub fn read_again(self) {
        self.activity.reload();
        self.sessions.reload();
    }

    /// Reads again what is asked for, each time that this has changed.
    pub fn read_again_after(self, change: RwSignal<()>) {
        Effect::new(move |before: Option<()>| {
            change.track();
            if before.is_some() {
                self.activity.reload();
            }
        });
    }

    /// Whether one of them is missing because it could not be read.
    fn is_unread(self) -> bool {
        let activity = self.activity.is_missing();
        self.sessions.is_missing() || activity
    }

    fn unread(self) -> AnyView {
        let retry = move |_| {
            announce(CHECKING);
            self.read_again();
        };
        let label = move || {
            let is_busy = self.activity.form.is_busy.get() || self.sessions.form.is_busy.get();
            if is_busy { CHECKING } else { "Try again" }
        };
        view! {
            <p class="hint">
                {UNREAD} " "
                <button type="button" id="button-check-again" class="link" on:click=retry>
                    {label}
                </button>
            </p>
        }
        .into_any()
    }

    fn drawn(self, activity: &ActivityResponse, open: &[Session], now: u64) -> AnyView {
        let news = news(activity, open);
        if news.is_empty() {
            return nothing();
        }
        let newest = activity.entries.iter().map(|it| it.number).max();
        let rows: Vec<_> = news
            .iter()
            .take(SHOWN)
            .map(|entry| view! { <li>{activity_facts(entry, open, now)}</li> }.into_any())
            .collect();
        let more = match news.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!("And {more} more before."),
        };
        let parts = vec![
            heading(TITLE, title(&news)),
            view! { <ul class="news">{rows}</ul> }.into_any(),
            line("", more),
            if asks(&news) { advice() } else { nothing() },
            line("", if tells(&news) { ASKED_FOR } else { "" }),
            self.desk.alert(KEY),
            self.desk.button(
                Button::new(KEY, "secondary", "I have seen this"),
                move || self.mark_seen(newest.unwrap_or_default()),
            ),
        ];
        group("warning", TITLE, parts)
    }

    fn mark_seen(self, number: u64) {
        let task = async move {
            let request = ActivitySeenRequest { number };
            let call = calls::activity_seen(&request);
            self.desk.area.make(call).await?;
            Ok(Box::new(move || {
                self.activity.read.update(|read| {
                    if let Some((activity, _)) = read {
                        activity.seen = number;
                    }
                });
                SEEN.to_owned()
            }) as _)
        };
        self.desk.run(KEY, "heading", Box::pin(task));
    }
}

fn advice() -> AnyView {
    view! {
        <p>
            "If not, somebody else may know your password. "
            <a href=Page::Password.path()>"Change it"</a> ", "
            <a href=Page::Sessions.path()>"sign out everywhere else"</a> ", and look at your "
            <a href=Page::Authenticators.path()>"authenticators"</a> " and "
            <a href=Page::RecoveryCodes.path()>"recovery codes"</a> ". The rest is under "
            <a href=Page::Activity.path()>"Activity"</a> "."
        </p>
    }
    .into_any()
}

/// More would push the page off the screen.
const SHOWN: usize = 3;
/// Until the page does not wait for it any longer.
const PATIENCE: Duration = Duration::from_secs(2);
/// The button's key.
const KEY: &str = "seen";
/// The id of the heading.
const TITLE: &str = "news";
const ASKED_FOR: &str =
    "If you did not ask for what others did, tell the people who run this service.";
const SEEN: &str = "Marked as seen.";
const UNREAD: &str = "Could not check recent activity.";
const CHECKING: &str = "Checking…";
