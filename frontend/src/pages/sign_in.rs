//! Username and password.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::api::{LoginRequest, LoginResponse, SecretText};
use postern_shared::page::Page;

use crate::components::{
    Field, FormAlert, FormState, Heading, NoticeBanner, PasswordField, Submit, TextField,
    stops_at_errors,
};
use crate::session_keeper::SessionKeeper;
use crate::session_state::{Enrolment, PendingSignIn, Purpose};
use crate::{api_client, browser, field_checks};

/// The first of the two steps.
#[component]
pub fn SignIn() -> impl IntoView {
    let keeper = expect_context::<SessionKeeper>();
    let form = FormState::new();
    let username = Field::new("username", "Username");
    let password = Field::new("password", "Password");
    let is_shown = RwSignal::new(false);
    if let Some(known) = keeper.with_pending(|pending| Some(pending?.username.clone())) {
        username.value.set(known);
    }
    on_cleanup(move || keeper.drop_notice());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !form.is_open() {
            return;
        }
        username.passes(field_checks::existing_username);
        password.passes(field_checks::existing_password);
        if stops_at_errors(&[username, password]) {
            return;
        }
        is_shown.set(false);
        keeper.drop_notice();
        form.begin(DOING);
        spawn_local(async move {
            let request = LoginRequest {
                username: username.text().trim().to_owned(),
                password: SecretText::new(password.text()),
            };
            match api_client::login(&request).await {
                // Whoever has left for another page stays there.
                _answer if form.is_gone() => {}
                Ok(response) => begin_second_step(keeper, request.username, response),
                Err(failure) => {
                    form.fail(&failure, &[username, password]);
                    if form.is_open() && !untrack(|| username.has_error()) {
                        browser::focus_and_select(password.name);
                    }
                }
            }
        });
    };
    view! {
        <form class="card" novalidate on:submit=submit>
            <Heading title="Sign in" step="Step 1 of 2" />
            {move || keeper.notice().map(|notice| view! { <NoticeBanner notice /> })}
            <FormAlert form />
            <TextField field=username autocomplete="username" />
            <PasswordField field=password autocomplete="current-password" is_shown />
            <Submit form label="Sign in" doing=DOING />
            <p class="elsewhere">
                "New here? " <a href=Page::Register.path()>"Create an account"</a>
            </p>
        </form>
    }
}

fn begin_second_step(keeper: SessionKeeper, username: String, response: LoginResponse) {
    let enrolment = match (response.otp_secret, response.otpauth_uri) {
        (Some(secret), Some(uri)) => Some(Enrolment { secret, uri }),
        _nothing_to_enrol => None,
    };
    let pending = PendingSignIn {
        challenge: response.challenge,
        expires_at: browser::now() + response.expires_in,
        username,
        purpose: match enrolment {
            Some(_) => Purpose::Enrol,
            None => Purpose::SignIn,
        },
    };
    keeper.begin_second_step(pending, enrolment);
}

const DOING: &str = "Signing in…";
