//! The page, drawn from what the service might have said.

use leptos::task::tick;
use postern_shared::api::Role;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::components::browser_tests::mounted::Mounted;
use crate::pages::administration::browser_tests::{as_role, overview};

#[wasm_bindgen_test]
async fn four_figures_stand_above_two_rows_of_charts() {
    let page = shown(overview()).await;
    let texts = |selector: &str| -> Vec<String> {
        let found = page.all(selector).into_iter();
        found.filter_map(|it| it.text_content()).collect()
    };
    let figures = texts("[data-testid=figure]");
    assert_eq!(figures.len(), 4);
    assert!(figures[0].starts_with("Accounts"), "{figures:?}");
    assert!(figures[0].contains("234"), "{figures:?}");
    assert!(figures[1].starts_with("Sign-ins120"), "{figures:?}");
    assert!(figures[2].starts_with("Failures276"), "{figures:?}");
    assert!(figures[3].starts_with("Locks1"), "{figures:?}");
    assert_eq!(texts("[data-testid=chart]").len(), 8);
}

#[wasm_bindgen_test]
async fn each_chart_says_in_words_what_it_shows_and_all_numbers_stand_in_a_table() {
    let page = shown(overview()).await;
    let said: Vec<_> = page
        .all("svg[role=img]")
        .into_iter()
        .filter_map(|chart| chart.get_attribute("aria-label"))
        .collect();
    assert_eq!(
        said[0], "New accounts in the last 24 hours: none.",
        "{said:?}"
    );
    assert_eq!(
        said[5], "Sign-ins in the last 30 days: 150, at most 10 in one day.",
        "{said:?}"
    );
    let rows = page.all("details tbody tr");
    assert_eq!(rows.len(), 24 + 30);
    let newest_day = rows[24].text_content().unwrap_or_default();
    assert_eq!(newest_day, "2026-12-20010290", "the newest is first");
    assert!(!page.element("details").has_attribute("open"));
}

#[wasm_bindgen_test]
async fn where_nothing_was_counted_yet_the_page_says_so() {
    let mut empty = overview();
    empty.counted_at = None;
    empty.accounts = 0;
    for period in empty.hours.iter_mut().chain(&mut empty.days) {
        (period.sign_ins, period.failures, period.locks) = (0, 0, 0);
    }
    let page = shown(empty).await;
    assert!(
        page.text("[data-testid=figure]")
            .contains("Counted each hour")
    );
    assert_eq!(
        page.element("path.bars").get_attribute("d").as_deref(),
        Some("M0 100h100v2h-100z")
    );
}

#[wasm_bindgen_test]
async fn what_could_not_be_read_is_said_with_a_way_to_try_again() {
    let page = as_role(Role::Support, |area| {
        let reading = Reading::new(area, calls::overview);
        reading.fail();
        page(reading)
    });
    tick().await;
    assert!(page.text(".body").contains("cannot be reached"));
    assert_eq!(page.text("#button-try-again"), "Try again");
    assert!(page.find("svg").is_none());
}

async fn shown(read: OverviewResponse) -> Mounted {
    let page = as_role(Role::Support, move |area| {
        let reading = Reading::new(area, calls::overview);
        reading.show(read);
        page(reading)
    });
    tick().await;
    page
}
