//! Texts that somebody takes along: the authenticator's secret, a link.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::announcer::announce;
use crate::browser;
use crate::grouping::in_groups_of_four;

/// The secret in groups of four, and a button that copies it.
#[component]
pub fn SecretKey(
    /// Base32.
    secret: String,
) -> impl IntoView {
    view! {
        <SharedText
            shown=in_groups_of_four(&secret)
            copied=secret
            testid="otp-secret"
            label="Copy key"
            failed="Not copied: select the key by hand"
        />
    }
}

/// A text, and a button that copies it.
#[component]
pub fn SharedText(
    /// As it is read.
    shown: String,
    /// As it is copied.
    copied: String,
    /// Names it for tests.
    testid: &'static str,
    /// The button.
    label: &'static str,
    /// Said where the browser does not copy.
    failed: &'static str,
    /// Called when it was copied, also by hand.
    #[prop(optional)]
    on_copied: Option<Callback<()>>,
) -> AnyView {
    let said = RwSignal::new(label);
    let copied = StoredValue::new(copied);
    let has_copied = move || {
        if let Some(on_copied) = on_copied {
            on_copied.try_run(());
        }
    };
    let copy = move |_| {
        spawn_local(async move {
            let outcome = if browser::copy(&copied.get_value()).await {
                has_copied();
                "Copied"
            } else {
                failed
            };
            announce(outcome);
            said.try_set(outcome);
            set_timeout(
                move || {
                    said.try_set(label);
                },
                PAUSE,
            );
        });
    };
    view! {
        <div class="key">
            <code data-testid=testid on:copy=move |_| has_copied()>
                {shown}
            </code>
            <button type="button" class="quiet" on:click=copy>
                {move || said.get()}
            </button>
        </div>
    }
    .into_any()
}

const PAUSE: Duration = Duration::from_secs(3);
