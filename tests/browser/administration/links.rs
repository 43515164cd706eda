//! Links that are shown once: what they are good for, and whoever leaves before they are copied is asked.

use postern_e2e::browser::Browser;
use postern_e2e::key_file::KeyFile;
use postern_e2e::mode::Mode;
use postern_e2e::person::Member;
use postern_e2e::server::Server;
use serde_json::json;

use super::scene::{LINK, Scene, answer, invited, main_has, open, open_people, state_has};
use crate::accessibility::check;
use crate::steps::{self, said, wait_for_focus};

#[tokio::test]
async fn a_link_of_an_administrator_sets_a_new_password() {
    for mode in [Mode::Argon2id, Mode::Opaque] {
        let keys = KeyFile::new();
        let server = Server::start_with(&[mode.variable()], Some(keys.export()));
        let api = mode.client_of(&server);
        let root = invited(&server.api(), &keys, &server, "admin").await;
        let mut member = Member::new(&api).await;
        let browser = Browser::open(server.origin()).await;
        steps::sign_in(&browser, &root).await;
        open_people(&browser).await;
        open(&browser, &member.person.username).await;
        browser.click("#button-reset-password").await;
        answer(&browser, "has forgotten it").await;
        let link = browser.text_of(LINK).await;
        if mode == Mode::Argon2id {
            check(&browser, "administration-reset-link").await;
        }
        let path = link.strip_prefix(server.origin()).expect("a link to here");
        browser.reload().await;
        browser.wait_until(&state_has("Reset link until")).await;
        assert!(!browser.has(LINK).await, "it is shown once");

        let other = Browser::open(server.origin()).await;
        other.visit(path).await;
        other.wait_for("input[name=password]").await;
        assert!(!other.address().await.contains('#'));
        assert!(!other.has("input[name=recovery_code]").await);
        if mode == Mode::Argon2id {
            check(&other, "reset-password-by-link").await;
        }
        "a new lamp, and new oil".clone_into(&mut member.person.password);
        other.fill("username", &member.person.username).await;
        other.fill("password", &member.person.password).await;
        other.fill("otp", &member.phone.code().await).await;
        other.submit().await;
        other.wait_for_path("/sign-in").await;
        steps::sign_in(&other, &member).await;

        // It is worth nothing any more, and says so.
        steps::sign_out(&other).await;
        other.visit("/no-such-page").await;
        other.visit(path).await;
        other.fill("username", &member.person.username).await;
        other.fill("password", &member.person.password).await;
        other.fill("otp", &member.phone.code().await).await;
        other.submit().await;
        let alert = said(&other, "[role=alert]").await;
        assert!(alert.contains("link was used"), "{alert}");
    }
}

#[tokio::test]
async fn a_recovery_code_goes_with_the_link_where_the_phone_is_not_at_hand() {
    let scene = Scene::new(&[], "admin").await;
    let mut member = Member::new(&scene.api).await;
    let link = reset_link(&scene.browser, &member).await;
    let path = link
        .strip_prefix(scene.server.origin())
        .expect("a link to here");
    let browser = Browser::open(scene.server.origin()).await;
    browser.visit(path).await;
    browser.wait_for("input[name=otp]").await;
    assert!(browser.address().await.ends_with("/reset-password"));
    browser.click(steps::RECOVERY).await;
    browser
        .wait_until("return document.activeElement?.autocapitalize === 'characters'")
        .await;
    check(&browser, "reset-password-by-link-and-recovery-code").await;
    let code = member
        .recovery_codes
        .first()
        .expect("there are ten")
        .clone();
    "a new lamp, and new oil".clone_into(&mut member.person.password);
    browser.fill("username", &member.person.username).await;
    browser.fill("password", &member.person.password).await;

    browser.fill("otp", "not one of them").await;
    browser.submit().await;
    let error = said(&browser, "#otp-error").await;
    assert!(error.contains("24 letters and digits"), "{error}");
    let wrong = "ABCD-EFGH-JKMN-PQRS-TVWX-YZ01";
    browser.fill("otp", wrong).await;
    browser.submit().await;
    let alert = said(&browser, "main [role=alert]").await;
    assert!(alert.contains("not right"), "{alert}");
    assert_eq!(browser.value_of("otp").await, wrong, "to be mended");

    browser.fill("otp", &code).await;
    browser.submit().await;
    browser.wait_for_path("/sign-in").await;
    steps::sign_in(&browser, &member).await;
    steps::sign_out(&browser).await;
    // It is used up.
    steps::enter_password(&browser, &member.person).await;
    steps::enter_recovery_code(&browser, &code).await;
    let text = said(&browser, "#otp-error").await;
    assert!(text.contains("used already"), "{text}");
}

#[tokio::test]
async fn whoever_leaves_before_the_link_is_copied_is_asked() {
    let scene = Scene::new(&[], "admin").await;
    let browser = &scene.browser;
    let member = Member::new(&scene.api).await;
    let link = reset_link(browser, &member).await;
    let page = browser.path().await;
    assert_eq!(browser.evaluate(WOULD_ASK).await, true);

    browser.click("nav a[href='/administration/log']").await;
    wait_for_focus(browser, "#leaving").await;
    let question = browser.text_of("#leaving").await;
    assert_eq!(question, "Leave without the link?");
    check(browser, "administration-leaving").await;
    browser.click("#button-stay").await;
    wait_for_focus(browser, "#heading").await;

    browser.back().await;
    wait_for_focus(browser, "#leaving").await;
    assert_eq!(browser.path().await, page);
    browser.click("#button-stay").await;
    wait_for_focus(browser, "#heading").await;
    assert_eq!(browser.text_of(LINK).await, link);

    browser.click("[data-testid=sign-out]").await;
    wait_for_focus(browser, "#leaving").await;
    let question = browser.text_of("#leaving").await;
    assert_eq!(question, "Sign out without the link?");
    browser.click("#button-stay").await;
    wait_for_focus(browser, "#heading").await;

    let grant = json!({
        "origin": scene.server.origin(),
        "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"],
    });
    browser.devtools("Browser.grantPermissions", grant).await;
    browser.click(".key button").await;
    browser.wait_until(&main_has("Copied")).await;
    let copied = "const done = arguments[0]; navigator.clipboard.readText().then(done, done);";
    assert_eq!(browser.evaluate_async(copied).await, link.as_str());
    assert_eq!(browser.evaluate(WOULD_ASK).await, false);
    browser.click("nav a[href='/administration/log']").await;
    browser.wait_for_path("/administration/log").await;
}

#[tokio::test]
async fn an_invitation_is_not_left_uncopied_unasked_and_may_be_left_all_the_same() {
    let scene = Scene::new(&[], "admin").await;
    let browser = &scene.browser;
    open_people(browser).await;
    let invitations = "nav a[href='/administration/invitations']";
    browser.click(invitations).await;
    browser.wait_for("input[name=why]").await;
    browser.fill("why", "helps on Mondays").await;
    browser.submit().await;
    browser.wait_for(LINK).await;
    browser.click("nav a[href='/administration/people']").await;
    wait_for_focus(browser, "#leaving").await;
    browser.click("#button-leave").await;
    browser.wait_for_path("/administration/people").await;
    browser.click(invitations).await;
    browser.wait_for("[data-testid=invitation]").await;
    assert!(!browser.has(LINK).await, "it is shown once");
    assert_eq!(browser.evaluate(WOULD_ASK).await, false);
}

/// Has a link made with which the member sets a new password.
async fn reset_link(browser: &Browser, member: &Member) -> String {
    open_people(browser).await;
    open(browser, &member.person.username).await;
    browser.click("#button-reset-password").await;
    answer(browser, "has forgotten it").await;
    browser.text_of(LINK).await
}

/// Whether the browser would ask before it leaves the page.
const WOULD_ASK: &str = "
    return !dispatchEvent(new Event('beforeunload', { cancelable: true }));
";
