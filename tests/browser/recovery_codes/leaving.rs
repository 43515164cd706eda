//! Whoever leaves while the codes are shown is asked first, whichever way they go.

use super::{WOULD_ASK, at_the_codes, at_the_summary, codes};
use crate::accessibility::check;
use crate::steps::{self, set_offline, wait_for_focus};

#[tokio::test]
async fn the_back_button_asks_and_whoever_stays_loses_no_code() {
    let (_, browser) = at_the_codes().await;
    let codes = codes(&browser).await;
    for _ in 0..2 {
        browser.back().await;
        wait_for_focus(&browser, "#leaving").await;
        assert_eq!(browser.path().await, "/account/recovery-codes");
        browser.click("#button-stay").await;
        wait_for_focus(&browser, "#heading").await;
        assert_eq!(self::codes(&browser).await, codes);
        assert_eq!(browser.evaluate(WOULD_ASK).await, true);
    }
    browser.back().await;
    wait_for_focus(&browser, "#leaving").await;
    browser.click("#button-leave").await;
    browser.wait_for_path("/account").await;
    assert_eq!(browser.evaluate(WOULD_ASK).await, false);
    browser.click("a[href='/account/recovery-codes']").await;
    let warning = steps::said(&browser, ".warning").await;
    assert!(warning.starts_with("Do you have these codes?"), "{warning}");
    check(&browser, "recovery-codes-unsure").await;
}

#[tokio::test]
async fn the_forward_button_asks_too_and_leads_where_it_would_have_led() {
    let (_api, _member, browser) = at_the_summary().await;
    browser.click("a[href='/sessions']").await;
    browser.wait_for_path("/sessions").await;
    browser.back().await;
    browser.wait_for_path("/account/recovery-codes").await;
    browser.click("#button-make").await;
    browser.click("#button-confirm").await;
    browser.wait_for("[data-testid=recovery-codes]").await;
    browser.evaluate("history.forward()").await;
    wait_for_focus(&browser, "#leaving").await;
    assert_eq!(browser.path().await, "/account/recovery-codes");
    browser.click("#button-leave").await;
    browser.wait_for_path("/sessions").await;
    browser.wait_for("[data-testid=this-session]").await;
}

#[tokio::test]
async fn signing_out_asks_first_while_codes_would_be_lost() {
    let (_, browser) = at_the_codes().await;
    browser.click(SIGN_OUT).await;
    wait_for_focus(&browser, "#leaving").await;
    let question = browser.text_of("#leaving").await;
    assert_eq!(question, "Sign out without the codes?");
    check(&browser, "recovery-codes-signing-out").await;
    browser.click("#button-stay").await;
    wait_for_focus(&browser, "#heading").await;
    assert_eq!(codes(&browser).await.len(), 10);

    // Where nobody hears it, nothing is lost.
    set_offline(&browser, true).await;
    browser.click(SIGN_OUT).await;
    browser.click("#button-leave").await;
    let alert = steps::said(&browser, ".body > [role=alert]").await;
    assert!(alert.contains("still signed in"), "{alert}");
    assert_eq!(codes(&browser).await.len(), 10);
    assert_eq!(browser.evaluate(WOULD_ASK).await, true);

    set_offline(&browser, false).await;
    browser.click(SIGN_OUT).await;
    browser.click("#button-leave").await;
    browser.wait_for_path("/sign-in").await;
    let notice = steps::said(&browser, "main [role=status]").await;
    assert_eq!(notice, "You have signed out.");
}

const SIGN_OUT: &str = "[data-testid=sign-out]";
