//! Accounts from before the deployment went by the protocol: what is typed inside the account area is
//! sent once, and only where its owner says so.

use postern_e2e::browser::Browser;
use postern_e2e::mode::Mode;
use postern_e2e::person::Member;
use postern_e2e::server::Server;
use postern_e2e::wire_tap::WireTap;

use super::{found, is_shown, traces};
use crate::accessibility::check;
use crate::proof::sign_in_unproved;
use crate::steps::{self, wait_for_focus};

#[tokio::test]
async fn the_proof_in_place_sends_the_password_once_where_its_owner_says_so() {
    let (_server, tap, member, browser) = before_the_switch().await;
    browser.click("a[href='/account/authenticators']").await;
    browser.click("#button-add").await;
    wait_for_focus(&browser, "#panel").await;
    browser.fill("label", "Tablet").await;
    browser.submit().await;
    browser.wait_for("dialog:modal form").await;
    assert!(!is_shown(&browser, STEP_UP_OFFER).await);

    let code = member.phone.code().await;
    browser
        .fill("step-up-password", &member.person.password)
        .await;
    browser.fill("step-up-code", &code).await;
    wait_for_offer(&browser, STEP_UP_OFFER).await;
    wait_for_focus(&browser, "#step-up-password").await;
    let announced = steps::said(&browser, "#dialog-announcer").await;
    assert!(announced.starts_with("Accounts made before"), "{announced}");
    check(&browser, "step-up-offer").await;
    assert!(!is_sent(&tap, &member), "it was sent unasked");

    browser.click(&format!("{STEP_UP_OFFER} button")).await;
    browser.wait_for("svg[data-testid=qr]").await;
    browser
        .wait_until("return !document.querySelector('dialog[open]')")
        .await;
    assert!(is_sent(&tap, &member), "the button sends it");
    assert_eq!(browser.text_of("#panel").await, "Connect “Tablet”");
}

#[tokio::test]
async fn the_proof_in_place_moves_the_account_so_that_a_new_password_is_not_sent() {
    let (_server, tap, mut member, browser) = before_the_switch().await;
    let old = std::mem::replace(&mut member.person.password, NEW.to_owned());
    enter(&browser, &old).await;
    browser.wait_for("dialog:modal form").await;
    browser.fill("step-up-password", &old).await;
    browser
        .fill("step-up-code", &member.phone.code().await)
        .await;
    wait_for_offer(&browser, STEP_UP_OFFER).await;
    browser.click(&format!("{STEP_UP_OFFER} button")).await;
    expect_changed(&browser).await;
    assert!(!is_sent(&tap, &member), "the new one was sent");
}

#[tokio::test]
async fn a_new_password_is_sent_with_the_old_one_once_where_its_owner_says_so() {
    let mut server = Mode::Argon2id.start(&[]);
    let mut member = Member::new(&server.api()).await;
    let tap = WireTap::before(server.origin()).await;
    let browser = Browser::open(tap.origin()).await;
    steps::sign_in(&browser, &member).await;
    switch(&mut server);
    drop(tap.sent());
    let old = std::mem::replace(&mut member.person.password, NEW.to_owned());
    enter(&browser, &old).await;
    wait_for_offer(&browser, OFFER).await;
    wait_for_focus(&browser, "#current_password").await;
    check(&browser, "password-offer").await;
    assert!(!is_sent(&tap, &member), "it was sent unasked");
    browser.click(&format!("{OFFER} button")).await;
    expect_changed(&browser).await;
    assert!(is_sent(&tap, &member), "the button sends it");

    steps::sign_out(&browser).await;
    steps::enter_password(&browser, &member.person).await;
    assert!(!is_sent(&tap, &member), "it was sent again");
}

/// Somebody whose account is older than the deployment's protocol, signed in without a fresh proof.
async fn before_the_switch() -> (Server, WireTap, Member, Browser) {
    let mut server = Mode::Argon2id.start(&["TRUSTED_BROWSERS=on"]);
    let member = Member::new(&server.api()).await;
    let tap = WireTap::before(server.origin()).await;
    let browser = Browser::open(tap.origin()).await;
    sign_in_unproved(&browser, &member).await;
    switch(&mut server);
    drop(tap.sent());
    (server, tap, member, browser)
}

fn switch(server: &mut Server) {
    server.stop();
    server.set_variable(Mode::Opaque.variable());
    server.start_again();
}

/// Enters both passwords, and sends them.
async fn enter(browser: &Browser, old: &str) {
    browser.click("nav a[href='/account/password']").await;
    browser.wait_for("#new_password").await;
    browser.fill("current_password", old).await;
    browser.fill("new_password", NEW).await;
    browser.submit().await;
}

async fn expect_changed(browser: &Browser) {
    let said = steps::said(browser, ".notice").await;
    assert!(said.starts_with("Your password is changed"), "{said}");
}

async fn wait_for_offer(browser: &Browser, selector: &str) {
    let script = format!(
        "const offer = document.querySelector('{selector}');
         return offer?.checkVisibility() === true && !offer.closest('form').querySelector('.busy')"
    );
    browser.wait_until(&script).await;
}

/// Whether the browser has sent the password since the last look.
fn is_sent(tap: &WireTap, member: &Member) -> bool {
    let sent = tap.sent();
    let mut forms = traces(&member.person.password).into_iter();
    forms.any(|(_, trace)| found(&sent, &trace))
}

const STEP_UP_OFFER: &str = "#step-up-offer";
const OFFER: &str = "#password-offer";
const NEW: &str = "copper kettle & nine grey herons";
