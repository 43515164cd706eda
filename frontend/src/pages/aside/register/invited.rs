//! Who may register: what an invitation is for, and what is said to whoever has none.

use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::api::{RegistrationMode, Role};
use postern_shared::page::Page;
use postern_shared::problem::ProblemCode;

use crate::api_client::{self, Failure};
use crate::components::{Field, FormAlert, FormState, Heading};
use crate::session_keeper::SessionKeeper;

/// What the page knows of an invitation. It is copied freely: the parts are handles.
#[derive(Clone, Copy)]
pub struct Invited {
    /// What it is for; empty where there is none.
    pub about: RwSignal<&'static str>,
    keeper: SessionKeeper,
    form: FormState,
    email: Field,
}

impl Invited {
    /// Asks what the invitation is for, if somebody has come by one, now or later.
    pub fn new(keeper: SessionKeeper, form: FormState, email: Field) -> Self {
        let page = Self {
            about: RwSignal::new(""),
            keeper,
            form,
            email,
        };
        Effect::new(move |_| {
            if keeper.is_invited() {
                spawn_local(page.ask());
            }
        });
        page
    }

    /// Whether nobody can do anything with the form.
    pub fn is_barred(self, mode: Option<RegistrationMode>) -> bool {
        match mode {
            None | Some(RegistrationMode::Open) => false,
            Some(RegistrationMode::Invite) => !self.keeper.is_invited(),
            Some(RegistrationMode::Closed) => true,
        }
    }

    /// A call has failed: an invitation that is of no more use goes.
    pub fn failed(self, failure: &Failure) {
        let Failure::Problem(problem) = failure else {
            return;
        };
        if let ProblemCode::RegistrationClosed
        | ProblemCode::InvalidInvitation
        | ProblemCode::InvitationExpired
        | ProblemCode::InvitationRevoked
        | ProblemCode::InvitationUsed = problem.code
        {
            self.about.set("");
            self.keeper.drop_invitation();
        }
    }

    async fn ask(self) {
        let Some(text) = self.keeper.invitation() else {
            return;
        };
        let answer = api_client::invitation(&text).await;
        if self.form.is_gone() {
            return;
        }
        match answer {
            Ok(known) => {
                self.about.set(about(known.role));
                if let Some(email) = known.email
                    && self.email.text().is_empty()
                {
                    self.email.value.set(email);
                }
            }
            Err(failure) => {
                self.form.fail(&failure, &[]);
                self.failed(&failure);
            }
        }
    }
}

/// What is there in place of the form.
pub fn barred(form: FormState, mode: Option<RegistrationMode>) -> AnyView {
    let (title, words) = match mode {
        Some(RegistrationMode::Invite) => (
            "By invitation only",
            "To create an account here, open the link that you were sent. Without one, ask the \
             people who run this service.",
        ),
        _closed => ("No new accounts", "This service takes no new accounts."),
    };
    view! {
        <div class="card">
            <Heading title />
            <FormAlert form />
            <p>{words}</p>
            <p class="elsewhere">
                "Have an account? " <a href=Page::SignIn.path()>"Sign in"</a>
            </p>
        </div>
    }
    .into_any()
}

const fn about(role: Role) -> &'static str {
    match role {
        Role::User => "You are invited to create an account. The link works once.",
        Role::Support => {
            "You are invited to create an account that helps the people here. The link works once."
        }
        Role::Admin => {
            "You are invited to create an account that administers this service. The link works \
             once."
        }
    }
}
