//! `POST /api/introspect` (RFC 7662)

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use postern_shared::problem::ProblemCode;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::support::{Answer, TestApp};

/// The secret of `shop`.
pub const SECRET: &str = "8b1a9953c4611296a827abf8c47804d7e6c49c6b97b5a0a5";

/// `INTROSPECTION_CLIENTS` with the service `shop`.
pub fn clients() -> String {
    format!("shop:{}", URL_SAFE_NO_PAD.encode(Sha256::digest(SECRET)))
}

pub async fn is_active(app: &TestApp, token: &str) -> bool {
    let answer = ask(app, token).await.expect(StatusCode::OK);
    answer.json().get("active") == Some(&json!(true))
}

async fn ask(app: &TestApp, token: &str) -> Answer {
    let call = app.post("/api/introspect").basic("shop", SECRET);
    call.form(&[("token", token)]).send().await
}

fn app() -> TestApp {
    TestApp::with(&[("INTROSPECTION_CLIENTS", &clients())])
}

#[tokio::test]
async fn a_good_token_is_active_with_its_claims() {
    let app = app();
    let holder = app.enrol("alice").await;
    let answer = ask(&app, &holder.access_token).await;
    let answer = answer.expect(StatusCode::OK).json();
    assert_eq!(answer["active"], true);
    assert_eq!(answer["username"], "alice");
    assert_eq!(answer["token_type"], "Bearer");
    assert_eq!(answer["client_id"], "postern");
    assert_eq!(answer["amr"], json!(["pwd", "otp"]));
    for name in ["sub", "sid", "iss", "aud", "iat", "exp", "auth_time", "jti"] {
        assert!(!answer[name].is_null(), "{name}");
    }
}

#[tokio::test]
async fn a_token_is_inactive_as_soon_as_its_session_or_its_account_is() {
    let app = app();
    let holder = app.enrol("alice").await;
    let other = app.sign_in_natively("alice", &holder.secret).await;
    let call = app.post("/api/logout").bearer(&holder.access_token);
    call.send().await.expect(StatusCode::NO_CONTENT);
    let answer = ask(&app, &holder.access_token).await;
    assert_eq!(answer.json(), json!({ "active": false }));
    app.who_am_i(&holder.access_token)
        .await
        .expect(StatusCode::OK);

    assert!(is_active(&app, &other.field("access_token")).await);
    app.disable("alice");
    assert!(!is_active(&app, &other.field("access_token")).await);
}

#[tokio::test]
async fn whatever_is_no_access_token_of_ours_is_inactive_and_says_no_more() {
    let app = app();
    let holder = app.enrol("alice").await;
    let token = &holder.access_token;
    let before = app.objects().commands();
    for text in [
        "x",
        &token[1..],
        &format!("{token}A"),
        &holder.refresh_token,
    ] {
        let answer = ask(&app, text).await.expect(StatusCode::OK);
        assert_eq!(answer.json(), json!({ "active": false }));
    }
    assert_eq!(app.objects().commands(), before);
    app.advance(600);
    assert!(!is_active(&app, token).await);
}

#[tokio::test]
async fn only_a_known_service_may_ask() {
    let app = app();
    let holder = app.enrol("alice").await;
    let token = [("token", holder.access_token.as_str())];
    let before = app.objects().commands();
    for (name, secret) in [("shop", "wrong"), ("blog", SECRET), ("shop", ""), ("", "")] {
        let call = app.post("/api/introspect").basic(name, secret);
        let answer = call.form(&token).send().await;
        answer.oauth_problem(ProblemCode::InvalidClient);
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(
            answer.header("www-authenticate"),
            Some("Basic realm=\"postern\"")
        );
    }
    let answer = app.post_form("/api/introspect", &token).await;
    answer.oauth_problem(ProblemCode::InvalidClient);
    let call = app.post("/api/introspect").bearer(&holder.access_token);
    let answer = call.form(&token).send().await;
    answer.oauth_problem(ProblemCode::InvalidClient);
    assert_eq!(app.objects().commands(), before);

    // Nobody is known where the deployment names nobody.
    let app = TestApp::new();
    let call = app.post("/api/introspect").basic("", "");
    let answer = call.form(&token).send().await;
    answer.oauth_problem(ProblemCode::InvalidClient);
}

#[tokio::test]
async fn an_object_that_does_not_answer_is_no_word_about_the_token() {
    let app = app();
    let holder = app.enrol("alice").await;
    app.objects().set_unavailable(true);
    let answer = ask(&app, &holder.access_token).await;
    answer.oauth_problem(ProblemCode::Unavailable);
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn the_token_has_to_be_there_once_in_a_form() {
    let app = app();
    let call = app.post("/api/introspect").basic("shop", SECRET);
    let answer = call.form(&[]).send().await;
    answer.oauth_problem(ProblemCode::MissingField);
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let call = app.post("/api/introspect").basic("shop", SECRET);
    let answer = call.form(&[("token", "x1"), ("token", "x2")]).send().await;
    answer.oauth_problem(ProblemCode::InvalidField);
    let call = app.post("/api/introspect").basic("shop", SECRET);
    let answer = call.json(&json!({ "token": "x" })).send().await;
    answer.oauth_problem(ProblemCode::UnsupportedMediaType);
}
