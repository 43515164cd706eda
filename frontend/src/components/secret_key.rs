//! The authenticator's secret as text.

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
    let grouped = in_groups_of_four(&secret);
    let label = RwSignal::new(COPY.to_owned());
    let secret = StoredValue::new(secret);
    let copy = move |_| {
        spawn_local(async move {
            let said = if browser::copy(&secret.get_value()).await {
                "Copied"
            } else {
                "Not copied: select the key by hand"
            };
            announce(said);
            label.set(said.to_owned());
            set_timeout(
                move || {
                    label.try_set(COPY.to_owned());
                },
                PAUSE,
            );
        });
    };
    view! {
        <div class="key">
            <code data-testid="otp-secret">{grouped}</code>
            <button type="button" class="quiet" on:click=copy>
                {move || label.get()}
            </button>
        </div>
    }
}

const COPY: &str = "Copy key";
const PAUSE: Duration = Duration::from_secs(3);
