//! What an invitation is for, and what becomes of the page where it is of no use.

use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::api::{Role, SecretText};
use postern_shared::problem::ProblemCode;

use crate::api_client::{self, Failure};
use crate::components::{Field, FormState};
use crate::invitation;
use crate::sign_in_options::SignInOptions;

/// What the page knows of an invitation. It is copied freely: the parts are handles.
#[derive(Clone, Copy)]
pub struct Invited {
    /// What it is for; empty where there is none.
    pub about: RwSignal<String>,
    options: SignInOptions,
    form: FormState,
    email: Field,
}

impl Invited {
    /// Asks what the invitation is for, if somebody has come by one.
    pub fn new(options: SignInOptions, form: FormState, email: Field) -> Self {
        let page = Self {
            about: RwSignal::new(String::new()),
            options,
            form,
            email,
        };
        if let Some(text) = invitation::get() {
            spawn_local(page.ask(text));
        }
        page
    }

    /// A call has failed: an invitation that is of no more use goes.
    pub fn failed(self, failure: &Failure) {
        if let Failure::Problem(problem) = failure
            && let ProblemCode::RegistrationClosed
            | ProblemCode::InvalidInvitation
            | ProblemCode::InvitationExpired
            | ProblemCode::InvitationUsed = problem.code
        {
            self.about.set(String::new());
            invitation::drop();
            self.options.show_registration();
        }
    }

    async fn ask(self, text: SecretText) {
        let answer = api_client::invitation(&text).await;
        if self.form.is_gone() {
            return;
        }
        match answer {
            Ok(known) => {
                self.about.set(about(known.role).to_owned());
                if self.email.text().is_empty() {
                    self.email.value.set(known.email.unwrap_or_default());
                }
            }
            Err(failure) => {
                self.form.fail(&failure, &[]);
                self.failed(&failure);
            }
        }
    }
}

const fn about(role: Role) -> &'static str {
    match role {
        Role::User => "You are invited to create an account. The link works once.",
        Role::Support => "You are invited to create an account for support. The link works once.",
        Role::Admin => "You are invited to administer this service. The link works once.",
    }
}
