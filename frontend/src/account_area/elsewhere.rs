//! The end of all other sessions, offered where something that proves who somebody is has changed
//! (ASVS 7.4.3).

use leptos::prelude::*;

use super::area::Stopped;
use super::calls;
use super::desk::{Button, Desk};
use crate::components::{group, heading, line, nothing};
use crate::session_words::ended;

/// Ends them all; what was done, in words.
///
/// # Errors
/// Why they go on.
pub async fn sign_out_elsewhere(desk: Desk) -> Result<String, Stopped> {
    let count = desk.area.make(calls::end_other_sessions()).await?;
    Ok(ended(count))
}

/// The offer, where it `is_offered`. It goes once it is taken.
pub fn offer(desk: Desk, is_offered: RwSignal<bool>) -> AnyView {
    let take = move || {
        let task = async move {
            let said = sign_out_elsewhere(desk).await?;
            Ok(Box::new(move || {
                is_offered.set(false);
                said
            }) as _)
        };
        desk.run(KEY, "heading", Box::pin(task));
    };
    let draw = move || {
        if !is_offered.get() {
            return nothing();
        }
        let parts = vec![
            heading(TITLE, "Is another device signed in?"),
            line("", WHY),
            desk.alert(KEY),
            desk.button(
                Button::new(KEY, "secondary", "Sign out everywhere else"),
                take,
            ),
        ];
        group("question", TITLE, parts)
    };
    draw.into_any()
}

/// The button's key.
const KEY: &str = "everywhere-else";
/// The id of the heading.
const TITLE: &str = "elsewhere";
const WHY: &str = "What has changed here counts for the next sign-in: whoever is signed in elsewhere \
                   stays so. If a device is lost, or somebody else may be in your account, end that.";
