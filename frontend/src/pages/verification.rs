//! Sending a code: the second step of a sign-in, and the last of an enrolment.

use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::api::{ClientKind, SecretText, TokenResponse, VerifyOtpRequest};
use postern_shared::problem::ProblemCode;

use crate::api_client::Failure;
use crate::components::{CodeField, Field, FormAlert, FormState, Submit, stops_at_errors};
use crate::later_part::LaterPart;
use crate::notice::Notice;
use crate::session_keeper::SessionKeeper;
use crate::{api_client, browser, field_checks, password_worker, wire};

/// The form for a code. It sends itself when the code is complete.
#[component]
pub fn Verification(
    /// Text that helps.
    hint: &'static str,
    /// What the button does.
    label: &'static str,
) -> impl IntoView {
    let keeper = expect_context::<SessionKeeper>();
    let later = expect_context::<LaterPart>();
    let form = FormState::new();
    let code = Field::new("otp", "Six-digit code");
    on_cleanup(|| password_worker::close(false));
    let send = move || {
        if !form.is_open() {
            return;
        }
        code.passes(field_checks::one_time_code);
        if stops_at_errors(&[code]) {
            return;
        }
        form.begin(DOING);
        spawn_local(verify(keeper, form, code));
    };
    view! {
        <form
            novalidate
            on:input=move |_| later.load()
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            <FormAlert form />
            <CodeField field=code hint on_complete=Callback::new(move |_digits| send()) />
            <Submit form label doing=DOING />
        </form>
    }
}

async fn verify(keeper: SessionKeeper, form: FormState, code: Field) {
    let challenge = keeper
        .with_pending(|pending| Some(SecretText::new(pending?.challenge.expose().to_owned())));
    let Some(challenge) = challenge else {
        return keeper.abandon_second_step(Notice::NoChallenge);
    };
    let request = VerifyOtpRequest {
        challenge,
        otp: SecretText::new(code.text()),
        client: ClientKind::Browser,
        registration: None,
        registration_record: None,
    };
    match verify_with_record(form, request).await {
        Ok(response) => keeper.begin_session(response),
        Err(_failure) if form.is_gone() => {}
        Err(failure) => {
            if let Some(notice) = form.fail(&failure, &[code]) {
                keeper.abandon_second_step(notice);
            } else if let Failure::Problem(_) = failure {
                // The service has seen this code: the next try needs another.
                code.value.set(String::new());
                browser::focus(code.name);
            }
        }
    }
}

/// Sends the code, with the new record of the password where there is one. That record is no reason
/// to fail: it is looked at before the code is used up, and the code goes again without it.
async fn verify_with_record(
    form: FormState,
    mut request: VerifyOtpRequest,
) -> Result<TokenResponse, Failure> {
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
