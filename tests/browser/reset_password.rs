//! A forgotten password: a recovery code and a code set a new one.

use postern_e2e::browser::{Browser, ENTER};
use postern_e2e::mode::Mode;
use postern_e2e::person::{Member, Person, refresh};
use postern_e2e::server::Server;
use postern_e2e::wire_tap::WireTap;

use crate::accessibility::check;
use crate::password_protocol::traces::{found, traces};
use crate::steps::{self, tab_to};

#[tokio::test]
async fn a_recovery_code_and_a_code_set_a_new_password_and_end_every_session() {
    for mode in [Mode::Argon2id, Mode::Opaque] {
        let server = mode.start(&[]);
        let api = mode.client_of(&server);
        let mut member = Member::new(&api).await;
        let tap = WireTap::before(server.origin()).await;
        let browser = Browser::open(tap.origin()).await;
        browser.visit("/sign-in").await;
        browser.click("a[href='/reset-password']").await;
        browser.wait_for_path("/reset-password").await;
        let hint = browser.text_of("#password-hint").await;
        assert!(hint.contains("At least 8 characters"), "{hint}");
        let before = std::mem::replace(&mut member.person.password, NEW.to_owned());
        fill(&browser, &member, &member.phone.code().await).await;
        browser.submit().await;

        browser.wait_for_path("/sign-in").await;
        let notice = steps::said(&browser, "main [role=status]").await;
        assert!(notice.contains("new password is set"), "{notice}");
        assert_eq!(browser.value_of("username").await, member.person.username);
        assert_eq!(browser.value_of("password").await, "");
        expect_no_trace(&browser, &member.person.username).await;
        if mode == Mode::Argon2id {
            check(&browser, "sign-in-after-reset").await;
        }
        let sent = tap.sent();
        assert!(found(&sent, "POST /api/password/reset "));
        let is_shown = traces(NEW).iter().any(|(_, trace)| found(&sent, trace));
        assert_eq!(is_shown, mode == Mode::Argon2id);
        let ended = refresh(&api, &member.session.refresh_token).await;
        assert_eq!(ended.status, 401);
        let old = member.person.login_with(&api, &before).await;
        assert_eq!(old.status, 401, "the old password still works");

        steps::sign_in(&browser, &member).await;
        steps::sign_out(&browser).await;
        steps::enter_password(&browser, &member.person).await;
        steps::enter_recovery_code(&browser, code_of(&member)).await;
        let text = steps::said(&browser, "#otp-error").await;
        assert!(text.contains("used already"), "{text}");
    }
}

#[tokio::test]
async fn whatever_is_wrong_reads_the_same_and_only_the_code_has_to_be_typed_again() {
    for mode in [Mode::Argon2id, Mode::Opaque] {
        let server = mode.start(&[]);
        let api = mode.client_of(&server);
        let (member, other) = (Member::new(&api).await, Member::new(&api).await);
        let browser = Browser::open(server.origin()).await;
        let mut texts = Vec::new();
        for (username, recovery_code, code) in [
            (
                &Person::new().username,
                code_of(&member),
                "123456".to_owned(),
            ),
            (
                &member.person.username,
                code_of(&other),
                member.phone.code().await,
            ),
            (
                &member.person.username,
                code_of(&member),
                member.phone.wrong_code(),
            ),
        ] {
            browser.visit("/reset-password").await;
            browser.fill("username", username).await;
            browser.fill("recovery_code", recovery_code).await;
            browser.fill("password", NEW).await;
            browser.fill("otp", &code).await;
            browser.submit().await;
            texts.push(steps::said(&browser, "main [role=alert]").await);
            browser
                .wait_until("return document.activeElement?.name === 'otp'")
                .await;
            assert_eq!(browser.value_of("otp").await, "");
            assert_eq!(browser.value_of("username").await, **username);
            assert_eq!(browser.value_of("recovery_code").await, recovery_code);
            assert_eq!(browser.value_of("password").await, NEW);
        }
        assert!(
            texts.iter().all(|text| text.contains("is not right")),
            "{texts:?}"
        );
        texts.dedup();
        assert_eq!(texts.len(), 1, "{texts:?}");

        browser.fill("otp", &member.phone.code().await).await;
        browser.submit().await;
        browser.wait_for_path("/sign-in").await;
    }
}

#[tokio::test]
async fn what_is_missing_or_too_weak_is_said_beside_its_field() {
    for mode in [Mode::Argon2id, Mode::Opaque] {
        let server = mode.start(&[]);
        let member = Member::new(&mode.client_of(&server)).await;
        let browser = Browser::open(server.origin()).await;
        browser.visit("/reset-password").await;
        check(&browser, "reset-password").await;
        browser.requests().await;
        browser.submit().await;
        for name in ["username", "recovery_code", "password", "otp"] {
            let text = steps::said(&browser, &format!("#{name}-error")).await;
            assert!(!text.is_empty(), "{name}");
        }
        check(&browser, "reset-password-with-problems").await;
        let requests = browser.requests().await;
        let is_sent = requests.iter().any(|(method, _)| method == "POST");
        assert!(!is_sent, "{requests:?}");

        fill(&browser, &member, &member.phone.code().await).await;
        browser.fill("password", "dragon12").await;
        browser.submit().await;
        let text = steps::said(&browser, "#password-error").await;
        assert!(text.contains("too easy to guess"), "{text}");
    }
}

#[tokio::test]
async fn the_page_names_what_is_needed_and_whom_to_ask() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::sign_in(&browser, &member).await;
    browser.visit("/reset-password").await;
    assert_eq!(browser.value_of("username").await, member.person.username);
    let page = browser.text_of("main").await;
    for said in [
        "recovery code",
        "two-factor stays on",
        "people who run this service",
    ] {
        assert!(page.contains(said), "{page}");
    }
    browser
        .evaluate("document.querySelector('.card > :last-child').scrollIntoView()")
        .await;
    browser.keep_screenshot("reset-password-end").await;
    fill(&browser, &member, &member.phone.code().await).await;
    browser.submit().await;
    browser.wait_for_path("/sign-in").await;
    browser.visit("/account").await;
    browser.wait_for_path("/sign-in").await;
}

#[tokio::test]
async fn a_reset_needs_no_mouse() {
    let server = Server::shared();
    let mut member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    browser.visit("/sign-in").await;
    tab_to(&browser, "a[href='/reset-password']").await;
    browser.press(ENTER).await;
    browser.wait_for_path("/reset-password").await;
    for (name, text) in [
        ("username", member.person.username.as_str()),
        ("recovery_code", code_of(&member)),
        ("password", NEW),
        ("otp", &member.phone.code().await),
    ] {
        tab_to(&browser, &format!("input[name={name}]")).await;
        browser.press(text).await;
    }
    browser.press(ENTER).await;
    browser.wait_for_path("/sign-in").await;
    NEW.clone_into(&mut member.person.password);
    steps::sign_in(&browser, &member).await;
}

/// The name is in memory only: not in the address, nor in anything that the browser keeps.
async fn expect_no_trace(browser: &Browser, username: &str) {
    let kept = browser
        .evaluate(
            "return JSON.stringify([location.href, history.state, localStorage, sessionStorage])",
        )
        .await;
    let kept = kept.as_str().unwrap_or_default();
    assert!(
        kept.contains("/sign-in") && !kept.contains(username),
        "{kept}"
    );
}

async fn fill(browser: &Browser, member: &Member, code: &str) {
    browser.fill("username", &member.person.username).await;
    let recovery_code = code_of(member).to_lowercase().replace('-', "");
    browser.fill("recovery_code", &recovery_code).await;
    browser.fill("password", NEW).await;
    browser.fill("otp", code).await;
}

fn code_of(member: &Member) -> &str {
    member.recovery_codes.first().expect("there are ten")
}

const NEW: &str = "sealing wax & \"lamp\" oil 77";
