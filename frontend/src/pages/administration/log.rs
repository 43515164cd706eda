//! What was done, newest first.

mod export;

use leptos::prelude::*;
use postern_shared::api::LogLine;
use postern_shared::page::Page;

use super::listing::{Listing, row_id};
use super::{calls, words};
use crate::account_area::area::Area;
use crate::account_area::desk::Desk;
use crate::account_area::layout::AreaCard;
use crate::components::{line, when};

/// The log, as far as somebody wants to read.
#[component]
pub fn Log() -> impl IntoView {
    let area = Area::here();
    let all = Listing::new(area, calls::log, words::entries, words::as_it_came);
    all.search(String::new());
    page(all, Desk::new(area))
}

fn page(all: Listing<LogLine>, desk: Desk) -> AnyView {
    view! {
        <AreaCard page=Page::Log title="Log">
            {desk.done()}
            {line("", INTRODUCTION)}
            {export::export(desk)}
            {all.state()}
            {all.drawn(list)}
        </AreaCard>
    }
    .into_any()
}

fn list(entries: &[LogLine], now: u64) -> AnyView {
    if entries.is_empty() {
        return line("", "Nothing was done yet.");
    }
    let rows: Vec<_> = entries
        .iter()
        .zip(0..)
        .map(|(entry, index)| row(entry, index, now))
        .collect();
    view! {
        <ol class="log" role="list">
            {rows}
        </ol>
    }
    .into_any()
}

fn row(entry: &LogLine, index: usize, now: u64) -> AnyView {
    view! {
        <li id=row_id(index) tabindex="-1" data-testid="entry">
            <p>
                <strong>{words::sentence(entry)}</strong>
            </p>
            <p>"Reason: " {entry.reason.clone()}</p>
            <div class="details">{when(entry.at, now)}</div>
        </li>
    }
    .into_any()
}

const INTRODUCTION: &str = "What administrators and support did, newest first. An entry may take a \
                            minute to come.";

#[cfg(test)]
mod browser_tests;
