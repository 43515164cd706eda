//! The parts of the module that are not loaded with the first page: the account area,
//! administration, and what is for those who cannot sign in. What only their pages reach is split
//! off by the build. The account area comes when somebody begins to type a code, or with the page
//! where this browser may be signed in; the others come with the first of their pages.

mod missing;
mod split_point;

use leptos::prelude::*;
use postern_shared::page::Page;
use wasm_split_helpers::SplitLoaderError;

use self::missing::{Cause, Missing};

/// The parts, for everybody who wants one. It is copied freely.
#[derive(Clone, Copy)]
pub struct LaterPart {
    account: Part,
    administration: Part,
    aside: Part,
}

/// Whether a part is there. It is copied freely.
#[derive(Clone, Copy)]
pub struct Part {
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
    /// Those of a new account and of a forgotten password.
    Aside,
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

type Draw = fn(Page) -> AnyView;

impl LaterPart {
    /// They are not there yet.
    pub fn new() -> Self {
        Self {
            account: Part::new(Pages::Account),
            administration: Part::new(Pages::Administration),
            aside: Part::new(Pages::Aside),
        }
    }

    /// Has the account area come, unseen, unless it is there or on its way.
    pub fn load(self) {
        self.account.load();
    }

    /// Has what is for those who cannot sign in come, where the first page is one of it.
    pub fn load_aside(self, first: Option<Page>) {
        if let Some(Page::Register | Page::ResetPassword) = first {
            self.aside.load();
        }
    }

    /// A page of a later part, or what stands in its place until the part is there. Whoever shows it
    /// does so again when that has changed.
    pub fn show(self, page: Page) -> AnyView {
        let part = match page {
            Page::Register | Page::ResetPassword => self.aside,
            page if page.is_administration() => self.administration,
            _of_the_account => self.account,
        };
        part.show(page)
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
                Err(_) => State::Missing(Cause::find().await),
            };
            self.state.set(state);
        });
    }

    async fn pages(self) -> Result<Draw, SplitLoaderError> {
        match self.pages {
            Pages::Account => split_point::account_pages().await,
            Pages::Administration => split_point::administration_pages().await,
            Pages::Aside => split_point::aside_pages().await,
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
