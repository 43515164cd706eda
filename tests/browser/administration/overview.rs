//! The first page of administration: how the service fares.

use std::time::{Duration, Instant};

use postern_e2e::browser::{Browser, ENTER};
use postern_e2e::person::Member;

use super::scene::{Scene, open_administration};
use crate::accessibility::check;
use crate::steps::{tab_to, wait_for_focus};

#[tokio::test]
async fn the_overview_shows_what_has_happened_as_figures_charts_and_tables() {
    let Scene {
        server: _server,
        api,
        browser,
        ..
    } = Scene::new(&[], "support").await;
    let member = Member::new(&api).await;
    for guess in ["not the password", "nor this one"] {
        let refused = member.person.login_with(&api, guess).await;
        refused.expect_problem(401, "invalid_credentials");
    }
    open_administration(&browser).await;
    // Two have registered, and one of them signed in besides.
    until_shown(&browser, ["2", "3", "2", "0"]).await;
    check(&browser, "administration-overview").await;

    let said = "return Array.from(document.querySelectorAll('main svg'), (chart) =>
        chart.getAttribute('aria-label'))[1]";
    let said = browser.evaluate(said).await.to_string();
    let expected = "Sign-ins in the last 24 hours: 3, at most ";
    assert!(said.contains(expected), "{said}");

    tab_to(&browser, "summary").await;
    browser.press(ENTER).await;
    browser
        .wait_until("return document.querySelector('details').open")
        .await;
    let rows = "return document.querySelector('details').querySelectorAll('tbody tr').length";
    assert_eq!(browser.evaluate(rows).await, 24);
    check(&browser, "administration-overview-table").await;
    wait_for_focus(&browser, "summary").await;
}

/// Loads the page again until these are its figures: an answer is counted a moment later.
async fn until_shown(browser: &Browser, figures: [&str; 4]) {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        browser.wait_for("[data-testid=figure]").await;
        let shown = "return Array.from(document.querySelectorAll('[data-testid=figure] strong'),
            (figure) => figure.innerText)";
        let shown = browser.evaluate(shown).await;
        if shown == serde_json::json!(figures) {
            return;
        }
        assert!(Instant::now() < deadline, "{shown} and not {figures:?}");
        tokio::time::sleep(Duration::from_millis(500)).await;
        browser.reload().await;
    }
}
