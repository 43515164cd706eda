//! The proof in place: a session without a fresh one is asked, and then goes on.

use postern_e2e::browser::Browser;
use postern_e2e::mode::Mode;
use postern_e2e::person::Member;
use postern_e2e::server::Server;

use crate::steps;

/// Somebody whose browser was trusted at the sign-in, so that it has proved no second factor.
pub async fn unproved(mode: Mode) -> (Server, Member, Browser) {
    let server = mode.start(&["TRUSTED_BROWSERS=on"]);
    let member = Member::new(&mode.client_of(&server)).await;
    let browser = Browser::open(server.origin()).await;
    sign_in_unproved(&browser, &member).await;
    (server, member, browser)
}

/// Has the browser trusted, and signs in with the password alone.
pub async fn sign_in_unproved(browser: &Browser, member: &Member) {
    steps::enter_password(browser, &member.person).await;
    browser.click("label[for=trust]").await;
    steps::enter_code(browser, &member.phone.code().await).await;
    steps::expect_account(browser, &member.person).await;
    steps::sign_out(browser).await;
    browser.fill("username", &member.person.username).await;
    browser.fill("password", &member.person.password).await;
    browser.submit().await;
    steps::expect_account(browser, &member.person).await;
}

/// Gives the proof that the dialog asks for.
pub async fn prove(browser: &Browser, member: &Member) {
    browser.wait_for("dialog[open] form").await;
    browser
        .fill("step-up-password", &member.person.password)
        .await;
    let code = member.phone.code().await;
    browser.fill("step-up-code", &code).await;
    browser
        .wait_until("return !document.querySelector('dialog[open]')")
        .await;
}
