//! Where the secrets go: to our own origin, and nowhere else.

use postern_e2e::browser::Browser;
use postern_e2e::person::Person;
use postern_e2e::server::Server;
use serde_json::Value;

use crate::steps;

/// The flaw of the tutorial that let a third party's page draw the QR code, gone.
#[tokio::test]
async fn the_whole_ceremony_asks_nobody_else_and_breaks_no_rule_of_the_policy() {
    let server = Server::shared();
    let browser = Browser::open(server.origin()).await;
    let person = Person::new();
    let mut secrets = vec![person.password.clone()];

    steps::register(&browser, &person).await;
    let phone = steps::scan(&browser).await;
    secrets.push(phone.secret().to_owned());
    expect_clean_storage(&browser, &secrets).await;
    let code = phone.code().await;
    steps::enter_code(&browser, &code).await;
    secrets.push(code);
    browser.wait_for("[data-testid=recovery-codes]").await;
    let shown = browser.evaluate(STORED).await;
    secrets.extend(steps::keep_codes(&browser).await);
    let shown = shown.as_str().unwrap_or_default();
    assert!(secrets.iter().all(|secret| !shown.contains(secret)));
    assert_eq!(
        secrets.len(),
        13,
        "password, key, code and ten recovery codes"
    );
    browser.click("a[href='/account']").await;
    steps::expect_account(&browser, &person).await;
    expect_clean_storage(&browser, &secrets).await;
    browser.click("[data-testid=sign-out]").await;
    browser.wait_for_path("/sign-in").await;
    steps::enter_password(&browser, &person).await;
    expect_clean_storage(&browser, &secrets).await;
    steps::enter_code(&browser, &phone.code().await).await;
    steps::expect_account(&browser, &person).await;

    let requests = browser.requests().await;
    for call in [
        "/api/register",
        "/api/verify-otp",
        "/api/logout",
        "/api/login",
    ] {
        assert!(
            requests.iter().any(|(_, url)| url.ends_with(call)),
            "{call} was not seen: {requests:?}"
        );
    }
    for (_, url) in &requests {
        assert!(
            url.starts_with(&format!("{}/", server.origin())) || url.starts_with("data:"),
            "somebody else was asked: {url}"
        );
        for secret in &secrets {
            assert!(!url.contains(secret.as_str()), "a secret in {url}");
        }
        assert!(!url.contains('?'), "a query string in {url}");
    }
    assert_eq!(browser.console().await, Vec::new());
}

#[tokio::test]
async fn an_inline_script_would_be_stopped_and_seen() {
    let browser = Browser::open(Server::shared().origin()).await;
    browser.visit("/sign-in").await;
    browser
        .evaluate(
            "const script = document.createElement('script');
             script.textContent = 'window.ran = true';
             document.head.append(script);",
        )
        .await;
    assert_eq!(
        browser.evaluate("return window.ran ?? null").await,
        Value::Null
    );
    let console = browser.console().await;
    assert!(
        console
            .iter()
            .any(|(_, message)| message.contains("Content Security Policy")),
        "{console:?}"
    );
}

#[tokio::test]
async fn no_script_can_read_the_session() {
    let server = Server::shared();
    let member = postern_e2e::person::Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::sign_in(&browser, &member).await;
    assert_eq!(browser.evaluate("return document.cookie").await, "");
    let stored = browser.evaluate(STORED).await;
    let stored = stored.as_str().unwrap_or_default();
    assert!(!stored.contains("eyJ"), "a token is stored: {stored}");
}

async fn expect_clean_storage(browser: &Browser, secrets: &[String]) {
    let stored = browser.evaluate(STORED).await;
    let stored = stored.as_str().unwrap_or_default();
    assert!(
        stored.contains("postern."),
        "the storage cannot be read: {stored}"
    );
    for secret in secrets {
        assert!(
            !stored.contains(secret.as_str()),
            "a secret is stored: {stored}"
        );
    }
}

const STORED: &str = "return JSON.stringify([localStorage, sessionStorage, location.href])";
