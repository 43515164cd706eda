//! Username and password.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::api::{LoginRequest, LoginResponse, Method, RegistrationMode, SecretText};
use postern_shared::page::Page;

use super::verification;
use crate::announcer::announce;
use crate::api_client::Failure;
use crate::components::{
    Field, FormAlert, FormState, Heading, NoticeBanner, PasswordField, Submit, TextField,
    stops_at_errors,
};
use crate::password_protocol::{self, Way};
use crate::password_worker::{self, Obstacle};
use crate::session_keeper::SessionKeeper;
use crate::session_state::{Enrolment, Offers, PendingSignIn, Purpose};
use crate::sign_in_options::SignInOptions;
use crate::{browser, field_checks};

/// The first of the two steps.
#[component]
pub fn SignIn() -> impl IntoView {
    let keeper = expect_context::<SessionKeeper>();
    let page = SignInForm::new(keeper);
    let form = page.form;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        page.send(Way::AsTheServiceSays(page.options));
    };
    view! {
        <form class="card" novalidate on:submit=submit>
            <Heading title="Sign in" step="Step 1 of 2" />
            {move || keeper.notice().map(|notice| view! { <NoticeBanner notice /> })}
            <FormAlert form />
            <TextField field=page.username autocomplete="username" />
            <PasswordField field=page.password is_shown=page.is_shown />
            <Submit form label="Sign in" doing=DOING />
            <div id=OFFER class="question" hidden>
                <p>{OLDER_ACCOUNTS}</p>
                <button type="button" class="secondary" on:click=move |_| page.send(Way::Plain)>
                    "Send my password this once"
                </button>
            </div>
            <p class="elsewhere">
                <a href=Page::ResetPassword.path()>"Forgot your password?"</a>
            </p>
            <p class="elsewhere" hidden=move || !page.offers_registration()>
                "New here? " <a href=Page::Register.path()>"Create an account"</a>
            </p>
        </form>
    }
}

/// The page's state. It is copied freely: the parts are handles.
#[derive(Clone, Copy)]
struct SignInForm {
    keeper: SessionKeeper,
    options: SignInOptions,
    form: FormState,
    username: Field,
    password: Field,
    is_shown: RwSignal<bool>,
}

impl SignInForm {
    fn new(keeper: SessionKeeper) -> Self {
        let page = Self {
            keeper,
            options: SignInOptions::new(),
            form: FormState::new(),
            username: Field::new("username", "Username"),
            password: Field::new("password", "Password"),
            is_shown: RwSignal::new(false),
        };
        page.username.value.set(keeper.who_signs_in());
        on_cleanup(move || keeper.drop_notice());
        page
    }

    /// Whether there is any use in a registration.
    fn offers_registration(self) -> bool {
        match self.options.registration() {
            None | Some(RegistrationMode::Open) => true,
            Some(RegistrationMode::Invite) => self.keeper.is_invited(),
            Some(RegistrationMode::Closed) => false,
        }
    }

    fn send(self, way: Way) {
        if !self.form.is_open() {
            return;
        }
        self.username.passes(field_checks::existing_username);
        self.password.passes(field_checks::existing_password);
        if stops_at_errors(&[self.username, self.password]) {
            return;
        }
        self.is_shown.set(false);
        self.keeper.drop_notice();
        self.form.begin(DOING);
        spawn_local(self.sign_in(way));
    }

    async fn sign_in(self, way: Way) {
        let username = self.username.text().trim().to_owned();
        let request = LoginRequest {
            username: username.clone(),
            password: Some(SecretText::new(self.password.text())),
            login: None,
            ke3: None,
            registration_request: None,
        };
        let answer = password_protocol::sign_in(way, request).await;
        match answer {
            // Whoever has left for another page stays there.
            _answer if self.form.is_gone() => {}
            Ok(response) => self.begin_second_step(username, response).await,
            Err(failure) => {
                // Accounts from before the deployment went by the protocol cannot prove anything.
                let is_unproved = matches!(failure, Failure::Device(Obstacle::NotProved));
                let offers = is_unproved && self.options.has_plain_passwords();
                browser::set_shown(OFFER, offers);
                if offers {
                    announce(OLDER_ACCOUNTS);
                    self.form.finish();
                    self.form.alert.set(NOT_PROVED.to_owned());
                } else {
                    self.form.fail(&failure, &[self.username, self.password]);
                }
                if self.form.is_open() && !untrack(|| self.username.has_error()) {
                    browser::focus_and_select(self.password.name);
                }
            }
        }
    }

    /// Asks for a code; or does not, where this browser is trusted.
    async fn begin_second_step(self, username: String, response: LoginResponse) {
        let takes = |method| response.methods.contains(&method);
        let (offers, is_trusted) = (
            Offers {
                recovery_code: takes(Method::RecoveryCode),
                trust: self.options.has_trusted_browsers(),
            },
            takes(Method::TrustedBrowser),
        );
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
            offers,
        };
        if is_trusted {
            let request = verification::request(&pending, None, false);
            let answer = verification::verify(self.form, request).await;
            if self.form.is_gone() {
                return password_worker::close(false);
            }
            if let Ok(response) = answer {
                password_worker::close(false);
                return self.keeper.begin_session(response);
            }
        }
        self.keeper.begin_second_step(pending, enrolment);
    }
}

const DOING: &str = "Signing in…";
const OLDER_ACCOUNTS: &str = "Accounts made before this service stopped receiving passwords, and \
                              those brought over from another service, need it once more. Send it \
                              only if yours is one of them.";
const NOT_PROVED: &str = "The username or the password is not right, or the account is an older one, or \
                          one that was brought over. Check both, or see below.";
/// The id of what offers to send the password once.
const OFFER: &str = "offer";
