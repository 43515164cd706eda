//! The account's first page: name and e-mail address changed in place, the data to take along.

use postern_e2e::browser::{Browser, ENTER, ESCAPE};
use postern_e2e::mode::Mode;
use postern_e2e::person::{Member, who_am_i};
use postern_e2e::server::Server;
use serde_json::Value;

use crate::accessibility::check;
use crate::proof::{prove, unproved};
use crate::steps::{self, tab_to};

#[tokio::test]
async fn name_and_address_are_changed_where_they_stand() {
    let server = Server::shared();
    let api = server.api();
    let member = Member::new(&api).await;
    let browser = Browser::open(server.origin()).await;
    steps::sign_in(&browser, &member).await;
    check(&browser, "account-profile").await;

    browser.click(CHANGE_NAME).await;
    wait_for_focus(&browser, "#full_name").await;
    assert_eq!(browser.value_of("full_name").await, member.person.full_name);
    check(&browser, "account-name").await;
    browser.fill("full_name", "  Zoë Quince ").await;
    browser.submit().await;
    wait_for_focus(&browser, CHANGE_NAME).await;
    assert_eq!(browser.text_of(NAME).await, "Zoë Quince");
    assert_eq!(
        steps::said(&browser, ".notice").await,
        "Your name was changed."
    );

    browser.click(CHANGE_EMAIL).await;
    browser.fill("email", "not an address").await;
    browser.submit().await;
    let error = steps::said(&browser, "#email-error").await;
    assert!(error.contains("name@example.com"), "{error}");
    check(&browser, "account-email-with-problem").await;
    browser.fill("email", "zoe@post.example").await;
    browser.submit().await;
    wait_for_focus(&browser, CHANGE_EMAIL).await;
    assert_eq!(browser.text_of(EMAIL).await, "zoe@post.example");

    browser.click(CHANGE_EMAIL).await;
    browser.fill("email", "").await;
    browser.submit().await;
    wait_for_focus(&browser, CHANGE_EMAIL).await;
    assert_eq!(browser.text_of(EMAIL).await, "Not given");
    let user = who_am_i(&api, &member.sign_in(&api).await.access_token).await;
    let user = user.expect(200).json();
    assert_eq!(user["full_name"], "Zoë Quince");
    assert_eq!(user["email"], Value::Null);
}

#[tokio::test]
async fn an_address_waits_for_the_proof_and_a_name_does_not() {
    let (_server, member, browser) = unproved(Mode::Argon2id).await;
    browser.click(CHANGE_NAME).await;
    browser.fill("full_name", "Zoë Quince").await;
    browser.submit().await;
    wait_for_focus(&browser, CHANGE_NAME).await;

    browser.click(CHANGE_EMAIL).await;
    browser.fill("email", "zoe@post.example").await;
    browser.submit().await;
    browser.wait_for("dialog[open] form").await;
    browser.press(ESCAPE).await;
    browser
        .wait_until("return !document.querySelector('dialog[open]')")
        .await;
    let announced = steps::said(&browser, "#announcer").await;
    assert_eq!(announced, "Cancelled. Nothing was changed.");
    assert_eq!(browser.value_of("email").await, "zoe@post.example");

    browser.submit().await;
    prove(&browser, &member).await;
    wait_for_focus(&browser, CHANGE_EMAIL).await;
    assert_eq!(browser.text_of(EMAIL).await, "zoe@post.example");
}

#[tokio::test]
async fn no_mouse_is_needed_and_escape_changes_nothing() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::sign_in(&browser, &member).await;
    tab_to(&browser, CHANGE_NAME).await;
    browser.press(ENTER).await;
    wait_for_focus(&browser, "#full_name").await;
    browser.press("x").await;
    browser.press(ESCAPE).await;
    wait_for_focus(&browser, CHANGE_NAME).await;
    assert_eq!(browser.text_of(NAME).await, member.person.full_name);
    browser.press(ENTER).await;
    wait_for_focus(&browser, "#full_name").await;
    browser.press(" the Elder").await;
    browser.press(ENTER).await;
    wait_for_focus(&browser, CHANGE_NAME).await;
    let name = format!("{} the Elder", member.person.full_name);
    assert_eq!(browser.text_of(NAME).await, name);
}

#[tokio::test]
async fn everything_that_is_held_comes_as_a_file_without_a_secret() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::sign_in(&browser, &member).await;
    browser.evaluate(CATCH_FILE).await;
    browser.click("#button-download").await;
    let said = steps::said(&browser, ".notice").await;
    assert!(said.contains("postern-export.json"), "{said}");
    let file = browser
        .evaluate_async("window.caught.then(arguments[0])")
        .await;
    assert_eq!(file["name"], "postern-export.json");
    let text = file["text"].as_str().unwrap_or_default();
    let export: Value = serde_json::from_str(text).expect("the file is JSON");
    assert_eq!(export["user"]["email"], member.person.email.as_str());
    assert_eq!(
        export["sessions"]["sessions"].as_array().map(Vec::len),
        Some(2)
    );
    for secret in [
        &member.person.password,
        &member.session.refresh_token,
        &member.session.access_token,
    ] {
        assert!(!text.contains(secret.as_str()), "a secret is in the file");
    }
    assert!(!text.contains(member.phone.secret()));
}

#[tokio::test]
async fn every_page_of_the_area_has_the_way_out() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::sign_in(&browser, &member).await;
    let mut last = String::new();
    for path in [
        "/account/password",
        "/account/authenticators",
        "/account/recovery-codes",
        "/sessions",
        "/account/activity",
        "/account/delete",
        "/account",
    ] {
        browser.click(&format!("nav a[href='{path}']")).await;
        browser.wait_for_path(path).await;
        let title = format!("return document.title !== {last:?}");
        browser.wait_until(&title).await;
        last = browser.evaluate("return document.title").await.to_string();
        last = last.trim_matches('"').to_owned();
        assert_eq!(
            browser.text_of("[data-testid=sign-out]").await,
            "Sign out",
            "{path}"
        );
    }
    steps::sign_out(&browser).await;
}

async fn wait_for_focus(browser: &Browser, selector: &str) {
    let script = format!("return document.activeElement?.matches('{selector}') ?? false");
    browser.wait_until(&script).await;
}

const CHANGE_NAME: &str = "#button-change-name";
const CHANGE_EMAIL: &str = "#button-change-email";
const NAME: &str = "[data-testid=account-full-name]";
const EMAIL: &str = "[data-testid=account-email]";
const CATCH_FILE: &str = "
    window.caught = new Promise((resolve) => {
        const create = URL.createObjectURL;
        URL.createObjectURL = (blob) => {
            const url = create.call(URL, blob);
            const click = HTMLAnchorElement.prototype.click;
            HTMLAnchorElement.prototype.click = function () {
                if (this.href === url) {
                    blob.text().then((text) => resolve({ name: this.download, text }));
                }
                return click.call(this);
            };
            return url;
        };
    });";
