//! The end of an account, by its owner.

use postern_e2e::browser::{Browser, ENTER};
use postern_e2e::mode::Mode;
use postern_e2e::person::{Member, refresh};
use postern_e2e::server::Server;

use crate::accessibility::check;
use crate::proof::{prove, unproved};
use crate::steps::{self, tab_to};

#[tokio::test]
async fn the_typed_name_ends_the_account_its_sessions_and_other_tabs() {
    let server = Server::shared();
    let api = server.api();
    let member = Member::new(&api).await;
    let browser = Browser::open(server.origin()).await;
    steps::sign_in(&browser, &member).await;
    let first = browser.tab().await;
    browser.open_tab().await;
    browser.visit("/account").await;
    steps::expect_account(&browser, &member.person).await;

    open(&browser).await;
    let page = browser.text_of("main").await;
    for part in [
        "authenticators and recovery codes",
        "signed out",
        "After 10 minutes the username is free",
        "Download your data",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    check(&browser, "delete").await;
    assert_eq!(closed(&browser).await, "true");
    browser.fill("username", "somebody.else").await;
    browser.click(DELETE).await;
    let error = steps::said(&browser, "#username-error").await;
    assert!(error.starts_with("This is not your username"), "{error}");
    check(&browser, "delete-with-problem").await;

    let name = member.person.username.to_uppercase();
    browser.fill("username", &name).await;
    assert_eq!(closed(&browser).await, "false");
    check(&browser, "delete-ready").await;
    browser.click(DELETE).await;
    browser.wait_for_path("/sign-in").await;
    let notice = steps::said(&browser, ".notice").await;
    assert_eq!(
        notice,
        "Your account is deleted. Its username is free again after 10 minutes."
    );
    check(&browser, "deleted").await;
    browser.switch_to(first).await;
    browser.wait_for_path("/sign-in").await;

    let stored = "return JSON.stringify([{...localStorage}, {...sessionStorage}])";
    assert_eq!(browser.evaluate(stored).await, "[{},{}]");
    refresh(&api, &member.session.refresh_token)
        .await
        .expect_problem(401, "session_ended");
    let person = &member.person;
    person
        .login(&api)
        .await
        .expect_problem(401, "invalid_credentials");
    person
        .register(&api)
        .await
        .expect_problem(409, "username_taken");
    browser.visit("/account").await;
    browser.wait_for_path("/sign-in").await;
}

#[tokio::test]
async fn without_a_fresh_proof_it_is_asked_for_and_no_mouse_is_needed() {
    let (_server, member, browser) = unproved(Mode::Argon2id).await;
    open(&browser).await;
    tab_to(&browser, "#username").await;
    browser.press(&member.person.username).await;
    browser.press(ENTER).await;
    prove(&browser, &member).await;
    browser.wait_for_path("/sign-in").await;
    steps::said(&browser, ".notice").await;
}

async fn open(browser: &Browser) {
    browser.click("nav a[href='/account/delete']").await;
    browser.wait_for_path("/account/delete").await;
    browser.wait_for(DELETE).await;
}

async fn closed(browser: &Browser) -> String {
    let script = format!("return document.querySelector('{DELETE}').ariaDisabled");
    let closed = browser.evaluate(&script).await;
    closed.as_str().unwrap_or_default().to_owned()
}

const DELETE: &str = "#button-delete";
