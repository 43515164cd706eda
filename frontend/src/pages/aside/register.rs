//! Create an account, where one may, or by an invitation.

mod invited;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::api::{RegisterRequest, RegisterResponse, SecretText};
use postern_shared::page::Page;

use crate::components::{
    Field, FormAlert, FormState, Heading, PasswordField, Submit, TextField, stops_at_errors,
};
use crate::password_protocol::{self, Way};
use crate::session_keeper::SessionKeeper;
use crate::session_state::{Enrolment, Offers, PendingSignIn, Purpose};
use crate::sign_in_options::SignInOptions;
use crate::{browser, field_checks};
use invited::Invited;

/// Asks for a username and a password, and for an e-mail address and a name if somebody likes.
#[component]
pub fn Register() -> impl IntoView {
    let keeper = expect_context::<SessionKeeper>();
    let form = FormState::new();
    let fields = Fields::new();
    let is_shown = RwSignal::new(false);
    let options = SignInOptions::new();
    let page = Invited::new(keeper, form, fields.email);
    // Not a memo, which nothing else without a sign-in has: what only this part and the account area
    // share is weight in both.
    let is_barred = RwSignal::new(false);
    Effect::new(move |_| {
        let is_now = page.is_barred(options.registration());
        if is_now != is_barred.get_untracked() {
            is_barred.set(is_now);
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !form.is_open() || fields.have_errors() {
            return;
        }
        is_shown.set(false);
        form.begin(DOING);
        spawn_local(async move {
            let way = Way::AsTheServiceSays(options);
            match password_protocol::register(way, fields.request(keeper)).await {
                Ok(response) => {
                    keeper.use_up_invitation();
                    begin_enrolment(keeper, response);
                }
                Err(_failure) if form.is_gone() => {}
                Err(failure) => {
                    form.fail(&failure, &fields.all());
                    page.failed(&failure);
                }
            }
        });
    };
    let asking = move || {
        view! {
            <form class="card" novalidate on:submit=submit>
                <Heading title="Create your account" step="Step 1 of 2" />
                <p class="notice" role="status">
                    {move || page.about.get()}
                </p>
                <FormAlert form />
                <TextField
                    field=fields.username
                    autocomplete="username"
                    hint="Letters from a to z, digits, and . _ - @"
                />
                <PasswordField field=fields.password is_new=true is_shown />
                <TextField
                    field=fields.email
                    kind="email"
                    autocomplete="email"
                    is_optional=true
                />
                <TextField
                    field=fields.full_name
                    autocomplete="name"
                    capitals="words"
                    is_optional=true
                />
                <Submit form label="Create account" doing=DOING />
                <p class="elsewhere">
                    "Have an account? " <a href=Page::SignIn.path()>"Sign in"</a>
                </p>
            </form>
        }
        .into_any()
    };
    move || {
        if is_barred.get() {
            invited::barred(form, untrack(|| options.registration()))
        } else {
            asking()
        }
    }
}

#[derive(Clone, Copy)]
struct Fields {
    username: Field,
    password: Field,
    email: Field,
    full_name: Field,
}

impl Fields {
    fn new() -> Self {
        Self {
            username: Field::new("username", "Username"),
            password: Field::new("password", "Password"),
            email: Field::new("email", "E-mail"),
            full_name: Field::new("full_name", "Full name"),
        }
    }

    fn all(self) -> [Field; 4] {
        [self.username, self.password, self.email, self.full_name]
    }

    fn have_errors(self) -> bool {
        self.username.passes(field_checks::new_username);
        self.password.passes(field_checks::new_password);
        self.email.passes(field_checks::email);
        self.full_name.passes(field_checks::full_name);
        stops_at_errors(&self.all())
    }

    fn request(self, keeper: SessionKeeper) -> RegisterRequest {
        let invitation = keeper.invitation();
        let email = match invitation {
            // Otherwise what was taken out of the field would be that of the invitation.
            Some(_) => Some(self.email.text().trim().to_owned()),
            None => filled(&self.email),
        };
        RegisterRequest {
            username: self.username.text().trim().to_owned(),
            password: Some(SecretText::new(self.password.text())),
            registration: None,
            registration_record: None,
            email,
            full_name: filled(&self.full_name),
            invitation,
        }
    }
}

fn filled(field: &Field) -> Option<String> {
    let text = field.text().trim().to_owned();
    (!text.is_empty()).then_some(text)
}

fn begin_enrolment(keeper: SessionKeeper, response: RegisterResponse) {
    let pending = PendingSignIn {
        challenge: response.challenge,
        expires_at: browser::now() + response.expires_in,
        username: response.username,
        purpose: Purpose::Enrol,
        offers: Offers::default(),
    };
    let enrolment = Enrolment {
        secret: response.otp_secret,
        uri: response.otpauth_uri,
    };
    keeper.begin_second_step(pending, Some(enrolment));
}

const DOING: &str = "Creating your account…";
