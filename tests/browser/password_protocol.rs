//! The password stays in the browser: what is sent is looked at on the wire.

mod obstacles;
mod older_accounts;
mod renewal;
pub mod traces;

use std::time::Duration;

use postern_e2e::browser::Browser;
use postern_e2e::mode::Mode;
use postern_e2e::person::{Member, Person};
use postern_e2e::server::Server;
use postern_e2e::wire_tap::WireTap;
use serde_json::json;

use self::traces::{found, traces};
use crate::accessibility::check;
use crate::steps;

#[tokio::test]
async fn no_trace_of_the_password_is_ever_sent() {
    let server = Mode::Opaque.start(&[]);
    let tap = WireTap::before(server.origin()).await;
    let browser = Browser::open(tap.origin()).await;
    let person = Person::new();

    steps::register(&browser, &person).await;
    let phone = steps::scan(&browser).await;
    steps::confirm(&browser, &person, &phone).await;
    browser.click("[data-testid=sign-out]").await;
    browser.wait_for_path("/sign-in").await;
    steps::enter_password(&browser, &person).await;
    steps::enter_code(&browser, &phone.code().await).await;
    steps::expect_account(&browser, &person).await;

    let sent = tap.sent();
    for call in [
        "register/start",
        "register",
        "login/start",
        "login",
        "verify-otp",
    ] {
        let line = format!("POST /api/{call} HTTP/1.1");
        assert!(found(&sent, &line), "{call} was not seen");
    }
    for seen in [
        &person.username,
        &person.email,
        "registration_record",
        "ke3",
    ] {
        assert!(found(&sent, seen), "{seen} was not seen");
    }
    assert!(!found(&sent, "\"password\""));
    for (form, trace) in traces(&person.password) {
        assert!(!found(&sent, &trace), "the password was sent, {form}");
    }
    for (_, url) in browser.requests().await {
        let is_ours = url.starts_with(&format!("{}/", tap.origin()));
        assert!(is_ours || url.starts_with("data:"), "{url} was asked");
    }
    assert_eq!(browser.console().await, Vec::new());
}

#[tokio::test]
async fn a_password_that_is_sent_would_be_seen() {
    let tap = WireTap::before(Server::shared().origin()).await;
    let browser = Browser::open(tap.origin()).await;
    let person = Person::new();
    steps::register(&browser, &person).await;
    let sent = tap.sent();
    let forms = traces(&person.password);
    let seen = forms.iter().find(|(_, trace)| found(&sent, trace));
    assert_eq!(seen.map(|(form, _)| *form), Some("as JSON has it"));
    assert!(
        !found(&sent, "/assets/password-"),
        "nobody needs the module"
    );
}

#[tokio::test]
async fn the_module_comes_when_somebody_types_and_not_before() {
    let server = Mode::Opaque.start(&[]);
    let tap = WireTap::before(server.origin()).await;
    let browser = Browser::open(tap.origin()).await;
    let mut sent = Vec::new();
    for path in ["/sign-in", "/register"] {
        browser.visit(path).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        sent.extend(tap.sent());
    }
    assert!(found(&sent, "GET /api/sign-in-options"));
    assert!(found(&sent, "GET /assets/postern-"));
    assert!(!found(&sent, "GET /assets/password-"), "it came too early");
    browser.fill("username", "a").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let sent = tap.sent();
    for part in ["js", "wasm"] {
        assert!(asks_for_module(&sent, part), "no {part} came");
    }
}

#[tokio::test]
async fn a_wrong_password_is_told_and_an_older_account_may_send_it_once() {
    let mut server = Server::start(&[Mode::Argon2id.variable()]);
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    enter(&browser, &member.person.username, "certainly not this one").await;
    let alert = steps::said(&browser, "[role=alert]").await;
    assert_eq!(alert, format!("{WRONG}. Check both and try again."));
    assert!(!is_shown(&browser, OFFER).await);

    server.stop();
    server.set_variable(Mode::Opaque.variable());
    server.start_again();
    let tap = WireTap::before(server.origin()).await;
    let browser = Browser::open(tap.origin()).await;
    enter(&browser, &member.person.username, "certainly not this one").await;
    // Whoever's account is an older one is not told that their password is wrong.
    let alert = steps::said(&browser, "[role=alert]").await;
    assert!(
        alert.starts_with(WRONG) && alert.contains("or the account"),
        "{alert}"
    );
    let focused = browser.evaluate("return document.activeElement.name").await;
    assert_eq!(focused, "password");
    assert!(is_shown(&browser, OFFER).await);
    let announced = steps::said(&browser, "#announcer").await;
    assert!(announced.starts_with("Accounts made before"), "{announced}");
    check(&browser, "sign-in-offer").await;

    enter(&browser, &member.person.username, &member.person.password).await;
    browser
        .wait_until(&format!(
            "return {SHOWN}({OFFER:?}) && !document.querySelector('.busy')"
        ))
        .await;
    let sent = tap.sent();
    assert!(!found(&sent, "\"password\""), "it was sent unasked");
    browser.click(&format!("{OFFER} button")).await;
    browser.wait_for_path("/code").await;
    assert!(found(&tap.sent(), "\"password\""), "the button sends it");
    steps::enter_code(&browser, &member.phone.code().await).await;
    steps::expect_account(&browser, &member.person).await;

    browser.click("[data-testid=sign-out]").await;
    browser.wait_for_path("/sign-in").await;
    drop(tap.sent());
    steps::sign_in(&browser, &member).await;
    let sent = tap.sent();
    assert!(found(&sent, "\"ke3\""));
    assert!(!found(&sent, "\"password\""), "it was sent again");
}

/// Enters name and password, and sends them.
async fn enter(browser: &Browser, username: &str, password: &str) {
    browser.visit("/sign-in").await;
    browser.fill("username", username).await;
    browser.fill("password", password).await;
    browser.submit().await;
}

async fn is_shown(browser: &Browser, selector: &str) -> bool {
    browser
        .evaluate(&format!("return {SHOWN}({selector:?})"))
        .await
        == true
}

/// Runs a script before those of every page that is opened from now on.
async fn before_scripts(browser: &Browser, script: &str) {
    let parameters = json!({ "source": script });
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", parameters)
        .await;
}

fn asks_for_module(sent: &[u8], extension: &str) -> bool {
    String::from_utf8_lossy(sent).lines().any(|line| {
        line.starts_with("GET /assets/password-")
            && line.contains(&format!(".{extension} HTTP/1.1"))
    })
}

const OFFER: &str = "#offer";
const SHOWN: &str = "(it => document.querySelector(it)?.checkVisibility() ?? false)";
const WRONG: &str = "The username or the password is not right";
