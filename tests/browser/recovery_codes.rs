//! Recovery codes: shown once, kept by their owner, counted after that.

mod keeping;
mod leaving;

use postern_e2e::api::Api;
use postern_e2e::browser::{Browser, ENTER};
use postern_e2e::person::{Member, Person, verify};
use postern_e2e::server::Server;
use serde_json::Value;

use crate::accessibility::check;
use crate::steps::{self, tab_to, wait_for_focus};

#[tokio::test]
async fn the_codes_of_a_new_account_are_kept_before_anything_else() {
    let (_, browser) = at_the_codes().await;
    wait_for_focus(&browser, "#heading").await;
    assert_eq!(
        browser.evaluate("return document.title").await,
        "Recovery codes · Postern"
    );
    let codes = codes(&browser).await;
    assert_eq!(codes.len(), 10, "{codes:?}");
    for code in &codes {
        let groups: Vec<_> = code.split('-').collect();
        assert!(groups.len() > 2, "{code}");
        assert_eq!(groups.concat().len(), 24, "{code}");
    }
    check(&browser, "recovery-codes-new").await;

    // Not without saying so.
    browser.click("#button-kept").await;
    let error = steps::said(&browser, ".error").await;
    assert!(error.starts_with("Copy, download or print"), "{error}");
    wait_for_focus(&browser, "#have-kept").await;
    check(&browser, "recovery-codes-not-kept").await;

    // Not by a link, and not by closing the tab.
    for link in ["a[href='/sessions']", "a[href='/']"] {
        browser.click(link).await;
        wait_for_focus(&browser, "#leaving").await;
        assert_eq!(browser.path().await, "/account/recovery-codes");
        check(&browser, "recovery-codes-leaving").await;
        browser.click("#button-stay").await;
        browser
            .wait_until("return !document.querySelector('#leaving')")
            .await;
    }
    assert_eq!(browser.evaluate(WOULD_ASK).await, true);

    browser.click("#have-kept").await;
    browser.click("#button-kept").await;
    let notice = steps::said(&browser, ".notice").await;
    assert!(notice.starts_with("Done."), "{notice}");
    let facts = browser.text_of("[data-testid=recovery-facts]").await;
    assert!(facts.contains("10 of 10"), "{facts}");
    assert!(!browser.has(".warning").await);
    assert_eq!(browser.evaluate(WOULD_ASK).await, false);
    check(&browser, "recovery-codes-kept").await;
    let page = browser
        .evaluate("return document.documentElement.outerHTML")
        .await;
    let page = page.as_str().unwrap_or_default();
    assert!(!page.contains(&codes[0]), "the codes are still in the page");
    browser.click("a[href='/account']").await;
    browser.wait_for_path("/account").await;
}

#[tokio::test]
async fn new_codes_take_the_place_of_the_old_ones_at_once() {
    let (api, member, browser) = at_the_summary().await;
    use_up(&api, &member, 1).await;
    browser.reload().await;
    let facts = browser.text_of("[data-testid=recovery-facts]").await;
    assert!(facts.contains("9 of 10"), "{facts}");
    assert!(facts.contains("Used"), "{facts}");
    browser.click("#button-make").await;
    wait_for_focus(&browser, "#question").await;
    let question = browser.text_of("#question").await;
    assert!(
        question.starts_with("The 9 codes that are left"),
        "{question}"
    );
    check(&browser, "recovery-codes-question").await;
    browser.click("#button-cancel").await;
    wait_for_focus(&browser, "#button-make").await;
    browser.click("#button-make").await;
    browser.click("#button-confirm").await;
    browser.wait_for("[data-testid=recovery-codes]").await;
    wait_for_focus(&browser, "#fresh").await;
    let fresh = steps::keep_codes(&browser).await;
    assert_eq!(fresh.len(), 10);

    let challenge = member.challenge(&api).await;
    verify(&api, &challenge, &member.recovery_codes[5])
        .await
        .expect_problem(401, "invalid_otp");
    let typed = fresh[5].to_lowercase().replace('-', "");
    verify(&api, &challenge, &typed).await.expect(200);
}

#[tokio::test]
async fn the_page_warns_when_few_are_left() {
    let (api, member, browser) = at_the_summary().await;
    for (used, heading, name) in [
        (7, None, "three"),
        (1, Some("Two recovery codes are left"), "two"),
        (2, Some("No recovery code is left"), "none"),
    ] {
        use_up_more(&api, &member, used).await;
        browser.reload().await;
        browser.wait_for("[data-testid=recovery-facts]").await;
        match heading {
            None => assert!(!browser.has("h2#warning").await),
            Some(heading) => assert_eq!(browser.text_of("h2#warning").await, heading),
        }
        check(&browser, &format!("recovery-codes-{name}-left")).await;
    }
}

#[tokio::test]
async fn no_mouse_is_needed() {
    let (_, browser) = at_the_codes().await;
    wait_for_focus(&browser, "#heading").await;
    tab_to(&browser, "#button-kept").await;
    browser.press(ENTER).await;
    wait_for_focus(&browser, "#have-kept").await;
    browser.press(" ").await;
    tab_to(&browser, "#button-kept").await;
    browser.press(ENTER).await;
    browser.wait_for("[data-testid=recovery-facts]").await;
    wait_for_focus(&browser, "#heading").await;
    tab_to(&browser, "#button-make").await;
    browser.press(ENTER).await;
    wait_for_focus(&browser, "#question").await;
    tab_to(&browser, "#button-confirm").await;
    browser.press(ENTER).await;
    wait_for_focus(&browser, "#fresh").await;
}

/// Somebody whose first code was confirmed a moment ago.
async fn at_the_codes() -> (Person, Browser) {
    let browser = Browser::open(Server::shared().origin()).await;
    let person = Person::new();
    steps::register(&browser, &person).await;
    let phone = steps::scan(&browser).await;
    steps::enter_code(&browser, &phone.code().await).await;
    browser.wait_for_path("/account/recovery-codes").await;
    browser.wait_for("[data-testid=recovery-codes]").await;
    (person, browser)
}

/// Somebody who has had codes for some time.
async fn at_the_summary() -> (Api, Member, Browser) {
    let server = Server::shared();
    let api = server.api();
    let member = Member::new(&api).await;
    let acknowledge = api.post("/api/recovery-codes/acknowledge");
    let token = &member.session.access_token;
    acknowledge.bearer(token).send().await.expect(204);
    let browser = Browser::open(server.origin()).await;
    steps::sign_in(&browser, &member).await;
    browser.click("a[href='/account/recovery-codes']").await;
    browser.wait_for("[data-testid=recovery-facts]").await;
    (api, member, browser)
}

async fn use_up(api: &Api, member: &Member, count: usize) {
    for code in member.recovery_codes.iter().take(count) {
        let challenge = member.challenge(api).await;
        verify(api, &challenge, code).await.expect(200);
    }
}

/// Uses `count` codes that were not used before.
async fn use_up_more(api: &Api, member: &Member, count: usize) {
    let token = &member.session.access_token;
    let state = api.get("/api/recovery-codes").bearer(token).send().await;
    let left = state.expect(200).json()["left"]
        .as_u64()
        .unwrap_or_default();
    let used = 10 - usize::try_from(left).expect("ten at most");
    for code in member.recovery_codes.iter().skip(used).take(count) {
        let challenge = member.challenge(api).await;
        verify(api, &challenge, code).await.expect(200);
    }
}

async fn codes(browser: &Browser) -> Vec<String> {
    let texts = browser
        .evaluate(
            "return [...document.querySelectorAll('[data-testid=recovery-codes] li')]
                 .map(one => one.textContent);",
        )
        .await;
    let texts = texts.as_array().cloned().unwrap_or_default();
    let text = |text: &Value| text.as_str().map(str::to_owned);
    texts.iter().filter_map(text).collect()
}

/// Whether the browser's own dialog would ask before the page goes.
const WOULD_ASK: &str = "
    return !dispatchEvent(new Event('beforeunload', { cancelable: true }));
";
