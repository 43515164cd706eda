//! The fields of the page, and what is sent of them.

use leptos::prelude::*;
use postern_shared::api::{PasswordResetRequest, SecretText};
use postern_shared::problem::ProblemCode;

use crate::api_client::Failure;
use crate::components::{Field, FormState, stops_at_errors};
use crate::session_keeper::SessionKeeper;
use crate::{browser, field_checks};

/// What is typed, and what a link has brought. It is copied freely: the parts are handles.
#[derive(Clone, Copy)]
pub struct Fields {
    /// Whose password it is.
    pub username: Field,
    /// What stands in for the old password, without a link.
    pub recovery_code: Field,
    /// The new password.
    pub password: Field,
    /// What goes with either.
    code: Field,
    /// Whether a recovery code is typed in place of that one: a link leaves the choice.
    is_recovery: RwSignal<bool>,
    /// What an administrator's link has brought: it stands for the recovery code. In memory only.
    link: RwSignal<Option<SecretText>>,
}

impl Fields {
    /// Nothing is typed but the name, where it is known.
    pub fn new(keeper: SessionKeeper) -> Self {
        let fields = Self {
            username: Field::new("username", "Username"),
            recovery_code: Field::new("recovery_code", RECOVERY_CODE),
            password: Field::new("password", "New password"),
            code: Field::new("otp", CODE),
            is_recovery: RwSignal::new(false),
            link: RwSignal::new(None),
        };
        fields.watch_for_links();
        let signed_in = untrack(|| keeper.user()).map(|user| user.username);
        let known = signed_in.unwrap_or_else(|| keeper.who_signs_in());
        fields.username.value.set(known);
        fields
    }

    /// Takes the link's secret out of the address, now and whenever somebody opens one in this tab.
    fn watch_for_links(self) {
        let take = move || {
            if let Some(text) = browser::take_fragment(FRAGMENT) {
                self.link.set(Some(SecretText::new(text)));
            }
        };
        take();
        let listener = window_event_listener_untyped("hashchange", move |_| take());
        on_cleanup(move || listener.remove());
    }

    /// Whether somebody has come by a link.
    pub fn has_link(self) -> bool {
        self.link.with(Option::is_some)
    }

    /// What goes with the link, or with the recovery code.
    pub fn factor(self) -> Field {
        Field {
            label: if self.takes_recovery_code() {
                RECOVERY_CODE
            } else {
                CODE
            },
            ..self.code
        }
    }

    /// Whether that is a recovery code, as only a link lets it be.
    pub fn takes_recovery_code(self) -> bool {
        self.has_link() && self.is_recovery.get()
    }

    /// From the one to the other.
    pub fn switch(self) {
        self.is_recovery
            .update(|is_recovery| *is_recovery = !*is_recovery);
        self.code.typed(String::new());
        browser::focus_soon(self.code.name.to_owned());
    }

    fn all(self) -> [Field; 4] {
        let factor = untrack(|| self.factor());
        [self.username, self.recovery_code, self.password, factor]
    }

    /// Whether something is wrong, which is said then.
    pub fn have_errors(self) -> bool {
        self.username.passes(field_checks::existing_username);
        let has_link = untrack(|| self.has_link());
        if has_link {
            self.recovery_code.error.set(String::new());
        } else {
            self.recovery_code.passes(field_checks::recovery_code);
        }
        self.password.passes(field_checks::new_password);
        // Whoever has no second factor any more has no code either.
        if has_link && self.code.text().is_empty() {
            self.code.error.set(String::new());
        } else {
            self.code.passes(if untrack(|| self.takes_recovery_code()) {
                field_checks::recovery_code
            } else {
                field_checks::one_time_code
            });
        }
        stops_at_errors(&self.all())
    }

    /// What is sent.
    pub fn request(self) -> PasswordResetRequest {
        let reset = self.link.with_untracked(|link| {
            let text = link.as_ref()?.expose();
            Some(SecretText::new(text.to_owned()))
        });
        let recovery_code = reset.is_none().then(|| {
            let typed = self.recovery_code.text();
            SecretText::new(field_checks::recovery_code_of(&typed))
        });
        // Of a six-digit code nothing goes.
        let factor = field_checks::recovery_code_of(&self.code.text());
        PasswordResetRequest {
            username: self.username.text().trim().to_owned(),
            recovery_code,
            reset,
            otp: (!factor.is_empty()).then(|| SecretText::new(factor)),
            password: Some(SecretText::new(self.password.text())),
            registration: None,
            registration_record: None,
        }
    }

    /// Says what went wrong, and what has to be typed again.
    pub fn fail(self, form: FormState, failure: &Failure) {
        form.fail(failure, &self.all());
        if let Failure::Problem(problem) = failure {
            if problem.code == ProblemCode::InvalidRecovery && untrack(|| self.has_link()) {
                form.alert.set(WRONG_LINK.to_owned());
            }
            // A code may have been used by now: the next try needs another. A recovery code is not
            // used up by what is refused.
            if !untrack(|| self.takes_recovery_code()) {
                self.code.value.set(String::new());
            }
            if untrack(|| !self.all().into_iter().any(Field::has_error)) {
                browser::focus(self.code.name);
            }
        }
    }
}

/// What stands before it in the fragment.
const FRAGMENT: &str = "reset=";
const WRONG_LINK: &str = "The username or the code is not right, or the link was used or has ended. \
                          Check both, and ask for a new link if it still does not work.";
const CODE: &str = "Six-digit code";
const RECOVERY_CODE: &str = "Recovery code";
