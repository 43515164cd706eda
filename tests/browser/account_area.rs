//! The account area is a part of its own: it comes when it is needed, or it is said that it did not.

use std::time::Duration;

use postern_e2e::browser::Browser;
use postern_e2e::person::Member;
use postern_e2e::server::Server;
use postern_e2e::wire_tap::{WireTap, replace};

use crate::accessibility::check;
use crate::steps;

#[tokio::test]
async fn the_first_page_loads_nothing_of_the_account_area_and_a_code_brings_it_once() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    browser.visit("/register").await;
    steps::enter_password(&browser, &member.person).await;
    let requests = assets(&browser).await;
    assert!(
        requests.iter().any(|name| name.starts_with("postern-")),
        "the log does not have the first page: {requests:?}"
    );
    assert_eq!(of_the_area(&requests), 0, "{requests:?}");

    browser.fill("otp", "1").await;
    browser.wait_until(PART_IS_LOADED).await;
    assert_eq!(browser.path().await, "/code");
    steps::enter_code(&browser, &member.phone.code().await).await;
    steps::expect_account(&browser, &member.person).await;
    browser.click("a[href='/sessions']").await;
    browser.wait_for("[data-testid=this-session]").await;
    let requests = assets(&browser).await;
    assert_eq!(of_the_area(&requests), 1, "{requests:?}");

    browser.reload().await;
    browser.wait_for("[data-testid=this-session]").await;
}

#[tokio::test]
async fn without_a_network_the_account_says_so_and_the_next_try_brings_it() {
    let (tap, member, browser) = before_the_code().await;
    tap.cut(PART);
    tap.cut("/api/health");
    steps::enter_code(&browser, &member.phone.code().await).await;
    let text = steps::said(&browser, "main [role=alert]").await;
    assert!(text.starts_with("You are signed in"), "{text}");
    assert!(text.contains("did not arrive"), "{text}");
    assert!(text.contains("connection"), "{text}");
    browser
        .wait_until("return document.activeElement?.tagName === 'H1'")
        .await;
    check(&browser, "account-unreachable").await;
    browser.click("main button").await;
    let text = steps::said(&browser, "main [role=alert]").await;
    assert!(text.contains("connection"), "{text}");

    tap.mend();
    browser.click("main button").await;
    steps::expect_account(&browser, &member.person).await;
    assert_eq!(browser.evaluate("return document.title").await, TITLE);
}

#[tokio::test]
async fn what_does_not_come_while_somebody_types_comes_when_it_is_needed() {
    let (tap, member, browser) = before_the_code().await;
    drop(tap.sent());
    tap.cut(PART);
    browser.fill("otp", "1").await;
    wait_until_asked(&tap).await;
    assert_eq!(browser.text_of("main [role=alert]").await, "");
    tap.mend();
    steps::enter_code(&browser, &member.phone.code().await).await;
    steps::expect_account(&browser, &member.person).await;
}

#[tokio::test]
async fn a_page_older_than_the_deployment_asks_to_be_loaded_again() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let tap = WireTap::before(server.origin()).await;
    let browser = Browser::open(tap.origin()).await;
    tap.change(of_another_deployment);
    steps::enter_password(&browser, &member.person).await;
    steps::enter_code(&browser, &member.phone.code().await).await;
    let text = steps::said(&browser, "main [role=alert]").await;
    assert!(text.contains("may have been renewed"), "{text}");
    assert_eq!(tap.changed(), 1);
    check(&browser, "account-outdated").await;

    // A page of the new deployment has a script of another name.
    tap.change(|_| false);
    let nothing = serde_json::json!({});
    browser.devtools("Network.clearBrowserCache", nothing).await;
    browser.click("main button").await;
    steps::expect_account(&browser, &member.person).await;
}

/// Somebody at the page for the code, with a tap on the wire.
async fn before_the_code() -> (WireTap, Member, Browser) {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let tap = WireTap::before(server.origin()).await;
    let browser = Browser::open(tap.origin()).await;
    steps::enter_password(&browser, &member.person).await;
    (tap, member, browser)
}

/// Has the script ask for a part that is not there.
fn of_another_deployment(piece: &mut [u8]) -> bool {
    replace(piece, "./account-", "./account_")
}

async fn wait_until_asked(tap: &WireTap) {
    let mut sent = Vec::new();
    for _ in 0..200 {
        sent.extend(tap.sent());
        if String::from_utf8_lossy(&sent).contains(PART) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nobody has asked for the part");
}

/// The names of the assets that were asked for since the last time.
async fn assets(browser: &Browser) -> Vec<String> {
    let requests = browser.requests().await;
    requests
        .iter()
        .filter_map(|(_, url)| url.split_once("/assets/"))
        .map(|(_, name)| name.to_owned())
        .collect()
}

fn of_the_area(names: &[String]) -> usize {
    names
        .iter()
        .filter(|name| name.starts_with("account-"))
        .count()
}

const PART: &str = "/assets/account-";
const PART_IS_LOADED: &str = "
    return performance.getEntriesByType('resource')
        .some((one) => one.name.includes('/assets/account-') && one.responseStatus === 200);";
const TITLE: &str = "Your account · Postern";
