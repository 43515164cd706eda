//! The log as a file: page by page, however long it is. Whoever leaves the page ends it.

use leptos::prelude::*;

use crate::account_area::area::Stopped;
use crate::account_area::desk::{Button, Change, Desk};
use crate::account_area::device;
use crate::pages::administration::calls;

/// The button, how far it has come, and what has come of it.
pub fn export(desk: Desk) -> AnyView {
    let progress = RwSignal::new(String::new());
    let begin = move || desk.run(KEY, "", Box::pin(fetch(desk, progress)));
    view! {
        <div class="acts">
            {desk.button(Button::new(KEY, "secondary", "Download as a file"), begin)}
            <p role="status" class="hint">
                {move || progress.get()}
            </p>
        </div>
        {desk.alert(KEY)}
    }
    .into_any()
}

async fn fetch(desk: Desk, progress: RwSignal<String>) -> Result<Change, Stopped> {
    let mut all = String::new();
    let mut count = 0;
    let mut cursor = None;
    let outcome = loop {
        match desk.area.make(calls::export_log(cursor.as_deref())).await {
            Ok(page) => {
                count += page.lines.lines().count();
                all.push_str(&page.lines);
                cursor = page.cursor;
            }
            Err(stopped) => break Err(stopped),
        }
        if cursor.is_none() {
            break Ok(());
        }
        if progress.try_set(so_far(count)).is_some() {
            // Nobody is there any more who would want it.
            return Err(Stopped::Cancelled);
        }
    };
    progress.try_set(String::new());
    outcome?;
    Ok(Box::new(move || {
        if count == 0 {
            EMPTY.to_owned()
        } else if device::download(FILE, "application/x-ndjson", &all) {
            done(count)
        } else {
            REFUSED.to_owned()
        }
    }))
}

fn so_far(count: usize) -> String {
    format!("{count} entries so far…")
}

fn done(count: usize) -> String {
    match count {
        1 => format!("1 entry was downloaded as {FILE}."),
        count => format!("{count} entries were downloaded as {FILE}."),
    }
}

/// The button's key.
const KEY: &str = "export";
/// Lines of JSON.
const FILE: &str = "postern-log.jsonl";
const EMPTY: &str = "Nothing was done yet, so there is nothing to download.";
const REFUSED: &str = "This browser did not let the page hand over a file. Nothing was downloaded.";
