//! `GET /api/recovery-codes`, `POST /api/recovery-codes`, `POST /api/recovery-codes/acknowledge`,
//! and the codes in place of the authenticator's.

use std::collections::HashSet;

use futures_util::future::join_all;
use http::{Method, StatusCode};
use postern_shared::problem::ProblemCode;
use serde_json::{Value, json};

use crate::support::clock::START;
use crate::support::steps::{Holder, PASSWORD, recovery_codes};
use crate::support::tokens::take_apart;
use crate::support::{Answer, TestApp};

const PATH: &str = "/api/recovery-codes";

async fn show(app: &TestApp, token: &str) -> Value {
    let answer = app.with_token(Method::GET, PATH, token);
    answer.await.expect(StatusCode::OK).json()
}

async fn make(app: &TestApp, holder: &Holder) -> Vec<String> {
    let answer = app.with_token(Method::POST, PATH, &holder.access_token);
    recovery_codes(&answer.await.expect(StatusCode::CREATED))
}

async fn sign_in(app: &TestApp, otp: &str) -> Answer {
    let challenge = app.challenge("alice").await;
    app.verify(&challenge, otp).await
}

#[tokio::test]
async fn the_first_confirmation_is_answered_with_ten_codes_and_no_later_sign_in_is() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let codes = &holder.recovery_codes;
    let distinct: HashSet<_> = codes.iter().collect();
    assert_eq!(distinct.len(), 10);
    for code in codes {
        let groups: Vec<&str> = code.split('-').collect();
        assert_eq!(groups.len(), 6, "{code}");
        assert!(groups.iter().all(|group| group.len() == 4));
        let alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ-";
        assert!(code.chars().all(|it| alphabet.contains(it)));
    }
    let later = app.sign_in("alice", &holder.secret).await;
    assert!(later.json().get("recovery_codes").is_none());
    assert_eq!(
        show(&app, &holder.access_token).await,
        json!({ "made_at": START, "acknowledged": false, "left": 10, "used_at": [] })
    );
}

#[tokio::test]
async fn a_code_that_was_refused_first_still_brings_them() {
    let app = TestApp::new();
    let enrolment = app.register("alice").await;
    let wrong = app.wrong_code(&enrolment.secret);
    app.verify(&enrolment.challenge, &wrong).await;
    let code = app.code(&enrolment.secret);
    let answer = app.verify(&enrolment.challenge, &code).await;
    assert_eq!(recovery_codes(&answer.expect(StatusCode::OK)).len(), 10);
}

#[tokio::test]
async fn each_works_once_in_place_of_a_code() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let proved = app.log_in("alice", PASSWORD).await;
    assert_eq!(proved.json()["methods"], json!(["otp", "recovery_code"]));
    for (used, code) in holder.recovery_codes.iter().enumerate() {
        app.advance(60);
        let answer = sign_in(&app, code).await.expect(StatusCode::OK);
        let (_, claims) = take_apart(&answer.field("access_token"));
        assert_eq!(claims["amr"], json!(["pwd", "recovery_code"]));
        let problem = sign_in(&app, code)
            .await
            .problem(ProblemCode::RecoveryCodeUsed);
        assert_eq!(problem.attempts_left, Some(4));
        assert_eq!(problem.field.as_deref(), Some("otp"));
        let shown = show(&app, &answer.field("access_token")).await;
        assert_eq!(shown["left"], json!(9 - used));
        let now = app.ports.clock.now().unix_seconds();
        assert_eq!(shown["used_at"][0], now, "latest first");
        assert_eq!(shown["used_at"].as_array().map(Vec::len), Some(used + 1));
    }
    let proved = app.log_in("alice", PASSWORD).await;
    assert_eq!(proved.json()["methods"], json!(["otp"]));
}

#[tokio::test]
async fn they_are_read_as_people_type_them() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let codes = holder.recovery_codes.iter();
    for (code, typed) in codes.zip([
        |code: &str| code.to_lowercase(),
        |code: &str| code.replace('-', ""),
        |code: &str| code.replace('-', " "),
        |code: &str| format!(" \n{code}\t"),
        |code: &str| code.replace('-', "\u{2013}"),
        |code: &str| code.replace('-', "\u{a0}"),
        |code: &str| code.replace('0', "O").replace('1', "I"),
        |code: &str| code.replace('0', "o").replace('1', "l"),
        |code: &str| code.replace('1', "i").replace('-', "\r\n"),
    ]) {
        let typed = typed(code);
        sign_in(&app, &typed).await.expect(StatusCode::OK);
    }
}

#[tokio::test]
async fn what_has_another_length_or_alphabet_is_no_code_and_is_not_counted() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let challenge = app.challenge("alice").await;
    let before = (app.snapshot(), app.objects().commands());
    let code = &holder.recovery_codes[0];
    for otp in [
        &code[..28],
        &format!("{code}0"),
        &code.replacen(|it: char| it.is_ascii_alphanumeric(), "U", 1),
        &code.replacen(|it: char| it.is_ascii_alphanumeric(), "é", 1),
        &format!("{code}{code}"),
        &"0".repeat(10_000),
    ] {
        let answer = app.verify(&challenge, otp).await;
        answer.blames(ProblemCode::MalformedOtp, "otp");
    }
    assert_eq!((app.snapshot(), app.objects().commands()), before);
}

#[tokio::test]
async fn a_wrong_one_uses_up_the_challenge_and_not_the_authenticators_tries() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let challenge = app.challenge("alice").await;
    for left in [4, 3, 2, 1, 0] {
        let answer = app.verify(&challenge, &"0".repeat(24)).await;
        let problem = answer.problem(ProblemCode::InvalidOtp);
        assert_eq!(problem.attempts_left, Some(left));
    }
    let answer = app.verify(&challenge, &holder.recovery_codes[0]).await;
    answer.problem(ProblemCode::ChallengeExhausted);
    sign_in(&app, &app.code(&holder.secret))
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn of_many_uses_at_the_same_moment_exactly_one_succeeds() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let mut challenges = Vec::new();
    for _ in 0..16 {
        challenges.push(app.challenge("alice").await);
    }
    let uses = challenges
        .iter()
        .map(|challenge| app.verify(challenge, &holder.recovery_codes[5]));
    let answers = join_all(uses).await;
    let (right, wrong): (Vec<_>, Vec<_>) = answers
        .iter()
        .partition(|answer| answer.status == StatusCode::OK);
    assert_eq!(right.len(), 1);
    for answer in wrong {
        answer.problem(ProblemCode::RecoveryCodeUsed);
    }
}

#[tokio::test]
async fn a_new_set_takes_the_place_of_the_old_one_at_once() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    sign_in(&app, &holder.recovery_codes[0])
        .await
        .expect(StatusCode::OK);
    let acknowledge = format!("{PATH}/acknowledge");
    let noted = app.with_token(Method::POST, &acknowledge, &holder.access_token);
    noted.await.expect(StatusCode::NO_CONTENT);
    assert_eq!(show(&app, &holder.access_token).await["acknowledged"], true);
    app.advance(10);
    let new = make(&app, &holder).await;
    assert_eq!(new.len(), 10);
    assert!(new.iter().all(|code| !holder.recovery_codes.contains(code)));
    assert_eq!(
        show(&app, &holder.access_token).await,
        json!({ "made_at": START + 40, "acknowledged": false, "left": 10, "used_at": [] })
    );
    for old in &holder.recovery_codes {
        sign_in(&app, old).await.problem(ProblemCode::InvalidOtp);
    }
    sign_in(&app, &new[9]).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn an_acknowledgement_is_kept_and_may_be_given_twice() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let path = format!("{PATH}/acknowledge");
    for _ in 0..2 {
        let noted = app.with_token(Method::POST, &path, &holder.access_token);
        noted.await.expect(StatusCode::NO_CONTENT);
        assert_eq!(show(&app, &holder.access_token).await["acknowledged"], true);
        app.objects().restart();
    }
}

#[tokio::test]
async fn a_used_code_stays_used_where_the_object_has_lost_everything() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    sign_in(&app, &holder.recovery_codes[0])
        .await
        .expect(StatusCode::OK);
    app.objects().forget();
    sign_in(&app, &holder.recovery_codes[0])
        .await
        .problem(ProblemCode::RecoveryCodeUsed);
}

#[tokio::test]
async fn one_opens_an_account_whose_authenticator_is_suspended() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.edit("alice", |slot| slot.code_throttle.failures = 100);
    let code = app.code(&holder.secret);
    sign_in(&app, &code)
        .await
        .problem(ProblemCode::AuthenticatorSuspended);
    // Also while others wait, and whatever they have used up.
    sign_in(&app, &"0".repeat(24))
        .await
        .problem(ProblemCode::InvalidOtp);
    sign_in(&app, &holder.recovery_codes[0])
        .await
        .expect(StatusCode::OK);
    sign_in(&app, &code).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn an_account_that_is_not_confirmed_has_none() {
    let app = TestApp::new();
    let enrolment = app.register("alice").await;
    let proved = app.log_in("alice", PASSWORD).await;
    assert_eq!(proved.json()["methods"], json!(["otp"]));
    let answer = app.verify(&enrolment.challenge, &"0".repeat(24)).await;
    answer.problem(ProblemCode::InvalidOtp);
}

#[tokio::test]
async fn nothing_of_them_is_kept_in_clear() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let new = make(&app, &holder).await;
    let kept = app.objects().snapshot().join("\n");
    let written = app.kv().written();
    for code in holder.recovery_codes.iter().chain(&new) {
        let bare = code.replace('-', "");
        for text in [code, &bare] {
            assert!(!kept.contains(text.as_str()));
            assert!(!written.iter().any(|(key, value)| {
                key.contains(text.as_str())
                    || String::from_utf8_lossy(value).contains(text.as_str())
            }));
        }
    }
}
