//! A forgotten password: a recovery code and a code of the authenticator set a new one, or either of
//! them together with a link of an administrator.

mod fields;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::page::Page;

use self::fields::Fields;
use crate::components::{
    CodeField, FormAlert, FormState, Heading, PasswordField, Submit, TextField,
};
use crate::password_protocol::{self, Way};
use crate::session_keeper::SessionKeeper;
use crate::sign_in_options::SignInOptions;

/// Asks for both, and for the new password. The code comes last, because it does not last.
#[component]
pub fn ResetPassword() -> AnyView {
    let keeper = expect_context::<SessionKeeper>();
    let form = FormState::new();
    let fields = Fields::new(keeper);
    let is_shown = RwSignal::new(false);
    let options = SignInOptions::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !form.is_open() || fields.have_errors() {
            return;
        }
        is_shown.set(false);
        form.begin(DOING);
        spawn_local(async move {
            let way = Way::AsTheServiceSays(options);
            let request = fields.request();
            let username = request.username.clone();
            match password_protocol::reset(way, request).await {
                // The service has ended every session, this one too if there was one.
                Ok(()) => keeper.end_with_password(username),
                Err(_failure) if form.is_gone() => {}
                Err(failure) => fields.fail(form, &failure),
            }
        });
    };
    view! {
        <form class="card" novalidate on:submit=submit>
            <p class="back">
                <a href=Page::SignIn.path()>"Sign in"</a>
            </p>
            <Heading title="Forgot your password?" />
            <p>{move || if fields.has_link() { BY_LINK } else { BY_CODES }}</p>
            <FormAlert form />
            <TextField field=fields.username autocomplete="username" />
            {move || if fields.has_link() { ().into_any() } else { recovery_code(fields) }}
            <PasswordField field=fields.password is_new=true is_shown />
            {move || factor(fields)} {move || switch(fields)}
            <Submit form label="Set the new password" doing=DOING />
            {move || rest(fields)}
        </form>
    }
    .into_any()
}

/// The code of the app, or what a link lets stand for it.
fn factor(fields: Fields) -> AnyView {
    let field = fields.factor();
    if fields.takes_recovery_code() {
        view! {
            <TextField field autocomplete="off" capitals="characters" hint=RECOVERY_CODE_HINT />
        }
        .into_any()
    } else {
        view! {
            <CodeField
                field
                is_optional=fields.has_link()
                hint="Your app shows a new one every 30 seconds, so enter it last."
                on_complete=Callback::new(|_digits| ())
            />
        }
        .into_any()
    }
}

/// With a link either will do.
fn switch(fields: Fields) -> AnyView {
    if !fields.has_link() {
        return ().into_any();
    }
    let label = if fields.takes_recovery_code() {
        TO_CODE
    } else {
        TO_RECOVERY_CODE
    };
    view! {
        <button type="button" class="quiet" on:click=move |_| fields.switch()>
            {label}
        </button>
    }
    .into_any()
}

/// Where else somebody may go. A link needs none of it.
fn rest(fields: Fields) -> AnyView {
    if fields.has_link() {
        return ().into_any();
    }
    view! {
        <p class="elsewhere">
            "Lost the authenticator, but not the password? " <a href=Page::SignIn.path()>
                "Sign in with a recovery code"
            </a>
        </p>
        <p class="elsewhere">
            "With only one of the two, nobody can set a new password on this page. Ask the people \
             who run this service."
        </p>
    }
    .into_any()
}

fn recovery_code(fields: Fields) -> AnyView {
    view! {
        <TextField
            field=fields.recovery_code
            autocomplete="off"
            capitals="characters"
            hint=RECOVERY_CODE_HINT
        />
    }
    .into_any()
}

const DOING: &str = "Setting the new password…";
const BY_CODES: &str = "Set a new one with two things that only you have: a recovery code from the \
                        list that you kept, and the code that your authenticator app shows. The \
                        recovery code is used up, you are signed out everywhere, and two-factor \
                        stays on.";
const BY_LINK: &str = "An administrator has given you a link to set a new one, together with the \
                       code that your authenticator app shows, or one of your recovery codes. If \
                       they have reset your second factor too, leave the code empty. The link works \
                       once, and you are signed out everywhere.";
const RECOVERY_CODE_HINT: &str = "24 letters and digits, with or without the hyphens.";
const TO_CODE: &str = "Use a code from your app";
const TO_RECOVERY_CODE: &str = "Use a recovery code instead";
