//! The parts of the module that are not loaded with the first page: the account area, and
//! administration. What only their pages reach is split off by the build. The account area comes when
//! somebody begins to type a code, or with the page where this browser may be signed in;
//! administration comes with the first of its pages.

use leptos::prelude::*;
use postern_shared::page::Page;
use wasm_split_helpers::SplitLoaderError;

use crate::api_client::{self, Failure};
use crate::browser;
use crate::components::Heading;
use crate::pages::{account, administration};

/// The parts, for everybody who wants one. It is copied freely.
#[derive(Clone, Copy)]
pub struct LaterPart {
    account: Part,
    administration: Part,
}

/// Whether a part is there. It is copied freely.
#[derive(Clone, Copy)]
struct Part {
    pages: Pages,
    state: RwSignal<State>,
    is_wanted: StoredValue<bool>,
}

/// What a part draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pages {
    /// Those of the account.
    Account,
    /// Those of administration.
    Administration,
}

/// How far the part has come.
#[derive(Debug, Clone, Copy)]
enum State {
    /// Nobody has asked for it, or it did not come when nobody waited for it.
    Away,
    /// It is on its way.
    Coming,
    /// It draws the pages of the area.
    Here(Draw),
    /// It did not come.
    Missing(Cause),
}

/// Why the part did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// Nobody answers.
    Offline,
    /// The service answers, so it has another part by now, or this one was spoilt on its way.
    Outdated,
}

type Draw = fn(Page) -> AnyView;

impl LaterPart {
    /// They are not there yet.
    pub fn new() -> Self {
        Self {
            account: Part::new(Pages::Account),
            administration: Part::new(Pages::Administration),
        }
    }

    /// Has the account area come, unseen, unless it is there or on its way.
    pub fn load(self) {
        self.account.load();
    }

    /// A page of a later part, or what stands in its place until the part is there. Whoever shows it
    /// does so again when that has changed.
    pub fn show(self, page: Page) -> AnyView {
        if page.is_administration() {
            self.administration.show(page)
        } else {
            self.account.show(page)
        }
    }
}

impl Part {
    fn new(pages: Pages) -> Self {
        Self {
            pages,
            state: RwSignal::new(State::Away),
            is_wanted: StoredValue::new(false),
        }
    }

    fn load(self) {
        match self.state.get_untracked() {
            State::Here(_) | State::Coming => return,
            State::Away | State::Missing(_) => {}
        }
        self.state.set(State::Coming);
        // Leptos' own is not there before it has drawn something.
        wasm_bindgen_futures::spawn_local(async move {
            let state = match self.pages().await {
                Ok(draw) => State::Here(draw),
                Err(_) if !self.is_wanted.get_value() => State::Away,
                Err(_) => State::Missing(cause().await),
            };
            self.state.set(state);
        });
    }

    async fn pages(self) -> Result<Draw, SplitLoaderError> {
        match self.pages {
            Pages::Account => account_pages().await,
            Pages::Administration => administration_pages().await,
        }
    }

    fn show(self, page: Page) -> AnyView {
        if !self.is_wanted.get_value() {
            self.is_wanted.set_value(true);
            self.load();
        }
        match self.state.get() {
            State::Here(draw) => draw(page),
            State::Missing(cause) => view! { <Missing part=self cause /> }.into_any(),
            State::Away | State::Coming => view! {
                <div class="card opening">
                    <p role="status">"Opening…"</p>
                </div>
            }
            .into_any(),
        }
    }
}

#[component]
fn Missing(part: Part, cause: Cause) -> impl IntoView {
    let (title, text, label) = cause.words();
    let mend = move |_| match cause {
        Cause::Offline => part.load(),
        Cause::Outdated => browser::reload(),
    };
    view! {
        <div class="card">
            <Heading title />
            <p role="alert">{text}</p>
            <button type="button" class="primary" on:click=mend>
                {label}
            </button>
        </div>
    }
}

impl Cause {
    const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Offline => (
                "This page could not open",
                "You are signed in, but a part of this page did not arrive. Check your connection \
                 and try again.",
                "Try again",
            ),
            Self::Outdated => (
                "This page has to be loaded again",
                "A part of it did not arrive: Postern may have been renewed since you opened it. \
                 You stay signed in.",
                "Reload the page",
            ),
        }
    }
}

/// A reload mends what the network does not stand in the way of.
async fn cause() -> Cause {
    match api_client::health().await {
        Err(Failure::Network) => Cause::Offline,
        _answered => Cause::Outdated,
    }
}

#[cfg(not(test))]
use self::split_point::{account_pages, administration_pages};

#[cfg(not(test))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "what is split off cannot fail, but its loading can"
)]
mod split_point {
    use super::{Draw, SplitLoaderError, account, administration};

    /// Loads the part; what draws its pages.
    #[wasm_split_helpers::wasm_split(account, fallible)]
    pub fn account_pages() -> Result<Draw, SplitLoaderError> {
        Ok(account::draw)
    }

    /// The same for administration.
    #[wasm_split_helpers::wasm_split(administration, fallible)]
    pub fn administration_pages() -> Result<Draw, SplitLoaderError> {
        Ok(administration::draw)
    }
}

/// Nothing is split for tests.
#[cfg(test)]
fn account_pages() -> impl Future<Output = Result<Draw, SplitLoaderError>> {
    std::future::ready(Ok(account::draw as Draw))
}

#[cfg(test)]
fn administration_pages() -> impl Future<Output = Result<Draw, SplitLoaderError>> {
    std::future::ready(Ok(administration::draw as Draw))
}
