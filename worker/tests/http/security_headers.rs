//! The headers of every answer. Each answer of each test is checked for them
//! ([`Answer::check`](crate::support::Answer::check)); here are one answer of each kind, and how
//! each may be kept.

use http::{Method, StatusCode};
use serde_json::json;

use crate::support::answer::{ALWAYS, CALL_POLICY, PAGE_POLICY};
use crate::support::steps::PASSWORD;
use crate::support::{Answer, TestApp};

async fn one_answer_of_each_kind(app: &TestApp) -> Vec<(&'static str, StatusCode, Answer)> {
    app.ports.client_files.add("/index.html", "page");
    app.ports.client_files.add("/assets/client-0.js", "script");
    let body = json!({ "username": "alice", "password": PASSWORD });
    vec![
        (
            "no-store",
            StatusCode::OK,
            app.get("/api/health").send().await,
        ),
        (
            "no-store",
            StatusCode::CREATED,
            app.post_json("/api/register", &body).await,
        ),
        (
            "no-store",
            StatusCode::CONFLICT,
            app.post_json("/api/register", &body).await,
        ),
        (
            "no-store",
            StatusCode::BAD_REQUEST,
            app.get("/api/health?x").send().await,
        ),
        (
            "no-store",
            StatusCode::NOT_FOUND,
            app.get("/api/nothing").send().await,
        ),
        (
            "no-store",
            StatusCode::METHOD_NOT_ALLOWED,
            app.get("/api/login").send().await,
        ),
        (
            "public, max-age=300",
            StatusCode::OK,
            app.get("/.well-known/jwks.json").send().await,
        ),
        ("no-cache", StatusCode::OK, app.get("/sign-in").send().await),
        (
            "no-cache",
            StatusCode::NOT_FOUND,
            app.get("/nowhere").send().await,
        ),
        (
            "public, max-age=31536000, immutable",
            StatusCode::OK,
            app.get("/assets/client-0.js").send().await,
        ),
        (
            "no-store",
            StatusCode::NOT_FOUND,
            app.get("/assets/client-1.js").send().await,
        ),
        (
            "no-store",
            StatusCode::METHOD_NOT_ALLOWED,
            app.call(Method::DELETE, "/sign-in").send().await,
        ),
    ]
}

#[tokio::test]
async fn every_kind_of_answer_says_how_it_may_be_kept_and_has_the_security_headers() {
    let app = TestApp::new();
    for (caching, status, answer) in one_answer_of_each_kind(&app).await {
        let answer = answer.expect(status);
        assert_eq!(answer.header("cache-control"), Some(caching));
        for (name, value) in ALWAYS {
            assert_eq!(answer.header(name), Some(value));
        }
    }
}

#[tokio::test]
async fn only_our_own_scripts_run_on_a_page_and_nothing_on_anything_else() {
    let app = TestApp::new();
    app.ports.client_files.add("/index.html", "page");
    app.ports.client_files.add("/assets/worker-0.js", "script");
    for (path, policy) in [
        ("/", PAGE_POLICY),
        // A worker goes by the policy of its own script.
        ("/assets/worker-0.js", PAGE_POLICY),
        ("/nowhere", PAGE_POLICY),
        ("/api/health", CALL_POLICY),
        ("/api/nothing", CALL_POLICY),
        ("/.well-known/jwks.json", CALL_POLICY),
    ] {
        let answer = app.get(path).send().await;
        assert_eq!(answer.header("content-security-policy"), Some(policy));
    }
    assert!(!PAGE_POLICY.contains("unsafe-inline") && !PAGE_POLICY.contains("http"));
}

#[tokio::test]
async fn no_answer_but_the_public_keys_is_open_to_other_origins() {
    let app = TestApp::new();
    for (_, _, answer) in one_answer_of_each_kind(&app).await {
        let is_jwks = answer.header("cache-control") == Some("public, max-age=300");
        let opened = answer.header("access-control-allow-origin").is_some();
        assert_eq!(opened, is_jwks);
        assert!(answer.header("access-control-allow-credentials").is_none());
    }
}
