//! The browsers that signed in before: seen, and forgotten.

use postern_e2e::browser::{Browser, ENTER, ESCAPE};
use postern_e2e::mode::Mode;
use postern_e2e::person::Member;
use postern_e2e::server::Server;

use crate::accessibility::check;
use crate::proof::{prove, unproved};
use crate::steps::{self, tab_to};

#[tokio::test]
async fn known_browsers_are_listed_and_forgotten_after_a_question() {
    let server = Server::shared();
    let api = server.api();
    let member = Member::new(&api).await;
    member.sign_in_from(&api, "browser", FIREFOX).await;
    let browser = Browser::open(server.origin()).await;
    steps::sign_in(&browser, &member).await;
    open_list(&browser).await;
    wait_for_browsers(&browser, 3).await;
    let first = browser.text_of(KNOWN).await;
    assert!(first.starts_with("Chrome "), "{first}");
    assert!(first.contains("This browser"), "{first}");
    assert!(!first.contains("No code until"), "{first}");
    let second = nth(&browser, 2).await;
    assert!(second.starts_with("Firefox 145 on Linux"), "{second}");
    assert!(second.contains("Last sign-in"), "{second}");
    check(&browser, "browsers").await;

    let forget = format!("{KNOWN}:nth-child(2) button");
    browser.click(&forget).await;
    let question = steps::said(&browser, "#question").await;
    assert!(question.contains("“Firefox 145 on Linux”"), "{question}");
    check(&browser, "browsers-question").await;
    browser.press(ESCAPE).await;
    browser
        .wait_until("return !document.querySelector('#question')")
        .await;
    wait_for_browsers(&browser, 3).await;
    browser.press(ENTER).await;
    browser.wait_for("#button-confirm").await;
    browser.click("#button-confirm").await;
    wait_for_browsers(&browser, 2).await;
    assert_eq!(
        steps::said(&browser, "#announcer").await,
        "The browser was forgotten."
    );
    browser
        .wait_until("return document.activeElement?.id === 'browsers'")
        .await;

    // Its session goes on.
    let others = browser
        .evaluate("return document.querySelectorAll('[data-testid=other-session]').length")
        .await;
    assert_eq!(others, 2);
    browser.reload().await;
    wait_for_browsers(&browser, 2).await;
}

#[tokio::test]
async fn a_trusted_browser_says_so_and_is_asked_again_once_it_is_forgotten() {
    let (_server, member, browser) = unproved(Mode::Argon2id).await;
    open_list(&browser).await;
    wait_for_browsers(&browser, 2).await;
    let first = browser.text_of(KNOWN).await;
    assert!(first.contains("No code until"), "{first}");
    check(&browser, "browsers-trusted").await;
    tab_to_forget(&browser).await;
    browser.press(ENTER).await;
    let question = steps::said(&browser, "#question").await;
    assert!(question.contains("asks for a code again"), "{question}");
    browser.click("#button-confirm").await;
    prove(&browser, &member).await;
    wait_for_browsers(&browser, 1).await;
    steps::sign_out(&browser).await;
    steps::sign_in(&browser, &member).await;
}

async fn tab_to_forget(browser: &Browser) {
    browser
        .evaluate("document.querySelector('#browsers').focus()")
        .await;
    tab_to(browser, "[data-testid=known-browser] button").await;
}

async fn open_list(browser: &Browser) {
    browser.click("nav a[href='/sessions']").await;
    browser.wait_for_path("/sessions").await;
    browser.wait_for(KNOWN).await;
}

async fn wait_for_browsers(browser: &Browser, count: usize) {
    let script = format!("return document.querySelectorAll('{KNOWN}').length === {count}");
    browser.wait_until(&script).await;
}

async fn nth(browser: &Browser, number: usize) -> String {
    browser
        .text_of(&format!("{KNOWN}:nth-child({number})"))
        .await
}

const KNOWN: &str = "[data-testid=known-browser]";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
