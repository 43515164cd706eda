//! The account's authenticators: added, replaced, renamed, removed.

mod changes;
mod panel;
mod rows;

use leptos::prelude::*;
use postern_shared::api::{AddAuthenticatorResponse, AuthenticatorsResponse};
use postern_shared::page::Page;

use crate::account_area::area::Area;
use crate::account_area::calls;
use crate::account_area::desk::Desk;
use crate::account_area::elsewhere;
use crate::account_area::layout::AreaCard;
use crate::account_area::reading::Reading;
use crate::browser;
use crate::components::{Field, FormState, line};

/// All authenticators, and what can be done with them.
#[component]
pub fn Authenticators() -> impl IntoView {
    page(Shelf::new(Area::here()))
}

fn page(shelf: Shelf) -> AnyView {
    let escape = Callback::new(move |()| {
        shelf.desk.cancel();
        shelf.leave_stage();
    });
    view! {
        <AreaCard page=Page::Authenticators title="Authenticators" on_escape=escape>
            {line("", INTRODUCTION)}
            {shelf.desk.done()}
            {elsewhere::offer(shelf.desk, shelf.has_changed)}
            {shelf.reading.state()}
            {rows::list(shelf)}
            {panel::panel(shelf)}
        </AreaCard>
    }
    .into_any()
}

/// The page's state. It is copied freely: the parts are handles.
#[derive(Clone, Copy)]
struct Shelf {
    desk: Desk,
    reading: Reading<AuthenticatorsResponse>,
    stage: RwSignal<Stage>,
    form: FormState,
    label: Field,
    code: Field,
    /// The one that was added just now: its secret is shown this once.
    added: StoredValue<Option<AddAuthenticatorResponse>>,
    /// Whether codes count now that did not before, or the other way round.
    has_changed: RwSignal<bool>,
}

/// What is being done.
#[derive(Clone, PartialEq, Eq)]
enum Stage {
    /// Nothing yet.
    Choosing,
    /// A new one gets its name; it may take the place of another.
    Naming(Option<Named>),
    /// One gets its first code.
    Confirming(Named, Option<String>),
    /// One gets another name.
    Renaming(Named),
}

/// An authenticator.
#[derive(Clone, PartialEq, Eq)]
struct Named {
    id: String,
    label: String,
}

impl Shelf {
    fn new(area: Area) -> Self {
        Self {
            desk: Desk::new(area),
            reading: Reading::new(area, calls::authenticators),
            stage: RwSignal::new(Stage::Choosing),
            form: FormState::new(),
            label: Field::new("label", "Name"),
            code: Field::new("otp", "Six-digit code"),
            added: StoredValue::new(None),
            has_changed: RwSignal::new(false),
        }
    }

    /// Begins something; the element with the id `focus` is where it begins.
    fn enter(self, stage: Stage, label: &str, focus: &str) {
        if !self.desk.is_free() || !self.form.is_open() {
            return;
        }
        self.desk.cancel();
        self.form.alert.set(String::new());
        self.label.typed(label.to_owned());
        self.code.typed(String::new());
        self.stage.set(stage);
        browser::focus_soon(focus.to_owned());
    }

    /// Nothing of what was begun is done.
    fn leave_stage(self) {
        if !self.form.is_busy.get_untracked() && self.stage.get_untracked() != Stage::Choosing {
            self.choose();
            browser::focus_soon("heading".to_owned());
        }
    }

    /// Other codes count now than before.
    fn note_change(self) {
        self.has_changed.set(true);
        self.desk.area.factors.set(());
    }

    /// Back to the list, as it is now.
    fn choose(self) {
        self.added.set_value(None);
        self.stage.set(Stage::Choosing);
        self.reading.reload();
    }
}

const INTRODUCTION: &str = "After your password, a code of any of these proves that it is you. With \
                            a second one, on another device, the loss of a phone shuts you out of \
                            nothing.";

#[cfg(test)]
mod browser_tests;
