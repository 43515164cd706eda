//! What is done about somebody, and what they see of it.

use std::time::{Duration, Instant};

use postern_e2e::browser::Browser;
use postern_e2e::person::{Member, ask};
use serde_json::json;

use super::scene::{
    ADMINISTRATION, LINK, ONE_ROW, STATE, Scene, answer, choose_role, find, invited, main_has,
    open, open_people, state_has,
};
use crate::accessibility::check;
use crate::steps::{self, said};

#[tokio::test]
async fn whoever_is_locked_out_is_unlocked() {
    let scene = Scene::new(&[], "admin").await;
    let (api, browser) = (&scene.api, &scene.browser);
    let member = Member::new(api).await;
    open_people(browser).await;
    open(browser, &member.person.username).await;
    assert!(!browser.has("#button-unlock").await);
    for _ in 0..5 {
        let refused = member
            .person
            .login_with(api, "certainly not this one")
            .await;
        refused.expect_problem(401, "invalid_credentials");
    }
    let refused = member.person.login(api).await;
    refused.expect_problem(429, "too_many_attempts");
    browser.reload().await;
    browser.wait_until(&state_has("Locked")).await;
    check(browser, "administration-locked").await;
    browser.click("#button-unlock").await;
    answer(browser, "was not them").await;
    let done = said(browser, ".notice").await;
    assert!(done.contains("is unlocked"), "{done}");
    browser.wait_until(&state_has("Active")).await;
    assert!(!browser.has("#button-unlock").await);
    member.sign_in(api).await;
}

#[tokio::test]
async fn sessions_that_are_ended_are_dead_where_they_are_open() {
    let scene = Scene::new(&[], "admin").await;
    let browser = &scene.browser;
    let member = Member::new(&scene.api).await;
    let other = Browser::open(scene.server.origin()).await;
    steps::sign_in(&other, &member).await;
    open_people(browser).await;
    open(browser, &member.person.username).await;
    browser.click("#button-end-sessions").await;
    answer(browser, "asked for it").await;
    let done = said(browser, ".notice").await;
    assert!(done.contains("All sessions of"), "{done}");
    browser.wait_until(&main_has("signed in nowhere")).await;
    expect_signed_out(&other).await;

    steps::sign_in(&other, &member).await;
    browser.reload().await;
    browser.click("#button-disable").await;
    answer(browser, "left the company").await;
    browser.wait_until(&state_has("Disabled")).await;
    expect_signed_out(&other).await;
    steps::enter_password(&other, &member.person).await;
    steps::enter_code(&other, &member.phone.code().await).await;
    let told = said(&other, "[role=alert]").await;
    assert!(told.contains("disabled"), "{told}");
    browser.click("#button-enable").await;
    answer(browser, "came back").await;
    browser.wait_until(&state_has("Active")).await;
    steps::sign_in(&other, &member).await;
}

#[tokio::test]
async fn another_role_opens_administration_to_somebody_and_closes_it_again() {
    let scene = Scene::new(&[], "admin").await;
    let browser = &scene.browser;
    let member = Member::new(&scene.api).await;
    let other = Browser::open(scene.server.origin()).await;
    steps::sign_in(&other, &member).await;
    assert!(!other.has(ADMINISTRATION).await);
    open_people(browser).await;
    open(browser, &member.person.username).await;
    change_role(browser, "support").await;
    browser.wait_until(&state_has("Support")).await;
    check(browser, "administration-role-changed").await;
    browser.click("#button-role").await;
    answer(browser, "helps on Mondays").await;
    let alert = said(browser, "form [role=alert]").await;
    assert!(alert.contains("their role already"), "{alert}");
    check(browser, "administration-role-unchanged").await;
    browser.click("#button-cancel").await;

    // A reload renews the token, which says the role.
    other.reload().await;
    open_people(&other).await;
    find(&other, &scene.root.person.username).await;

    change_role(browser, "user").await;
    browser.wait_until(&state_has("User")).await;
    other.fill("search", "any").await;
    let alert = said(&other, "[role=alert]").await;
    assert!(alert.contains("Your role does not allow this"), "{alert}");
}

#[tokio::test]
async fn a_deleted_account_is_gone_from_the_list_and_for_its_owner() {
    let scene = Scene::new(&[], "admin").await;
    let browser = &scene.browser;
    let member = Member::new(&scene.api).await;
    let name = &member.person.username;
    let other = Browser::open(scene.server.origin()).await;
    steps::sign_in(&other, &member).await;
    open_people(browser).await;
    open(browser, name).await;
    browser.click("#button-reset-password").await;
    answer(browser, "has forgotten it").await;
    browser.wait_for(LINK).await;
    browser.click("#button-delete").await;
    browser.wait_for("#question").await;
    check(browser, "administration-delete-question").await;
    answer(browser, "asked for it").await;
    let done = said(browser, ".notice").await;
    assert!(done.contains("was deleted"), "{done}");
    assert!(!browser.has(STATE).await);
    assert!(!browser.has(LINK).await, "nobody is left to use it");
    assert!(!browser.has("[role=alert]:not(:empty)").await);
    check(browser, "administration-deleted").await;
    expect_signed_out(&other).await;
    let refused = member.person.login(&scene.api).await;
    refused.expect_problem(401, "invalid_credentials");

    browser.click("main .back a").await;
    browser.wait_for_path("/administration/people").await;
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        browser.fill("search", name).await;
        tokio::time::sleep(Duration::from_millis(800)).await;
        if browser.evaluate(&main_has("username begins so")).await == true {
            break;
        }
        assert!(Instant::now() < deadline, "{name} is still listed");
        browser.fill("search", "").await;
    }
    assert_eq!(browser.evaluate(ONE_ROW).await, false);
}

#[tokio::test]
async fn the_last_administrator_is_told_that_one_has_to_stay() {
    let scene = Scene::new(&[], "admin").await;
    let (api, browser) = (&scene.api, &scene.browser);
    // Two who take each other's role away at the same time: the one who came later is refused.
    let second = invited(api, &scene.keys, &scene.server, "admin").await;
    open_people(browser).await;
    open(browser, &scene.root.person.username).await;
    let own = browser.path().await;
    let own = own.rsplit('/').next().unwrap_or_default();
    browser.click("main .back a").await;
    open(browser, &second.person.username).await;
    for role in ["user", "admin"] {
        let body = json!({ "role": role, "reason": "on their way out" });
        let line = format!("POST /api/admin/people/{own}/role");
        let changed = ask(api, &second.session.access_token, &line, &body).await;
        changed.expect(204);
    }
    browser.click("#button-disable").await;
    answer(browser, "left the company").await;
    let alert = said(browser, "[role=alert]").await;
    assert!(alert.contains("An administrator has to stay"), "{alert}");
    check(browser, "administration-has-to-stay").await;
    browser.click("#button-cancel").await;
    assert!(!browser.text_of(STATE).await.contains("Disabled"));

    // Nor does an administrator leave by deleting their own account: the page says whom to ask.
    browser.visit("/account/delete").await;
    browser
        .wait_until(&main_has("You are an administrator"))
        .await;
    assert!(browser.has("#button-download").await);
    assert!(!browser.has("#button-delete").await);
    check(browser, "delete-administrator").await;

    // Whoever is made one while the page is open finds out from the service.
    let third = Member::new(api).await;
    let other = Browser::open(scene.server.origin()).await;
    steps::sign_in(&other, &third).await;
    other.click("nav a[href='/account/delete']").await;
    other.wait_for("#button-delete").await;
    browser.visit("/account").await;
    open_people(browser).await;
    open(browser, &third.person.username).await;
    change_role(browser, "admin").await;
    other.fill("username", &third.person.username).await;
    other.click("#button-delete").await;
    let alert = said(&other, "[role=alert]").await;
    assert!(alert.contains("An administrator has to stay"), "{alert}");
}

/// Gives them another role.
async fn change_role(browser: &Browser, role: &str) {
    browser.click("#button-role").await;
    browser.wait_for("#question").await;
    let present = "return document.querySelector('#role').value";
    let present = browser.evaluate(present).await;
    assert_ne!(present, role, "it is their role already");
    choose_role(browser, role).await;
    answer(browser, "helps on Mondays").await;
    let done = said(browser, ".notice").await;
    assert!(done.contains("The role of"), "{done}");
}

/// Whoever does something next is at the sign-in, and told why.
async fn expect_signed_out(browser: &Browser) {
    browser.click("a[href='/sessions']").await;
    browser.wait_for_path("/sign-in").await;
    browser
        .wait_until(&main_has("Your session has ended."))
        .await;
}
