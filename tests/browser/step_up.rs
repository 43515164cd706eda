//! The proof in place: asked for where it is missing, and what was under way goes on.

use postern_e2e::browser::{Browser, ENTER, ESCAPE};
use postern_e2e::mode::Mode;
use postern_e2e::person::Member;
use postern_e2e::server::Server;

use crate::accessibility::check;
use crate::proof::{prove, unproved};
use crate::steps::{self, tab_to, wait_for_focus};

#[tokio::test]
async fn nothing_typed_is_lost_and_a_proof_lets_it_go_on() {
    for mode in [Mode::Argon2id, Mode::Opaque] {
        let (_server, member, browser) = adding(mode).await;
        wait_for_dialog(&browser).await;
        let text = browser.text_of("dialog").await;
        assert!(text.contains(&member.person.username), "{text}");
        if mode == Mode::Argon2id {
            check(&browser, "step-up").await;
        }

        // It can be put off, without a trace.
        browser.click("dialog form > .secondary").await;
        wait_until_closed(&browser).await;
        assert_eq!(browser.value_of("label").await, "Tablet");
        assert!(!browser.has("svg[data-testid=qr]").await);

        browser.submit().await;
        wait_for_dialog(&browser).await;
        prove(&browser, &member).await;
        browser.wait_for("svg[data-testid=qr]").await;
        let title = browser.text_of("#panel").await;
        assert_eq!(title, "Connect “Tablet”");

        // Fresh for some minutes: nobody is asked again.
        let tablet = steps::scan(&browser).await;
        browser.fill("otp", &tablet.code().await).await;
        let notice = steps::said(&browser, ".notice").await;
        assert!(notice.contains("is connected"), "{notice}");
        browser.click("#button-add").await;
        browser.fill("label", "Another").await;
        browser.submit().await;
        browser.wait_for("svg[data-testid=qr]").await;
        assert!(!browser.has("dialog[open]").await);
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_dialog_and_can_be_mended_there() {
    for mode in [Mode::Argon2id, Mode::Opaque] {
        let (_server, member, browser) = adding(mode).await;
        wait_for_dialog(&browser).await;
        browser.click("dialog button[type=submit]").await;
        let error = steps::said(&browser, "#step-up-password-error").await;
        assert_eq!(error, "Enter your password.");

        let wrong = format!("{} not", member.person.password);
        browser.fill("step-up-password", &wrong).await;
        browser
            .fill("step-up-code", &member.phone.wrong_code())
            .await;
        let error = steps::said(&browser, "#step-up-password-error").await;
        assert_eq!(error, "This password is not right. Try again.");
        wait_for_focus(&browser, "#step-up-password").await;
        if mode == Mode::Argon2id {
            check(&browser, "step-up-wrong-password").await;
        }

        let password = &member.person.password;
        browser.fill("step-up-password", password).await;
        browser.press(ENTER).await;
        let error = steps::said(&browser, "#step-up-code-error").await;
        assert!(error.contains("4 tries"), "{error}");
        wait_for_focus(&browser, "#step-up-code").await;
        assert_eq!(browser.value_of("step-up-code").await, "");
        assert_eq!(browser.value_of("step-up-password").await, *password);

        let code = member.phone.code().await;
        browser.press(&code).await;
        browser.wait_for("svg[data-testid=qr]").await;
        wait_until_closed(&browser).await;
    }
}

#[tokio::test]
async fn a_recovery_code_will_do() {
    let (_server, member, browser) = adding(Mode::Argon2id).await;
    wait_for_dialog(&browser).await;
    browser.click("dialog .quiet").await;
    wait_for_focus(&browser, "#step-up-recovery").await;
    check(&browser, "step-up-recovery-code").await;
    let password = &member.person.password;
    browser.fill("step-up-password", password).await;
    let typed = member.recovery_codes[3].to_lowercase().replace('-', " ");
    browser.fill("step-up-recovery", &typed).await;
    browser.press(ENTER).await;
    browser.wait_for("svg[data-testid=qr]").await;
}

#[tokio::test]
async fn the_keyboard_stays_in_the_dialog_and_comes_back_after_it() {
    let (_server, member, browser) = adding(Mode::Argon2id).await;
    wait_for_dialog(&browser).await;
    wait_for_focus(&browser, "#step-up-password").await;
    for _ in 0..12 {
        browser.press("\u{e004}").await;
        // The browser's own bar has the focus in between.
        let is_inside = "const at = document.activeElement;
                         return at === document.body || at.closest('dialog') !== null";
        assert_eq!(browser.evaluate(is_inside).await, true);
    }
    browser.press(ESCAPE).await;
    wait_until_closed(&browser).await;
    assert_eq!(browser.value_of("label").await, "Tablet", "the page stays");
    let said = steps::said(&browser, "#announcer").await;
    assert!(said.contains("Nothing was changed"), "{said}");

    tab_to(&browser, "#label").await;
    browser.press(ENTER).await;
    wait_for_focus(&browser, "#step-up-password").await;
    browser.press(&member.person.password).await;
    tab_to(&browser, "#step-up-code").await;
    browser.press(&member.phone.code().await).await;
    browser.wait_for("svg[data-testid=qr]").await;
    wait_for_focus(&browser, "#panel").await;
}

/// Somebody without a fresh proof who has sent the name of a new authenticator.
async fn adding(mode: Mode) -> (Server, Member, Browser) {
    let (server, member, browser) = unproved(mode).await;
    browser.click("a[href='/account/authenticators']").await;
    browser.click("#button-add").await;
    wait_for_focus(&browser, "#panel").await;
    browser.fill("label", "Tablet").await;
    browser.submit().await;
    (server, member, browser)
}

async fn wait_for_dialog(browser: &Browser) {
    browser.wait_for("dialog:modal form").await;
    wait_for_focus(browser, "#step-up-password").await;
}

async fn wait_until_closed(browser: &Browser) {
    browser
        .wait_until("return !document.querySelector('dialog[open]')")
        .await;
}
