//! `POST /api/step-up` (RFC 9470)

use http::{Method, StatusCode};
use postern_shared::problem::ProblemCode;
use serde_json::json;

use crate::support::clock::START;
use crate::support::steps::Holder;
use crate::support::tokens::take_apart;
use crate::support::{Answer, TestApp};

/// Whether the session of this token may change what guards the account.
async fn may_change(app: &TestApp, token: &str) -> Answer {
    app.with_token(Method::POST, "/api/recovery-codes", token)
        .await
}

/// Does what the code is the answer to.
pub async fn refused(code: ProblemCode) -> Answer {
    let app = TestApp::with(&[("ACCESS_TOKEN_SECONDS", "3600")]);
    let holder = app.enrol("alice").await;
    let challenge = app.challenge("alice").await;
    let right = app.code(&holder.secret);
    let wrong = app.wrong_code(&holder.secret);
    let ask = async |challenge: &str, otp: &str| {
        let body = json!({ "challenge": challenge, "otp": otp });
        let token = &holder.access_token;
        app.with_body(Method::POST, "/api/step-up", token, &body)
            .await
    };
    let otp = match code {
        ProblemCode::MalformedOtp => "12345",
        ProblemCode::InvalidChallenge => return ask("x", &right).await,
        ProblemCode::ChallengeExpired => {
            app.advance(300);
            &right
        }
        ProblemCode::ChallengeUsed => {
            ask(&challenge, &right).await;
            &right
        }
        ProblemCode::ChallengeExhausted | ProblemCode::TooManyAttempts => {
            for _ in 0..5 {
                ask(&challenge, &wrong).await;
            }
            if code == ProblemCode::TooManyAttempts {
                return ask(&app.challenge("alice").await, &right).await;
            }
            &right
        }
        ProblemCode::OtpAlreadyUsed => {
            ask(&app.challenge("alice").await, &right).await;
            &right
        }
        ProblemCode::RecoveryCodeUsed => {
            let recovery = holder.recovery_code(0);
            ask(&app.challenge("alice").await, recovery).await;
            recovery
        }
        ProblemCode::AuthenticatorSuspended => {
            app.edit("alice", |slot| slot.code_throttle.failures = 100);
            &right
        }
        ProblemCode::AccountDisabled => {
            app.disable("alice");
            &right
        }
        ProblemCode::SessionEnded => {
            let out = app.with_token(Method::POST, "/api/logout", &holder.access_token);
            out.await.expect(StatusCode::NO_CONTENT);
            &right
        }
        _invalid_otp => &wrong,
    };
    ask(&challenge, otp).await
}

async fn stale(app: &TestApp) -> Holder {
    let holder = app.enrol("alice").await;
    app.advance(330);
    holder
}

#[tokio::test]
async fn both_factors_prove_the_session_again_and_both_tokens_are_new() {
    let app = TestApp::new();
    let holder = stale(&app).await;
    may_change(&app, &holder.access_token)
        .await
        .problem(ProblemCode::StepUpRequired);
    let code = app.code(&holder.secret);
    let answer = app.step_up("alice", &holder.access_token, &code).await;
    let answer = answer.expect(StatusCode::OK);
    assert_eq!(
        answer.fields(),
        [
            "access_token",
            "expires_in",
            "fresh_for",
            "refresh_expires_in",
            "token_type"
        ]
    );
    assert_eq!(answer.json()["fresh_for"], 300);
    let token = answer.field("access_token");
    let (_, before) = take_apart(&holder.access_token);
    let (_, after) = take_apart(&token);
    for same in ["sub", "sid", "loc", "iss", "aud"] {
        assert_eq!(before[same], after[same], "{same}");
    }
    assert_ne!(before["jti"], after["jti"]);
    assert_eq!(after["auth_time"], START + 360);
    assert_eq!(after["amr"], json!(["pwd", "otp"]));
    may_change(&app, &token).await.expect(StatusCode::CREATED);

    // The token before is good for nothing, not even within the grace of a renewal.
    let former = app.refresh(&holder.refresh_token).await;
    former.problem(ProblemCode::SessionEnded);
    let cookie = answer.cookie().expect("a new token");
    assert!(!answer.text().contains(&cookie));
    app.refresh(&cookie).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_program_gets_its_new_token_in_the_body_and_a_page_never_does() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let native = app.sign_in_natively("alice", &holder.secret).await;
    let token = native.field("access_token");
    let code = app.code(&holder.secret);
    let answer = app.step_up("alice", &token, &code).await;
    let answer = answer.expect(StatusCode::OK);
    assert!(answer.set_cookies().is_empty());
    let former = app.refresh_natively(&native.field("refresh_token")).await;
    former.problem(ProblemCode::SessionEnded);
    let renewed = app.refresh_natively(&answer.field("refresh_token")).await;
    renewed.expect(StatusCode::OK);
    // That the cookie is left out makes no program of a page.
    app.advance(30);
    let code = app.code(&holder.secret);
    let answer = app.step_up("alice", &holder.access_token, &code).await;
    let answer = answer.expect(StatusCode::OK);
    assert!(answer.json().get("refresh_token").is_none());
    assert_eq!(answer.set_cookies().len(), 1);
}

#[tokio::test]
async fn it_lengthens_no_session() {
    let app = TestApp::with(&[("SESSION_ABSOLUTE_SECONDS", "400")]);
    let holder = stale(&app).await;
    let code = app.code(&holder.secret);
    let answer = app.step_up("alice", &holder.access_token, &code).await;
    let answer = answer.expect(StatusCode::OK);
    assert_eq!(answer.json()["refresh_expires_in"], 40);
    assert_eq!(answer.json()["expires_in"], 40);
    let token = answer.field("access_token");
    let list = app.with_token(Method::GET, "/api/sessions", &token);
    let list = list.await.json();
    assert_eq!(list["sessions"][0]["created_at"], START);
    assert_eq!(list["sessions"][0]["authenticated_at"], START + 360);
    app.advance(40);
    let ended = app.refresh(&answer.cookie().expect("a token")).await;
    ended.problem(ProblemCode::SessionEnded);
}

#[tokio::test]
async fn a_recovery_code_does_too_once() {
    let app = TestApp::new();
    let holder = stale(&app).await;
    let code = holder.recovery_codes[3].to_lowercase().replace('-', " ");
    let answer = app.step_up("alice", &holder.access_token, &code).await;
    let token = answer.expect(StatusCode::OK).field("access_token");
    assert_eq!(take_apart(&token).1["amr"], json!(["pwd", "recovery_code"]));
    may_change(&app, &token).await.expect(StatusCode::CREATED);
}

#[tokio::test]
async fn used_and_wrong_codes_are_told_apart_and_change_nothing() {
    let app = TestApp::new();
    let holder = stale(&app).await;
    let token = &holder.access_token;
    let used = app.code(&holder.secret);
    let challenge = app.challenge("alice").await;
    app.verify(&challenge, &used).await.expect(StatusCode::OK);
    let recovery = &holder.recovery_codes[0];
    let challenge = app.challenge("alice").await;
    app.verify(&challenge, recovery)
        .await
        .expect(StatusCode::OK);
    for (otp, code) in [
        (app.wrong_code(&holder.secret), ProblemCode::InvalidOtp),
        (used, ProblemCode::OtpAlreadyUsed),
        (recovery.clone(), ProblemCode::RecoveryCodeUsed),
    ] {
        let problem = app.step_up("alice", token, &otp).await.problem(code);
        assert_eq!(problem.attempts_left, Some(4));
        assert_eq!(problem.field.as_deref(), Some("otp"));
    }
    for malformed in ["", "12345", "0123-4567-89AB-CDEF-GHJK-MNP"] {
        let answer = app.step_up("alice", token, malformed).await;
        answer.blames(ProblemCode::MalformedOtp, "otp");
    }
    may_change(&app, token)
        .await
        .problem(ProblemCode::StepUpRequired);
    app.refresh(&holder.refresh_token)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn the_challenge_is_of_this_account_and_works_once() {
    let app = TestApp::new();
    let alice = stale(&app).await;
    let bob = app.enrol("bob").await;
    let before = (app.challenge("bob").await, app.objects().commands());
    let path = "/api/step-up";
    for (challenge, otp) in [
        (before.0.as_str(), app.code(&bob.secret)),
        (before.0.as_str(), app.code(&alice.secret)),
        ("x", app.code(&alice.secret)),
        (alice.refresh_token.as_str(), app.code(&alice.secret)),
    ] {
        let body = json!({ "challenge": challenge, "otp": otp });
        let answer = app
            .with_body(Method::POST, path, &alice.access_token, &body)
            .await;
        answer.problem(ProblemCode::InvalidChallenge);
    }
    assert_eq!(app.objects().commands(), before.1, "nobody was asked");

    let challenge = app.challenge("alice").await;
    let body = json!({ "challenge": challenge, "otp": app.code(&alice.secret) });
    let ask = || app.with_body(Method::POST, path, &alice.access_token, &body);
    ask().await.expect(StatusCode::OK);
    ask().await.problem(ProblemCode::ChallengeUsed);
}

#[tokio::test]
async fn guessing_with_a_session_waits_as_without_one() {
    let app = TestApp::new();
    let holder = stale(&app).await;
    for _ in 0..5 {
        let wrong = app.wrong_code(&holder.secret);
        let answer = app.step_up("alice", &holder.access_token, &wrong).await;
        answer.problem(ProblemCode::InvalidOtp);
    }
    let code = app.code(&holder.secret);
    let answer = app.step_up("alice", &holder.access_token, &code).await;
    let problem = answer.problem(ProblemCode::TooManyAttempts);
    assert_eq!(problem.retry_after, Some(30));
}

#[tokio::test]
async fn it_works_with_a_password_that_was_not_shown() {
    let app = TestApp::opaque();
    let holder = app.enrol_unseen("alice").await;
    app.advance(330);
    let proved = app.log_in_unseen("alice").await.expect(StatusCode::OK);
    let body = json!({
        "challenge": proved.field("challenge"),
        "otp": app.code(&holder.secret),
    });
    let token = &holder.access_token;
    let answer = app
        .with_body(Method::POST, "/api/step-up", token, &body)
        .await;
    answer.expect(StatusCode::OK);
    may_change(&app, token).await.expect(StatusCode::CREATED);
}
