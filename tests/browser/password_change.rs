//! A new password, in both ways that a deployment keeps them.

use postern_e2e::api::Api;
use postern_e2e::browser::{Browser, ENTER};
use postern_e2e::mode::Mode;
use postern_e2e::person::{Member, refresh};
use postern_e2e::server::Server;
use postern_e2e::wire_tap::WireTap;

use crate::accessibility::check;
use crate::password_protocol::traces::{found, traces};
use crate::proof::{prove, unproved};
use crate::steps::{self, tab_to};

#[tokio::test]
async fn a_new_password_takes_the_place_of_the_old_one_and_ends_the_other_sessions() {
    for mode in [Mode::Argon2id, Mode::Opaque] {
        let server = mode.start(&[]);
        let api = mode.client_of(&server);
        let member = Member::new(&api).await;
        let tap = WireTap::before(server.origin()).await;
        let browser = Browser::open(tap.origin()).await;
        steps::sign_in(&browser, &member).await;
        drop(tap.sent());
        open(&browser).await;
        enter(&browser, &member.person.password, NEW).await;
        browser.submit().await;
        let said = steps::said(&browser, ".notice").await;
        assert!(said.contains("every other device is signed out"), "{said}");
        assert_eq!(browser.value_of("current_password").await, "");
        assert_eq!(browser.value_of("new_password").await, "");
        if mode == Mode::Opaque {
            let sent = tap.sent();
            assert!(found(&sent, "POST /api/password/start "));
            for password in [member.person.password.as_str(), NEW] {
                for (form, trace) in traces(password) {
                    assert!(!found(&sent, &trace), "a password was sent, {form}");
                }
            }
        }
        expect_only_the_new_one(&api, &member).await;
        refresh(&api, &member.session.refresh_token)
            .await
            .expect_problem(401, "session_ended");
        browser.reload().await;
        browser.wait_for("#current_password").await;
    }
}

#[tokio::test]
async fn the_other_sessions_go_on_where_the_person_says_so() {
    let server = Server::shared();
    let api = server.api();
    let member = Member::new(&api).await;
    let browser = Browser::open(server.origin()).await;
    steps::sign_in(&browser, &member).await;
    open(&browser).await;
    let ticked = "return document.querySelector('#elsewhere').checked";
    assert_eq!(browser.evaluate(ticked).await, true);
    browser.click("label[for=elsewhere]").await;
    enter(&browser, &member.person.password, NEW).await;
    browser.submit().await;
    let said = steps::said(&browser, ".notice").await;
    assert!(said.contains("Other devices stay signed in"), "{said}");
    refresh(&api, &member.session.refresh_token)
        .await
        .expect(200);
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field() {
    for mode in [Mode::Argon2id, Mode::Opaque] {
        let server = mode.start(&[]);
        let member = Member::new(&mode.client_of(&server)).await;
        let browser = Browser::open(server.origin()).await;
        steps::sign_in(&browser, &member).await;
        open(&browser).await;
        let hint = browser.text_of("#new_password-hint").await;
        assert!(hint.starts_with("At least 8 characters"), "{hint}");
        check(&browser, "password").await;

        enter(&browser, "", "short").await;
        browser.submit().await;
        let error = steps::said(&browser, "#current_password-error").await;
        assert_eq!(error, "Enter your password.");
        let error = browser.text_of("#new_password-error").await;
        assert!(error.contains("at least 8"), "{error}");

        enter(&browser, "certainly not this one", NEW).await;
        browser.submit().await;
        let script = "return document.querySelector('#current_password-error').innerText
            .startsWith('This is not your current password')";
        browser.wait_until(script).await;
        let focused = browser.evaluate("return document.activeElement.name").await;
        assert_eq!(focused, "current_password");
        assert_eq!(browser.value_of("new_password").await, NEW);
        check(&browser, "password-with-problem").await;

        let email = member.person.email.clone();
        for weak in ["password1", &email] {
            enter(&browser, &member.person.password, weak).await;
            browser.submit().await;
            let error = steps::said(&browser, "#new_password-error").await;
            assert!(
                error.contains("too easy to guess"),
                "{mode:?} {weak}: {error}"
            );
        }
        enter(&browser, &member.person.password, NEW).await;
        browser.submit().await;
        steps::said(&browser, ".notice").await;
    }
}

#[tokio::test]
async fn without_a_fresh_proof_it_is_asked_for_in_place() {
    for mode in [Mode::Argon2id, Mode::Opaque] {
        let (server, member, browser) = unproved(mode).await;
        open(&browser).await;
        enter(&browser, &member.person.password, NEW).await;
        browser.submit().await;
        prove(&browser, &member).await;
        steps::said(&browser, ".notice").await;
        expect_only_the_new_one(&mode.client_of(&server), &member).await;
    }
}

#[tokio::test]
async fn a_password_manager_finds_its_fields_and_no_mouse_is_needed() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::sign_in(&browser, &member).await;
    open(&browser).await;
    let fields = browser
        .evaluate(
            "return [...document.querySelectorAll('form input:not([type=checkbox])')]
                 .map(one => [one.autocomplete, one.name === 'username' ? one.value : one.type]);",
        )
        .await;
    let expected = serde_json::json!([
        ["username", member.person.username],
        ["current-password", "password"],
        ["new-password", "password"],
    ]);
    assert_eq!(fields, expected);
    tab_to(&browser, "#current_password").await;
    browser.press(&member.person.password).await;
    tab_to(&browser, "#new_password").await;
    browser.press(NEW).await;
    browser.press(ENTER).await;
    steps::said(&browser, ".notice").await;
}

async fn open(browser: &Browser) {
    browser.click("nav a[href='/account/password']").await;
    browser.wait_for_path("/account/password").await;
    browser.wait_for("#new_password").await;
}

async fn enter(browser: &Browser, current: &str, new: &str) {
    browser.fill("current_password", current).await;
    browser.fill("new_password", new).await;
}

async fn expect_only_the_new_one(api: &Api, member: &Member) {
    let person = &member.person;
    person
        .login(api)
        .await
        .expect_problem(401, "invalid_credentials");
    person.login_with(api, NEW).await.expect(200);
}

const NEW: &str = "marzipan & seven other lanterns";
