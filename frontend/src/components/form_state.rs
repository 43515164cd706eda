//! What a form knows of itself: whether it is being sent, what went wrong, how long it must wait.

use std::time::Duration;

use leptos::prelude::*;

use super::field::{Field, stops_at_errors};
use crate::announcer::announce;
use crate::api_client::Failure;
use crate::browser;
use crate::notice::Notice;
use crate::problem_place::{Place, place};
use crate::problem_text::failure_text;

/// One form. It is copied freely: the parts are signals.
#[derive(Clone, Copy)]
pub struct FormState {
    /// An answer is awaited.
    pub is_busy: RwSignal<bool>,
    /// What is said at the head of the form; empty where nothing is.
    pub alert: RwSignal<String>,
    /// Seconds until it may be sent again.
    pub wait: RwSignal<u64>,
    timer: StoredValue<Option<IntervalHandle>>,
}

impl FormState {
    /// A form that may be sent.
    pub fn new() -> Self {
        let form = Self {
            is_busy: RwSignal::new(false),
            alert: RwSignal::new(String::new()),
            wait: RwSignal::new(0),
            timer: StoredValue::new(None),
        };
        on_cleanup(move || {
            if let Some(Some(timer)) = form.timer.try_get_value() {
                timer.clear();
            }
        });
        form
    }

    /// Whether it may be sent now.
    pub fn is_open(self) -> bool {
        !self.is_busy.get_untracked() && self.wait.get_untracked() == 0
    }

    /// The opposite, which a button follows.
    pub fn is_closed(self) -> bool {
        self.is_busy.get() || self.wait.get() > 0
    }

    /// Whether its page was left.
    pub fn is_gone(self) -> bool {
        self.is_busy.is_disposed()
    }

    /// It is being sent.
    pub fn begin(self, doing: &str) {
        self.alert.set(String::new());
        self.is_busy.set(true);
        announce(doing);
    }

    /// The answer is there.
    pub fn finish(self) {
        self.is_busy.set(false);
    }

    /// Says what went wrong, beside its field where it has one. Answers where somebody must go
    /// when the form is of no more use.
    pub fn fail(self, failure: &Failure, fields: &[Field]) -> Option<Notice> {
        self.finish();
        let text = failure_text(failure).into_owned();
        if let Failure::Problem(problem) = failure {
            if let Some(seconds) = problem.retry_after {
                self.wait_for(seconds);
            }
            match place(problem) {
                Place::SignIn(notice) => return Some(notice),
                Place::Field(name) => {
                    if let Some(field) = fields.iter().find(|field| field.name == name) {
                        field.error.set(text);
                        stops_at_errors(&[*field]);
                        return None;
                    }
                }
                Place::Form => {}
            }
        }
        self.alert.set(text);
        None
    }

    fn wait_for(self, seconds: u64) {
        self.wait.set(seconds);
        let end = browser::now() + seconds;
        let tick = move || {
            let left = end.saturating_sub(browser::now());
            if self.wait.try_set(left).is_some() || left > 0 {
                return;
            }
            self.stop_waiting();
        };
        if let Ok(timer) = set_interval_with_handle(tick, TICK) {
            self.timer.set_value(Some(timer));
        }
    }

    fn stop_waiting(self) {
        if let Some(Some(timer)) = self.timer.try_get_value() {
            timer.clear();
        }
        self.alert.set(String::new());
        announce("You can try again now.");
    }
}

const TICK: Duration = Duration::from_millis(500);
