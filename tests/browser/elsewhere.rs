//! Where something that proves who somebody is has changed, the end of all other sessions is offered,
//! and it ends them.

use postern_e2e::api::Api;
use postern_e2e::browser::{Browser, ENTER};
use postern_e2e::person::{Member, refresh};
use postern_e2e::phone::Phone;
use serde_json::json;

use crate::accessibility::check;
use crate::steps::{self, signed_in, tab_to, wait_for_focus};

#[tokio::test]
async fn a_new_authenticator_is_followed_by_an_offer_that_ends_every_other_session() {
    let (api, member, browser) = signed_in().await;
    browser.click("a[href='/account/authenticators']").await;
    browser.wait_for("#button-add").await;
    assert!(!browser.has(OFFER).await, "nothing has changed yet");
    browser.click("#button-add").await;
    wait_for_focus(&browser, "#panel").await;
    browser.fill("label", "Tablet").await;
    browser.submit().await;
    browser.wait_for("svg[data-testid=qr]").await;
    let tablet = steps::scan(&browser).await;
    browser.fill("otp", &tablet.code().await).await;
    browser.wait_for(OFFER).await;
    check(&browser, "elsewhere-after-authenticator").await;
    expect_open(&api, &member).await;

    browser.click(TAKE).await;
    expect_taken(&api, &member, &browser).await;
}

#[tokio::test]
async fn a_removed_authenticator_is_followed_by_it_too() {
    let (api, member, browser) = signed_in().await;
    let token = &member.session.access_token;
    let call = api.post("/api/authenticators").bearer(token);
    let added = call.json(&json!({ "label": "Tablet" })).send().await;
    let added = added.expect(201);
    let tablet = Phone::new(&added.field("otp_secret"));
    let id = added.field("id");
    let call = api.post(&format!("/api/authenticators/{id}/confirm"));
    let code = json!({ "otp": tablet.code().await });
    call.bearer(token).json(&code).send().await.expect(200);

    browser.click("a[href='/account/authenticators']").await;
    browser.click(&format!("#button-remove-{id}")).await;
    browser.click("#button-confirm").await;
    browser.wait_for(OFFER).await;
    browser.click(TAKE).await;
    expect_taken(&api, &member, &browser).await;
}

#[tokio::test]
async fn new_recovery_codes_are_followed_by_it_once_they_are_kept_and_no_mouse_is_needed() {
    let (api, member, browser) = signed_in().await;
    browser.click("a[href='/account/recovery-codes']").await;
    browser.click("#button-make").await;
    browser.click("#button-confirm").await;
    browser.wait_for("[data-testid=recovery-codes]").await;
    assert!(!browser.has(OFFER).await, "first the codes are kept");
    steps::keep_codes(&browser).await;
    browser.wait_for(OFFER).await;
    check(&browser, "elsewhere-after-recovery-codes").await;
    expect_open(&api, &member).await;

    wait_for_focus(&browser, "#heading").await;
    tab_to(&browser, TAKE).await;
    browser.press(ENTER).await;
    expect_taken(&api, &member, &browser).await;
    wait_for_focus(&browser, "#heading").await;
}

async fn expect_open(api: &Api, member: &Member) {
    let answer = api
        .get("/api/sessions")
        .bearer(&member.session.access_token);
    let list = answer.send().await.expect(200).json();
    assert_eq!(list["sessions"].as_array().map(Vec::len), Some(2));
}

/// The offer was taken: this session goes on, and the other has ended.
async fn expect_taken(api: &Api, member: &Member, browser: &Browser) {
    let said = steps::said(browser, ".notice").await;
    assert!(said.contains("1 other session was ended"), "{said}");
    assert!(!browser.has(OFFER).await, "it goes once it is taken");
    refresh(api, &member.session.refresh_token)
        .await
        .expect_problem(401, "session_ended");
    browser.click("a[href='/sessions']").await;
    let main = "return document.querySelector('main').innerText";
    browser
        .wait_until(&format!(
            "{main}.includes('Only this device is signed in.')"
        ))
        .await;
}

const OFFER: &str = ".question[aria-labelledby=elsewhere]";
const TAKE: &str = "#button-everywhere-else";
