//! The code field: wrong codes, late codes, pasted codes.

use std::time::Duration;

use postern_e2e::browser::Browser;
use postern_e2e::person::Member;
use postern_e2e::server::Server;

use crate::steps;

#[tokio::test]
async fn a_wrong_code_says_how_many_tries_are_left_and_the_right_one_still_works() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::enter_password(&browser, &member.person).await;
    let wrong = member.phone.wrong_codes(2);
    for (code, left) in wrong.iter().zip(["4 tries", "3 tries"]) {
        steps::enter_code(&browser, code).await;
        browser
            .wait_until(&format!(
                "return document.querySelector('#otp-error').innerText.includes('{left}')"
            ))
            .await;
    }
    browser.keep_screenshot("code-wrong").await;
    let focused = browser.evaluate("return document.activeElement.name").await;
    assert_eq!(focused, "otp");
    steps::enter_code(&browser, &member.phone.code().await).await;
    steps::expect_account(&browser, &member.person).await;
}

#[tokio::test]
async fn a_used_code_is_told_from_a_wrong_one() {
    let server = Server::shared();
    let member = Member::with_lasting_code(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::enter_password(&browser, &member.person).await;
    steps::enter_code(&browser, &member.phone.last_code()).await;
    let text = steps::said(&browser, "#otp-error").await;
    assert!(text.contains("used already"), "{text}");
}

#[tokio::test]
async fn too_many_wrong_codes_end_the_sign_in() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::enter_password(&browser, &member.person).await;
    for code in member.phone.wrong_codes(5) {
        browser
            .wait_until("return document.querySelector('#otp')?.value === ''")
            .await;
        steps::enter_code(&browser, &code).await;
        let said = format!(
            "return document.querySelector('#otp')?.value !== '{code}' \
             || [...document.querySelectorAll('[role=alert]')].some(one => one.innerText.trim())"
        );
        browser.wait_until(&said).await;
    }
    if browser.path().await == "/code" {
        steps::enter_code(&browser, &member.phone.code().await).await;
    }
    let text = steps::said(&browser, "[role=alert]").await;
    assert!(text.contains("Too many"), "{text}");
    browser.keep_screenshot("code-too-many").await;
}

#[tokio::test]
async fn an_expired_challenge_leads_back_to_the_sign_in_with_the_reason() {
    let server = Server::start(&["CHALLENGE_SECONDS=4"]);
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::enter_password(&browser, &member.person).await;
    tokio::time::sleep(Duration::from_millis(5100)).await;
    let code = member.phone.code().await;
    if browser.path().await == "/code" {
        steps::enter_code(&browser, &code).await;
    }
    browser.wait_for_path("/sign-in").await;
    let text = steps::said(&browser, "[role=alert], [role=status]").await;
    assert!(text.contains("too long"), "{text}");
    assert_eq!(browser.value_of("username").await, member.person.username);
    assert_eq!(browser.value_of("password").await, "");
    browser.keep_screenshot("sign-in-expired").await;
}

#[tokio::test]
async fn a_pasted_code_with_spaces_sends_itself() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    let code = member.phone.code().await;
    let (first, second) = code.split_at(3);
    // Any field will do to bring it into the clipboard.
    browser.visit("/sign-in").await;
    browser
        .fill("username", &format!(" {first} {second} "))
        .await;
    browser.press_with_control('a').await;
    browser.press_with_control('c').await;

    browser.fill("username", &member.person.username).await;
    browser.fill("password", &member.person.password).await;
    browser.submit().await;
    browser.wait_for_path("/code").await;
    browser.click("input[name=otp]").await;
    browser.press_with_control('v').await;
    steps::expect_account(&browser, &member.person).await;
}

#[tokio::test]
async fn letters_are_not_taken_for_a_code() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::enter_password(&browser, &member.person).await;
    browser.requests().await;
    browser.fill("otp", "12ab").await;
    browser.submit().await;
    let text = steps::said(&browser, "#otp-error").await;
    assert!(text.contains("six digits"), "{text}");
    let sent = browser.requests().await;
    assert!(
        !sent.iter().any(|(_, url)| url.contains("/api/")),
        "{sent:?}"
    );
}
