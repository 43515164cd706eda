//! A new password by a link that an administrator has made (ASVS 6.4.6).

use http::{Method, StatusCode};
use postern_shared::problem::ProblemCode;
use serde_json::{Value, json};

use crate::support::desk::Desk;
use crate::support::prover::{fields_of, part};
use crate::support::steps::{Enrolment, PASSWORD};
use crate::support::{Answer, TestApp};

const NEW: &str = "one large open window";

async fn link(desk: &Desk) -> String {
    let answer = desk.act("bob", "reset-password").await;
    let answer = answer.expect(StatusCode::CREATED);
    assert_eq!(part(&answer.json(), "/expires_in"), json!(3600));
    answer.field("reset")
}

async fn reset(app: &TestApp, link: &str, otp: Option<&str>) -> Answer {
    let body = json!({ "username": "bob", "reset": link, "otp": otp, "password": NEW });
    app.post_json("/api/password/reset", &body).await
}

async fn signs_in_with(app: &TestApp, password: &str) -> bool {
    app.log_in("bob", password).await.status == StatusCode::OK
}

#[tokio::test]
async fn the_link_and_a_code_of_either_kind_set_a_new_password_once() {
    for by_recovery in [false, true] {
        let desk = Desk::new().await;
        let (app, link) = (&desk.app, link(&desk).await);
        assert!(
            signs_in_with(app, PASSWORD).await,
            "until then the old one is good"
        );
        let code = app.code(&desk.bob.secret);
        let otp = if by_recovery {
            desk.bob.recovery_code(0)
        } else {
            &code
        };
        reset(app, &link, Some(otp))
            .await
            .expect(StatusCode::NO_CONTENT);
        assert!(signs_in_with(app, NEW).await && !signs_in_with(app, PASSWORD).await);
        let renewed = app.refresh(&desk.bob.refresh_token).await;
        renewed.problem(ProblemCode::SessionEnded);
        let kinds = desk.happened("bob").await;
        assert_eq!(
            kinds.first().map(String::as_str),
            Some("password_reset_by_link")
        );
        app.advance(30);
        let code = app.code(&desk.bob.secret);
        let again = reset(app, &link, Some(&code)).await;
        again.problem(ProblemCode::InvalidRecovery);
    }
}

#[tokio::test]
async fn the_link_alone_is_worth_nothing_and_so_is_a_code_without_it() {
    let desk = Desk::new().await;
    let (app, link) = (&desk.app, link(&desk).await);
    let wrong = app.wrong_code(&desk.bob.secret);
    let right = app.code(&desk.bob.secret);
    for (link, otp) in [
        (link.as_str(), None),
        (&link, Some(wrong.as_str())),
        ("x", Some(&right)),
        (&"A".repeat(43), Some(&right)),
    ] {
        let refused = reset(app, link, otp).await;
        refused.problem(ProblemCode::InvalidRecovery);
    }
    // The code is good still: nobody has used it up.
    reset(app, &link, Some(&right))
        .await
        .expect(StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_link_ends_after_an_hour_with_a_newer_one_and_with_a_change_of_the_password() {
    let desk = Desk::new().await;
    let app = &desk.app;
    let (first, second) = (link(&desk).await, link(&desk).await);
    let code = app.code(&desk.bob.secret);
    let refused = reset(app, &first, Some(&code)).await;
    refused.problem(ProblemCode::InvalidRecovery);
    app.advance(3600);
    let code = app.code(&desk.bob.secret);
    let refused = reset(app, &second, Some(&code)).await;
    refused.problem(ProblemCode::InvalidRecovery);

    let desk = Desk::new().await;
    let app = &desk.app;
    let link = link(&desk).await;
    let body = json!({ "current_password": PASSWORD, "new_password": "another large window" });
    let token = &desk.bob.access_token;
    let changed = app.with_body(Method::POST, "/api/password", token, &body);
    changed.await.expect(StatusCode::NO_CONTENT);
    app.advance(30);
    let code = app.code(&desk.bob.secret);
    let refused = reset(app, &link, Some(&code)).await;
    refused.problem(ProblemCode::InvalidRecovery);
}

#[tokio::test]
async fn after_a_reset_of_the_factor_too_the_link_is_enough_and_the_person_enrols_anew() {
    let desk = Desk::new().await;
    let app = &desk.app;
    let link = link(&desk).await;
    desk.act("bob", "reset-factor")
        .await
        .expect(StatusCode::NO_CONTENT);
    reset(app, &link, None).await.expect(StatusCode::NO_CONTENT);
    let enrolment = Enrolment::of(&app.log_in("bob", NEW).await);
    let code = app.code(&enrolment.secret);
    app.verify(&enrolment.challenge, &code)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn it_takes_a_record_in_place_of_the_password() {
    let desk = Desk::with(&[("PASSWORD_PROTOCOL", "opaque")]).await;
    let app = &desk.app;
    let link = link(&desk).await;
    let (registering, answer) = app.start_registration("bob", NEW).await;
    let started = answer.expect(StatusCode::OK).json();
    let record = fields_of(&registering, &started);
    let mut body = json!({
        "username": "bob",
        "reset": link,
        "otp": app.code(&desk.bob.secret),
    });
    let fields = body.as_object_mut().expect("an object");
    fields.extend(record.as_object().cloned().expect("fields"));
    let done = app.post_json("/api/password/reset", &body).await;
    done.expect(StatusCode::NO_CONTENT);
    assert!(signs_in_with(app, NEW).await);
}

#[tokio::test]
async fn both_proofs_at_once_and_neither_are_no_request() {
    let app = TestApp::new();
    let body = |fields: Value| {
        let mut body = json!({ "username": "bob", "password": NEW });
        let all = body.as_object_mut().expect("an object");
        all.extend(fields.as_object().cloned().expect("fields"));
        body
    };
    let recovery = "0".repeat(24);
    for (fields, code, field) in [
        (
            json!({ "reset": "x", "recovery_code": recovery, "otp": "123456" }),
            ProblemCode::InvalidField,
            "reset",
        ),
        (
            json!({ "otp": "123456" }),
            ProblemCode::MissingField,
            "recovery_code",
        ),
        (
            json!({ "recovery_code": recovery }),
            ProblemCode::MissingField,
            "otp",
        ),
    ] {
        let answer = app.post_json("/api/password/reset", &body(fields)).await;
        answer.blames(code, field);
    }
}

#[tokio::test]
async fn wrong_links_are_counted_like_wrong_passwords() {
    let desk = Desk::new().await;
    let code = desk.app.code(&desk.bob.secret);
    for _ in 0..5 {
        let refused = reset(&desk.app, &"A".repeat(43), Some(&code)).await;
        refused.problem(ProblemCode::InvalidRecovery);
    }
    let refused = reset(&desk.app, &"A".repeat(43), Some(&code)).await;
    refused.problem(ProblemCode::TooManyAttempts);
}

#[tokio::test]
async fn nothing_that_is_kept_shows_the_link() {
    let desk = Desk::new().await;
    let link = link(&desk).await;
    let (objects, kv) = desk.app.snapshot();
    assert!(objects.iter().all(|kept| !kept.contains(&link)));
    assert!(kv.iter().all(|(_, value)| {
        let text = String::from_utf8_lossy(value);
        !text.contains(&link)
    }));
}
