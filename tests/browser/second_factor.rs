//! What may stand in place of the code: a recovery code, or a browser that is trusted.

use postern_e2e::api::Api;
use postern_e2e::browser::{Browser, ENTER};
use postern_e2e::mode::Mode;
use postern_e2e::person::{Member, verify};
use postern_e2e::server::Server;
use postern_e2e::wire_tap::WireTap;
use serde_json::json;

use crate::accessibility::check;
use crate::password_protocol::traces::found;
use crate::steps::{self, RECOVERY, tab_to};

#[tokio::test]
async fn a_recovery_code_signs_in_however_it_is_typed_and_once() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let code = member.recovery_codes.first().expect("there are ten");
    let browser = Browser::open(server.origin()).await;
    steps::enter_password(&browser, &member.person).await;
    assert_eq!(
        browser.text_of(RECOVERY).await,
        "Use a recovery code instead"
    );
    steps::enter_recovery_code(&browser, &code.to_lowercase().replace('-', " ")).await;
    steps::expect_account(&browser, &member.person).await;
    browser.click("[data-testid=sign-out]").await;
    browser.wait_for_path("/sign-in").await;

    steps::enter_password(&browser, &member.person).await;
    steps::enter_recovery_code(&browser, code).await;
    let text = steps::said(&browser, "#otp-error").await;
    assert!(text.contains("used already"), "{text}");
    check(&browser, "code-recovery-used").await;
    let second = member.recovery_codes.get(1).expect("there are ten");
    browser.fill("otp", second).await;
    browser.submit().await;
    steps::expect_account(&browser, &member.person).await;
}

#[tokio::test]
async fn a_recovery_code_that_is_not_right_stays_to_be_mended_and_the_way_back_is_open() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::enter_password(&browser, &member.person).await;
    browser.requests().await;
    steps::enter_recovery_code(&browser, "ABCD-EFGH").await;
    let text = steps::said(&browser, "#otp-error").await;
    assert!(text.contains("24 letters and digits"), "{text}");
    assert_eq!(posts(&browser).await, 0, "it was sent");

    let wrong = "0000-0000-0000-0000-0000-0000";
    browser.fill("otp", wrong).await;
    browser.submit().await;
    browser
        .wait_until("return document.querySelector('#otp-error').innerText.includes('4 tries')")
        .await;
    let text = browser.text_of("#otp-error").await;
    assert!(text.contains("recovery code is not right"), "{text}");
    assert_eq!(browser.value_of("otp").await, wrong);
    check(&browser, "code-recovery-wrong").await;

    browser.click(RECOVERY).await;
    browser
        .wait_until("return document.activeElement?.inputMode === 'numeric'")
        .await;
    assert_eq!(browser.value_of("otp").await, "");
    assert_eq!(browser.text_of("#otp-error").await, "");
    steps::enter_code(&browser, &member.phone.code().await).await;
    steps::expect_account(&browser, &member.person).await;
}

#[tokio::test]
async fn a_recovery_code_needs_no_mouse_and_is_still_there_after_a_reload() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::enter_password(&browser, &member.person).await;
    browser.reload().await;
    browser
        .wait_until("return document.activeElement?.name === 'otp'")
        .await;
    tab_to(&browser, RECOVERY).await;
    browser.press(ENTER).await;
    browser
        .wait_until("return document.activeElement?.autocapitalize === 'characters'")
        .await;
    let code = member.recovery_codes.first().expect("there are ten");
    browser.press(code).await;
    browser.press(ENTER).await;
    steps::expect_account(&browser, &member.person).await;
}

#[tokio::test]
async fn nothing_is_offered_that_is_not_there() {
    let server = Server::shared();
    let api = server.api();
    let member = Member::new(&api).await;
    let browser = Browser::open(server.origin()).await;
    steps::enter_password(&browser, &member.person).await;
    check(&browser, "code-with-recovery").await;
    assert!(browser.has(RECOVERY).await);
    assert!(!browser.has(TRUST).await, "trust is off");
    use_up_codes(&api, &member).await;
    steps::enter_password(&browser, &member.person).await;
    assert!(!browser.has(RECOVERY).await, "no code is left");

    let server = trusting(Mode::Argon2id);
    let browser = Browser::open(server.origin()).await;
    steps::register(&browser, &postern_e2e::person::Person::new()).await;
    assert!(!browser.has(RECOVERY).await);
    assert!(!browser.has(TRUST).await, "an enrolment trusts nobody");
}

#[tokio::test]
async fn a_trusted_browser_is_not_asked_until_it_is_forgotten() {
    for mode in [Mode::Argon2id, Mode::Opaque] {
        let server = trusting(mode);
        let api = mode.client_of(&server);
        let member = Member::new(&api).await;
        let tap = WireTap::before(server.origin()).await;
        let browser = Browser::open(tap.origin()).await;
        steps::enter_password(&browser, &member.person).await;
        let ticked = format!("return document.querySelector('{TRUST}').checked");
        assert_eq!(browser.evaluate(&ticked).await, false);
        check(&browser, "code-with-trust").await;
        browser.click("label[for=trust]").await;
        assert_eq!(browser.evaluate(&ticked).await, true);
        steps::enter_code(&browser, &member.phone.code().await).await;
        steps::expect_account(&browser, &member.person).await;

        // Another is asked as ever.
        let other = Browser::open(tap.origin()).await;
        steps::enter_password(&other, &member.person).await;

        steps::sign_out(&browser).await;
        drop(tap.sent());
        enter(&browser, &member).await;
        steps::expect_account(&browser, &member.person).await;
        let sent = tap.sent();
        assert!(found(&sent, "POST /api/verify-otp "));
        assert!(!found(&sent, "\"otp\""), "a code was sent");

        steps::sign_out(&browser).await;
        forget_browsers(&api, &member).await;
        steps::enter_password(&browser, &member.person).await;
        assert_eq!(browser.evaluate(&ticked).await, false);
        steps::enter_code(&browser, &member.phone.code().await).await;
        steps::expect_account(&browser, &member.person).await;
    }
}

#[tokio::test]
async fn a_trusted_browser_that_cannot_go_on_by_itself_asks_for_the_code() {
    let server = trusting(Mode::Argon2id);
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::enter_password(&browser, &member.person).await;
    tab_to_trust(&browser).await;
    browser.press(" ").await;
    steps::enter_code(&browser, &member.phone.code().await).await;
    steps::expect_account(&browser, &member.person).await;
    steps::sign_out(&browser).await;

    block(&browser, &["*/api/verify-otp"]).await;
    enter(&browser, &member).await;
    browser.wait_for_path("/code").await;
    block(&browser, &[]).await;
    steps::enter_code(&browser, &member.phone.code().await).await;
    steps::expect_account(&browser, &member.person).await;
}

/// The box stands before the code, which sends itself.
async fn tab_to_trust(browser: &Browser) {
    browser
        .evaluate("document.querySelector('#heading').focus()")
        .await;
    tab_to(browser, TRUST).await;
}

fn trusting(mode: Mode) -> Server {
    mode.start(&["TRUSTED_BROWSERS=on"])
}

/// Sends name and password.
async fn enter(browser: &Browser, member: &Member) {
    browser.visit("/sign-in").await;
    browser.fill("username", &member.person.username).await;
    browser.fill("password", &member.person.password).await;
    browser.submit().await;
}

async fn block(browser: &Browser, urls: &[&str]) {
    browser.devtools("Network.enable", json!({})).await;
    let parameters = json!({ "urls": urls });
    browser.devtools("Network.setBlockedURLs", parameters).await;
}

/// How many calls were made that write.
async fn posts(browser: &Browser) -> usize {
    let requests = browser.requests().await;
    let is_post = |(method, _): &&(String, String)| method == "POST";
    requests.iter().filter(is_post).count()
}

async fn use_up_codes(api: &Api, member: &Member) {
    for code in &member.recovery_codes {
        let challenge = member.challenge(api).await;
        verify(api, &challenge, code).await.expect(200);
    }
}

async fn forget_browsers(api: &Api, member: &Member) {
    let token = &member.session.access_token;
    let list = api.get("/api/browsers").bearer(token).send().await;
    let list = list.expect(200).json();
    let ids: Vec<_> = list["browsers"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|browser| browser["id"].as_str())
        .collect();
    assert!(!ids.is_empty(), "{list}");
    for id in ids {
        let call = api.delete(&format!("/api/browsers/{id}")).bearer(token);
        call.send().await.expect(204);
    }
}

const TRUST: &str = "input[name=trust]";
