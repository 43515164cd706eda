//! The way out.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::leaving::Leaving;
use crate::components::FormState;
use crate::problem_text::failure_text_or;
use crate::session_keeper::SessionKeeper;

/// The button that ends this browser's session.
#[component]
pub fn SignOut(
    /// Asks first where something would be lost.
    leaving: Leaving,
) -> AnyView {
    let form = leaving.signing_out;
    view! {
        <button
            type="button"
            class="quiet"
            data-testid="sign-out"
            aria-disabled=move || if form.is_busy.get() { "true" } else { "false" }
            on:click=move |_| leaving.sign_out()
        >
            {move || if form.is_busy.get() { SIGNING_OUT } else { "Sign out" }}
        </button>
    }
    .into_any()
}

/// Ends this browser's session. `form` knows whether that is under way, and takes what went wrong.
pub fn sign_out(keeper: SessionKeeper, form: FormState) {
    if !form.is_open() {
        return;
    }
    form.begin(SIGNING_OUT);
    spawn_local(async move {
        if let Err(failure) = keeper.sign_out().await
            && !form.is_gone()
        {
            form.finish();
            let text = failure_text_or(&failure, NOT_SIGNED_OUT);
            form.alert.set(text.into_owned());
        }
    });
}

const NOT_SIGNED_OUT: &str =
    "Postern cannot be reached, so you are still signed in. Check your connection and try again.";
const SIGNING_OUT: &str = "Signing out…";
