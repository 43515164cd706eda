//! What a page has read from the service.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use super::area::{Area, Stopped};
use super::calls::Call;
use crate::announcer::announce;
use crate::api_client::Failure;
use crate::browser;
use crate::components::{FormState, line, nothing};
use crate::problem_text::failure_text_or;

/// An answer of the service that a page shows. It is copied freely: the parts are handles.
pub struct Reading<T: 'static> {
    /// Whether it is being read, and why it could not be.
    pub form: FormState,
    /// What was read last, and when, in seconds since the epoch.
    pub read: RwSignal<Option<(T, u64)>>,
    area: Area,
    call: StoredValue<Asking<T>>,
    round: StoredValue<u64>,
}

/// What is asked.
type Asking<T> = Box<dyn Fn() -> Call<T> + Send + Sync>;

impl<T> Clone for Reading<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Reading<T> {}

impl<T: Send + Sync + 'static> Reading<T> {
    /// Begins to read.
    pub fn new(area: Area, call: impl Fn() -> Call<T> + Send + Sync + 'static) -> Self {
        let reading = Self {
            form: FormState::new(),
            read: RwSignal::new(None),
            area,
            call: StoredValue::new(Box::new(call)),
            round: StoredValue::new(0),
        };
        reading.reload();
        reading
    }

    /// Reads again. What was there before stays until the answer comes.
    pub fn reload(self) {
        if let Some(call) = self.call.try_with_value(|call| call()) {
            let round = self.round.get_value() + 1;
            self.round.set_value(round);
            let read = call.read;
            fetch(
                self.area,
                (call.method, call.path, call.body),
                Box::new(Reader {
                    reading: self,
                    round,
                    read,
                }),
            );
        }
    }

    /// As if the service had said this.
    #[cfg(test)]
    pub fn show(self, answer: T) {
        self.round.set_value(u64::MAX / 2);
        self.form.finish();
        self.read.set(Some((answer, browser::now())));
    }

    /// Whether it is not there because it could not be read.
    pub fn is_missing(self) -> bool {
        self.read.with(Option::is_none) && self.form.alert.with(|alert| !alert.is_empty())
    }

    /// As if the service had refused.
    #[cfg(test)]
    pub fn fail(self) {
        self.round.set_value(u64::MAX / 2);
        self.form.finish();
        self.form.alert.set(NOT_READ.to_owned());
    }

    /// Why it could not be read, with the way to try again; or that it is on its way.
    pub fn state(self) -> AnyView {
        let is_empty = move || self.read.with(Option::is_none);
        state(self.form, is_empty, move || self.reload())
    }

    /// What is drawn from it, when it is there. `draw` gets the moment of the reading too.
    pub fn drawn(self, draw: impl Fn(&T, u64) -> AnyView + Send + Sync + 'static) -> AnyView {
        let draw = move || {
            self.read.with(|read| match read {
                Some((read, now)) => draw(read, *now),
                None => nothing(),
            })
        };
        draw.into_any()
    }
}

/// One look at what the service says.
struct Reader<T: 'static> {
    reading: Reading<T>,
    round: u64,
    read: fn(&JsValue) -> Option<T>,
}

impl<T: Send + Sync + 'static> Reads for Reader<T> {
    fn form(&self) -> FormState {
        self.reading.form
    }

    fn is_current(&self) -> bool {
        self.reading.round.get_value() == self.round
    }

    fn is_there(&self) -> bool {
        self.reading.read.with_untracked(Option::is_some)
    }

    fn take(&self, answer: &JsValue) -> Option<()> {
        let read = (self.read)(answer)?;
        self.reading.read.set(Some((read, browser::now())));
        Some(())
    }
}

/// Whoever reads something from the service.
pub trait Reads {
    /// Whether it is being read, and why it could not be.
    fn form(&self) -> FormState;

    /// Whether nothing newer was asked for since. Only where the form is still there.
    fn is_current(&self) -> bool;

    /// Whether there is something to show from before.
    fn is_there(&self) -> bool;

    /// Takes an answer; none where this client does not understand it.
    fn take(&self, answer: &JsValue) -> Option<()>;
}

/// Reads something. Once for all that is read: whatever is inside a future once for each is weight.
pub fn fetch(
    area: Area,
    (method, path, body): (&'static str, String, Option<JsValue>),
    reader: Box<dyn Reads>,
) {
    let form = reader.form();
    form.is_busy.set(true);
    spawn_local(async move {
        let answer = area.answer(method, path, body).await;
        // An older answer would bring back what has gone since.
        if form.is_gone() || !reader.is_current() {
            return;
        }
        form.finish();
        let taken = answer.and_then(|answer| {
            let taken = reader.take(&answer);
            taken.ok_or(Stopped::Failed(Failure::Unreadable))
        });
        match taken {
            Ok(()) => form.alert.set(String::new()),
            Err(Stopped::Failed(failure)) => {
                let unreachable = if reader.is_there() { STALE } else { NOT_READ };
                let text = failure_text_or(&failure, unreachable).into_owned();
                form.alert.set(text);
            }
            Err(Stopped::Cancelled | Stopped::SignedOut) => {}
        }
    });
}

/// Why something could not be read, with the way to try again; or that it is on its way, where
/// nothing is there yet.
pub fn state(
    form: FormState,
    is_empty: impl Fn() -> bool + Send + Sync + 'static,
    reload: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let again = move |_| {
        announce(READING);
        // The button goes, and what went wrong; both come again where it goes wrong again.
        browser::keep_focus("heading");
        form.alert.set(String::new());
        reload();
    };
    let rest = move || {
        if form.alert.with(|alert| !alert.is_empty()) {
            return view! {
                <button type="button" id=AGAIN class="secondary" on:click=again>
                    "Try again"
                </button>
            }
            .into_any();
        }
        if is_empty() {
            line("to-come", READING)
        } else {
            nothing()
        }
    };
    view! {
        <crate::components::FormAlert form />
        {rest}
    }
    .into_any()
}

/// Said while something is read.
pub const READING: &str = "Reading…";
/// The id of the button.
const AGAIN: &str = "button-try-again";
/// Said where there is nothing to show.
const NOT_READ: &str =
    "Postern cannot be reached, so there is nothing to show. Check your connection and try again.";
/// Said where there is something.
const STALE: &str = "Postern cannot be reached. What you see here may be out of date.";
