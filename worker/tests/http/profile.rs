//! `PATCH /api/users/me`, `GET /api/users/me/export`, `DELETE /api/users/me`

use http::{Method, StatusCode};
use postern_shared::problem::ProblemCode;
use serde_json::{Value, json};

use crate::support::clock::START;
use crate::support::steps::{Holder, PASSWORD};
use crate::support::{Answer, TestApp};

const PATH: &str = "/api/users/me";

async fn change(app: &TestApp, holder: &Holder, body: &Value) -> Answer {
    let token = &holder.access_token;
    app.with_body(Method::PATCH, PATH, token, body).await
}

async fn delete(app: &TestApp, holder: &Holder, username: &str) -> Answer {
    let (token, body) = (&holder.access_token, json!({ "username": username }));
    app.with_body(Method::DELETE, PATH, token, &body).await
}

#[tokio::test]
async fn name_and_address_are_changed_added_and_taken_away() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    for (body, email, full_name) in [
        (
            json!({ "email": " alice@example.com ", "full_name": " Alice " }),
            json!("alice@example.com"),
            json!("Alice"),
        ),
        (json!({}), json!("alice@example.com"), json!("Alice")),
        (
            json!({ "full_name": "Алиса" }),
            json!("alice@example.com"),
            json!("Алиса"),
        ),
        (json!({ "email": "" }), Value::Null, json!("Алиса")),
        (
            json!({ "email": null, "full_name": "" }),
            Value::Null,
            Value::Null,
        ),
    ] {
        let answer = change(&app, &holder, &body).await.expect(StatusCode::OK);
        let expected = json!({
            "username": "alice",
            "email": email,
            "full_name": full_name,
            "disabled": false,
            "role": "user",
            "created_at": START,
        });
        assert_eq!(answer.json(), expected);
        let me = app.who_am_i(&holder.access_token).await;
        assert_eq!(me.json(), expected);
    }
}

#[tokio::test]
async fn only_another_address_needs_a_fresh_proof() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let mail = json!({ "email": "alice@example.com" });
    change(&app, &holder, &mail).await.expect(StatusCode::OK);
    app.advance(300);
    change(&app, &holder, &mail).await.expect(StatusCode::OK);
    for other in [
        json!({ "email": "mallory@example.com" }),
        json!({ "email": "" }),
        json!({ "email": "mallory@example.com", "full_name": "Mallory" }),
    ] {
        let before = app.snapshot();
        let answer = change(&app, &holder, &other).await;
        answer.problem(ProblemCode::StepUpRequired);
        assert_eq!(app.snapshot(), before, "nothing by halves");
    }
    let name = json!({ "full_name": "Alice" });
    change(&app, &holder, &name).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn what_is_no_name_or_address_is_refused() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let before = (app.snapshot(), app.objects().commands());
    for (body, code, field) in [
        (json!({ "email": "x" }), ProblemCode::InvalidEmail, "email"),
        (
            json!({ "email": "a@b\u{202e}c.de" }),
            ProblemCode::InvalidEmail,
            "email",
        ),
        (
            json!({ "email": format!("{}@example.com", "a".repeat(250)) }),
            ProblemCode::InvalidEmail,
            "email",
        ),
        (
            json!({ "full_name": "a\nb" }),
            ProblemCode::InvalidFullName,
            "full_name",
        ),
        (
            json!({ "full_name": "x".repeat(101) }),
            ProblemCode::InvalidFullName,
            "full_name",
        ),
        (
            json!({ "full_name": 1 }),
            ProblemCode::InvalidField,
            "full_name",
        ),
        (
            json!({ "username": "bob" }),
            ProblemCode::UnknownField,
            "username",
        ),
        (
            json!({ "disabled": true }),
            ProblemCode::UnknownField,
            "disabled",
        ),
    ] {
        change(&app, &holder, &body).await.blames(code, field);
    }
    assert_eq!((app.snapshot(), app.objects().commands()), before);
}

#[tokio::test]
async fn the_export_has_everything_and_no_secret() {
    let app = TestApp::with(&[("TRUSTED_BROWSERS", "on")]);
    let holder = app.enrol("alice").await;
    let name = json!({ "full_name": "Alice Liddell", "email": "alice@example.com" });
    change(&app, &holder, &name).await.expect(StatusCode::OK);
    let native = app.sign_in_natively("alice", &holder.secret).await;
    let (token, body) = (&holder.access_token, json!({ "label": "Tablet" }));
    let staged = app.with_body(Method::POST, "/api/authenticators", token, &body);
    let staged = staged.await.expect(StatusCode::CREATED);
    let challenge = app.challenge("alice").await;
    let wrong = app.wrong_code(&holder.secret);
    app.verify(&challenge, &wrong).await;
    app.log_in("alice", "wrong horse battery").await;

    let call = app.get("/api/users/me/export").bearer(&holder.access_token);
    let answer = call.other_cookie(&holder.browser).send().await;
    let answer = answer.expect(StatusCode::OK);
    assert_eq!(
        answer.header("content-disposition"),
        Some("attachment; filename=\"postern-export.json\"")
    );
    let export = answer.json();
    assert_eq!(export["exported_at"], app.ports.clock.now().unix_seconds());
    assert_eq!(export["user"]["email"], "alice@example.com");
    assert_eq!(export["user"]["full_name"], "Alice Liddell");
    assert_eq!(export["password"], "argon2id m=8,t=1,p=1");
    assert_eq!(export["authenticators"][1]["label"], "Tablet");
    assert_eq!(export["recovery_codes"]["left"], 10);
    assert_eq!(
        export["sessions"]["sessions"].as_array().map(Vec::len),
        Some(2)
    );
    assert_eq!(export["browsers"][0]["current"], true);
    assert_eq!(export["wrong_passwords"], 1);
    assert_eq!(export["wrong_codes"], 1);
    let activity = app.with_token(Method::GET, "/api/users/me/activity", &holder.access_token);
    assert_eq!(export["activity"], activity.await.json());

    let (_, browser) = holder.browser.split_once('=').expect("a pair");
    let secrets = [
        PASSWORD.to_owned(),
        holder.secret.expose_base32(),
        staged.field("otp_secret"),
        holder.refresh_token.clone(),
        native.field("refresh_token"),
        holder.access_token.clone(),
        browser.to_owned(),
        app.locator("alice").to_string(),
    ];
    for secret in secrets.iter().chain(&holder.recovery_codes) {
        assert!(!answer.text().contains(secret.as_str()), "{secret}");
    }
    // Nor anything that could be one: no text in it is as long as a hash but those of the log.
    let mut without_log = export;
    without_log["activity"] = Value::Null;
    let longest = longest_word(&without_log.to_string());
    assert!(longest <= 22, "{without_log}");
}

/// Letters of the longest run of what base64 and hexadecimal are written with.
fn longest_word(text: &str) -> usize {
    let runs = text.split(|it: char| !(it.is_ascii_alphanumeric() || "-_+/=".contains(it)));
    runs.map(str::len).max().unwrap_or(0)
}

#[tokio::test]
async fn the_export_of_a_session_that_is_not_fresh_is_still_ones_own() {
    let app = TestApp::opaque();
    let holder = app.enrol_unseen("alice").await;
    app.advance(500);
    let answer = app.with_token(Method::GET, "/api/users/me/export", &holder.access_token);
    let export = answer.await.expect(StatusCode::OK).json();
    assert_eq!(export["password"], "opaque m=8,t=1,p=1");
}

#[tokio::test]
async fn another_name_than_ones_own_deletes_nothing() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.enrol("bob").await;
    let before = app.snapshot();
    for name in [
        "",
        "bob",
        "alic",
        "alice2",
        "alice ",
        "ａlice",
        "not a name",
    ] {
        let answer = delete(&app, &holder, name).await;
        answer.blames(ProblemCode::ConfirmationMismatch, "username");
        assert!(answer.set_cookies().is_empty());
    }
    assert_eq!(app.snapshot(), before);
}

#[tokio::test]
async fn a_deleted_account_is_gone_at_once_everywhere() {
    let app = TestApp::with(&[("INTROSPECTION_CLIENTS", &crate::introspect::clients())]);
    let holder = app.enrol("alice").await;
    let bob = app.enrol("bob").await;
    let native = app.sign_in_natively("alice", &holder.secret).await;
    let challenge = app.challenge("alice").await;
    let answer = delete(&app, &holder, "ALICE").await;
    let answer = answer.expect(StatusCode::NO_CONTENT);
    assert!(answer.clears_cookie());
    let (name, _) = holder.browser.split_once('=').expect("a pair");
    assert_eq!(
        answer.set_cookies()[1],
        format!("{name}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict")
    );
    assert_eq!(
        app.kv().seen(),
        2,
        "only bob's record is there, and his entry in the directory"
    );

    app.refresh(&holder.refresh_token)
        .await
        .problem(ProblemCode::SessionEnded);
    app.refresh_natively(&native.field("refresh_token"))
        .await
        .problem(ProblemCode::SessionEnded);
    assert!(!crate::introspect::is_active(&app, &holder.access_token).await);
    app.who_am_i(&holder.access_token)
        .await
        .problem(ProblemCode::InvalidToken);
    let answer = delete(&app, &holder, "alice").await;
    answer.problem(ProblemCode::SessionEnded);
    app.log_in("alice", PASSWORD)
        .await
        .problem(ProblemCode::InvalidCredentials);
    app.verify(&challenge, &app.code(&holder.secret))
        .await
        .problem(ProblemCode::ChallengeUsed);
    app.refresh(&bob.refresh_token).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn the_name_is_free_again_after_ten_minutes() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    delete(&app, &holder, "alice")
        .await
        .expect(StatusCode::NO_CONTENT);
    let body = json!({ "username": "alice", "password": PASSWORD });
    app.advance(599);
    app.post_json("/api/register", &body)
        .await
        .problem(ProblemCode::UsernameTaken);
    app.advance(1);
    let new = app.enrol("alice").await;
    // It is somebody else now, whom nothing of the former holder opens.
    app.who_am_i(&holder.access_token)
        .await
        .problem(ProblemCode::TokenExpired);
    let challenge = app.challenge("alice").await;
    app.verify(&challenge, &holder.recovery_codes[0])
        .await
        .problem(ProblemCode::InvalidOtp);
    let call = app.get("/api/browsers").bearer(&new.access_token);
    let known = call.other_cookie(&holder.browser).send().await.json();
    assert_eq!(known["browsers"][0]["current"], false);
}

#[tokio::test]
async fn a_deletion_that_kv_does_not_take_is_made_up_for() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.kv().fail_writes(true);
    delete(&app, &holder, "alice")
        .await
        .expect(StatusCode::NO_CONTENT);
    assert_eq!(app.kv().seen(), 2, "the old record is there still");
    app.log_in("alice", PASSWORD)
        .await
        .problem(ProblemCode::InvalidCredentials);
    app.kv().fail_writes(false);
    app.ports.accounts.ring_alarm(&app.locator("alice"));
    assert_eq!(app.kv().seen(), 0);
    // An object that has lost everything does not bring it back.
    app.objects().forget();
    app.log_in("alice", PASSWORD)
        .await
        .problem(ProblemCode::InvalidCredentials);
}
