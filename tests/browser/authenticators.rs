//! Authenticators: several of them, replaced without a gap, never none.

use postern_e2e::api::Api;
use postern_e2e::browser::{Browser, ENTER, ESCAPE};
use postern_e2e::person::{Member, verify};
use postern_e2e::phone::Phone;
use postern_e2e::server::Server;
use serde_json::{Value, json};

use crate::accessibility::check;
use crate::steps::{self, set_offline, tab_to, wait_for_focus};

#[tokio::test]
async fn a_second_authenticator_is_added_and_both_count() {
    let (api, member, browser) = at_the_list().await;
    assert_eq!(
        browser.evaluate("return document.title").await,
        "Authenticators · Postern"
    );
    let rows = rows(&browser).await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert!(rows[0].contains("Last used"), "{rows:?}");
    assert!(rows[0].contains("cannot be removed"), "{rows:?}");
    assert!(!rows[0].contains("Remove"), "{rows:?}");
    check(&browser, "authenticators-one").await;

    browser.click("#button-add").await;
    wait_for_focus(&browser, "#panel").await;
    check(&browser, "authenticators-naming").await;
    browser.submit().await;
    let error = steps::said(&browser, "#label-error").await;
    assert_eq!(error, "Give it a name.");
    browser.fill("label", "  Old tablet \u{1f4f1} ").await;
    browser.submit().await;
    browser.wait_for("svg[data-testid=qr]").await;
    wait_for_focus(&browser, "#panel").await;
    let title = browser.text_of("#panel").await;
    assert_eq!(title, "Connect “Old tablet \u{1f4f1}”");
    check(&browser, "authenticators-qr").await;
    let tablet = steps::scan(&browser).await;

    browser.fill("otp", &tablet.wrong_code()).await;
    let error = steps::said(&browser, "#otp-error").await;
    assert!(error.contains("not right"), "{error}");
    assert_eq!(browser.value_of("otp").await, "");
    browser.fill("otp", &tablet.code().await).await;
    let notice = steps::said(&browser, ".notice").await;
    assert!(notice.contains("is connected"), "{notice}");
    wait_for_rows(&browser, 2).await;
    assert!(!browser.has("svg[data-testid=qr]").await);
    check(&browser, "authenticators-two").await;

    assert!(signs_in(&api, &member, &member.phone).await);
    assert!(signs_in(&api, &member, &tablet).await);
}

#[tokio::test]
async fn the_old_one_works_until_the_new_one_has_shown_its_first_code() {
    let (api, member, browser) = at_the_list().await;
    let [old] = ids(&api, &member).await.try_into().expect("there is one");
    browser.click(&format!("#button-replace-{old}")).await;
    wait_for_focus(&browser, "#panel").await;
    let panel = browser.text_of(".body > form").await;
    assert!(panel.contains("works until the new one"), "{panel}");
    check(&browser, "authenticators-replacing").await;
    browser.fill("label", "New phone").await;
    browser.submit().await;
    browser.wait_for("svg[data-testid=qr]").await;
    let phone = steps::scan(&browser).await;
    assert!(signs_in(&api, &member, &member.phone).await, "no gap");
    assert!(!signs_in(&api, &member, &phone).await, "not yet");
    let rows = rows(&browser).await;
    assert!(rows[1].contains("Waiting for its first code"), "{rows:?}");
    assert!(rows[1].contains("takes the place of"), "{rows:?}");

    browser.fill("otp", &phone.code().await).await;
    let notice = steps::said(&browser, ".notice").await;
    assert!(
        notice.starts_with("“New phone” has taken the place of"),
        "{notice}"
    );
    wait_for_rows(&browser, 1).await;
    assert!(!signs_in(&api, &member, &member.phone).await, "it has gone");
    assert!(signs_in(&api, &member, &phone).await);
}

#[tokio::test]
async fn one_that_was_not_confirmed_waits_in_the_list_and_counts_as_none() {
    let (api, member, browser) = at_the_list().await;
    browser.click("#button-add").await;
    wait_for_focus(&browser, "#panel").await;
    browser.fill("label", "Tablet").await;
    browser.submit().await;
    browser.wait_for("svg[data-testid=qr]").await;
    let tablet = steps::scan(&browser).await;
    browser.reload().await;
    wait_for_rows(&browser, 2).await;
    let rows = rows(&browser).await;
    assert!(rows[1].contains("Waiting for its first code"), "{rows:?}");
    assert!(!rows[0].contains("Remove"), "{rows:?}");
    check(&browser, "authenticators-waiting").await;

    let waiting = ids(&api, &member).await.pop().expect("there are two");
    browser.click(&format!("#button-confirm-{waiting}")).await;
    wait_for_focus(&browser, "#panel").await;
    assert!(!browser.has("svg[data-testid=qr]").await, "shown once");
    browser.press(ESCAPE).await;
    browser.wait_for("#button-add").await;
    browser.click(&format!("#button-confirm-{waiting}")).await;
    wait_for_focus(&browser, "#panel").await;
    browser.fill("otp", &tablet.code().await).await;
    steps::said(&browser, ".notice").await;
    assert!(signs_in(&api, &member, &tablet).await);
}

#[tokio::test]
async fn an_authenticator_is_renamed_in_its_row_and_removed_after_a_question() {
    let (api, member, browser) = at_the_list().await;
    let tablet = add(&api, &member, "Tablet").await;
    browser.reload().await;
    wait_for_rows(&browser, 2).await;
    let id = ids(&api, &member).await.pop().expect("there are two");

    browser.click(&format!("#button-rename-{id}")).await;
    wait_for_focus(&browser, "#label").await;
    assert_eq!(browser.value_of("label").await, "Tablet");
    browser.fill("label", &"x".repeat(65)).await;
    browser.submit().await;
    let error = steps::said(&browser, "#label-error").await;
    assert!(error.contains("at most 64"), "{error}");
    check(&browser, "authenticators-renaming").await;
    browser.fill("label", "a\u{202e}b").await;
    browser.submit().await;
    browser
        .wait_until("return document.querySelector('#label-error').innerText.includes('label')")
        .await;
    browser.fill("label", "Old tablet").await;
    browser.submit().await;
    let notice = steps::said(&browser, ".notice").await;
    assert_eq!(notice, "“Tablet” is called “Old tablet” now.");

    browser.click(&format!("#button-remove-{id}")).await;
    wait_for_focus(&browser, "#question").await;
    check(&browser, "authenticators-removing").await;
    browser.click("#button-cancel").await;
    wait_for_focus(&browser, &format!("#button-remove-{id}")).await;
    wait_for_rows(&browser, 2).await;
    browser.click(&format!("#button-remove-{id}")).await;
    browser.click("#button-confirm").await;
    wait_for_rows(&browser, 1).await;
    assert_eq!(
        steps::said(&browser, ".notice").await,
        "“Old tablet” was removed."
    );
    assert!(!signs_in(&api, &member, &tablet).await);
    assert!(signs_in(&api, &member, &member.phone).await);
}

#[tokio::test]
async fn ten_are_kept_and_the_page_says_so() {
    let (api, member, browser) = at_the_list().await;
    for number in 2..=10 {
        add(&api, &member, &format!("Number {number}")).await;
    }
    browser.reload().await;
    wait_for_rows(&browser, 10).await;
    assert!(!browser.has("#button-add").await);
    let text = browser.text_of("main").await;
    assert!(text.contains("You have 10 authenticators"), "{text}");
    check(&browser, "authenticators-ten").await;
}

#[tokio::test]
async fn no_mouse_is_needed() {
    let (api, member, browser) = at_the_list().await;
    let [old] = ids(&api, &member).await.try_into().expect("there is one");
    tab_to(&browser, &format!("#button-replace-{old}")).await;
    browser.press(ENTER).await;
    wait_for_focus(&browser, "#panel").await;
    browser.press(ESCAPE).await;
    wait_for_focus(&browser, "#heading").await;
    assert!(!browser.has("#panel").await);

    tab_to(&browser, "#button-add").await;
    browser.press(ENTER).await;
    wait_for_focus(&browser, "#panel").await;
    tab_to(&browser, "#label").await;
    browser.press("Tablet").await;
    browser.press(ENTER).await;
    browser.wait_for("svg[data-testid=qr]").await;
    wait_for_focus(&browser, "#panel").await;
    let tablet = steps::scan(&browser).await;
    tab_to(&browser, "#otp").await;
    browser.press(&tablet.code().await).await;
    wait_for_rows(&browser, 2).await;
    wait_for_focus(&browser, "#heading").await;
}

#[tokio::test]
async fn without_a_network_nothing_is_changed_and_what_was_typed_stays() {
    let (_, _member, browser) = at_the_list().await;
    browser.click("#button-add").await;
    wait_for_focus(&browser, "#panel").await;
    browser.fill("label", "Tablet").await;
    set_offline(&browser, true).await;
    browser.submit().await;
    let alert = steps::said(&browser, ".body > form [role=alert]").await;
    assert!(alert.contains("cannot be reached"), "{alert}");
    assert_eq!(browser.value_of("label").await, "Tablet");
    check(&browser, "authenticators-unreachable").await;
    set_offline(&browser, false).await;
    browser.submit().await;
    browser.wait_for("svg[data-testid=qr]").await;
}

/// Somebody at the page.
async fn at_the_list() -> (Api, Member, Browser) {
    let server = Server::shared();
    let api = server.api();
    let member = Member::new(&api).await;
    let browser = Browser::open(server.origin()).await;
    steps::sign_in(&browser, &member).await;
    browser.click("a[href='/account/authenticators']").await;
    wait_for_rows(&browser, 1).await;
    (api, member, browser)
}

/// Adds one by the API; answers the phone that has it.
async fn add(api: &Api, member: &Member, label: &str) -> Phone {
    let token = &member.session.access_token;
    let call = api.post("/api/authenticators").bearer(token);
    let added = call.json(&json!({ "label": label })).send().await;
    let added = added.expect(201);
    let phone = Phone::new(&added.field("otp_secret"));
    let path = format!("/api/authenticators/{}/confirm", added.field("id"));
    let code = phone.code().await;
    let call = api.post(&path).bearer(token);
    call.json(&json!({ "otp": code })).send().await.expect(200);
    phone
}

/// The ids of the account's authenticators, oldest first.
async fn ids(api: &Api, member: &Member) -> Vec<String> {
    let token = &member.session.access_token;
    let answer = api.get("/api/authenticators").bearer(token).send().await;
    let list = answer.expect(200).json();
    let all = list["authenticators"].as_array().cloned();
    let id = |one: &Value| one["id"].as_str().map(str::to_owned);
    all.unwrap_or_default().iter().filter_map(id).collect()
}

async fn signs_in(api: &Api, member: &Member, phone: &Phone) -> bool {
    let challenge = member.challenge(api).await;
    let code = phone.code().await;
    let answer = verify(api, &challenge, &code).await;
    if answer.status == 200 {
        return true;
    }
    answer.expect_problem(401, "invalid_otp");
    false
}

async fn rows(browser: &Browser) -> Vec<String> {
    let texts = browser
        .evaluate(
            "return [...document.querySelectorAll('[data-testid=authenticator]')]
                 .map(one => one.innerText);",
        )
        .await;
    let texts = texts.as_array().cloned().unwrap_or_default();
    let text = |text: &Value| text.as_str().map(str::to_owned);
    texts.iter().filter_map(text).collect()
}

async fn wait_for_rows(browser: &Browser, count: usize) {
    let script = format!(
        "return document.querySelectorAll('[data-testid=authenticator]').length === {count}"
    );
    browser.wait_until(&script).await;
}
