//! Where somebody is signed in: seen, and ended.

use postern_e2e::answer::Answer;
use postern_e2e::api::Api;
use postern_e2e::browser::{Browser, ENTER, ESCAPE, TAB};
use postern_e2e::person::{Member, Session, refresh};
use postern_e2e::server::Server;

use crate::accessibility::check;
use crate::steps::{self, set_offline, signed_in, tab_to};

#[tokio::test]
async fn the_list_marks_this_device_and_names_the_others() {
    let (api, member, browser) = signed_in().await;
    member
        .sign_in_from(&api, "native", "fetchmail/7.1 (Linux)")
        .await;
    open_list(&browser).await;
    assert_eq!(
        browser.evaluate("return document.title").await,
        "Where you are signed in · Postern"
    );
    browser
        .wait_until("return document.activeElement?.tagName === 'H1'")
        .await;

    let this = browser.text_of(THIS).await;
    assert!(this.starts_with("Chrome "), "{this}");
    assert!(this.contains("This device"), "{this}");
    assert!(this.contains("password and authenticator code"), "{this}");
    let others = others(&browser).await;
    assert!(
        others[0].starts_with("A program, fetchmail 7 on Linux"),
        "{others:?}"
    );
    assert!(others[1].starts_with("A browser"), "{others:?}");
    assert_eq!(others.len(), 2, "{others:?}");
    assert!(!others.join("").contains("This device"), "{others:?}");
    let script = format!("return document.querySelector('{END}').textContent");
    let name = browser.evaluate(&script).await;
    let name = name.as_str().unwrap_or_default();
    assert!(
        name.starts_with("End session: A program, fetchmail 7 on Linux, signed in "),
        "{name}"
    );
    let stored = browser
        .evaluate("return JSON.stringify([localStorage, sessionStorage])")
        .await;
    assert_eq!(stored, r#"[{"postern.signed_in":"yes"},{}]"#);

    browser.click("nav a[href='/account']").await;
    steps::expect_account(&browser, &member.person).await;
}

#[tokio::test]
async fn a_session_that_was_ended_elsewhere_leads_to_the_sign_in_at_the_next_step() {
    let (_, member, first) = signed_in().await;
    let second = Browser::open(Server::shared().origin()).await;
    steps::sign_in(&second, &member).await;
    open_list(&first).await;
    wait_for_others(&first, 2).await;
    // Last used first.
    first.click(END).await;
    wait_for_others(&first, 1).await;
    let announced = steps::said(&first, "#announcer").await;
    assert!(
        announced.starts_with("Session ended: Chrome "),
        "{announced}"
    );

    second.click(LINK).await;
    second.wait_for_path("/sign-in").await;
    let notice = steps::said(&second, "[role=alert]").await;
    assert_eq!(notice, "Your session has ended. Sign in again to go on.");
}

#[tokio::test]
async fn the_list_itself_leads_to_the_sign_in_once_its_session_was_ended() {
    let (api, member, browser) = signed_in().await;
    open_list(&browser).await;
    wait_for_others(&browser, 1).await;
    let elsewhere = member.sign_in(&api).await;
    end_all_but(&api, &elsewhere).await;
    browser.click(END).await;
    browser.wait_for_path("/sign-in").await;
    let notice = steps::said(&browser, "[role=alert]").await;
    assert_eq!(notice, "Your session has ended. Sign in again to go on.");
}

#[tokio::test]
async fn the_list_is_read_again_when_the_page_is_looked_at_again() {
    let (api, member, browser) = signed_in().await;
    open_list(&browser).await;
    wait_for_others(&browser, 1).await;
    member.sign_in(&api).await;
    browser.evaluate(LOOK_AGAIN).await;
    wait_for_others(&browser, 2).await;
}

#[tokio::test]
async fn a_session_that_has_ended_meanwhile_is_just_gone() {
    let (api, member, browser) = signed_in().await;
    open_list(&browser).await;
    wait_for_others(&browser, 1).await;
    api.post("/api/logout")
        .bearer(&member.session.access_token)
        .send()
        .await
        .expect(204);
    browser.click(END).await;
    browser.wait_until(ALONE).await;
    assert_eq!(
        browser.text_of("main").await.matches("Try again").count(),
        0
    );
}

#[tokio::test]
async fn signing_out_everywhere_else_leaves_this_device() {
    let (api, member, browser) = signed_in().await;
    let program = member.sign_in_from(&api, "native", "curl/8.14.1").await;
    open_list(&browser).await;
    wait_for_others(&browser, 2).await;
    browser.click(EVERYWHERE_ELSE).await;
    let question = steps::said(&browser, "#question").await;
    assert!(
        question.starts_with("This ends 2 other sessions."),
        "{question}"
    );
    browser.click("#button-cancel").await;
    browser.click(EVERYWHERE_ELSE).await;
    browser.click("#button-confirm").await;
    browser.wait_until(ALONE).await;
    assert_eq!(
        steps::said(&browser, "#announcer").await,
        "2 other sessions were ended."
    );
    assert!(!browser.has(EVERYWHERE_ELSE).await);
    refresh(&api, &member.session.refresh_token)
        .await
        .expect_problem(401, "session_ended");
    list_sessions(&api, &program.field("access_token"))
        .await
        .expect_problem(401, "session_ended");

    browser.reload().await;
    browser.wait_until(ALONE).await;
    browser.click("[data-testid=sign-out]").await;
    browser.wait_for_path("/sign-in").await;
}

#[tokio::test]
async fn no_mouse_is_needed() {
    let (api, member, browser) = signed_in().await;
    member.sign_in(&api).await;
    tab_to(&browser, LINK).await;
    browser.press(ENTER).await;
    wait_for_others(&browser, 2).await;
    tab_to(&browser, END).await;
    browser.press(ENTER).await;
    wait_for_others(&browser, 1).await;
    wait_for_focus(&browser, "#others").await;

    tab_to(&browser, EVERYWHERE_ELSE).await;
    browser.press(ENTER).await;
    wait_for_focus(&browser, "#question").await;
    browser.press(ESCAPE).await;
    wait_for_focus(&browser, EVERYWHERE_ELSE).await;
    assert_eq!(others(&browser).await.len(), 1);
    browser.press(ENTER).await;
    wait_for_focus(&browser, "#question").await;
    browser.press(TAB).await;
    wait_for_focus(&browser, "#button-confirm").await;
    browser.press(ENTER).await;
    browser.wait_until(ALONE).await;
    wait_for_focus(&browser, "#others").await;
}

#[tokio::test]
async fn without_a_network_the_page_says_so_and_tries_again() {
    let (_, _member, browser) = signed_in().await;
    set_offline(&browser, true).await;
    browser.click(LINK).await;
    let alert = steps::said(&browser, "[role=alert]").await;
    assert!(alert.contains("nothing to show"), "{alert}");
    check(&browser, "sessions-unreachable").await;
    set_offline(&browser, false).await;
    browser.click("#button-try-again").await;
    wait_for_others(&browser, 1).await;
    assert!(!browser.has("#button-try-again").await);

    set_offline(&browser, true).await;
    browser.click(END).await;
    let alert = steps::said(&browser, "li [role=alert]").await;
    assert!(alert.contains("nothing was changed"), "{alert}");
    browser.evaluate(LOOK_AGAIN).await;
    browser.wait_for("#button-try-again").await;
    assert_eq!(others(&browser).await.len(), 1, "what was read stays");
}

#[tokio::test]
async fn whoever_wanted_the_list_comes_to_it_after_the_sign_in() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    browser.visit("/sessions").await;
    browser.wait_for_path("/sign-in").await;
    browser.fill("username", &member.person.username).await;
    browser.fill("password", &member.person.password).await;
    browser.submit().await;
    steps::enter_code(&browser, &member.phone.code().await).await;
    browser.wait_for_path("/sessions").await;
    wait_for_others(&browser, 1).await;
}

#[tokio::test]
async fn every_state_of_the_page_is_for_everybody() {
    let (api, member, browser) = signed_in().await;
    let stolen = Session::of(&member.sign_in_from(&api, "browser", FIREFOX).await);
    open_list(&browser).await;
    wait_for_others(&browser, 2).await;
    check(&browser, "sessions").await;
    browser.click(EVERYWHERE_ELSE).await;
    wait_for_focus(&browser, "#question").await;
    check(&browser, "sessions-question").await;
    browser.click("#button-cancel").await;

    replay(&api, &stolen).await;
    browser.evaluate(LOOK_AGAIN).await;
    let warning = steps::said(&browser, ".warning").await;
    assert!(
        warning.contains("the session in Firefox 145 on Linux (United States) was ended"),
        "{warning}"
    );
    assert!(warning.contains("sign out everywhere else"), "{warning}");
    check(&browser, "sessions-replay").await;
    browser.click(END).await;
    browser.wait_until(ALONE).await;
    let warning = browser.text_of(".warning").await;
    assert!(!warning.contains("everywhere else"), "{warning}");
    check(&browser, "sessions-alone").await;
}

async fn open_list(browser: &Browser) {
    browser.click(LINK).await;
    browser.wait_for_path("/sessions").await;
    browser.wait_for(THIS).await;
}

async fn others(browser: &Browser) -> Vec<String> {
    let texts = browser
        .evaluate(
            "return [...document.querySelectorAll('[data-testid=other-session]')]
                 .map(one => one.innerText);",
        )
        .await;
    let texts = texts.as_array().cloned().unwrap_or_default();
    texts
        .iter()
        .filter_map(|text| text.as_str().map(str::to_owned))
        .collect()
}

async fn wait_for_others(browser: &Browser, count: usize) {
    let script = format!(
        "return document.querySelectorAll('[data-testid=other-session]').length === {count}"
    );
    browser.wait_until(&script).await;
}

async fn wait_for_focus(browser: &Browser, selector: &str) {
    let script = format!("return document.activeElement?.matches('{selector}') ?? false");
    browser.wait_until(&script).await;
}

async fn list_sessions(api: &Api, access_token: &str) -> Answer {
    api.get("/api/sessions").bearer(access_token).send().await
}

async fn end_all_but(api: &Api, session: &Session) {
    api.call(http::Method::DELETE, "/api/sessions")
        .bearer(&session.access_token)
        .send()
        .await
        .expect(200);
}

/// Presents a refresh token again after it and its successor were used.
async fn replay(api: &Api, session: &Session) {
    let renew = async |token: &str| {
        api.post("/api/refresh")
            .same_origin()
            .refresh_cookie(token)
            .header(http::header::USER_AGENT, FIREFOX)
            .send()
            .await
    };
    let second = Session::of(&renew(&session.refresh_token).await.expect(200));
    renew(&second.refresh_token).await.expect(200);
    renew(&session.refresh_token)
        .await
        .expect_problem(401, "refresh_token_reused");
}

const LINK: &str = "a[href='/sessions']";
const THIS: &str = "[data-testid=this-session]";
const END: &str = "[data-testid=other-session] button";
const EVERYWHERE_ELSE: &str = "#button-everywhere-else";
const ALONE: &str = "
    return document.querySelector('main').innerText.includes('Only this device is signed in.');
";
const LOOK_AGAIN: &str = "document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
