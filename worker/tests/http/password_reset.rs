//! `POST /api/password/reset`

use http::{Method, StatusCode};
use postern_shared::problem::ProblemCode;
use serde_json::{Value, json};

use crate::new_password::RANGE;
use crate::support::call::with_field;
use crate::support::prover::fields_of;
use crate::support::steps::{Holder, PASSWORD};
use crate::support::{Answer, TestApp};

const NEW: &str = "one large open window";
const PATH: &str = "/api/password/reset";

/// The body of a reset with the first recovery code and the code of this moment.
fn body(app: &TestApp, holder: &Holder) -> Value {
    json!({
        "username": "alice",
        "recovery_code": holder.recovery_code(0),
        "otp": app.code(&holder.secret),
        "password": NEW,
    })
}

/// The same by a record, without showing the new password.
async fn body_by_record(app: &TestApp, holder: &Holder, name: &str) -> Value {
    let (registering, answer) = app.start_registration(name, NEW).await;
    let started = answer.expect(StatusCode::OK).json();
    let record = fields_of(&registering, &started);
    let Value::Object(mut fields) = body(app, holder) else {
        panic!("a body is an object")
    };
    fields.remove("password");
    fields.extend(record.as_object().cloned().expect("fields"));
    fields.into()
}

/// Does what the code is the answer to.
pub async fn refused(code: ProblemCode) -> Answer {
    let app = match code {
        ProblemCode::PlainPasswordRefused => {
            TestApp::with(&[("PASSWORD_PROTOCOL", "opaque"), ("PLAIN_PASSWORDS", "off")])
        }
        _ => TestApp::with(&[("PASSWORD_PROTOCOL", "opaque"), ("BREACH_CHECK", "hibp")]),
    };
    let holder = app.enrol_unseen("alice").await;
    let good = body(&app, &holder);
    let body = match code {
        ProblemCode::MalformedOtp => with_field(good, "otp", json!("12345")),
        ProblemCode::InvalidPassword => with_field(good, "password", json!("short")),
        ProblemCode::WeakPassword => with_field(good, "password", json!("iloveyou")),
        ProblemCode::BreachedPassword => {
            app.ports.breaches.set_range(RANGE);
            with_field(good, "password", json!(PASSWORD))
        }
        ProblemCode::InvalidRecovery => with_field(good, "username", json!("nobody")),
        ProblemCode::AuthenticatorSuspended => {
            app.edit("alice", |slot| slot.code_throttle.failures = 100);
            good
        }
        ProblemCode::TooManyAttempts => {
            let wrong = with_field(good.clone(), "recovery_code", json!("0".repeat(24)));
            for _ in 0..5 {
                app.post_json(PATH, &wrong).await;
            }
            good
        }
        ProblemCode::InvalidPasswordMessage => {
            let body = body_by_record(&app, &holder, "alice").await;
            with_field(body, "registration_record", json!("x"))
        }
        ProblemCode::InvalidRegistration => {
            let body = body_by_record(&app, &holder, "alice").await;
            with_field(body, "registration", json!("x"))
        }
        ProblemCode::PasswordProtocolOff => {
            let body = body_by_record(&app, &holder, "alice").await;
            return app.redeployed_with(&[]).post_json(PATH, &body).await;
        }
        _plain_password_refused => good,
    };
    app.post_json(PATH, &body).await
}

/// Somebody who has forgotten their password, in each mode, with what they send.
async fn each_way() -> Vec<(TestApp, Holder, Value)> {
    let mut ways = Vec::new();
    for app in [TestApp::new(), TestApp::opaque()] {
        let holder = app.enrol("alice").await;
        let body = body(&app, &holder);
        ways.push((app, holder, body));
    }
    let app = TestApp::opaque();
    let holder = app.enrol_unseen("alice").await;
    let body = body_by_record(&app, &holder, "alice").await;
    ways.push((app, holder, body));
    ways
}

#[tokio::test]
async fn both_codes_set_a_new_password_and_sign_nobody_in() {
    for (app, holder, body) in each_way().await {
        let native = app.sign_in_natively("alice", &holder.secret).await;
        let body = with_field(body, "otp", json!(app.code(&holder.secret)));
        let answer = app.post_json(PATH, &body).await;
        let answer = answer.expect(StatusCode::NO_CONTENT);
        assert!(answer.body.is_empty() && answer.set_cookies().is_empty());
        app.log_in("alice", PASSWORD)
            .await
            .problem(ProblemCode::InvalidCredentials);
        // All sessions have ended.
        app.refresh(&holder.refresh_token)
            .await
            .problem(ProblemCode::SessionEnded);
        app.refresh_natively(&native.field("refresh_token"))
            .await
            .problem(ProblemCode::SessionEnded);
        let list = app.with_token(Method::GET, "/api/authenticators", &holder.access_token);
        list.await.problem(ProblemCode::SessionEnded);
        // The second factor is what it was, and the code that was sent is used up.
        let proved = app.log_in("alice", NEW).await.expect(StatusCode::OK);
        assert_eq!(proved.json()["methods"], json!(["otp", "recovery_code"]));
        assert!(proved.json().get("otp_secret").is_none());
        let used = body["otp"].as_str().expect("a text");
        let answer = app.verify(&proved.field("challenge"), used).await;
        answer.problem(ProblemCode::OtpAlreadyUsed);
        let answer = app
            .verify(&proved.field("challenge"), &holder.recovery_codes[0])
            .await;
        answer.problem(ProblemCode::RecoveryCodeUsed);
        app.advance(30);
        let code = app.code(&holder.secret);
        let answer = app.verify(&proved.field("challenge"), &code).await;
        answer.expect(StatusCode::OK);
    }
}

#[tokio::test]
async fn everything_that_is_wrong_has_one_answer_to_the_byte_and_uses_up_nothing() {
    for (app, holder, good) in each_way().await {
        let mut answers = Vec::new();
        let wrong_code = app.wrong_code(&holder.secret);
        for (field, value) in [
            ("recovery_code", "0000-0000-0000-0000-0000-0000"),
            ("otp", wrong_code.as_str()),
            ("username", "nobody"),
            ("username", "x"),
            ("username", "not a name"),
        ] {
            // A record is of one name, and goes with no other.
            if field == "username" && good.get("password").is_none() {
                continue;
            }
            let body = with_field(good.clone(), field, json!(value));
            let answer = app.post_json(PATH, &body).await;
            let problem = answer.problem(ProblemCode::InvalidRecovery);
            assert_eq!(problem.field, None);
            answers.push((answer.body.clone(), answer.headers.clone()));
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]));
        app.post_json(PATH, &good)
            .await
            .expect(StatusCode::NO_CONTENT);
    }
}

#[tokio::test]
async fn used_codes_are_wrong_here_and_told_apart_by_nothing() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let good = body(&app, &holder);
    app.post_json(PATH, &good)
        .await
        .expect(StatusCode::NO_CONTENT);
    let again = app.post_json(PATH, &good).await;
    again.problem(ProblemCode::InvalidRecovery);
    app.advance(30);
    let used = with_field(good.clone(), "otp", json!(app.code(&holder.secret)));
    let answer = app.post_json(PATH, &used).await;
    answer.problem(ProblemCode::InvalidRecovery);
    let next = with_field(used, "recovery_code", json!(holder.recovery_codes[1]));
    let used = with_field(next.clone(), "otp", good["otp"].clone());
    let answer = app.post_json(PATH, &used).await;
    answer.problem(ProblemCode::InvalidRecovery);
    app.post_json(PATH, &next)
        .await
        .expect(StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn each_code_alone_is_not_enough() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    for field in ["recovery_code", "otp"] {
        let mut body = body(&app, &holder);
        body.as_object_mut().expect("an object").remove(field);
        let answer = app.post_json(PATH, &body).await;
        answer.blames(ProblemCode::MissingField, field);
    }
    // Nor does one stand for the other.
    let recovery = &holder.recovery_codes[1];
    let twice = with_field(body(&app, &holder), "otp", json!(recovery));
    let answer = app.post_json(PATH, &twice).await;
    answer.blames(ProblemCode::MalformedOtp, "otp");
    let code = app.code(&holder.secret);
    let twice = with_field(body(&app, &holder), "recovery_code", json!(code));
    let answer = app.post_json(PATH, &twice).await;
    answer.blames(ProblemCode::MalformedOtp, "recovery_code");
}

#[tokio::test]
async fn both_codes_are_read_as_people_type_them() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let code = app.code(&holder.secret);
    let recovery = holder.recovery_codes[0].to_lowercase();
    let recovery = recovery
        .replace('-', " ")
        .replace('0', "o")
        .replace('1', "l");
    let body = json!({
        "username": "ALICE",
        "recovery_code": format!("\n {recovery} "),
        "otp": format!("{} {}", &code[..3], &code[3..]),
        "password": NEW,
    });
    let answer = app.post_json(PATH, &body).await;
    answer.expect(StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn guesses_are_counted_alike_for_every_name() {
    for username in ["alice", "nobody"] {
        let app = TestApp::new();
        let holder = app.enrol("alice").await;
        let good = with_field(body(&app, &holder), "username", json!(username));
        let wrong = with_field(good.clone(), "recovery_code", json!("0".repeat(24)));
        for _ in 0..5 {
            let answer = app.post_json(PATH, &wrong).await;
            answer.problem(ProblemCode::InvalidRecovery);
        }
        let answer = app.post_json(PATH, &good).await;
        let problem = answer.problem(ProblemCode::TooManyAttempts);
        assert_eq!(problem.retry_after, Some(30));
    }
}

#[tokio::test]
async fn a_suspended_authenticator_proves_nothing_here() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.edit("alice", |slot| slot.code_throttle.failures = 100);
    let body = body(&app, &holder);
    let before = app.snapshot();
    let answer = app.post_json(PATH, &body).await;
    answer.problem(ProblemCode::AuthenticatorSuspended);
    // Who has no recovery code does not learn it.
    let wrong = with_field(body, "recovery_code", json!("0".repeat(24)));
    let answer = app.post_json(PATH, &wrong).await;
    answer.problem(ProblemCode::InvalidRecovery);
    app.log_in("alice", PASSWORD).await.expect(StatusCode::OK);
    assert_ne!(app.snapshot(), before, "the wrong one is counted");
}

#[tokio::test]
async fn the_new_password_obeys_the_rules_and_nobody_is_asked_before() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let before = (app.snapshot(), app.objects().commands());
    for (password, code) in [
        ("short", ProblemCode::InvalidPassword),
        ("iloveyou", ProblemCode::WeakPassword),
        ("alice-2026", ProblemCode::WeakPassword),
    ] {
        let body = with_field(body(&app, &holder), "password", json!(password));
        let answer = app.post_json(PATH, &body).await;
        answer.blames(code, "password");
    }
    assert_eq!((app.snapshot(), app.objects().commands()), before);
}

#[tokio::test]
async fn a_record_of_another_account_or_another_time_is_refused() {
    let app = TestApp::opaque();
    let holder = app.enrol_unseen("alice").await;
    let other = body_by_record(&app, &holder, "mallory").await;
    let answer = app.post_json(PATH, &other).await;
    answer.problem(ProblemCode::InvalidRegistration);
    let late = body_by_record(&app, &holder, "alice").await;
    app.advance(120);
    let answer = app.post_json(PATH, &late).await;
    answer.problem(ProblemCode::InvalidRegistration);
    let both = with_field(late, "password", json!(NEW));
    let answer = app.post_json(PATH, &both).await;
    answer.blames(ProblemCode::InvalidField, "password");
}

#[tokio::test]
async fn a_name_that_was_never_confirmed_is_as_good_as_none() {
    let app = TestApp::new();
    let enrolment = app.register("alice").await;
    let body = json!({
        "username": "alice",
        "recovery_code": "0".repeat(24),
        "otp": app.code(&enrolment.secret),
        "password": NEW,
    });
    let answer = app.post_json(PATH, &body).await;
    answer.problem(ProblemCode::InvalidRecovery);
    app.log_in("alice", PASSWORD).await.expect(StatusCode::OK);
}
