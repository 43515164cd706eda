//! A new password for whoever has forgotten theirs: a recovery code and a code of the authenticator
//! together, exactly once.

use postern_e2e::api::Api;
use postern_e2e::mode::Mode;
use postern_e2e::password_change::{reset, reset_password};
use postern_e2e::person::{Member, Person, Session, ask, refresh, verify};
use postern_e2e::phone::current_step;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::limits::comparable;

in_each_mode! {
    a_reset_ends_all_sessions_and_leaves_the_second_factor_on;
    wrong_proofs_and_a_name_that_nobody_has_look_the_same;
    of_resets_with_one_recovery_code_exactly_one_wins;
}

async fn a_reset_ends_all_sessions_and_leaves_the_second_factor_on(mode: Mode) {
    let api = mode.api();
    let mut member = Member::new(&api).await;
    let other = member.sign_in(&api).await;
    let otp = member.phone.code().await;
    let recovery = member.recovery_codes[0].clone();
    let codes = (recovery.as_str(), otp.as_str());
    let name = &member.person.username;
    let body = reset(&api, name, codes, "a lamp on every sill").await;
    let answer = reset_password(&api, &body).await.expect(204);
    assert!(answer.set_cookies().is_empty() && answer.body.is_empty());

    for session in [&member.session, &other] {
        refresh(&api, &session.refresh_token)
            .await
            .expect_problem(401, "session_ended");
        let line = "GET /api/sessions";
        ask(&api, &session.access_token, line, &Value::Null)
            .await
            .expect_problem(401, "session_ended");
    }
    let refused = member.person.login(&api).await;
    refused.expect_problem(401, "invalid_credentials");
    "a lamp on every sill".clone_into(&mut member.person.password);
    let login = member.person.login(&api).await.expect(200);
    assert_eq!(login.json().get("access_token"), None);
    assert_eq!(login.json().get("otp_secret"), None);
    let challenge = login.field("challenge");
    // Both codes are used up.
    verify(&api, &challenge, &recovery)
        .await
        .expect_problem(401, "recovery_code_used");
    verify(&api, &challenge, &otp)
        .await
        .expect_problem(401, "otp_already_used");
    let code = &member.recovery_codes[1];
    let session = Session::of(&verify(&api, &challenge, code).await.expect(200));
    let line = "GET /api/recovery-codes";
    let left = ask(&api, &session.access_token, line, &Value::Null).await;
    assert_eq!(left.expect(200).json()["left"], 8);
}

/// Whatever is wrong, and whoever it is about: not a byte tells which, but for what every answer has
/// of its own.
async fn wrong_proofs_and_a_name_that_nobody_has_look_the_same(mode: Mode) {
    let api = mode.api();
    let member = Member::new(&api).await;
    let unused = &member.recovery_codes[0];
    let right = member.phone.code().await;
    let wrong = member.phone.wrong_code();
    // Both codes are those of somebody, and the name is nobody's; a name that cannot be one; a
    // recovery code that was never made; a code that is wrong.
    let never = "0123-4567-89AB-CDEF-GHJK-MNPQ";
    let mut seen = Vec::new();
    for (name, codes) in [
        (Person::new().username, (unused.as_str(), right.as_str())),
        (member.person.username.clone(), (never, right.as_str())),
        (member.person.username.clone(), (unused, wrong.as_str())),
        (member.person.username.clone(), (never, wrong.as_str())),
    ] {
        let body = reset(&api, &name, codes, "a lamp on every sill").await;
        let answer = reset_password(&api, &body).await;
        answer.expect_problem(401, "invalid_recovery");
        let length = answer.body.len();
        let mut words: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
        words.sort();
        seen.push((length, words, comparable(&answer)));
    }
    assert!(seen.iter().all(|one| *one == seen[0]), "{seen:#?}");
    // A text that cannot be a name is answered before any password is looked at.
    let body = json!({
        "username": "no name at all", "recovery_code": unused, "otp": right, "password": "x",
    });
    reset_password(&api, &body)
        .await
        .expect_problem(401, "invalid_recovery");
    // Nothing of it has used up anything.
    let browser = api.in_browser(&member.browser);
    let challenge = member.challenge(&browser).await;
    verify(&browser, &challenge, &right).await.expect(200);
    let challenge = member.challenge(&browser).await;
    verify(&browser, &challenge, unused).await.expect(200);
}

/// From two places, with another code of the authenticator each, many times at once.
async fn of_resets_with_one_recovery_code_exactly_one_wins(mode: Mode) {
    let api = mode.api();
    let mut member = Member::new(&api).await;
    let mut bodies = Vec::new();
    for number in 0..2 {
        let otp = code(&member, number);
        let new = format!("a lamp on sill number {number}");
        let codes = (member.recovery_codes[3].as_str(), otp.as_str());
        let body = reset(&api, &member.person.username, codes, &new).await;
        bodies.push((new, body));
    }
    let winners = send_all(&api, &bodies).await;
    assert_eq!(winners.len(), 1, "{winners:?}");
    member.person.password = winners.concat();
    let browser = api.in_browser(&member.browser);
    let challenge = member.challenge(&browser).await;
    let code = &member.recovery_codes[4];
    let session = Session::of(&verify(&api, &challenge, code).await.expect(200));
    let line = "GET /api/recovery-codes";
    let left = ask(&api, &session.access_token, line, &Value::Null).await;
    assert_eq!(left.expect(200).json()["left"], 8);
}

/// Sends each ten times, all at once; answers the passwords of those that went through.
async fn send_all(api: &Api, bodies: &[(String, Value)]) -> Vec<String> {
    let mut tasks = JoinSet::new();
    for (new, body) in bodies.iter().cycle().take(bodies.len() * 10).cloned() {
        let api = api.clone();
        tasks.spawn(async move { (new, reset_password(&api, &body).await) });
    }
    let mut winners = Vec::new();
    for (new, answer) in tasks.join_all().await {
        match (answer.status.as_u16(), answer.code().as_str()) {
            (204, _) => winners.push(new),
            (401, "invalid_recovery" | "invalid_registration") | (429, "too_many_attempts") => {}
            other => panic!("{other:?}: {}", answer.text()),
        }
    }
    winners
}

/// A code of the present step or a later one, whatever was given before.
fn code(member: &Member, later: u64) -> String {
    member.phone.code_of(current_step() + later)
}
