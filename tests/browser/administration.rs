//! Administration in a browser: people found and looked after, invitations, the log.

mod deeds;
mod links;
mod log;
mod overview;
mod scene;

use postern_e2e::browser::{Browser, ENTER, ESCAPE};
use postern_e2e::key_file::KeyFile;
use postern_e2e::mode::Mode;
use postern_e2e::person::{Member, Person, refresh};
use postern_e2e::server::Server;

use self::scene::{
    ADMINISTRATION, LINK, ONE_ROW, PEOPLE, STATE, Scene, answer, choose_role, find, invited,
    main_has, open, open_people, state_has, until_listed,
};
use crate::accessibility::check;
use crate::proof::{prove, sign_in_unproved};
use crate::steps::{self, said, tab_to, wait_for_focus};

#[tokio::test]
async fn somebody_is_found_by_typing_and_disabled_and_it_stands_in_the_log() {
    let Scene {
        server,
        api,
        root,
        browser,
        ..
    } = Scene::new(&[], "admin").await;
    let member = Member::new(&api).await;
    let name = &member.person.username;
    let before = browser.requests().await;
    let is_later = |(_, url): &(String, String)| url.contains("/assets/administration-");
    assert!(!before.iter().any(is_later), "loaded too early: {before:?}");
    open_people(&browser).await;
    find(&browser, name).await;
    check(&browser, "administration-people").await;
    browser.fill("search", "zzz-nobody").await;
    let nobody = "return !document.querySelector('table')
        && document.querySelector('main').innerText.includes('begins so')";
    browser.wait_until(nobody).await;
    check(&browser, "administration-nobody").await;
    open(&browser, name).await;
    let state = browser.text_of(STATE).await;
    for part in ["Active", "User", &member.person.email, "10 left"] {
        assert!(state.contains(part), "{part}: {state}");
    }
    check(&browser, "administration-person").await;

    // Whoever goes back finds the search as it was.
    browser.click("main .back a").await;
    browser.wait_for_path("/administration/people").await;
    browser.wait_until(ONE_ROW).await;
    assert_eq!(&browser.value_of("search").await, name);
    browser.click("#row-0").await;
    browser.wait_for(STATE).await;

    browser.click("#button-disable").await;
    wait_for_focus(&browser, "#question").await;
    check(&browser, "administration-question").await;
    browser.click("#button-confirm").await;
    let error = said(&browser, "#reason-error").await;
    assert!(error.contains("3 to 200"), "{error}");
    answer(&browser, "left the company").await;
    let done = said(&browser, ".notice").await;
    assert!(done.contains("is disabled"), "{done}");
    browser.wait_until(&state_has("Disabled")).await;
    check(&browser, "administration-disabled").await;
    let renewed = refresh(&api, &member.session.refresh_token).await;
    renewed.expect_problem(401, "session_ended");

    // They are told so once they have shown both factors.
    let other = Browser::open(server.origin()).await;
    steps::enter_password(&other, &member.person).await;
    steps::enter_code(&other, &member.phone.code().await).await;
    let told = said(&other, "[role=alert]").await;
    assert!(told.contains("disabled"), "{told}");

    browser.click("#button-enable").await;
    answer(&browser, "came back").await;
    browser.wait_until(&state_has("Active")).await;

    browser.click("nav a[href='/administration/log']").await;
    let expected = format!("{} disabled {name}.", root.person.username);
    until_listed(&browser, "/administration/log", &expected).await;
    let log = browser.text_of("main").await;
    assert!(log.contains("Reason: left the company"), "{log}");
    check(&browser, "administration-log").await;
}

#[tokio::test]
async fn a_second_factor_is_reset_after_a_proof_in_place() {
    let keys = KeyFile::new();
    let variables = ["TRUSTED_BROWSERS=on", Mode::Argon2id.variable()];
    let server = Server::start_with(&variables, Some(keys.export()));
    let api = server.api();
    let root = invited(&api, &keys, &server, "admin").await;
    let member = Member::new(&api).await;
    let browser = Browser::open(server.origin()).await;
    sign_in_unproved(&browser, &root).await;
    open_people(&browser).await;
    open(&browser, &member.person.username).await;
    browser.click("#button-reset-factor").await;
    answer(&browser, "has lost the phone").await;
    prove(&browser, &root).await;
    let done = said(&browser, ".notice").await;
    assert!(done.contains("has no second factor now"), "{done}");
    browser.wait_until(&state_has("No second factor")).await;
    browser.wait_until(&state_has("Enrols anew until")).await;

    let other = Browser::open(server.origin()).await;
    other.visit("/sign-in").await;
    other.fill("username", &member.person.username).await;
    other.fill("password", &member.person.password).await;
    other.submit().await;
    other.wait_for("svg[data-testid=qr]").await;
    let phone = steps::scan(&other).await;
    steps::enter_code(&other, &phone.code().await).await;
    steps::keep_codes(&other).await;
    other.click("a[href='/account']").await;
    steps::expect_account(&other, &member.person).await;
    let news = said(&other, ".news").await;
    for part in [
        "Authenticators removed by support or an administrator",
        "New authenticator enrolled",
    ] {
        assert!(news.contains(part), "{news}");
    }
    check(&other, "account-after-reset-factor").await;
}

#[tokio::test]
async fn an_invitation_is_made_used_and_another_taken_back() {
    let Scene {
        server, browser, ..
    } = Scene::new(&["REGISTRATION=invite"], "admin").await;
    open_people(&browser).await;
    browser
        .click("nav a[href='/administration/invitations']")
        .await;
    browser.wait_until(&main_has("There are none.")).await;
    let person = Person::new();
    choose_role(&browser, "support").await;
    browser.fill("email", &person.email).await;
    browser.fill("why", "helps on Mondays").await;
    browser.submit().await;
    let link = browser.text_of(LINK).await;
    wait_for_focus(&browser, "#one-time-link").await;
    let item = "[data-testid=invitation]";
    let text = browser.text_of(item).await;
    for part in [person.email.as_str(), "Support", "Not used yet"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    check(&browser, "administration-invitations").await;
    // A role is given by hand, each time.
    let role = browser.evaluate("return document.querySelector('#role').value");
    assert_eq!(role.await, "user");

    let other = Browser::open(server.origin()).await;
    let path = link.strip_prefix(server.origin()).expect("a link to here");
    other.visit(path).await;
    other.wait_for("input[name=username]").await;
    other.fill("username", &person.username).await;
    other.fill("password", &person.password).await;
    other.submit().await;
    other.wait_for("svg[data-testid=qr]").await;
    let phone = steps::scan(&other).await;
    steps::confirm(&other, &person, &phone).await;
    // Support has no way to the invitations.
    open_people(&other).await;
    assert!(!other.has("nav a[href='/administration/invitations']").await);
    other.visit("/administration/invitations").await;
    other
        .wait_until(&main_has("Only administrators see this page."))
        .await;
    check(&other, "administration-not-allowed").await;

    // The page does not know of that yet.
    browser.click(&format!("{item} > button")).await;
    answer(&browser, "has left the company").await;
    let late = said(&browser, ".notice").await;
    assert!(late.starts_with("Too late"), "{late}");
    browser.wait_until(&main_has("Used")).await;
    assert!(!browser.has(LINK).await, "the link is of no use any more");
    browser.fill("why", "for somebody else").await;
    browser.submit().await;
    browser.wait_for(LINK).await;
    browser
        .wait_until("return document.querySelectorAll('[data-testid=invitation]').length === 2")
        .await;
    browser.click(&format!("{item} > button")).await;
    answer(&browser, "made by mistake").await;
    let done = said(&browser, ".notice").await;
    assert!(done.contains("was taken back"), "{done}");
    assert!(!browser.has(LINK).await, "the link is of no use any more");
    browser
        .wait_until("return document.querySelectorAll('[data-testid=invitation]').length === 1")
        .await;
}

#[tokio::test]
async fn support_is_offered_less_and_nobody_administers_themselves() {
    let Scene {
        server: _server,
        api,
        root,
        browser,
        ..
    } = Scene::new(&[], "support").await;
    let member = Member::new(&api).await;
    open_people(&browser).await;
    open(&browser, &member.person.username).await;
    browser.wait_for("#button-reset-factor").await;
    for key in ["disable", "role", "reset-password", "delete"] {
        assert!(!browser.has(&format!("#button-{key}")).await, "{key}");
    }
    browser.click("#button-end-sessions").await;
    answer(&browser, "asked for it").await;
    browser.wait_until(&main_has("signed in nowhere")).await;
    browser.click("main .back a").await;
    browser.wait_for_path("/administration/people").await;
    open(&browser, &root.person.username).await;
    browser
        .wait_until(&main_has("nobody administers themselves"))
        .await;
    assert!(!browser.has(".acts button").await);
    check(&browser, "administration-own-account").await;
}

#[tokio::test]
async fn whoever_has_no_role_is_told_so_and_finds_the_way_back() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::sign_in(&browser, &member).await;
    assert!(!browser.has(ADMINISTRATION).await);
    browser.visit("/administration/people").await;
    browser
        .wait_until(&main_has("for the people who run this service"))
        .await;
    check(&browser, "administration-for-users").await;
    browser.click("main a.primary").await;
    steps::expect_account(&browser, &member.person).await;
}

#[tokio::test]
async fn no_mouse_is_needed_to_administer() {
    let Scene {
        server: _server,
        api,
        browser,
        ..
    } = Scene::new(&[], "admin").await;
    let member = Member::new(&api).await;
    browser.reload().await;
    browser.wait_for(ADMINISTRATION).await;
    tab_to(&browser, ADMINISTRATION).await;
    browser.press(ENTER).await;
    browser.wait_for_path("/administration").await;
    tab_to(&browser, PEOPLE).await;
    browser.press(ENTER).await;
    browser.wait_for_path("/administration/people").await;
    until_listed(&browser, "/administration/people", &member.person.username).await;
    tab_to(&browser, "#search").await;
    browser.press(&member.person.username).await;
    browser.wait_until(ONE_ROW).await;
    tab_to(&browser, "#row-0").await;
    browser.press(ENTER).await;
    browser.wait_for(STATE).await;
    tab_to(&browser, "#button-disable").await;
    browser.press(ENTER).await;
    wait_for_focus(&browser, "#question").await;
    browser.press(ESCAPE).await;
    wait_for_focus(&browser, "#button-disable").await;
    browser.press(ENTER).await;
    wait_for_focus(&browser, "#question").await;
    tab_to(&browser, "#reason").await;
    browser.press("left the company").await;
    browser.press(ENTER).await;
    browser.wait_until(&state_has("Disabled")).await;
    wait_for_focus(&browser, "#heading").await;
}

/// The widest names and addresses there are: nothing between their letters lets them break.
#[tokio::test]
async fn the_longest_names_fit_a_phone() {
    let Scene {
        server: _server,
        api,
        browser,
        ..
    } = Scene::new(&[], "admin").await;
    let person = Person::new();
    let unique = person.username.replace(['.', '-'], "_");
    let person = Person {
        username: format!("{unique}_{}", "w".repeat(63 - unique.len())),
        email: format!("{}@{}.example", "w".repeat(64), "w".repeat(60)),
        full_name: "W".repeat(100),
        ..person
    };
    let member = person.enrol(&api).await;
    let name = &member.person.username;
    open_people(&browser).await;
    find(&browser, name).await;
    check(&browser, "administration-people-long").await;
    open(&browser, name).await;
    browser.click("#button-reset-password").await;
    wait_for_focus(&browser, "#question").await;
    check(&browser, "administration-question-long").await;
    let reason = "W".repeat(200);
    answer(&browser, &reason).await;
    browser.wait_for(LINK).await;
    check(&browser, "administration-person-long").await;
    // Where the link has gone to does not matter here.
    browser.reload().await;
    until_listed(&browser, "/administration/log", name).await;
    check(&browser, "administration-log-long").await;

    browser.visit("/administration/invitations").await;
    browser.wait_for("input[name=why]").await;
    browser.fill("email", &member.person.email).await;
    browser.fill("why", &reason).await;
    browser.submit().await;
    browser.wait_for(LINK).await;
    browser.wait_for("[data-testid=invitation]").await;
    browser.click("[data-testid=invitation] > button").await;
    wait_for_focus(&browser, "#question").await;
    check(&browser, "administration-invitations-long").await;
}
