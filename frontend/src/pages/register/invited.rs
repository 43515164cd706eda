//! Who may register: what an invitation is for, and what is said to whoever has none.

use leptos::prelude::*;
use postern_shared::api::RegistrationMode;
use postern_shared::page::Page;
use postern_shared::problem::ProblemCode;

use crate::api_client::Failure;
use crate::components::{Field, FormAlert, FormState, Heading};
use crate::later_part::LaterPart;
use crate::session_keeper::SessionKeeper;

/// What the page knows of an invitation. It is copied freely: the parts are handles.
#[derive(Clone, Copy)]
pub struct Invited {
    /// What it is for; empty where there is none.
    pub about: RwSignal<&'static str>,
    /// Who has it.
    pub keeper: SessionKeeper,
    /// The page's form.
    pub form: FormState,
    /// Where the address goes that it was made for.
    pub email: Field,
}

impl Invited {
    /// Asks what the invitation is for, if somebody has come by one, now or later.
    pub fn new(keeper: SessionKeeper, form: FormState, email: Field) -> Self {
        let later = expect_context::<LaterPart>();
        let page = Self {
            about: RwSignal::new(""),
            keeper,
            form,
            email,
        };
        Effect::new(move |_| {
            if keeper.is_invited() {
                later.ask_about(page);
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
