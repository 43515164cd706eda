//! What has happened to the account.

use leptos::prelude::*;
use postern_shared::page::Page;

use crate::account_area::activity_log::activity_log;
use crate::account_area::area::Area;
use crate::account_area::layout::AreaCard;
use crate::account_area::news::News;
use crate::components::{line, nothing};

/// The log, newest first, and whether it is whole.
#[component]
pub fn Activity() -> impl IntoView {
    let news = News::new(Area::here());
    let is_long = RwSignal::new(false);
    let is_settled = Memo::new(move |_| news.is_settled());
    let draw = move || {
        if !is_settled.get() {
            return nothing();
        }
        let log = news.activity.drawn(move |activity, now| {
            news.with_open(|open| activity_log(activity, open, now, is_long))
        });
        vec![news.activity.state(), log].into_any()
    };
    view! {
        <AreaCard page=Page::Activity title="Activity" news>
            {line("", INTRODUCTION)}
            {draw}
        </AreaCard>
    }
}

const INTRODUCTION: &str = "Sign-ins and changes, newest first. What you do not recognize may be \
                            somebody else.";

#[cfg(test)]
mod browser_tests;
