//! A forgotten password: a recovery code and a code of the authenticator set a new one, or either of
//! them together with a link of an administrator.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::api::{PasswordResetRequest, SecretText};
use postern_shared::page::Page;
use postern_shared::problem::ProblemCode;

use crate::api_client::Failure;
use crate::components::{
    CodeField, Field, FormAlert, FormState, Heading, PasswordField, Submit, TextField, nothing,
    stops_at_errors,
};
use crate::password_protocol::{self, Way};
use crate::session_keeper::SessionKeeper;
use crate::sign_in_options::SignInOptions;
use crate::{browser, field_checks};

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
            {move || if fields.has_link() { nothing() } else { recovery_code(fields) }}
            <PasswordField field=fields.password is_new=true is_shown />
            {move || factor(fields)}
            <Submit form label="Set the new password" doing=DOING />
            {move || rest(fields)}
        </form>
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct Fields {
    username: Field,
    recovery_code: Field,
    password: Field,
    code: Field,
    /// Whether a recovery code is typed in place of that one: a link leaves the choice.
    is_recovery: RwSignal<bool>,
    /// What an administrator's link has brought: it stands for the recovery code. In memory only.
    link: RwSignal<Option<SecretText>>,
}

impl Fields {
    fn new(keeper: SessionKeeper) -> Self {
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

    fn has_link(self) -> bool {
        self.link.with(Option::is_some)
    }

    /// What goes with the link, or with the recovery code.
    fn factor(self) -> Field {
        let is_recovery = self.has_link() && self.is_recovery.get();
        Field {
            label: if is_recovery { RECOVERY_CODE } else { CODE },
            ..self.code
        }
    }

    fn takes_recovery_code(self) -> bool {
        self.factor().label == RECOVERY_CODE
    }

    fn switch(self) {
        self.is_recovery
            .update(|is_recovery| *is_recovery = !*is_recovery);
        self.code.typed(String::new());
        browser::focus_soon(self.code.name.to_owned());
    }

    fn all(self) -> [Field; 4] {
        let factor = untrack(|| self.factor());
        [self.username, self.recovery_code, self.password, factor]
    }

    fn have_errors(self) -> bool {
        self.username.passes(field_checks::existing_username);
        let has_link = untrack(|| self.has_link());
        if !has_link {
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

    fn request(self) -> PasswordResetRequest {
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

    fn fail(self, form: FormState, failure: &Failure) {
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

/// The code of the app, or what a link lets stand for it.
fn factor(fields: Fields) -> AnyView {
    let field = fields.factor();
    let is_recovery = fields.takes_recovery_code();
    let typed = if is_recovery {
        view! {
            <TextField field autocomplete="off" capitals="characters" hint=RECOVERY_CODE_HINT />
        }
        .into_any()
    } else {
        view! {
            <CodeField
                field
                hint="Your app shows a new one every 30 seconds, so enter it last."
                on_complete=Callback::new(|_digits| ())
            />
        }
        .into_any()
    };
    let label = if is_recovery { TO_CODE } else { TO_RECOVERY_CODE };
    let other = if fields.has_link() {
        view! {
            <button type="button" class="quiet" on:click=move |_| fields.switch()>
                {label}
            </button>
        }
        .into_any()
    } else {
        nothing()
    };
    vec![typed, other].into_any()
}

/// Where else somebody may go. A link needs none of it.
fn rest(fields: Fields) -> AnyView {
    if fields.has_link() {
        return nothing();
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

/// What stands before it in the fragment.
const FRAGMENT: &str = "reset=";
const DOING: &str = "Setting the new password…";
const BY_CODES: &str = "Set a new one with two things that only you have: a recovery code from the \
                        list that you kept, and the code that your authenticator app shows. The \
                        recovery code is used up, you are signed out everywhere, and two-factor \
                        stays on.";
const BY_LINK: &str = "An administrator has given you a link to set a new one, together with the \
                       code that your authenticator app shows, or one of your recovery codes. If \
                       they have reset your second factor too, leave the code empty. The link works \
                       once, and you are signed out everywhere.";
const WRONG_LINK: &str = "The username or the code is not right, or the link was used or has ended. \
                          Check both, and ask for a new link if it still does not work.";
const CODE: &str = "Six-digit code";
const RECOVERY_CODE: &str = "Recovery code";
const RECOVERY_CODE_HINT: &str = "24 letters and digits, with or without the hyphens.";
const TO_CODE: &str = "Use a code from your app";
const TO_RECOVERY_CODE: &str = "Use a recovery code instead";
