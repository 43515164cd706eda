//! `POST /api/password/start`, `POST /api/password`

use http::{Method, StatusCode};
use postern_foreign_opaque::{Cost, Registering, SigningIn};
use postern_shared::problem::ProblemCode;
use serde_json::{Value, json};

use crate::fresh::{messages, passwords};
use crate::new_password::RANGE;
use crate::support::call::with_field;
use crate::support::prover::{part, proof_of};
use crate::support::steps::{Holder, PASSWORD};
use crate::support::{Answer, TestApp};

const NEW: &str = "one large open window";
const START: &str = "/api/password/start";
const CHANGE: &str = "/api/password";

async fn change(app: &TestApp, holder: &Holder, body: &Value) -> Answer {
    let token = &holder.access_token;
    app.with_body(Method::POST, CHANGE, token, body).await
}

async fn start(app: &TestApp, token: &str, body: &Value) -> Answer {
    app.with_body(Method::POST, START, token, body).await
}

/// The body of a change from one password to another that is done but for being sent, in which
/// neither is shown. A wrong current password proves nothing, and then some bytes stand there.
async fn unseen(app: &TestApp, holder: &Holder, current: &str, new: &str) -> Value {
    let (signing_in, ke1) = SigningIn::start(current);
    let (registering, request) = Registering::start(new);
    let body = json!({ "ke1": ke1, "registration_request": request });
    let answer = start(app, &holder.access_token, &body).await;
    let started = answer.expect(StatusCode::OK).json();
    let response = part(&started, "/registration_response");
    let cost = Cost::of(&part(&started, "/argon2/0"));
    let record = registering.finish(response.as_str().expect("a text"), cost);
    let ke3 = proof_of(&signing_in, &started).unwrap_or_else(|| "A".repeat(86));
    json!({
        "login": part(&started, "/login"),
        "ke3": ke3,
        "registration": part(&started, "/registration"),
        "registration_record": record,
    })
}

/// Does what the code is the answer to.
pub async fn refused(path: &str, code: ProblemCode) -> Answer {
    if path == START {
        return refused_start(code).await;
    }
    let app = match code {
        ProblemCode::PlainPasswordRefused => {
            TestApp::with(&[("PASSWORD_PROTOCOL", "opaque"), ("PLAIN_PASSWORDS", "off")])
        }
        _ => TestApp::with(&[("PASSWORD_PROTOCOL", "opaque"), ("BREACH_CHECK", "hibp")]),
    };
    let holder = app.enrol_unseen("alice").await;
    let plain = |field: &str, value: &str| with_field(passwords(), field, json!(value));
    let body = match code {
        ProblemCode::InvalidPassword => plain("new_password", "short"),
        ProblemCode::WeakPassword => plain("new_password", "iloveyou"),
        ProblemCode::BreachedPassword => {
            app.ports.breaches.set_range(RANGE);
            plain("new_password", PASSWORD)
        }
        ProblemCode::InvalidCredentials => plain("current_password", "wrong horse battery"),
        ProblemCode::PlainPasswordRefused => passwords(),
        ProblemCode::TooManyAttempts => {
            for _ in 0..5 {
                app.log_in("alice", "wrong horse battery").await;
            }
            passwords()
        }
        _proved => {
            let body = unseen(&app, &holder, PASSWORD, NEW).await;
            match code {
                ProblemCode::InvalidPasswordMessage => with_field(body, "ke3", json!("x")),
                ProblemCode::InvalidLogin => with_field(body, "login", json!("x")),
                ProblemCode::InvalidRegistration => with_field(body, "registration", json!("x")),
                ProblemCode::LoginExpired => {
                    app.advance(120);
                    body
                }
                ProblemCode::LoginUsed => {
                    change(&app, &holder, &body).await;
                    body
                }
                ProblemCode::AccountDisabled => {
                    app.disable("alice");
                    body
                }
                _protocol_off => {
                    let app = app.redeployed_with(&[]);
                    return change(&app, &holder, &body).await;
                }
            }
        }
    };
    change(&app, &holder, &body).await
}

async fn refused_start(code: ProblemCode) -> Answer {
    let app = match code {
        ProblemCode::PasswordProtocolOff => TestApp::new(),
        _ => TestApp::opaque(),
    };
    let holder = app.enrol("alice").await;
    let body = match code {
        ProblemCode::InvalidPasswordMessage => with_field(messages(), "ke1", json!("x")),
        ProblemCode::TooManyAttempts => {
            for _ in 0..5 {
                start(&app, &holder.access_token, &messages()).await;
            }
            messages()
        }
        ProblemCode::AccountDisabled => {
            app.disable("alice");
            messages()
        }
        _protocol_off => messages(),
    };
    start(&app, &holder.access_token, &body).await
}

/// Somebody in each mode, with the body of a change to [`NEW`], which names the current password.
async fn each_way(current: &str) -> Vec<(TestApp, Holder, Value)> {
    let plain = json!({ "current_password": current, "new_password": NEW });
    let mut ways = Vec::new();
    for app in [TestApp::new(), TestApp::opaque()] {
        let holder = app.enrol("alice").await;
        ways.push((app, holder, plain.clone()));
    }
    let app = TestApp::opaque();
    let holder = app.enrol_unseen("alice").await;
    let body = unseen(&app, &holder, current, NEW).await;
    ways.push((app, holder, body));
    ways
}

#[tokio::test]
async fn the_new_password_counts_from_now_on_and_the_old_one_does_not() {
    for (app, holder, body) in each_way(PASSWORD).await {
        let answer = change(&app, &holder, &body).await;
        let answer = answer.expect(StatusCode::NO_CONTENT);
        assert!(answer.body.is_empty() && answer.set_cookies().is_empty());
        let old = app.log_in("alice", PASSWORD).await;
        old.problem(ProblemCode::InvalidCredentials);
        let new = app.log_in("alice", NEW).await.expect(StatusCode::OK);
        let code = app.code(&holder.secret);
        let answer = app.verify(&new.field("challenge"), &code).await;
        answer.expect(StatusCode::OK);
    }
}

#[tokio::test]
async fn the_other_sessions_end_unless_they_are_to_be_kept() {
    for keeps in [false, true] {
        for (app, holder, body) in each_way(PASSWORD).await {
            let other = app.sign_in_natively("alice", &holder.secret).await;
            let body = with_field(body, "keep_other_sessions", json!(keeps));
            let answer = change(&app, &holder, &body).await;
            answer.expect(StatusCode::NO_CONTENT);
            app.refresh(&holder.refresh_token)
                .await
                .expect(StatusCode::OK);
            let other = app.refresh_natively(&other.field("refresh_token")).await;
            if keeps {
                other.expect(StatusCode::OK);
            } else {
                other.problem(ProblemCode::SessionEnded);
            }
        }
    }
}

#[tokio::test]
async fn a_wrong_current_password_changes_nothing_and_is_counted() {
    for (app, holder, body) in each_way("wrong horse battery").await {
        change(&app, &holder, &body)
            .await
            .problem(ProblemCode::InvalidCredentials);
        app.log_in("alice", NEW)
            .await
            .problem(ProblemCode::InvalidCredentials);
        app.log_in("alice", PASSWORD).await.expect(StatusCode::OK);
    }
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let wrong = with_field(
        passwords(),
        "current_password",
        json!("wrong horse battery"),
    );
    for _ in 0..5 {
        change(&app, &holder, &wrong)
            .await
            .problem(ProblemCode::InvalidCredentials);
    }
    for body in [wrong, passwords()] {
        let problem = change(&app, &holder, &body)
            .await
            .problem(ProblemCode::TooManyAttempts);
        assert_eq!(problem.retry_after, Some(30));
    }
    let app = TestApp::opaque();
    let holder = app.enrol_unseen("alice").await;
    for _ in 0..5 {
        unseen(&app, &holder, "wrong horse battery", NEW).await;
    }
    let answer = start(&app, &holder.access_token, &messages()).await;
    answer.problem(ProblemCode::TooManyAttempts);
}

#[tokio::test]
async fn sign_ins_under_way_with_the_old_password_come_to_nothing() {
    for (app, holder, body) in each_way(PASSWORD).await {
        let challenge = app.challenge("alice").await;
        change(&app, &holder, &body)
            .await
            .expect(StatusCode::NO_CONTENT);
        let answer = app.verify(&challenge, &app.code(&holder.secret)).await;
        answer.problem(ProblemCode::ChallengeUsed);
    }
    let app = TestApp::opaque();
    let holder = app.enrol_unseen("alice").await;
    let proof = app.proof("alice").await;
    change(&app, &holder, &passwords())
        .await
        .expect(StatusCode::NO_CONTENT);
    let answer = app.post_json("/api/login", &proof).await;
    answer.problem(ProblemCode::InvalidCredentials);
}

#[tokio::test]
async fn the_new_password_obeys_the_rules_of_a_registration() {
    for app in [TestApp::new(), TestApp::opaque()] {
        let holder = app.enrol("alice").await;
        let (token, mail) = (
            &holder.access_token,
            json!({ "email": "carroll@example.com" }),
        );
        let answer = app.with_body(Method::PATCH, "/api/users/me", token, &mail);
        answer.await.expect(StatusCode::OK);
        let before = app.snapshot();
        for (password, code) in [
            ("short", ProblemCode::InvalidPassword),
            ("tab\tand more", ProblemCode::InvalidPassword),
            (&"x".repeat(257), ProblemCode::InvalidPassword),
            ("iloveyou", ProblemCode::WeakPassword),
            ("alice-2026", ProblemCode::WeakPassword),
            ("postern42", ProblemCode::WeakPassword),
            ("Carroll77", ProblemCode::WeakPassword),
        ] {
            let body = with_field(passwords(), "new_password", json!(password));
            let answer = change(&app, &holder, &body).await;
            answer.blames(code, "new_password");
        }
        let body = with_field(passwords(), "current_password", json!("x".repeat(257)));
        let answer = change(&app, &holder, &body).await;
        answer.blames(ProblemCode::InvalidPassword, "current_password");
        assert_eq!(app.snapshot(), before);
    }
}

#[tokio::test]
async fn passwords_are_compared_in_one_normal_form() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let body = with_field(passwords(), "new_password", json!("cafe\u{301} au lait"));
    let answer = change(&app, &holder, &body).await;
    answer.expect(StatusCode::NO_CONTENT);
    let answer = app.log_in("alice", "caf\u{e9} au lait").await;
    answer.expect(StatusCode::OK);
}

#[tokio::test]
async fn the_fields_go_together() {
    let app = TestApp::opaque();
    let holder = app.enrol_unseen("alice").await;
    let proved = unseen(&app, &holder, PASSWORD, NEW).await;
    let before = app.snapshot();
    for (body, code, field) in [
        (json!({}), ProblemCode::MissingField, "current_password"),
        (
            json!({ "new_password": NEW }),
            ProblemCode::MissingField,
            "current_password",
        ),
        (
            json!({ "current_password": PASSWORD }),
            ProblemCode::MissingField,
            "new_password",
        ),
        (
            with_field(proved.clone(), "new_password", json!(NEW)),
            ProblemCode::InvalidField,
            "current_password",
        ),
        (
            with_field(proved.clone(), "login", Value::Null),
            ProblemCode::MissingField,
            "login",
        ),
        (
            with_field(proved.clone(), "ke3", Value::Null),
            ProblemCode::MissingField,
            "ke3",
        ),
        (
            with_field(proved.clone(), "registration", Value::Null),
            ProblemCode::MissingField,
            "registration",
        ),
        (
            with_field(proved.clone(), "registration_record", Value::Null),
            ProblemCode::MissingField,
            "registration_record",
        ),
        (
            with_field(proved.clone(), "keep_other_sessions", json!("yes")),
            ProblemCode::InvalidField,
            "keep_other_sessions",
        ),
    ] {
        let answer = change(&app, &holder, &body).await;
        answer.blames(code, field);
    }
    assert_eq!(app.snapshot(), before);
    let answer = change(&app, &holder, &proved).await;
    answer.expect(StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn proof_and_record_are_of_one_change_and_of_one_account() {
    let app = TestApp::opaque();
    let alice = app.enrol_unseen("alice").await;
    let mallory = app.enrol_unseen("mallory").await;
    let first = unseen(&app, &alice, PASSWORD, NEW).await;
    let second = unseen(&app, &alice, PASSWORD, NEW).await;
    // The record of one change does not go with the proof of another, nor does a registration's.
    for other in [
        &second,
        &app.record("alice2").await,
        &app.record("alice").await,
    ] {
        let mut body = with_field(first.clone(), "registration", other["registration"].clone());
        body["registration_record"] = other["registration_record"].clone();
        let answer = change(&app, &alice, &body).await;
        answer.problem(ProblemCode::InvalidRegistration);
    }
    let answer = change(&app, &mallory, &first).await;
    answer.problem(ProblemCode::InvalidLogin);
    // A proof of a sign-in proves a password, but brings no record.
    let sign_in = app.proof("alice").await;
    let mut body = with_field(first.clone(), "login", sign_in["login"].clone());
    body["ke3"] = sign_in["ke3"].clone();
    let answer = change(&app, &alice, &body).await;
    answer.problem(ProblemCode::InvalidRegistration);
    change(&app, &alice, &first)
        .await
        .expect(StatusCode::NO_CONTENT);
    // And the second change was begun with the old password.
    let answer = change(&app, &alice, &second).await;
    answer.problem(ProblemCode::InvalidCredentials);
}

#[tokio::test]
async fn every_refusal_is_met() {
    for code in [
        ProblemCode::InvalidPasswordMessage,
        ProblemCode::InvalidLogin,
        ProblemCode::LoginExpired,
        ProblemCode::LoginUsed,
        ProblemCode::InvalidRegistration,
        ProblemCode::PasswordProtocolOff,
        ProblemCode::AccountDisabled,
    ] {
        refused(CHANGE, code).await.problem(code);
    }
    for code in [
        ProblemCode::InvalidPasswordMessage,
        ProblemCode::PasswordProtocolOff,
        ProblemCode::AccountDisabled,
        ProblemCode::TooManyAttempts,
    ] {
        refused(START, code).await.problem(code);
    }
    for (code, field) in [
        (ProblemCode::PlainPasswordRefused, "current_password"),
        (ProblemCode::BreachedPassword, "new_password"),
    ] {
        refused(CHANGE, code).await.blames(code, field);
    }
}
