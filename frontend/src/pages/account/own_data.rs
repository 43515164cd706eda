//! Everything that is held about the person, to take along.

use leptos::prelude::*;

use crate::account_area::calls;
use crate::account_area::desk::{Button, Desk};
use crate::account_area::device;
use crate::components::line;

/// The button that fetches it, and what it is.
pub fn download(desk: Desk) -> AnyView {
    let fetch = move || {
        let task = async move {
            let text = desk.area.make(calls::export()).await?;
            Ok(Box::new(move || {
                let is_done = device::download(FILE, "application/json", &text);
                if is_done { DONE } else { REFUSED }.to_owned()
            }) as _)
        };
        desk.run(KEY, "", Box::pin(task));
    };
    vec![
        line("", WHAT),
        desk.alert(KEY),
        desk.button(Button::new(KEY, "secondary", "Download your data"), fetch),
    ]
    .into_any()
}

/// The button's key.
const KEY: &str = "download";
const FILE: &str = "postern-export.json";
const WHAT: &str = "Everything that Postern holds about you, as a file in JSON: profile, \
                    authenticators, sessions, browsers and activity. No secret is in it.";
const DONE: &str = "Your data was downloaded as postern-export.json.";
const REFUSED: &str = "This browser did not let the page hand over a file. Nothing was downloaded.";
