//! Reload, back, and addresses typed by hand.

use postern_e2e::browser::Browser;
use postern_e2e::person::{Member, Person};
use postern_e2e::server::Server;

use crate::steps;

#[tokio::test]
async fn a_reload_of_the_code_page_keeps_the_sign_in_open() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::enter_password(&browser, &member.person).await;
    browser.reload().await;
    browser.wait_for_path("/code").await;
    steps::enter_code(&browser, &member.phone.code().await).await;
    steps::expect_account(&browser, &member.person).await;
}

#[tokio::test]
async fn a_reload_of_the_enrolment_still_takes_the_code() {
    let browser = Browser::open(Server::shared().origin()).await;
    let person = Person::new();
    steps::register(&browser, &person).await;
    let phone = steps::scan(&browser).await;
    browser.reload().await;
    browser.wait_for_path("/enrol").await;
    steps::confirm(&browser, &person, &phone).await;
}

#[tokio::test]
async fn a_reload_of_the_account_keeps_the_session() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::sign_in(&browser, &member).await;
    browser.reload().await;
    steps::expect_account(&browser, &member.person).await;
    browser.visit("/").await;
    steps::expect_account(&browser, &member.person).await;
}

#[tokio::test]
async fn back_from_the_account_does_not_undo_the_sign_in() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::sign_in(&browser, &member).await;
    browser.back().await;
    steps::expect_account(&browser, &member.person).await;
}

#[tokio::test]
async fn back_after_signing_out_does_not_show_the_account() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::sign_in(&browser, &member).await;
    browser.click("[data-testid=sign-out]").await;
    browser.wait_for_path("/sign-in").await;
    browser.back().await;
    browser.wait_for("input[name=username]").await;
    assert!(!browser.has("[data-testid=account-username]").await);
    let page = browser.text_of("main").await;
    assert!(!page.contains(&member.person.email), "{page}");
}

#[tokio::test]
async fn back_from_the_code_page_leads_to_the_sign_in_without_the_password() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::enter_password(&browser, &member.person).await;
    browser.back().await;
    browser.wait_for_path("/sign-in").await;
    browser.wait_for("input[name=password]").await;
    assert_eq!(browser.value_of("password").await, "");
}

#[tokio::test]
async fn pages_that_need_more_lead_to_the_sign_in() {
    let browser = Browser::open(Server::shared().origin()).await;
    for path in ["/", "/account", "/sessions", "/code", "/enrol"] {
        browser.visit(path).await;
        browser.wait_for_path("/sign-in").await;
        browser.wait_for("input[name=username]").await;
    }
}

#[tokio::test]
async fn an_address_that_leads_nowhere_says_so_and_leads_back() {
    let browser = Browser::open(Server::shared().origin()).await;
    browser.visit("/no-such-page").await;
    let page = browser.text_of("main").await;
    assert!(page.contains("nothing here"), "{page}");
    browser.click("main a").await;
    browser.wait_for_path("/sign-in").await;
}

#[tokio::test]
async fn signing_out_in_one_tab_ends_the_other() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::sign_in(&browser, &member).await;
    let first = browser.tab().await;
    browser.open_tab().await;
    browser.visit("/account").await;
    steps::expect_account(&browser, &member.person).await;
    browser.click("[data-testid=sign-out]").await;
    browser.wait_for_path("/sign-in").await;
    browser.switch_to(first).await;
    browser.wait_for_path("/sign-in").await;
}
