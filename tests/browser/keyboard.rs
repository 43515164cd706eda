//! Without a mouse.

use postern_e2e::browser::{Browser, ENTER};
use postern_e2e::person::{Member, Person};
use postern_e2e::server::Server;

use crate::steps::{self, tab_to};

#[tokio::test]
async fn the_whole_sign_in_and_the_way_out_need_no_mouse() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    browser.visit("/sign-in").await;
    tab_to(&browser, "input[name=username]").await;
    browser.press(&member.person.username).await;
    tab_to(&browser, "input[name=password]").await;
    browser.press(&member.person.password).await;
    browser.press(ENTER).await;

    browser.wait_for_path("/code").await;
    browser
        .wait_until("return document.activeElement?.name === 'otp'")
        .await;
    browser.press(&member.phone.code().await).await;
    steps::expect_account(&browser, &member.person).await;

    tab_to(&browser, "[data-testid=sign-out]").await;
    browser.press(ENTER).await;
    browser.wait_for_path("/sign-in").await;
}

#[tokio::test]
async fn a_registration_needs_no_mouse() {
    let browser = Browser::open(Server::shared().origin()).await;
    let person = Person::new();
    browser.visit("/sign-in").await;
    tab_to(&browser, "a[href='/register']").await;
    browser.press(ENTER).await;
    browser.wait_for_path("/register").await;
    for (name, text) in [
        ("username", &person.username),
        ("password", &person.password),
        ("email", &person.email),
    ] {
        browser.wait_for(&format!("input[name={name}]")).await;
        tab_to(&browser, &format!("input[name={name}]")).await;
        browser.press(text).await;
    }
    browser.press(ENTER).await;
    browser.wait_for_path("/enrol").await;
    let phone = steps::scan(&browser).await;
    tab_to(&browser, "input[name=otp]").await;
    browser.press(&phone.code().await).await;
    browser.wait_for("[data-testid=recovery-codes]").await;
    tab_to(&browser, "#have-kept").await;
    browser.press(" ").await;
    tab_to(&browser, "#button-kept").await;
    browser.press(ENTER).await;
    browser
        .wait_until("return !document.querySelector('[data-testid=recovery-codes]')")
        .await;
    tab_to(&browser, "a[href='/account']").await;
    browser.press(ENTER).await;
    steps::expect_account(&browser, &person).await;
}

#[tokio::test]
async fn a_new_page_takes_the_focus_to_its_beginning() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::sign_in(&browser, &member).await;
    browser
        .wait_until("return document.activeElement?.tagName === 'H1'")
        .await;
}
