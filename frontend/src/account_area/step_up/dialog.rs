//! The dialog that asks for the proof.

use std::time::Duration;

use leptos::prelude::*;

use super::proof::Proof;
use crate::account_area::area::Area;
use crate::account_area::device;
use crate::components::{CodeField, FormAlert, PasswordField, TextField};
use crate::{announcer, browser};

/// Modal while the person is asked; the browser keeps the focus inside and gives it back after.
#[component]
pub fn StepUpDialog(
    /// Whose page it lies over.
    area: Area,
) -> impl IntoView {
    let step_up = area.step_up;
    Effect::new(move |_| {
        let is_asking = step_up.is_asking.get();
        // When what is inside is drawn.
        set_timeout(move || device::set_modal(DIALOG, is_asking), Duration::ZERO);
    });
    view! {
        <dialog
            id=DIALOG
            aria-labelledby="step-up-title"
            aria-describedby="step-up-why"
            on:close=move |_| step_up.close(false)
        >
            {move || step_up.is_asking.get().then(|| form(Proof::new(area)))}
        </dialog>
    }
}

fn form(proof: Proof) -> AnyView {
    let form = proof.form;
    let is_closed = move || form.is_busy.get() || form.wait.get() > 0;
    view! {
        <form
            class="card"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                proof.send(false);
            }
        >
            <h2 id="step-up-title">"Confirm that it is you"</h2>
            <p id="step-up-why">{WHY}</p>
            <p class="who">"Signed in as " <strong>{proof.username()}</strong></p>
            <FormAlert form />
            <input type="text" autocomplete="username" value=proof.username() hidden />
            <PasswordField field=proof.password is_shown=proof.is_shown />
            {move || code_field(proof)}
            <button
                type="submit"
                class="primary"
                class:busy=move || form.is_busy.get()
                aria-disabled=move || if is_closed() { "true" } else { "false" }
            >
                {move || if form.is_busy.get() { "Checking…" } else { "Confirm" }}
            </button>
            <p role="status" class="wait progress"></p>
            <div id=super::proof::OFFER class="question" hidden>
                <p>{super::proof::OLDER_ACCOUNTS}</p>
                <button type="button" class="secondary" on:click=move |_| proof.send(true)>
                    "Send my password this once"
                </button>
            </div>
            <button type="button" class="secondary" on:click=move |_| proof.cancel()>
                "Cancel"
            </button>
            <p id=announcer::IN_DIALOG role="status" class="unseen"></p>
        </form>
    }
    .into_any()
}

fn code_field(proof: Proof) -> AnyView {
    let is_recovery = proof.is_recovery.get();
    let field = if is_recovery {
        view! {
            <TextField field=proof.recovery autocomplete="off" capitals="characters" hint=RECOVERY_HINT />
        }
        .into_any()
    } else {
        view! {
            <CodeField
                field=proof.code
                hint="Your authenticator app shows it under Postern."
                on_complete=Callback::new(move |_digits| proof.code_is_complete())
            />
        }
        .into_any()
    };
    let label = if is_recovery {
        "Use a code from the app"
    } else {
        "Use a recovery code"
    };
    let other = move |_| {
        proof.is_recovery.set(!is_recovery);
        browser::focus_soon(proof.second().name.to_owned());
    };
    view! {
        {field}
        <button type="button" class="quiet" on:click=other>
            {label}
        </button>
    }
    .into_any()
}

/// The dialog's id.
const DIALOG: &str = "step-up";
const WHY: &str = "This needs your password and a code, entered within the last 5 minutes. After \
                   that it goes on where you are.";
const RECOVERY_HINT: &str = "24 letters and digits from your list. It works once: it is used up by \
                             this.";
