//! The sessions as the page knows them, and what it does to them.

use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::api::{Session, SessionsResponse};

use crate::announcer::announce;
use crate::browser;
use crate::components::FormState;
use crate::problem_text::failure_text_or;
use crate::session_keeper::SessionKeeper;
use crate::session_words::{ended, holder};

/// The list. It is copied freely: the parts are signals.
#[derive(Clone, Copy)]
pub struct SessionList {
    /// Whether it is being read, and why it could not be.
    pub form: FormState,
    /// What the page shows of it.
    pub shown: RwSignal<Shown>,
    keeper: SessionKeeper,
    round: StoredValue<u64>,
}

/// What the page shows.
#[derive(Default)]
pub struct Shown {
    /// What the service has answered.
    pub response: Option<SessionsResponse>,
    /// When that was, in seconds since the epoch.
    pub now: u64,
    /// What was done last, in words.
    pub done: String,
    /// Whether somebody is being asked if all others shall end.
    pub is_asking: bool,
    /// The button that has set something going; empty where none has.
    pub doing: String,
    /// The button that failed last, and why it did.
    pub failed: (String, String),
}

/// What a button does.
#[derive(Clone)]
pub enum Act {
    /// Reads the list.
    Reload,
    /// Ends one session.
    End(Session),
    /// Asks whether all others shall end.
    Ask,
    /// They shall not.
    Cancel,
    /// They shall.
    EndOthers,
}

impl Act {
    /// The button that does it, unlike any other on the page.
    pub fn button(&self) -> &str {
        match self {
            Self::Reload => "try-again",
            Self::End(session) => &session.id,
            Self::Ask => "everywhere-else",
            Self::Cancel => "cancel",
            Self::EndOthers => "confirm",
        }
    }

    /// The id of the button.
    pub fn button_id(&self) -> String {
        format!("button-{}", self.button())
    }
}

impl Shown {
    /// The other sessions, last used first.
    pub fn others(&self) -> impl Iterator<Item = &Session> {
        let sessions = self.response.iter().flat_map(|it| &it.sessions);
        sessions.filter(|session| !session.current)
    }
}

impl SessionList {
    /// One that was not read yet.
    pub fn new(keeper: SessionKeeper) -> Self {
        Self {
            form: FormState::new(),
            shown: RwSignal::new(Shown::default()),
            keeper,
            round: StoredValue::new(0),
        }
    }

    /// Does what a button does; nothing while another is at work.
    pub fn act(self, act: &Act) {
        if self.shown.with_untracked(|shown| !shown.doing.is_empty()) {
            return;
        }
        match act {
            Act::Reload => self.reload(),
            Act::End(_) | Act::EndOthers => self.end(act.clone()),
            Act::Ask => {
                self.shown.update(|shown| shown.is_asking = true);
                browser::focus_soon(QUESTION.to_owned());
            }
            Act::Cancel if self.shown.with_untracked(|shown| shown.is_asking) => {
                self.shown.update(|shown| {
                    shown.is_asking = false;
                    shown.failed = Default::default();
                });
                browser::focus_soon(Act::Ask.button_id());
            }
            Act::Cancel => {}
        }
    }

    /// Reads the list. What was there before stays until the answer comes.
    pub fn reload(self) {
        let round = self.round.get_value() + 1;
        self.round.set_value(round);
        self.form.is_busy.set(true);
        spawn_local(async move {
            let answer = self.keeper.list_sessions().await;
            // An older answer would bring back what has been ended since.
            if self.form.is_gone() || self.round.get_value() != round {
                return;
            }
            self.form.finish();
            match answer {
                Ok(Some(response)) => {
                    self.form.alert.set(String::new());
                    self.draw(|shown| {
                        shown.now = browser::now();
                        shown.response = Some(response);
                    });
                }
                Ok(None) => {}
                Err(failure) => {
                    let is_there = self.shown.with_untracked(|shown| shown.response.is_some());
                    let unreachable = if is_there { STALE } else { NOT_READ };
                    let text = failure_text_or(&failure, unreachable).into_owned();
                    self.form.alert.set(text);
                }
            }
        });
    }

    /// Ends one session, or all but this one.
    fn end(self, act: Act) {
        self.shown.update(|shown| {
            act.button().clone_into(&mut shown.doing);
            shown.failed = Default::default();
            shown.done = String::new();
        });
        announce("Ending…");
        spawn_local(async move {
            let answer = if let Act::End(session) = &act {
                let answer = self.keeper.end_session(&session.id).await;
                answer.map(|done| done.map(|()| format!("Session ended: {}.", holder(session))))
            } else {
                let answer = self.keeper.end_other_sessions().await;
                answer.map(|count| count.map(ended))
            };
            if self.form.is_gone() {
                return;
            }
            match answer {
                Ok(Some(said)) => {
                    announce(&said);
                    self.draw(|shown| shown.take_off(&act, said));
                    self.reload();
                }
                // The sign-in page is next.
                Ok(None) => {}
                Err(failure) => self.shown.update(|shown| {
                    let text = failure_text_or(&failure, NOT_ENDED).into_owned();
                    shown.failed = (std::mem::take(&mut shown.doing), text);
                }),
            }
        });
    }

    /// Changes what is shown. The focus stays on what it was on, not on what takes its place.
    fn draw(self, change: impl FnOnce(&mut Shown)) {
        browser::keep_focus(OTHERS);
        self.shown.update(|shown| {
            change(shown);
            let has_others = shown.others().next().is_some();
            shown.is_asking &= has_others;
        });
    }
}

impl Shown {
    /// What `act` was to end has ended.
    fn take_off(&mut self, act: &Act, said: String) {
        self.doing = String::new();
        self.done = said;
        if let Some(response) = &mut self.response {
            response.sessions.retain(|session| match act {
                Act::End(ended) => session.id != ended.id,
                _all_others => session.current,
            });
        }
    }
}

/// The id of the heading above the other sessions.
pub const OTHERS: &str = "others";
/// The id of the question whether all others shall end.
pub const QUESTION: &str = "question";
const NOT_READ: &str = "Postern cannot be reached, so your sessions cannot be shown. Check your \
                        connection and try again.";
const STALE: &str = "Postern cannot be reached. What you see here may be out of date.";
const NOT_ENDED: &str =
    "Postern cannot be reached, so nothing was ended. Check your connection and try again.";
