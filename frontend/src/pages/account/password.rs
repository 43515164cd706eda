//! A new password in place of the one that is known.

use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::api::SecretText;
use postern_shared::page::Page;
use postern_shared::problem::ProblemCode;

use crate::account_area::area::{Area, Stopped};
use crate::account_area::desk::Desk;
use crate::account_area::layout::AreaCard;
use crate::announcer::announce;
use crate::api_client::Failure;
use crate::components::{
    CheckBox, Field, FormAlert, FormState, PasswordField, Submit, line, stops_at_errors,
};
use crate::password_protocol::{Change, Way};
use crate::password_worker::Obstacle;
use crate::sign_in_options::SignInOptions;
use crate::{browser, field_checks};

/// The current password, the new one, and what becomes of the other sessions.
#[component]
pub fn Password() -> impl IntoView {
    let form = Form::new(Area::here());
    let state = form.state;
    let user = untrack(|| form.desk.area.keeper.user());
    let username = user.map_or_else(String::new, |user| user.username);
    view! {
        <AreaCard page=Page::Password title="Password">
            {form.desk.done()}
            {line("", INTRODUCTION)}
            <form
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    form.send(false);
                }
            >
                <FormAlert form=state />
                <input type="text" name="username" autocomplete="username" value=username hidden />
                <PasswordField field=form.current is_shown=form.is_current_shown />
                <PasswordField field=form.new is_new=true is_shown=form.is_new_shown />
                <CheckBox
                    name="elsewhere"
                    label="Sign out everywhere else"
                    hint="Recommended: whoever knows the old password may be signed in."
                    is_on=form.ends_others
                />
                <Submit form=state label="Change the password" doing=DOING />
                <div id=OFFER class="question" hidden>
                    <p>{OLDER_ACCOUNTS}</p>
                    <button type="button" class="secondary" on:click=move |_| form.send(true)>
                        "Send both passwords this once"
                    </button>
                </div>
            </form>
            <p class="elsewhere">
                "Forgotten? " <a href=Page::ResetPassword.path()>"Set a new one with a recovery code"</a>
            </p>
        </AreaCard>
    }
}

/// The page's state. It is copied freely: the parts are handles.
#[derive(Clone, Copy)]
struct Form {
    desk: Desk,
    state: FormState,
    options: SignInOptions,
    current: Field,
    is_current_shown: RwSignal<bool>,
    new: Field,
    is_new_shown: RwSignal<bool>,
    ends_others: RwSignal<bool>,
}

impl Form {
    fn new(area: Area) -> Self {
        Self {
            desk: Desk::new(area),
            state: FormState::new(),
            options: SignInOptions::new(),
            current: Field::new("current_password", "Current password"),
            is_current_shown: RwSignal::new(false),
            new: Field::new("new_password", "New password"),
            is_new_shown: RwSignal::new(false),
            ends_others: RwSignal::new(true),
        }
    }

    /// Sends both, `in_plain` where the person has said so.
    fn send(self, in_plain: bool) {
        if !self.state.is_open() {
            return;
        }
        self.current.passes(field_checks::existing_password);
        self.new.passes(field_checks::new_password);
        if stops_at_errors(&[self.current, self.new]) {
            return;
        }
        self.is_current_shown.set(false);
        self.is_new_shown.set(false);
        browser::set_shown(OFFER, false);
        self.state.begin(DOING);
        self.desk.say("");
        let way = if in_plain {
            Way::Plain
        } else {
            Way::AsTheServiceSays(self.options)
        };
        let change = self.change();
        spawn_local(async move {
            let outcome = self.desk.area.change_password(way, &change).await;
            if self.state.is_gone() {
                return;
            }
            self.state.finish();
            match outcome {
                Ok(()) => self.succeed(change.keep_other_sessions),
                Err(Stopped::Failed(failure)) => self.fail(&failure),
                Err(Stopped::Cancelled) => announce("Cancelled. Nothing was changed."),
                Err(Stopped::SignedOut) => {}
            }
        });
    }

    fn change(self) -> Change {
        let user = untrack(|| self.desk.area.keeper.user());
        let (username, email) =
            user.map_or_else(Default::default, |user| (user.username, user.email));
        Change {
            username,
            email: email.unwrap_or_default(),
            current: SecretText::new(self.current.text()),
            new: SecretText::new(self.new.text()),
            keep_other_sessions: !self.ends_others.get_untracked(),
        }
    }

    fn succeed(self, keeps_others: bool) {
        self.current.typed(String::new());
        self.new.typed(String::new());
        self.desk.say(if keeps_others { CHANGED } else { ENDED });
        self.desk.area.factors.set(());
        browser::focus("heading");
    }

    fn fail(self, failure: &Failure) {
        let is_unproved = match failure {
            Failure::Device(obstacle) => *obstacle == Obstacle::NotProved,
            Failure::Problem(problem) => problem.code == ProblemCode::InvalidCredentials,
            Failure::Network | Failure::Unreadable => false,
        };
        if !is_unproved {
            self.state.fail(failure, &[self.current, self.new]);
            return;
        }
        self.current.error.set(WRONG.to_owned());
        stops_at_errors(&[self.current]);
        browser::focus_and_select(self.current.name);
        if matches!(failure, Failure::Device(_)) && self.options.has_plain_passwords() {
            browser::set_shown(OFFER, true);
            announce(OLDER_ACCOUNTS);
        }
    }
}

/// The id of what offers to send the passwords once.
const OFFER: &str = "password-offer";
const INTRODUCTION: &str = "It is worth changing when somebody else may know it, or when you use it \
                            somewhere else.";
const DOING: &str = "Changing…";
const CHANGED: &str = "Your password is changed. Other devices stay signed in.";
const ENDED: &str = "Your password is changed, and every other device is signed out.";
const WRONG: &str = "This is not your current password. Try again.";
const OLDER_ACCOUNTS: &str = "Accounts made before this service stopped receiving passwords need them \
                              once more. Send them only if yours is one of them.";
