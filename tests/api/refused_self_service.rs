//! Well-formed calls about what belongs to an account that its rules do not allow: each is refused with
//! its own word, and changes nothing.

use postern_e2e::api::Api;
use postern_e2e::mode::Mode;
use postern_e2e::person::{Member, Session, ask, refresh, verify};
use postern_e2e::phone::Phone;
use serde_json::{Value, json};

use crate::bad_self_service::{everything, first_id};
use crate::trusted_browsers::{trust, trusting, without_code};

in_each_mode! {
    what_is_somebody_elses_or_nobodys_is_not_found;
    an_authenticator_is_confirmed_once_and_by_its_own_code;
    the_last_authenticator_stays;
    codes_from_before_new_ones_were_made_open_nothing;
    a_wrong_step_up_proves_nothing;
    what_needs_a_fresh_proof_is_refused_without_one;
}

async fn what_is_somebody_elses_or_nobodys_is_not_found(mode: Mode) {
    let api = mode.api();
    let (alice, bob) = (Member::new(&api).await, Member::new(&api).await);
    let before = (everything(&api, &alice).await, everything(&api, &bob).await);
    let token = &alice.session.access_token;
    let theirs = first_id(&before.1);
    let browser = before.1["browsers"][0]["id"].as_str().expect("an id");
    let session = before.1["sessions"]["sessions"][0]["id"].as_str();
    for id in [
        theirs.as_str(),
        "AAAAAAAAAAAAAAAAAAAAAA",
        "x",
        "%ff",
        "..%2f",
    ] {
        let own = first_id(&before.0);
        let (otp, label) = (json!({ "otp": "123456" }), json!({ "label": "Mine now" }));
        for (line, body) in [
            (format!("POST /api/authenticators/{id}/confirm"), &otp),
            (format!("PATCH /api/authenticators/{id}"), &label),
            (format!("DELETE /api/authenticators/{id}"), &Value::Null),
            (
                "POST /api/authenticators".to_owned(),
                &json!({ "replaces": id }),
            ),
        ] {
            assert_ne!(id, own);
            let answer = ask(&api, token, &line, body).await;
            answer.expect_problem(404, "authenticator_not_found");
        }
    }
    for id in [browser, "AAAAAAAAAAAAAAAAAAAAAA", "x"] {
        let line = format!("DELETE /api/browsers/{id}");
        let answer = ask(&api, token, &line, &Value::Null).await;
        answer.expect_problem(404, "browser_not_found");
    }
    for id in [session.expect("an id"), "x"] {
        let line = format!("DELETE /api/sessions/{id}");
        let answer = ask(&api, token, &line, &Value::Null).await;
        answer.expect_problem(404, "session_not_found");
    }
    let after = (everything(&api, &alice).await, everything(&api, &bob).await);
    assert_eq!(after, before);
}

async fn an_authenticator_is_confirmed_once_and_by_its_own_code(mode: Mode) {
    let api = mode.api();
    let member = Member::new(&api).await;
    let token = &member.session.access_token;
    let added = ask(&api, token, "POST /api/authenticators", &json!({})).await;
    let added = added.expect(201);
    let phone = Phone::new(&added.field("otp_secret"));
    let line = format!("POST /api/authenticators/{}/confirm", added.field("id"));
    let before = everything(&api, &member).await;
    for (otp, status, code) in [
        (phone.wrong_code(), 401, "invalid_otp"),
        (member.phone.code().await, 401, "invalid_otp"),
        (member.recovery_codes[0].clone(), 422, "malformed_otp"),
        ("12345".to_owned(), 422, "malformed_otp"),
        ("x".repeat(10_000), 422, "malformed_otp"),
    ] {
        let answer = ask(&api, token, &line, &json!({ "otp": otp })).await;
        answer.expect_problem(status, code);
    }
    assert_eq!(everything(&api, &member).await, before);
    // One that is not confirmed is no factor.
    let challenge = member.challenge(&api).await;
    let unconfirmed = phone.code().await;
    let refused = verify(&api, &challenge, &unconfirmed).await;
    refused.expect_problem(401, "invalid_otp");
    let body = json!({ "otp": unconfirmed });
    ask(&api, token, &line, &body).await.expect(200);
    for otp in [unconfirmed, phone.code().await] {
        let answer = ask(&api, token, &line, &json!({ "otp": otp })).await;
        answer.expect_problem(409, "authenticator_confirmed");
    }
}

async fn the_last_authenticator_stays(mode: Mode) {
    let api = mode.api();
    let member = Member::new(&api).await;
    let token = &member.session.access_token;
    // One that waits for its first code does not count.
    let added = ask(&api, token, "POST /api/authenticators", &json!({})).await;
    added.expect(201);
    let before = everything(&api, &member).await;
    let line = format!("DELETE /api/authenticators/{}", first_id(&before));
    let answer = ask(&api, token, &line, &Value::Null).await;
    answer.expect_problem(409, "last_authenticator");
    assert_eq!(everything(&api, &member).await, before);
    member.sign_in(&api).await;
}

async fn codes_from_before_new_ones_were_made_open_nothing(mode: Mode) {
    let api = mode.api();
    let member = Member::new(&api).await;
    let token = &member.session.access_token;
    let made = ask(&api, token, "POST /api/recovery-codes", &Value::Null).await;
    let made = made.expect(201).texts("recovery_codes");
    for old in &member.recovery_codes[..3] {
        let challenge = member.challenge(&api).await;
        let refused = verify(&api, &challenge, old).await;
        refused.expect_problem(401, "invalid_otp");
    }
    let challenge = member.challenge(&api).await;
    verify(&api, &challenge, &made[0]).await.expect(200);
}

async fn a_wrong_step_up_proves_nothing(mode: Mode) {
    let api = mode.api();
    let (member, other) = (Member::new(&api).await, Member::new(&api).await);
    let token = &member.session.access_token;
    let (challenge, others) = (member.challenge(&api).await, other.challenge(&api).await);
    let right = member.phone.code().await;
    for (challenge, otp, status, code) in [
        (&challenge, member.phone.wrong_code(), 401, "invalid_otp"),
        (&challenge, other.phone.code().await, 401, "invalid_otp"),
        (&challenge, "12345".to_owned(), 422, "malformed_otp"),
        (&others, right.clone(), 401, "invalid_challenge"),
        (
            &"nonsense".to_owned(),
            right.clone(),
            401,
            "invalid_challenge",
        ),
        (token, right.clone(), 401, "invalid_challenge"),
    ] {
        let body = json!({ "challenge": challenge, "otp": otp });
        let answer = ask(&api, token, STEP_UP, &body).await;
        answer.expect_problem(status, code);
    }
    // The session goes on with the tokens that it had, and neither challenge is used up.
    let renewed = refresh(&api, &member.session.refresh_token).await;
    let renewed = Session::of(&renewed.expect(200));
    let body = json!({ "challenge": challenge, "otp": right });
    let proved = ask(&api, token, STEP_UP, &body).await.expect(200);
    let session = Session::of(&proved);
    refresh(&api, &renewed.refresh_token)
        .await
        .expect_problem(401, "session_ended");
    refresh(&api, &session.refresh_token).await.expect(200);
    verify(&api, &others, &other.phone.code().await)
        .await
        .expect(200);
}

async fn what_needs_a_fresh_proof_is_refused_without_one(mode: Mode) {
    let server = trusting(mode);
    let api = mode.client_of(&server);
    let member = Member::new(&api).await;
    let browser = api.in_browser(&member.browser);
    trust(&browser, &member).await;
    // A browser that is trusted has proved no second factor.
    let answer = without_code(&browser, &member).await.expect(200);
    let token = Session::of(&answer).access_token;
    let before = everything(&api, &member).await;
    for (line, body) in what_needs_a_fresh_proof(&member, &before) {
        let answer = ask(&api, &token, &line, &body).await;
        assert_eq!(answer.code(), "step_up_required", "{line}");
        answer.expect_problem(401, "step_up_required");
    }
    assert_eq!(everything(&api, &member).await, before);
    step_up_and_go_on(&browser, &member, &token).await;
}

fn what_needs_a_fresh_proof(member: &Member, export: &Value) -> Vec<(String, Value)> {
    let id = first_id(export);
    let browser = export["browsers"][0]["id"].as_str().expect("an id");
    let line = str::to_owned;
    vec![
        (line("POST /api/authenticators"), json!({})),
        (format!("DELETE /api/authenticators/{id}"), Value::Null),
        (line("POST /api/recovery-codes"), Value::Null),
        (format!("DELETE /api/browsers/{browser}"), Value::Null),
        (
            line("PATCH /api/users/me"),
            json!({ "email": "other@post.example", "full_name": "Somebody Else" }),
        ),
        (
            line("DELETE /api/users/me"),
            json!({ "username": member.person.username }),
        ),
        (
            line("POST /api/password"),
            json!({
                "current_password": member.person.password,
                "new_password": "a lamp on every sill",
            }),
        ),
    ]
}

async fn step_up_and_go_on(browser: &Api, member: &Member, token: &str) {
    let challenge = member.challenge(browser).await;
    let body = json!({ "challenge": challenge, "otp": member.phone.code().await });
    let proved = ask(browser, token, STEP_UP, &body).await.expect(200);
    let token = proved.field("access_token");
    let line = "POST /api/recovery-codes";
    ask(browser, &token, line, &Value::Null).await.expect(201);
}

const STEP_UP: &str = "POST /api/step-up";
