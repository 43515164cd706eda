//! People whose accounts came from another service, in a browser.

use std::fs;

use postern_e2e::browser::Browser;
use postern_e2e::key_file::KeyFile;
use postern_e2e::mode::Mode;
use postern_e2e::person::Person;
use postern_e2e::phone::Phone;
use postern_e2e::server::Server;
use postern_e2e::wire_tap::WireTap;
use postern_e2e::workspace;
use serde_json::{Value, json};

use crate::accessibility::check;
use crate::password_protocol::traces::found;
use crate::steps::{self, said, wait_for_focus};

#[tokio::test]
async fn a_password_is_sent_once_and_a_short_secret_is_asked_for_until_it_is_replaced() {
    let server = with_people(
        Mode::Opaque,
        &json!([{
            "username": "johndoe",
            "full_name": "John Doe",
            "hashed_password": "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
            "otp_secret": "LGLEREYEPVVWTLYO",
        }]),
    );
    let phone = Phone::new("LGLEREYEPVVWTLYO");
    let john = person("johndoe", "secret");
    let tap = WireTap::before(server.origin()).await;
    let browser = Browser::open(tap.origin()).await;
    browser.visit("/sign-in").await;
    browser.fill("username", &john.username).await;
    browser.fill("password", &john.password).await;
    browser.submit().await;
    said(&browser, "[role=alert]").await;
    let offer = said(&browser, "#offer p").await;
    assert!(
        offer.contains("brought over from another service"),
        "{offer}"
    );
    check(&browser, "sign-in-brought-over").await;
    assert!(!found(&tap.sent(), "\"password\""), "it was sent unasked");

    browser.click("#offer button").await;
    steps::enter_code(&browser, &phone.code().await).await;
    steps::expect_account(&browser, &john).await;
    assert!(found(&tap.sent(), "\"password\""), "the button sends it");
    let asked = said(&browser, REQUEST).await;
    assert!(asked.contains("shorter than it should be"), "{asked}");
    assert!(!asked.contains("Change your password"), "{asked}");
    check(&browser, "account-brought-over").await;

    browser.click("#to-replace ~ p a").await;
    browser.wait_for_path("/account/authenticators").await;
    browser.wait_for("[data-testid=authenticator]").await;
    let row = browser.text_of("[data-testid=authenticator]").await;
    assert!(row.contains("came from another service"), "{row}");
    check(&browser, "authenticators-brought-over").await;
    // Read anew on this page, the request stands here too.
    browser.reload().await;
    said(&browser, REQUEST).await;
    let phone = replace(&browser).await;
    browser.wait_until(&format!("return !{HAS_REQUEST}")).await;
    let replaced = "return ![...document.querySelectorAll('[data-testid=authenticator]')]
        .some(row => row.innerText.includes('came from another service'))";
    browser.wait_until(replaced).await;

    steps::sign_out(&browser).await;
    drop(tap.sent());
    steps::enter_password(&browser, &john).await;
    steps::enter_code(&browser, &phone.code().await).await;
    steps::expect_account(&browser, &john).await;
    let sent = tap.sent();
    assert!(found(&sent, "\"ke3\""));
    assert!(!found(&sent, "\"password\""), "it was sent again");
    assert_eq!(
        browser.evaluate(&format!("return {HAS_REQUEST}")).await,
        false
    );
}

#[tokio::test]
async fn whoever_came_with_a_password_in_clear_is_asked_to_change_it_until_it_is_changed() {
    let secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    let server = with_people(
        Mode::Argon2id,
        &json!([{ "username": "testuser", "password": "securepassword", "totp_secret": secret }]),
    );
    let member = person("testuser", "securepassword");
    let browser = Browser::open(server.origin()).await;
    steps::enter_password(&browser, &member).await;
    steps::enter_code(&browser, &Phone::new(secret).code().await).await;
    steps::expect_account(&browser, &member).await;
    let asked = said(&browser, REQUEST).await;
    assert!(asked.contains("Change your password"), "{asked}");
    assert!(!asked.contains("authenticator"), "{asked}");
    check(&browser, "account-password-in-clear").await;
    browser.reload().await;
    said(&browser, REQUEST).await;

    browser.click("#to-replace ~ p a").await;
    browser.wait_for_path("/account/password").await;
    browser.wait_for("#current_password").await;
    browser.fill("current_password", "securepassword").await;
    browser.fill("new_password", "lamp oil & sealing wax").await;
    browser.submit().await;
    said(&browser, ".notice").await;
    browser.click("nav a[href='/account']").await;
    steps::expect_account(&browser, &member).await;
    browser.wait_until(&format!("return !{HAS_REQUEST}")).await;
}

#[tokio::test]
async fn whoever_came_without_an_authenticator_enrols_at_the_first_sign_in() {
    let server = with_people(
        Mode::Opaque,
        &json!([{ "username": "newcomer", "password": "securepassword" }]),
    );
    let member = person("newcomer", "securepassword");
    let browser = Browser::open(server.origin()).await;
    browser.visit("/sign-in").await;
    browser.fill("username", &member.username).await;
    browser.fill("password", &member.password).await;
    browser.submit().await;
    // The service has hashed it in its own form already: nothing has to be sent.
    browser.wait_for_path("/enrol").await;
    browser.wait_for("svg[data-testid=qr]").await;
    let phone = steps::scan(&browser).await;
    steps::enter_code(&browser, &phone.code().await).await;
    steps::keep_codes(&browser).await;
}

fn with_people(mode: Mode, people: &Value) -> Server {
    let keys = KeyFile::new();
    let server = Server::start_with(&[mode.variable()], Some(keys.export()));
    let path = workspace::fresh_state_dir().join("people.json");
    fs::write(&path, people.to_string()).expect("the folder is ours");
    let outcome = keys.import(&path, server.origin(), &[]);
    assert!(outcome.succeeded, "{}", outcome.errors);
    server
}

fn person(username: &str, password: &str) -> Person {
    Person {
        username: username.to_owned(),
        password: password.to_owned(),
        ..Person::new()
    }
}

/// Replaces the one authenticator that is there; answers the phone that has taken its place.
async fn replace(browser: &Browser) -> Phone {
    browser.click("[id^=button-replace-]").await;
    wait_for_focus(browser, "#panel").await;
    browser.fill("label", "New phone").await;
    browser.submit().await;
    browser.wait_for("svg[data-testid=qr]").await;
    let phone = steps::scan(browser).await;
    browser.fill("otp", &phone.code().await).await;
    said(browser, ".notice").await;
    phone
}

const REQUEST: &str = ".warning[aria-labelledby=to-replace]";
const HAS_REQUEST: &str = "!!document.querySelector('#to-replace')";
