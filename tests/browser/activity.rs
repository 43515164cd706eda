//! What has happened to the account: the log, and what is asked about at the next visit.

use http::Method;
use postern_e2e::browser::{Browser, ENTER};
use postern_e2e::person::{Member, verify};
use postern_e2e::server::Server;
use postern_e2e::wire_tap::WireTap;
use serde_json::json;

use crate::accessibility::check;
use crate::steps::{self, set_offline, signed_in, tab_to};

#[tokio::test]
async fn the_log_is_newest_first_in_words_and_whole() {
    let (api, member, browser) = signed_in().await;
    member
        .sign_in_from(&api, "native", "fetchmail/7.1 (Linux)")
        .await;
    open_log(&browser).await;
    let entries = entries(&browser).await;
    assert_eq!(entries.len(), 4, "{entries:?}");
    assert!(entries[0].starts_with("Signed in"), "{entries:?}");
    assert!(entries[0].contains("fetchmail 7 on Linux"), "{entries:?}");
    assert!(entries[0].contains("open elsewhere"), "{entries:?}");
    assert!(
        entries[1].starts_with("Signed in from a new browser"),
        "{entries:?}"
    );
    assert!(entries[1].contains("This session"), "{entries:?}");
    assert!(entries[1].contains("Chrome "), "{entries:?}");
    assert!(
        entries[1].contains("With password and authenticator code"),
        "{entries:?}"
    );
    assert!(entries[3].starts_with("Account confirmed"), "{entries:?}");
    let whole = browser.text_of(".whole").await;
    assert!(whole.starts_with("The log is whole"), "{whole}");
    assert_eq!(
        browser.evaluate("return document.title").await,
        "Activity · Postern"
    );
    check(&browser, "activity").await;
}

#[tokio::test]
async fn wrong_codes_and_another_browser_are_asked_about_until_they_are_seen() {
    let server = Server::shared();
    let api = server.api();
    let member = Member::new(&api).await;
    let challenge = member.challenge(&api).await;
    for code in member.phone.wrong_codes(3) {
        verify(&api, &challenge, &code).await.expect(401);
    }
    member.sign_in_from(&api, "browser", FIREFOX).await;
    let browser = Browser::open(server.origin()).await;
    steps::sign_in(&browser, &member).await;

    let banner = browser.text_of(BANNER).await;
    assert!(banner.starts_with("Was this you?"), "{banner}");
    assert!(
        banner.contains("3 wrong codes after the right password"),
        "{banner}"
    );
    assert!(banner.contains("Signed in from a new browser"), "{banner}");
    assert!(banner.contains("Firefox 145 on Linux"), "{banner}");
    assert!(
        !banner.contains("Chrome"),
        "this sign-in is no news: {banner}"
    );
    let said = steps::said(&browser, ".body > [role=status]").await;
    assert!(said.contains("2 things have happened"), "{said}");
    check(&browser, "account-news").await;

    browser.reload().await;
    browser.wait_for(BANNER).await;
    tab_to_seen(&browser).await;
    browser.press(ENTER).await;
    wait_until_gone(&browser).await;
    browser
        .wait_until("return document.activeElement?.tagName === 'H1'")
        .await;
    assert_eq!(steps::said(&browser, "#announcer").await, "Marked as seen.");
    browser.reload().await;
    open_log(&browser).await;
    assert!(!browser.has(BANNER).await);
    let other = Browser::open(server.origin()).await;
    steps::sign_in(&other, &member).await;
    other.wait_for("[data-testid=account-username]").await;
    assert!(!other.has(BANNER).await, "what was seen is seen everywhere");
}

#[tokio::test]
async fn what_another_session_changes_is_asked_about_and_what_this_one_changes_is_not() {
    let (api, member, browser) = signed_in().await;
    browser.click("#button-change-email").await;
    browser.fill("email", "mine@post.example").await;
    browser.submit().await;
    browser.wait_for("#button-change-email").await;
    browser.reload().await;
    browser.wait_for("[data-testid=account-username]").await;
    assert!(!browser.has(BANNER).await);

    let elsewhere = member.sign_in_from(&api, "native", "curl/8.14.1").await;
    api.call(Method::PATCH, "/api/users/me")
        .bearer(&elsewhere.field("access_token"))
        .header("user-agent", "curl/8.14.1")
        .json(&json!({ "email": "thief@post.example" }))
        .send()
        .await
        .expect(200);
    open_log(&browser).await;
    let banner = browser.text_of(BANNER).await;
    assert!(banner.contains("E-mail address changed"), "{banner}");
    assert!(banner.contains("curl 8"), "{banner}");
    check(&browser, "activity-news").await;
}

#[tokio::test]
async fn the_first_page_after_a_sign_in_asks_whichever_it_is() {
    let server = Server::shared();
    let api = server.api();
    let member = Member::new(&api).await;
    let challenge = member.challenge(&api).await;
    verify(&api, &challenge, &member.phone.wrong_code())
        .await
        .expect(401);
    let browser = Browser::open(server.origin()).await;
    browser.visit("/account/password").await;
    browser.wait_for_path("/sign-in").await;
    browser.fill("username", &member.person.username).await;
    browser.fill("password", &member.person.password).await;
    browser.submit().await;
    steps::enter_code(&browser, &member.phone.code().await).await;
    browser.wait_for_path("/account/password").await;
    let banner = browser.text_of(BANNER).await;
    assert!(
        banner.contains("Wrong code after the right password"),
        "{banner}"
    );
    browser.click("nav a[href='/account/delete']").await;
    browser.wait_for("#button-delete").await;
    assert!(!browser.has(BANNER).await);
}

#[tokio::test]
async fn what_cannot_be_checked_is_said_quietly_and_read_at_the_next_try() {
    let server = Server::shared();
    let api = server.api();
    let member = Member::new(&api).await;
    let challenge = member.challenge(&api).await;
    verify(&api, &challenge, &member.phone.wrong_code())
        .await
        .expect(401);
    for path in ["/api/users/me/activity", "/api/sessions"] {
        let tap = WireTap::before(server.origin()).await;
        let browser = Browser::open(tap.origin()).await;
        tap.cut(path);
        steps::sign_in(&browser, &member).await;
        browser.wait_for(CHECK_AGAIN).await;
        let said = steps::said(&browser, ".body > [role=status]").await;
        assert_eq!(said, "Could not check recent activity.");
        assert_eq!(browser.text_of("main [role=alert]").await, "");
        assert!(!browser.has(BANNER).await);
        check(&browser, "account-news-unread").await;

        // Still not.
        tab_to(&browser, CHECK_AGAIN).await;
        browser.press(ENTER).await;
        browser
            .wait_until(
                "return document.getElementById('button-check-again').innerText === 'Try again'",
            )
            .await;
        steps::wait_for_focus(&browser, CHECK_AGAIN).await;

        tap.mend();
        browser.press(ENTER).await;
        browser.wait_for(BANNER).await;
        assert!(!browser.has(CHECK_AGAIN).await);
        steps::wait_for_focus(&browser, "#heading").await;
    }
}

#[tokio::test]
async fn without_a_network_the_log_says_so_and_tries_again() {
    let (_, _member, browser) = signed_in().await;
    set_offline(&browser, true).await;
    browser.click(LINK).await;
    let alert = steps::said(&browser, "[role=alert]").await;
    assert!(alert.contains("nothing to show"), "{alert}");
    assert!(!browser.has(CHECK_AGAIN).await, "it is said once");
    check(&browser, "activity-unreachable").await;
    set_offline(&browser, false).await;
    browser.click("#button-try-again").await;
    browser.wait_for(ENTRY).await;
}

async fn open_log(browser: &Browser) {
    browser.click(LINK).await;
    browser.wait_for_path("/account/activity").await;
    browser.wait_for(ENTRY).await;
}

async fn entries(browser: &Browser) -> Vec<String> {
    let script =
        format!("return [...document.querySelectorAll('{ENTRY}')].map(it => it.innerText)");
    let texts = browser.evaluate(&script).await;
    let texts = texts.as_array().cloned().unwrap_or_default();
    texts
        .iter()
        .filter_map(|text| text.as_str().map(str::to_owned))
        .collect()
}

async fn tab_to_seen(browser: &Browser) {
    browser
        .evaluate("document.querySelector('.warning h2').focus()")
        .await;
    tab_to(browser, "#button-seen").await;
}

async fn wait_until_gone(browser: &Browser) {
    let script = format!("return !document.querySelector('{BANNER}')");
    browser.wait_until(&script).await;
}

const LINK: &str = "nav a[href='/account/activity']";
const ENTRY: &str = "[data-testid=entry]";
const BANNER: &str = ".warning[aria-labelledby=news]";
const CHECK_AGAIN: &str = "#button-check-again";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
