//! Who is signed in. Name and e-mail address are changed where they stand.

use leptos::prelude::*;
use postern_shared::api::{ChangeProfileRequest, User};

use crate::account_area::calls;
use crate::account_area::desk::{Button, Desk, button_id};
use crate::components::{Field, FormAlert, FormState, Submit, TextField, stops_at_errors};
use crate::{browser, field_checks};

/// The state of the facts. It is copied freely: the parts are handles.
#[derive(Clone, Copy)]
pub struct Profile {
    desk: Desk,
    form: FormState,
    full_name: Field,
    email: Field,
    editing: RwSignal<Option<Part>>,
}

/// What can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Name,
    Email,
}

impl Profile {
    /// Nothing is being changed.
    pub fn new(desk: Desk) -> Self {
        Self {
            desk,
            form: FormState::new(),
            full_name: Field::new("full_name", "Full name"),
            email: Field::new("email", "E-mail address"),
            editing: RwSignal::new(None),
        }
    }

    /// What is known of the person.
    pub fn facts(self) -> AnyView {
        let user = move || self.desk.area.keeper.user();
        let username = move || user().map_or_else(String::new, |user| user.username);
        let day = move || browser::day(user().map_or(0, |user| user.created_at));
        view! {
            <dl class="facts">
                <dt>"Username"</dt>
                <dd data-testid="account-username">{username}</dd>
                {self.part(Part::Name)}
                {self.part(Part::Email)}
                <dt>"Created"</dt>
                <dd>
                    <time datetime=move || day().1>{move || day().0}</time>
                </dd>
                <dt>"Two-factor"</dt>
                <dd>
                    <span class="on">"On"</span>
                    ", with an authenticator app"
                </dd>
            </dl>
        }
        .into_any()
    }

    /// What is being changed stays as it was.
    pub fn leave(self) {
        if let Some(part) = self.editing.get_untracked()
            && !self.form.is_busy.get_untracked()
        {
            self.close(part);
        }
    }

    fn part(self, part: Part) -> AnyView {
        let draw = move || {
            if self.editing.get() == Some(part) {
                self.editor(part)
            } else {
                self.value(part)
            }
        };
        view! {
            <dt>{part.term()}</dt>
            <dd>{draw}</dd>
        }
        .into_any()
    }

    fn value(self, part: Part) -> AnyView {
        let known = move || self.known(part).unwrap_or_else(|| "Not given".to_owned());
        let button = Button {
            which: part.which().to_owned(),
            ..Button::new(part.key(), "link", "Change")
        };
        view! {
            <div class="value">
                <span data-testid=part.testid()>{known}</span>
                {self.desk.button(button, move || self.open(part))}
            </div>
        }
        .into_any()
    }

    fn editor(self, part: Part) -> AnyView {
        let field = self.field(part);
        let input = match part {
            Part::Name => {
                view! { <TextField field autocomplete="name" capitals="words" is_optional=true /> }
                    .into_any()
            }
            Part::Email => {
                view! { <TextField field autocomplete="email" kind="email" is_optional=true /> }
                    .into_any()
            }
        };
        view! {
            <form
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    self.send(part);
                }
            >
                <FormAlert form=self.form />
                {input}
                <Submit form=self.form label="Save" doing="Saving…" />
                <button
                    type="button"
                    id="button-cancel"
                    class="secondary"
                    on:click=move |_| self.leave()
                >
                    "Cancel"
                </button>
            </form>
        }
        .into_any()
    }

    fn open(self, part: Part) {
        if self.form.is_busy.get_untracked() {
            return;
        }
        self.desk.say("");
        self.form.alert.set(String::new());
        let known = untrack(|| self.known(part));
        self.field(part).typed(known.unwrap_or_default());
        self.editing.set(Some(part));
        browser::focus_soon(self.field(part).name.to_owned());
    }

    fn close(self, part: Part) {
        self.editing.set(None);
        browser::focus_soon(button_id(part.key()));
    }

    fn send(self, part: Part) {
        let field = self.field(part);
        field.passes(part.check());
        if !self.form.is_open() || stops_at_errors(&[field]) {
            return;
        }
        let text = field.text().trim().to_owned();
        if text == untrack(|| self.known(part)).unwrap_or_default() {
            self.close(part);
            return;
        }
        let said = part.said(text.is_empty());
        let (full_name, email) = match part {
            Part::Name => (Some(text), None),
            Part::Email => (None, Some(text)),
        };
        let task = async move {
            let request = ChangeProfileRequest { email, full_name };
            let call = calls::change_profile(&request);
            let user = self.desk.area.make(call).await?;
            Ok(Box::new(move || {
                self.desk.area.keeper.hold_user(user);
                self.close(part);
                said.to_owned()
            }) as _)
        };
        self.desk.send(self.form, &[field], Box::pin(task));
    }

    fn field(self, part: Part) -> Field {
        match part {
            Part::Name => self.full_name,
            Part::Email => self.email,
        }
    }

    fn known(self, part: Part) -> Option<String> {
        self.desk.area.keeper.user().and_then(part.reader())
    }
}

impl Part {
    const fn term(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::Email => "E-mail",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Name => "change-name",
            Self::Email => "change-email",
        }
    }

    const fn which(self) -> &'static str {
        match self {
            Self::Name => ": name",
            Self::Email => ": e-mail address",
        }
    }

    const fn testid(self) -> &'static str {
        match self {
            Self::Name => "account-full-name",
            Self::Email => "account-email",
        }
    }

    fn check(self) -> fn(&str) -> Option<&'static str> {
        match self {
            Self::Name => field_checks::full_name,
            Self::Email => field_checks::email,
        }
    }

    fn reader(self) -> fn(User) -> Option<String> {
        match self {
            Self::Name => |user| user.full_name,
            Self::Email => |user| user.email,
        }
    }

    const fn said(self, is_taken_away: bool) -> &'static str {
        match (self, is_taken_away) {
            (Self::Name, false) => "Your name was changed.",
            (Self::Name, true) => "Your name was taken away.",
            (Self::Email, false) => "Your e-mail address was changed.",
            (Self::Email, true) => "Your e-mail address was taken away.",
        }
    }
}
