//! Scan the QR code and confirm the first code.

use leptos::prelude::*;
use postern_shared::page::Page;

use super::verification::Verification;
use crate::components::{Heading, QrDrawing, SecretKey};
use crate::notice::Notice;
use crate::qr_path::qr_path;
use crate::session_keeper::SessionKeeper;

/// Connects an authenticator app. After a reload the secret is gone from the page, and only the
/// code is asked for.
#[component]
pub fn Enrol() -> impl IntoView {
    let keeper = expect_context::<SessionKeeper>();
    let secret_and_uri = keeper.with_enrolment(|enrolment| {
        let enrolment = enrolment?;
        Some((
            enrolment.secret.expose().to_owned(),
            enrolment.uri.expose().to_owned(),
        ))
    });
    let way = match secret_and_uri {
        Some((secret, uri)) => view! { <Authenticator secret uri /> }.into_any(),
        None => view! { <QrGone /> }.into_any(),
    };
    view! {
        <div class="card">
            <Heading title="Connect your authenticator app" step="Step 2 of 2" />
            {way}
            <Verification
                hint="The app shows a new code every 30 seconds."
                label="Confirm and finish"
            />
        </div>
    }
}

/// What connects an app: the QR code, and the same as text.
#[component]
pub fn Authenticator(
    /// Base32.
    secret: String,
    /// `otpauth://…`
    uri: String,
) -> impl IntoView {
    view! {
        <p>
            "Scan this with an authenticator app on your phone, such as Aegis, Google \
             Authenticator or 2FAS. Then enter the code that it shows."
        </p>
        {qr_path(&uri).map(|drawing| view! { <QrDrawing drawing /> })}
        <a class="secondary" href=uri>
            "Open the app on this device"
        </a>
        <p class="label">"Or type this key into the app"</p>
        <SecretKey secret />
    }
}

#[component]
fn QrGone() -> impl IntoView {
    let keeper = expect_context::<SessionKeeper>();
    let again = move |_| keeper.lead(Page::SignIn, Some(Notice::ShowQrAgain));
    view! {
        <p>
            "Enter the code that your app shows for Postern. The QR code is not kept in this \
             browser, so it was gone when the page was loaded again."
        </p>
        <button type="button" class="secondary" on:click=again>
            "Sign in again to see the QR code"
        </button>
    }
}
