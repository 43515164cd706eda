//! A browser that its owner trusts is asked for no code for 30 days, where the deployment allows it.

use std::fs;

use postern_e2e::answer::{Answer, claims};
use postern_e2e::api::Api;
use postern_e2e::at_rest;
use postern_e2e::mode::Mode;
use postern_e2e::password_change::{change_password, reset, reset_password};
use postern_e2e::person::{Member, Session, ask};
use postern_e2e::phone::Phone;
use postern_e2e::server::Server;
use serde_json::{Value, json};

in_each_mode! {
    a_trusted_browser_is_asked_for_no_code_until_it_is_forgotten;
    a_change_of_password_or_factor_ends_the_trust;
    a_reset_of_the_password_ends_the_trust;
    nobody_is_trusted_where_the_deployment_does_not_allow_it;
}

async fn a_trusted_browser_is_asked_for_no_code_until_it_is_forgotten(mode: Mode) {
    let server = trusting(mode);
    let api = mode.client_of(&server);
    let member = Member::new(&api).await;
    let browser = api.in_browser(&member.browser);
    without_code(&browser, &member)
        .await
        .expect_problem(422, "missing_field");
    let trusted = trust(&browser, &member).await;
    let answer = without_code(&browser, &member).await.expect(200);
    let session = Session::of(&answer);
    let methods = claims(&session.access_token)["amr"].clone();
    assert_eq!(methods, json!(["pwd", "trusted_browser"]));
    // In this browser alone, on a page of ours.
    without_code(&api, &member)
        .await
        .expect_problem(422, "missing_field");
    let body = json!({ "challenge": member.challenge(&browser).await });
    let elsewhere = browser.post("/api/verify-otp").json(&body).send().await;
    elsewhere.expect_problem(403, "cross_origin");

    // The browser is no second factor: what needs one asks for it.
    let token = &session.access_token;
    let line = "POST /api/recovery-codes";
    ask(&browser, token, line, &Value::Null)
        .await
        .expect_problem(401, "step_up_required");

    let listed = browsers(&browser, token).await;
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!(listed[0]["current"], true);
    let until = listed[0]["trusted_until"].as_u64().expect("it is trusted");
    let expected = postern_e2e::issuer::now() + 30 * 86_400;
    assert!(until.abs_diff(expected) < 60, "{until} {expected}");
    let line = format!("DELETE /api/browsers/{}", text(&listed[0]["id"]));
    ask(&browser, token, &line, &Value::Null)
        .await
        .expect_problem(401, "step_up_required");
    let fresh = &trusted.access_token;
    ask(&browser, fresh, &line, &Value::Null).await.expect(204);
    assert!(browsers(&browser, token).await.is_empty());
    without_code(&browser, &member)
        .await
        .expect_problem(422, "missing_field");
}

async fn a_change_of_password_or_factor_ends_the_trust(mode: Mode) {
    let server = trusting(mode);
    let api = mode.client_of(&server);
    for number in 0..4 {
        let mut member = Member::new(&api).await;
        let browser = api.in_browser(&member.browser);
        let token = trust(&browser, &member).await.access_token;
        match number {
            0 => {
                let new = format!("{} from now on", member.person.password);
                let changed = change_password(&browser, &token, &member.person.password, &new);
                changed.await.expect(204);
                member.person.password = new;
            }
            1 => {
                let line = "POST /api/recovery-codes";
                ask(&api, &token, line, &Value::Null).await.expect(201);
            }
            2 => {
                add_authenticator(&api, &token).await;
            }
            _ => {
                let (id, _) = add_authenticator(&api, &token).await;
                trust(&browser, &member).await;
                let line = format!("DELETE /api/authenticators/{id}");
                ask(&api, &token, &line, &Value::Null).await.expect(204);
            }
        }
        let answer = without_code(&browser, &member).await;
        assert_eq!(answer.code(), "missing_field", "{number}");
    }
}

async fn a_reset_of_the_password_ends_the_trust(mode: Mode) {
    let server = trusting(mode);
    let api = mode.client_of(&server);
    let mut member = Member::new(&api).await;
    let browser = api.in_browser(&member.browser);
    trust(&browser, &member).await;
    let new = format!("{} from now on", member.person.password);
    let otp = member.phone.code().await;
    let codes = (member.recovery_codes[0].as_str(), otp.as_str());
    let body = reset(&browser, &member.person.username, codes, &new).await;
    reset_password(&browser, &body).await.expect(204);
    member.person.password = new;
    without_code(&browser, &member)
        .await
        .expect_problem(422, "missing_field");
}

async fn nobody_is_trusted_where_the_deployment_does_not_allow_it(mode: Mode) {
    let api = mode.api();
    let options = api.get("/api/sign-in-options").send().await.expect(200);
    assert_eq!(options.json()["trusted_browsers"], false);
    let member = Member::new(&api).await;
    let browser = api.in_browser(&member.browser);
    let session = sign_in_and_ask_for_trust(&browser, &member).await;
    let listed = browsers(&browser, &session.access_token).await;
    assert_eq!(listed[0]["trusted_until"], Value::Null);
    let login = member.person.login(&browser).await.expect(200);
    assert_eq!(login.json()["methods"], json!(["otp", "recovery_code"]));
    without_code(&browser, &member)
        .await
        .expect_problem(422, "missing_field");
}

/// KV is not told of the browsers, so that an object that begins anew from it trusts none.
#[tokio::test]
async fn a_trust_that_was_taken_back_does_not_come_back_from_kv() {
    let mut server = trusting(Mode::Argon2id);
    let api = server.api();
    let member = Member::new(&api).await;
    let browser = api.in_browser(&member.browser);
    let token = trust(&browser, &member).await.access_token;
    let body = json!({ "full_name": "Somebody Else" });
    ask(&api, &token, "PATCH /api/users/me", &body)
        .await
        .expect(200);
    at_rest::wait_until_published(server.state()).await;
    let id = browsers(&browser, &token).await[0]["id"].clone();
    let line = format!("DELETE /api/browsers/{}", text(&id));
    ask(&api, &token, &line, &Value::Null).await.expect(204);
    server.stop();
    for folder in at_rest::folders_named(server.state(), "do") {
        fs::remove_dir_all(folder).expect("a folder can be removed");
    }
    server.start_again();
    let browser = server.api().in_browser(&member.browser);
    without_code(&browser, &member)
        .await
        .expect_problem(422, "missing_field");
}

/// A server that lets people trust their browsers.
pub fn trusting(mode: Mode) -> Server {
    mode.start(&["TRUSTED_BROWSERS=on"])
}

/// Signs in with a code, and trusts the browser from then on.
pub async fn trust(browser: &Api, member: &Member) -> Session {
    let session = sign_in_and_ask_for_trust(browser, member).await;
    let login = member.person.login(browser).await.expect(200);
    let methods = login.texts("methods");
    assert!(
        methods.iter().any(|method| method == "trusted_browser"),
        "{methods:?}"
    );
    session
}

/// What a sign-in without a code is answered.
pub async fn without_code(browser: &Api, member: &Member) -> Answer {
    let body = json!({ "challenge": member.challenge(browser).await });
    let call = browser.post("/api/verify-otp").same_origin();
    call.json(&body).send().await
}

/// Adds an authenticator; answers its id and the phone that it is on.
pub async fn add_authenticator(api: &Api, token: &str) -> (String, Phone) {
    let line = "POST /api/authenticators";
    let added = ask(api, token, line, &json!({})).await.expect(201);
    let phone = Phone::new(&added.field("otp_secret"));
    let id = added.field("id");
    let line = format!("POST /api/authenticators/{id}/confirm");
    let body = json!({ "otp": phone.code().await });
    ask(api, token, &line, &body).await.expect(200);
    (id, phone)
}

async fn sign_in_and_ask_for_trust(browser: &Api, member: &Member) -> Session {
    let challenge = member.challenge(browser).await;
    let code = member.phone.code().await;
    let body = json!({ "challenge": challenge, "otp": code, "trust_browser": true });
    let answer = browser.post("/api/verify-otp").json(&body).send().await;
    Session::of(&answer.expect(200))
}

async fn browsers(browser: &Api, token: &str) -> Vec<Value> {
    let listed = ask(browser, token, "GET /api/browsers", &Value::Null).await;
    let listed = listed.expect(200).json()["browsers"].clone();
    listed.as_array().cloned().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
