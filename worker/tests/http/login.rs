//! `POST /api/login`

use http::StatusCode;
use postern_shared::problem::ProblemCode;
use serde_json::json;

use crate::support::TestApp;
use crate::support::steps::PASSWORD;

#[tokio::test]
async fn the_right_password_gets_a_challenge_and_nothing_more() {
    let app = TestApp::new();
    app.enrol("alice").await;
    let answer = app.log_in("alice", PASSWORD).await.expect(StatusCode::OK);
    assert_eq!(
        answer.fields(),
        ["challenge", "expires_in", "message", "methods"]
    );
    assert_eq!(answer.field("message"), "Login successful, provide OTP");
    assert_eq!(answer.json()["methods"], json!(["otp", "recovery_code"]));
    assert_eq!(answer.json()["expires_in"], 300);
    assert!(answer.cookie().is_none(), "half a sign-in is no session");
}

#[tokio::test]
async fn the_secret_is_shown_again_until_the_authenticator_is_confirmed() {
    let app = TestApp::new();
    let enrolment = app.register("alice").await;
    let answer = app.log_in("alice", PASSWORD).await.expect(StatusCode::OK);
    assert_eq!(
        answer.fields(),
        [
            "challenge",
            "expires_in",
            "message",
            "methods",
            "otp_secret",
            "otpauth_uri"
        ]
    );
    let secret = enrolment.secret.expose_base32();
    assert_eq!(answer.field("otp_secret"), secret);
    assert_eq!(
        answer.field("otpauth_uri"),
        format!("otpauth://totp/Postern:alice?secret={secret}&issuer=Postern")
    );
    let code = app.code(&enrolment.secret);
    app.verify(&answer.field("challenge"), &code)
        .await
        .expect(StatusCode::OK);
    let after = app.log_in("alice", PASSWORD).await.expect(StatusCode::OK);
    assert!(after.json().get("otp_secret").is_none());
    assert!(after.json().get("otpauth_uri").is_none());
}

#[tokio::test]
async fn a_name_is_found_in_every_case() {
    let app = TestApp::new();
    app.register("alice").await;
    for name in ["alice", "ALICE", "Alice"] {
        app.log_in(name, PASSWORD).await.expect(StatusCode::OK);
    }
}

#[tokio::test]
async fn a_password_in_another_case_is_wrong() {
    let app = TestApp::new();
    app.enrol("alice").await;
    for password in [PASSWORD.to_uppercase(), PASSWORD.replacen('c', "C", 1)] {
        let answer = app.log_in("alice", &password).await;
        answer.problem(ProblemCode::InvalidCredentials);
    }
}

#[tokio::test]
async fn a_password_is_as_good_after_ten_years() {
    let app = TestApp::new();
    app.enrol("alice").await;
    app.advance(10 * 365 * 86_400);
    let answer = app.log_in("alice", PASSWORD).await;
    answer.expect(StatusCode::OK);
}

#[tokio::test]
async fn an_unknown_user_and_a_wrong_password_get_the_same_answer_to_the_byte() {
    let app = TestApp::new();
    app.enrol("alice").await;
    app.register("unconfirmed").await;
    for tries in 0..8 {
        let mut answers = Vec::new();
        for name in ["alice", "unconfirmed", "nobody"] {
            answers.push(app.log_in(name, "a wrong password").await);
        }
        let code = if tries < 5 {
            ProblemCode::InvalidCredentials
        } else {
            ProblemCode::TooManyAttempts
        };
        for answer in &answers {
            answer.problem(code);
            assert_eq!(answer.status, answers[0].status);
            assert_eq!(answer.headers, answers[0].headers);
            assert_eq!(answer.body, answers[0].body);
        }
    }
}

#[tokio::test]
async fn a_text_that_cannot_be_a_name_is_an_unknown_name() {
    let app = TestApp::new();
    let unknown = app.log_in("nobody", PASSWORD).await;
    for name in [
        "",
        "x",
        "alic\u{e9}",
        "alice\u{301}",
        "a\u{0}b",
        &"a".repeat(65),
    ] {
        let answer = app.log_in(name, PASSWORD).await;
        answer.problem(ProblemCode::InvalidCredentials);
        assert_eq!(answer.headers, unknown.headers);
        assert_eq!(answer.body, unknown.body);
    }
}

#[tokio::test]
async fn a_wrong_password_blames_no_field() {
    let app = TestApp::new();
    let problem = app
        .log_in("nobody", PASSWORD)
        .await
        .problem(ProblemCode::InvalidCredentials);
    assert_eq!(problem.field, None);
    assert_eq!(problem.attempts_left, None);
    assert_eq!(problem.retry_after, None);
}

#[tokio::test]
async fn five_wrong_passwords_begin_a_wait_that_also_stops_the_right_one() {
    let app = TestApp::new();
    app.register("alice").await;
    for _ in 0..5 {
        let answer = app.log_in("alice", "a wrong password").await;
        answer.problem(ProblemCode::InvalidCredentials);
    }
    let before = app.snapshot();
    for (later, expected) in [(0, 30), (1, 29), (28, 1)] {
        app.advance(later);
        let problem = app
            .log_in("alice", PASSWORD)
            .await
            .problem(ProblemCode::TooManyAttempts);
        assert_eq!(problem.retry_after, Some(expected));
    }
    assert_eq!(app.snapshot(), before, "a try during the wait counts not");
    app.advance(1);
    app.log_in("alice", PASSWORD).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn each_further_wrong_password_doubles_the_wait_and_the_right_one_ends_it() {
    let app = TestApp::new();
    app.register("alice").await;
    for _ in 0..5 {
        app.log_in("alice", "a wrong password").await;
    }
    for wait in [30, 60, 120] {
        let problem = app
            .log_in("alice", PASSWORD)
            .await
            .problem(ProblemCode::TooManyAttempts);
        assert_eq!(problem.retry_after, Some(wait));
        app.advance(wait);
        let answer = app.log_in("alice", "a wrong password").await;
        answer.problem(ProblemCode::InvalidCredentials);
    }
    app.advance(240);
    app.log_in("alice", PASSWORD).await.expect(StatusCode::OK);
    let answer = app.log_in("alice", "a wrong password").await;
    answer.problem(ProblemCode::InvalidCredentials);
}

#[tokio::test]
async fn one_account_waits_and_the_others_do_not() {
    let app = TestApp::new();
    app.register("alice").await;
    app.register("bob").await;
    for _ in 0..6 {
        app.log_in("alice", "a wrong password").await;
    }
    app.log_in("bob", PASSWORD).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_password_of_impossible_form_is_refused_before_the_account_is_asked() {
    let app = TestApp::new();
    app.register("alice").await;
    let before = (app.snapshot(), app.objects().commands());
    for password in [&"ab".repeat(129), "correct\u{0}horse", "correct\nhorse"] {
        for name in ["alice", "nobody"] {
            let answer = app.log_in(name, password).await;
            answer.blames(ProblemCode::InvalidPassword, "password");
        }
    }
    assert_eq!((app.snapshot(), app.objects().commands()), before);
}

#[tokio::test]
async fn a_password_too_weak_to_register_is_simply_wrong() {
    let app = TestApp::new();
    app.register("alice").await;
    for password in ["", "short", "iloveyou", "alice"] {
        let answer = app.log_in("alice", password).await;
        answer.problem(ProblemCode::InvalidCredentials);
    }
}

#[tokio::test]
async fn a_disabled_account_is_told_so_only_after_both_factors() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.disable("alice");
    let wrong = app.log_in("alice", "a wrong password").await;
    wrong.problem(ProblemCode::InvalidCredentials);
    let challenge = app.challenge("alice").await;
    let wrong = app.wrong_code(&holder.secret);
    let answer = app.verify(&challenge, &wrong).await;
    answer.problem(ProblemCode::InvalidOtp);
    let answer = app.verify(&challenge, &app.code(&holder.secret)).await;
    answer.problem(ProblemCode::AccountDisabled);
    assert!(answer.cookie().is_none());
}
