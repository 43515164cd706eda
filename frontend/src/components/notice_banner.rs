//! What the sign-in page says first.

use leptos::prelude::*;

use crate::notice::{Notice, Tone};

/// A notice, spoken at once where it warns.
#[component]
pub fn NoticeBanner(
    /// What to say.
    notice: Notice,
) -> impl IntoView {
    let (role, class) = match notice.tone() {
        Tone::Calm => ("status", "notice"),
        Tone::Warning => ("alert", "alert"),
    };
    view! {
        <p role=role class=class>
            {notice.text()}
        </p>
    }
}
