//! Secrets go where they must and nowhere else. That no failing answer shows one is checked with
//! every answer of every test; here is what else holds, and that the check itself can fail.

use axum::http::HeaderMap;
use http::{HeaderValue, Method, StatusCode};
use serde_json::json;

use crate::support::answer::{ALWAYS, CALL_POLICY};
use crate::support::secrets::Secrets;
use crate::support::steps::{Enrolment, PASSWORD, recovery_codes};
use crate::support::{Answer, TestApp};

/// An answer that has everything that each must have.
fn failing_answer(body: &str) -> Answer {
    let mut headers: HeaderMap = ALWAYS
        .into_iter()
        .map(|(name, value)| {
            let name = http::HeaderName::from_static(name);
            (name, HeaderValue::from_static(value))
        })
        .collect();
    let policy = HeaderValue::from_static(CALL_POLICY);
    headers.insert("content-security-policy", policy);
    headers.insert("cache-control", HeaderValue::from_static("no-store"));
    headers.insert("x-request-id", HeaderValue::from_static("9a1b2c3d4e5f6789"));
    Answer {
        status: StatusCode::UNAUTHORIZED,
        headers,
        body: body.as_bytes().to_vec(),
    }
}

fn secrets() -> Secrets {
    let secrets = Secrets::default();
    let body = json!({ "username": "alice", "password": PASSWORD });
    secrets.learn_body(body.to_string().as_bytes());
    secrets
}

#[test]
fn the_check_accepts_an_answer_without_secrets() {
    failing_answer("the password of alice is wrong").check("/api/login", &secrets());
}

#[test]
#[should_panic(expected = "correct horse battery")]
fn the_check_notices_a_secret_in_a_body() {
    let body = format!("{PASSWORD} is wrong");
    failing_answer(&body).check("/api/login", &secrets());
}

#[test]
#[should_panic(expected = "correct horse battery")]
fn the_check_notices_a_secret_in_a_header() {
    let mut answer = failing_answer("");
    let mut value = HeaderValue::from_static(PASSWORD);
    value.set_sensitive(true);
    answer.headers.insert("x-reason", value);
    answer.check("/api/login", &secrets());
}

#[tokio::test]
async fn no_answer_of_a_whole_sign_in_repeats_the_password_or_the_code() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let first = app.log_in("alice", PASSWORD).await.expect(StatusCode::OK);
    let code = app.code(&holder.secret);
    let second = app.verify(&first.field("challenge"), &code).await;
    let second = second.expect(StatusCode::OK);
    let secret = holder.secret.expose_base32();
    for answer in [&first, &second] {
        assert!(!answer.text().contains(PASSWORD));
        assert!(!answer.text().contains(&code));
        assert!(!answer.text().contains(&secret));
    }
}

#[tokio::test]
async fn no_answer_repeats_what_proves_anything_but_where_it_is_given_out() {
    let app = TestApp::with(&[("TRUSTED_BROWSERS", "on")]);
    let holder = app.enrol("alice").await;
    let (_, browser) = holder.browser.split_once('=').expect("a pair");
    let secret = holder.secret.expose_base32();
    let token = &holder.access_token;
    for path in [
        "/api/users/me",
        "/api/authenticators",
        "/api/recovery-codes",
        "/api/browsers",
        "/api/sessions",
        "/api/users/me/activity",
        "/api/users/me/export",
    ] {
        let call = app.get(path).bearer(token).other_cookie(&holder.browser);
        let answer = call.send().await.expect(StatusCode::OK);
        let given = [PASSWORD, &secret, browser, &holder.refresh_token, token];
        let codes = holder.recovery_codes.iter().map(String::as_str);
        for secret in given.into_iter().chain(codes) {
            assert!(!answer.text().contains(secret), "{path}");
        }
        assert!(answer.set_cookies().is_empty(), "{path}");
    }
}

#[tokio::test]
async fn what_is_published_shows_nothing_of_its_holder() {
    let app = TestApp::new();
    let body = json!({
        "username": "alice-in-kv",
        "password": PASSWORD,
        "email": "alice@example.com",
        "full_name": "Alice Liddell",
    });
    let answer = app.post_json("/api/register", &body).await;
    let enrolment = Enrolment::of(&answer);
    let secret = answer.expect(StatusCode::CREATED).field("otp_secret");
    let code = app.code(&enrolment.secret);
    let call = app.post("/api/verify-otp").header("user-agent", "curl/8.1");
    let body = json!({ "challenge": enrolment.challenge, "otp": code });
    let answer = call.json(&body).send().await.expect(StatusCode::OK);
    let token = answer.field("access_token");
    let path = "/api/authenticators";
    let body = json!({ "label": "Tablet" });
    let staged = app.with_body(Method::POST, path, &token, &body).await;
    let staged = staged.expect(StatusCode::CREATED).field("otp_secret");
    let codes = recovery_codes(&answer);
    let written = app.kv().written();
    assert_eq!(
        written.len(),
        2,
        "the record, and the entry of the directory"
    );
    for (key, value) in written {
        let shown = format!("{key} {}", String::from_utf8_lossy(&value));
        for secret in [
            PASSWORD,
            "alice",
            "Liddell",
            "example.com",
            "username",
            "curl",
            "Tablet",
            "signed_in",
            &secret,
            &staged,
            &codes[0],
        ] {
            assert!(!shown.contains(secret), "{secret}");
        }
    }
}
