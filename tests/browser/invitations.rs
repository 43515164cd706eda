//! The way in by the link of an invitation, and the page of whoever has none.

use postern_e2e::browser::Browser;
use postern_e2e::key_file::KeyFile;
use postern_e2e::mode::Mode;
use postern_e2e::person::Person;
use postern_e2e::server::Server;
use serde_json::json;

use crate::steps;

fn start(keys: &KeyFile, mode: &str, protocol: Mode) -> Server {
    let mode = format!("REGISTRATION={mode}");
    Server::start_with(&[&mode, protocol.variable()], Some(keys.export()))
}

/// Opens the link of an invitation for an administrator, and answers it.
async fn follow_link(browser: &Browser, keys: &KeyFile, server: &Server, email: &str) -> String {
    let options = ["--role", "admin", "--email", email];
    let invitation = keys.invite(server.origin(), &options);
    let path = format!("/register#invitation={invitation}");
    browser.visit(&path).await;
    invitation
}

/// Fills what the invitation does not, sends it, and confirms.
async fn register(browser: &Browser, person: &Person) {
    browser.fill("username", &person.username).await;
    browser.fill("password", &person.password).await;
    browser.submit().await;
    browser.wait_for_path("/enrol").await;
    browser.wait_for("svg[data-testid=qr]").await;
    let phone = steps::scan(browser).await;
    steps::confirm(browser, person, &phone).await;
}

async fn an_account_is_made(protocol: Mode) {
    let keys = KeyFile::new();
    let server = start(&keys, "invite", protocol);
    let browser = Browser::open(server.origin()).await;
    let person = Person::new();
    let invitation = follow_link(&browser, &keys, &server, &person.email).await;
    let said = steps::said(&browser, ".notice").await;
    assert!(said.contains("administers this service"), "{said}");
    browser
        .wait_until("return document.querySelector('input[name=email]').value !== ''")
        .await;
    assert_eq!(browser.value_of("email").await, person.email);

    // Whoever looks at the address bar, the history or the storage does not find it.
    assert!(!browser.address().await.contains('#'));
    let stored = browser
        .evaluate("return JSON.stringify([localStorage, sessionStorage, document.cookie])")
        .await;
    assert!(!stored.to_string().contains(&invitation));

    register(&browser, &person).await;
    let me = browser
        .evaluate(
            "return fetch('/api/refresh', { method: 'POST' })
                .then((renewed) => renewed.json())
                .then((body) => body.user)",
        )
        .await;
    assert_eq!(
        (me["role"].clone(), me["email"].clone()),
        (json!("admin"), json!(person.email))
    );

    // The link is worth nothing any more, and says so.
    steps::sign_out(&browser).await;
    let path = format!("/register#invitation={invitation}");
    browser.visit("/no-such-page").await;
    browser.visit(&path).await;
    let said = steps::said(&browser, "[role=alert]").await;
    assert!(said.contains("was used"), "{said}");
    browser.wait_until(HAS_NO_FORM).await;
}

#[tokio::test]
async fn a_link_makes_an_account_and_leaves_no_trace_in_the_browser() {
    an_account_is_made(Mode::Argon2id).await;
}

#[tokio::test]
async fn a_link_makes_an_account_where_the_password_stays_in_the_browser() {
    an_account_is_made(Mode::Opaque).await;
}

#[tokio::test]
async fn a_link_that_is_opened_in_a_tab_of_postern_counts_too() {
    let keys = KeyFile::new();
    let server = start(&keys, "invite", Mode::Argon2id);
    let browser = Browser::open(server.origin()).await;
    browser.visit("/register").await;
    browser.wait_until(HAS_NO_FORM).await;
    let options = ["--role", "user"];
    let invitation = keys.invite(server.origin(), &options);
    let script = format!("location.hash = 'invitation={invitation}'");
    browser.evaluate(&script).await;
    browser.wait_for("input[name=username]").await;
    assert!(!browser.address().await.contains('#'));
    let said = steps::said(&browser, ".notice").await;
    assert!(said.contains("invited"), "{said}");
}

#[tokio::test]
async fn without_an_invitation_the_pages_say_how_one_gets_in_and_offer_nothing_else() {
    for (mode, words) in [("invite", "invitation"), ("closed", "no new accounts")] {
        let keys = KeyFile::new();
        let server = start(&keys, mode, Mode::Argon2id);
        let browser = Browser::open(server.origin()).await;
        browser.visit("/sign-in").await;
        browser
            .wait_until(
                "const link = document.querySelector('a[href=\"/register\"]');
                return !link || link.offsetParent === null",
            )
            .await;
        browser.visit("/register").await;
        browser.wait_until(HAS_NO_FORM).await;
        let page = browser.text_of("main").await;
        assert!(page.to_lowercase().contains(words), "{page}");
        browser.click("main a[href='/sign-in']").await;
        browser.wait_for_path("/sign-in").await;
    }
}

#[tokio::test]
async fn an_invitation_that_is_none_says_so() {
    let keys = KeyFile::new();
    for mode in ["open", "invite"] {
        let server = start(&keys, mode, Mode::Argon2id);
        let browser = Browser::open(server.origin()).await;
        browser.visit("/register#invitation=AQAAAAFub25l").await;
        let said = steps::said(&browser, "[role=alert]").await;
        assert!(said.contains("not whole"), "{said}");
        assert!(!browser.address().await.contains('#'));
    }
}

const HAS_NO_FORM: &str = "return document.documentElement.dataset.ready === 'true'
    && !document.querySelector('input[name=username]')
    && document.querySelector('main h1') !== null";
