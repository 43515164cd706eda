//! Sending a code: the second step of a sign-in, and the last of an enrolment.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::api::{ClientKind, SecretText, TokenResponse, VerifyOtpRequest};
use postern_shared::problem::ProblemCode;

use crate::api_client::Failure;
use crate::components::{
    CheckBox, CodeField, Field, FormAlert, FormState, Submit, TextField, stops_at_errors,
};
use crate::later_part::LaterPart;
use crate::notice::Notice;
use crate::problem_text::wrong_recovery_code;
use crate::session_keeper::SessionKeeper;
use crate::session_state::{Offers, PendingSignIn};
use crate::{api_client, browser, field_checks, password_worker, wire};

/// The form for a code, and what it offers beside it. It sends itself when the code is complete.
#[component]
pub fn Verification(
    /// Text that helps.
    hint: &'static str,
    /// What the button does.
    label: &'static str,
    /// What else there is.
    #[prop(optional)]
    offers: Offers,
) -> impl IntoView {
    let later = expect_context::<LaterPart>();
    let step = SecondStep::new(expect_context::<SessionKeeper>());
    on_cleanup(|| password_worker::close(false));
    let trust =
        move || view! { <CheckBox name="trust" label=TRUST hint=TRUST_HINT is_on=step.trusts /> };
    let field = move || {
        if step.is_recovery.get() {
            let field = step.recovery_code;
            view! { <TextField field hint=RECOVERY_HINT autocomplete="off" capitals="characters" /> }
                .into_any()
        } else {
            let on_complete = Callback::new(move |_digits| step.send());
            view! { <CodeField field=step.code hint on_complete /> }.into_any()
        }
    };
    let switch = move || {
        view! {
            <button type="button" class="quiet" on:click=move |_| step.switch()>
                {move || if step.is_recovery.get() { TO_CODE } else { TO_RECOVERY_CODE }}
            </button>
        }
    };
    view! {
        <form
            novalidate
            on:input=move |_| later.load()
            on:submit=move |event| {
                event.prevent_default();
                step.send();
            }
        >
            <FormAlert form=step.form />
            {offers.trust.then(trust)}
            {field}
            <Submit form=step.form label doing=DOING />
            {offers.recovery_code.then(switch)}
        </form>
    }
}

/// The form's state. It is copied freely: the parts are handles.
#[derive(Clone, Copy)]
struct SecondStep {
    keeper: SessionKeeper,
    form: FormState,
    code: Field,
    /// The same field under another name: one of the two is there.
    recovery_code: Field,
    is_recovery: RwSignal<bool>,
    trusts: RwSignal<bool>,
}

impl SecondStep {
    fn new(keeper: SessionKeeper) -> Self {
        let code = Field::new("otp", "Six-digit code");
        Self {
            keeper,
            form: FormState::new(),
            code,
            recovery_code: Field {
                label: "Recovery code",
                ..code
            },
            is_recovery: RwSignal::new(false),
            trusts: RwSignal::new(false),
        }
    }

    fn switch(self) {
        if !self.form.is_busy.get_untracked() {
            self.is_recovery
                .update(|is_recovery| *is_recovery = !*is_recovery);
            self.code.typed(String::new());
            browser::focus_soon(self.code.name.to_owned());
        }
    }

    fn send(self) {
        if !self.form.is_open() {
            return;
        }
        let is_recovery = self.is_recovery.get_untracked();
        let field = if is_recovery {
            self.recovery_code.passes(field_checks::recovery_code);
            self.recovery_code
        } else {
            self.code.passes(field_checks::one_time_code);
            self.code
        };
        if stops_at_errors(&[field]) {
            return;
        }
        self.form.begin(DOING);
        spawn_local(self.verify(field, is_recovery));
    }

    async fn verify(self, field: Field, is_recovery: bool) {
        let text = field.text();
        let otp = if is_recovery {
            field_checks::recovery_code_of(&text)
        } else {
            text
        };
        let trusts = self.trusts.get_untracked();
        let request = self
            .keeper
            .with_pending(|pending| Some(request(pending?, Some(SecretText::new(otp)), trusts)));
        let Some(request) = request else {
            return self.keeper.abandon_second_step(Notice::NoChallenge);
        };
        match verify(self.form, request).await {
            Ok(response) => self.keeper.begin_session(response),
            Err(_failure) if self.form.is_gone() => {}
            Err(failure) => self.fail(field, is_recovery, &failure),
        }
    }

    fn fail(self, field: Field, is_recovery: bool, failure: &Failure) {
        if let Some(notice) = self.form.fail(failure, &[field]) {
            return self.keeper.abandon_second_step(notice);
        }
        let Failure::Problem(problem) = failure else {
            return;
        };
        if !is_recovery {
            // The service has seen this code: the next try needs another.
            field.value.set(String::new());
        } else if problem.code == ProblemCode::InvalidOtp {
            field.error.set(wrong_recovery_code(problem).into_owned());
            stops_at_errors(&[field]);
        }
        browser::focus(field.name);
    }
}

/// What `verify-otp` wants to complete `pending`. Without `otp`, this browser must be trusted.
pub fn request(pending: &PendingSignIn, otp: Option<SecretText>, trusts: bool) -> VerifyOtpRequest {
    VerifyOtpRequest {
        challenge: SecretText::new(pending.challenge.expose().to_owned()),
        otp,
        trust_browser: trusts,
        client: ClientKind::Browser,
        registration: None,
        registration_record: None,
    }
}

/// Sends the code, with the new record of the password where there is one. That record is no reason
/// to fail: it is looked at before the code is used up, and the code goes again without it.
pub fn verify(
    form: FormState,
    mut request: VerifyOtpRequest,
) -> Pin<Box<dyn Future<Output = Result<TokenResponse, Failure>>>> {
    Box::pin(async move {
        let renewed = password_worker::renewed().await;
        if form.is_gone() {
            return Err(Failure::Network);
        }
        request.registration = wire::secret(&renewed, "registration");
        request.registration_record = wire::secret(&renewed, "registration_record");
        loop {
            match api_client::verify_otp(&request).await {
                Err(Failure::Problem(problem))
                    if request.registration.is_some() && is_about_the_record(problem.code) =>
                {
                    request.registration = None;
                    request.registration_record = None;
                }
                answer => return answer,
            }
        }
    })
}

fn is_about_the_record(code: ProblemCode) -> bool {
    matches!(
        code,
        ProblemCode::InvalidRegistration
            | ProblemCode::InvalidPasswordMessage
            | ProblemCode::PasswordProtocolOff
    )
}

const DOING: &str = "Checking the code…";
const TRUST: &str = "Don’t ask on this browser for 30 days";
const TRUST_HINT: &str = "Not where other people use this browser too.";
const RECOVERY_HINT: &str = "One from the list that you kept. Each works once.";
const TO_CODE: &str = "Use a code from your app";
const TO_RECOVERY_CODE: &str = "Use a recovery code instead";

#[cfg(test)]
mod browser_tests;
