//! The one-time code of a sign-in.

use leptos::prelude::*;
use postern_shared::page::Page;

use super::verification::Verification;
use crate::components::Heading;
use crate::session_keeper::SessionKeeper;

/// The second of the two steps.
#[component]
pub fn Code() -> impl IntoView {
    let keeper = expect_context::<SessionKeeper>();
    let (username, offers) = keeper.with_pending(|pending| {
        pending.map_or_else(Default::default, |pending| {
            (pending.username.clone(), pending.offers)
        })
    });
    view! {
        <div class="card">
            <Heading title="Enter your code" step="Step 2 of 2" focus="otp" />
            <p class="who">"Signing in as " <strong>{username}</strong></p>
            <Verification
                hint="Your authenticator app shows it under Postern."
                label="Confirm"
                offers
            />
            <p class="elsewhere">
                "Somebody else? " <a href=Page::SignIn.path()>"Start again"</a>
            </p>
        </div>
    }
}
