//! The sessions as the page knows them, and what it does to them.

use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::api::{Replay, Session, SessionsResponse};

use crate::announcer::announce;
use crate::api_client::Failure;
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
    /// When it was read, in seconds since the epoch.
    pub now: RwSignal<u64>,
    /// What was done last, in words.
    pub done: RwSignal<String>,
    keeper: SessionKeeper,
    response: RwSignal<Option<SessionsResponse>>,
    round: StoredValue<u32>,
}

impl SessionList {
    /// One that was not read yet.
    pub fn new(keeper: SessionKeeper) -> Self {
        Self {
            form: FormState::new(),
            now: RwSignal::new(browser::now()),
            done: RwSignal::new(String::new()),
            keeper,
            response: RwSignal::new(None),
            round: StoredValue::new(0),
        }
    }

    /// Whether it was read.
    pub fn is_loaded(self) -> bool {
        self.response.with(Option::is_some)
    }

    /// The session of this page.
    pub fn current(self) -> Option<Session> {
        self.first(|session| session.current)
    }

    /// The other ones, last used first.
    pub fn others(self) -> Vec<Session> {
        self.read(|response| {
            let others = response.sessions.iter().filter(|session| !session.current);
            others.cloned().collect()
        })
    }

    /// How many other ones there are.
    pub fn count_others(self) -> usize {
        self.read(|response| {
            let others = response.sessions.iter().filter(|session| !session.current);
            others.count()
        })
    }

    /// The session with this id.
    pub fn find(self, id: &str) -> Option<Session> {
        self.first(|session| session.id == id)
    }

    /// Sessions that were ended because a used token of theirs came again, newest first.
    pub fn replays(self) -> Vec<Replay> {
        self.read(|response| response.replays.clone())
    }

    /// Reads the list. What was there before stays until the answer comes.
    pub fn reload(self) {
        let round = self.round.get_value().wrapping_add(1);
        self.round.set_value(round);
        self.form.is_busy.set(true);
        spawn_local(async move {
            let answer = self.keeper.list_sessions().await;
            // An older answer would bring back what has been ended since.
            if self.form.is_gone() || self.round.get_value() != round {
                return;
            }
            match answer {
                Ok(Some(response)) => {
                    self.form.alert.set(String::new());
                    self.now.set(browser::now());
                    self.response.set(Some(response));
                }
                Ok(None) => {}
                Err(failure) => {
                    let is_loaded = self.response.with_untracked(Option::is_some);
                    say(
                        self.form,
                        &failure,
                        if is_loaded { STALE } else { NOT_READ },
                    );
                }
            }
            self.form.finish();
        });
    }

    /// Ends `session`; `form` is where it is under way.
    pub fn end(self, session: &Session, form: FormState) {
        if !form.is_open() {
            return;
        }
        self.done.set(String::new());
        form.begin("Ending the session…");
        let (id, name) = (session.id.clone(), holder(session));
        spawn_local(async move {
            match self.keeper.end_session(&id).await {
                Ok(Some(())) => {
                    self.settle(format!("Session ended: {name}."), |other| other.id != id);
                }
                Ok(None) => {}
                Err(failure) => say(form, &failure, NOT_ENDED),
            }
        });
    }

    /// Ends all sessions but this one; `form` is where it is under way.
    pub fn end_others(self, form: FormState) {
        if !form.is_open() {
            return;
        }
        self.done.set(String::new());
        form.begin("Signing out everywhere else…");
        spawn_local(async move {
            match self.keeper.end_other_sessions().await {
                Ok(Some(count)) => self.settle(ended(count), |session| session.current),
                Ok(None) => {}
                Err(failure) => say(form, &failure, NOT_ENDED),
            }
        });
    }

    /// It is done: says so, leaves in the list what `stays`, and reads it again.
    fn settle(self, said: String, stays: impl Fn(&Session) -> bool) {
        if self.form.is_gone() {
            return;
        }
        announce(&said);
        self.done.set(said);
        self.response.update(|response| {
            if let Some(response) = response {
                response.sessions.retain(stays);
            }
        });
        browser::catch_focus(OTHERS);
        self.reload();
    }

    fn first(self, is_it: impl Fn(&Session) -> bool) -> Option<Session> {
        self.read(|response| {
            let found = response.sessions.iter().find(|session| is_it(session));
            found.cloned()
        })
    }

    fn read<T: Default>(self, read: impl FnOnce(&SessionsResponse) -> T) -> T {
        self.response
            .with(|response| response.as_ref().map(read).unwrap_or_default())
    }
}

fn say(form: FormState, failure: &Failure, unreachable: &'static str) {
    if form.is_gone() {
        return;
    }
    form.finish();
    let text = failure_text_or(failure, unreachable);
    form.alert.set(text.into_owned());
}

/// The id of the heading above the other sessions.
pub const OTHERS: &str = "others";
const NOT_READ: &str = "Postern cannot be reached, so your sessions cannot be shown. Check your connection and try \
     again.";
const STALE: &str = "Postern cannot be reached. What you see here may be out of date.";
const NOT_ENDED: &str =
    "Postern cannot be reached, so nothing was ended. Check your connection and try again.";
