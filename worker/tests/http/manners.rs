//! What a well-behaved API has: tags, limits, metadata, leave for pages of other origins, times.

use axum::body::{Body, to_bytes};
use http::{Method, Request, StatusCode};
use postern_shared::problem::ProblemCode;
use postern_worker::http::answer_without_settings;

use crate::support::TestApp;
use crate::support::app::ORIGIN;
use crate::support::steps::PASSWORD;

#[tokio::test]
async fn what_the_caller_has_already_is_not_sent_again() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let answer = app.who_am_i(&holder.access_token).await;
    let tag = answer.header("etag").expect("a tag").to_owned();
    let call = app.get("/api/users/me").bearer(&holder.access_token);
    let again = call.header("if-none-match", &tag).send().await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert!(again.body.is_empty());
    assert_eq!(again.header("etag"), Some(tag.as_str()));
    app.edit("alice", |slot| {
        if let postern_worker::account::Tenure::Held(account) = &mut slot.tenure {
            account.profile.full_name = Some("Alice".to_owned());
        }
    });
    let call = app.get("/api/users/me").bearer(&holder.access_token);
    let changed = call.header("if-none-match", &tag).send().await;
    assert_ne!(
        changed.expect(StatusCode::OK).header("etag"),
        Some(tag.as_str())
    );
    // A tag is no way around the token.
    let call = app.get("/api/users/me").header("if-none-match", &tag);
    call.send().await.problem(ProblemCode::MissingToken);
}

#[tokio::test]
async fn a_head_request_gets_the_headers_alone() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let call = app.call(Method::HEAD, "/api/users/me");
    let answer = call.bearer(&holder.access_token).send().await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.header("etag").is_some() && answer.body.is_empty());
    let refused = app.call(Method::HEAD, "/api/users/me").send().await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert!(refused.body.is_empty());
    assert_eq!(
        refused.header("content-type"),
        Some("application/problem+json")
    );
}

#[tokio::test]
async fn limits_are_told_as_the_draft_has_them() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let challenge = app.challenge("alice").await;
    let wrong = app.wrong_code(&holder.secret);
    let answer = app.verify(&challenge, &wrong).await;
    assert_eq!(
        answer.header("ratelimit-policy"),
        Some("\"address\";q=60;w=60, \"challenge\";q=5")
    );
    assert_eq!(answer.header("ratelimit"), Some("\"challenge\";r=4"));
    for _ in 0..5 {
        app.log_in("nobody", PASSWORD).await;
    }
    let answer = app.log_in("nobody", PASSWORD).await;
    assert_eq!(
        answer.header("ratelimit-policy"),
        Some("\"address\";q=60;w=60, \"attempts\";q=5")
    );
    assert_eq!(answer.header("ratelimit"), Some("\"attempts\";r=0;t=30"));
    app.ports.flood_shield.refuse(true);
    let answer = app.log_in("nobody", PASSWORD).await;
    assert_eq!(
        answer.header("ratelimit-policy"),
        Some("\"address\";q=60;w=60")
    );
    assert_eq!(answer.header("ratelimit"), Some("\"address\";r=0;t=60"));
    let off = TestApp::with(&[("FLOOD_SHIELD", "off")]);
    let answer = off.log_in("nobody", PASSWORD).await;
    assert!(answer.header("ratelimit-policy").is_none());
}

#[tokio::test]
async fn the_metadata_names_what_exists() {
    for (variables, grants) in [
        (vec![], vec!["refresh_token"]),
        (
            vec![("PASSWORD_GRANT", "on")],
            vec!["refresh_token", "password"],
        ),
    ] {
        let app = TestApp::with(&variables);
        let answer = app.get("/.well-known/oauth-authorization-server").send();
        let answer = answer.await.expect(StatusCode::OK);
        assert_eq!(answer.header("cache-control"), Some("public, max-age=300"));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        let metadata = answer.json();
        assert_eq!(metadata["issuer"], ORIGIN);
        assert_eq!(metadata["grant_types_supported"], serde_json::json!(grants));
        for name in ["jwks_uri", "token_endpoint", "introspection_endpoint"] {
            let uri = metadata[name].as_str().unwrap_or_default();
            let path = uri.strip_prefix(ORIGIN).expect("one of ours");
            let options = app.call(Method::OPTIONS, path).send().await;
            assert_eq!(options.status, StatusCode::NO_CONTENT, "{name}");
        }
    }
}

#[tokio::test]
async fn pages_of_named_origins_may_call_and_no_others() {
    let app = TestApp::with(&[(
        "ALLOWED_ORIGINS",
        "https://shop.example, http://localhost:3000",
    )]);
    for (origin, is_allowed) in [
        ("https://shop.example", true),
        ("http://localhost:3000", true),
        ("https://shop.example.evil.example", false),
        ("null", false),
    ] {
        let preflight = app
            .call(Method::OPTIONS, "/api/login")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type")
            .send()
            .await;
        let headers = preflight.header("access-control-allow-headers");
        for name in ["authorization", "content-type", "x-requested-with"] {
            assert!(headers.is_some_and(|all| all.contains(name)), "{name}");
        }
        let expected = is_allowed.then_some(origin);
        assert_eq!(preflight.header("access-control-allow-origin"), expected);
        let call = app.get("/api/users/me").header("origin", origin);
        let answer = call.send().await;
        assert_eq!(answer.header("access-control-allow-origin"), expected);
        answer.problem(ProblemCode::MissingToken);
        for answer in [&preflight, &answer] {
            assert!(answer.header("access-control-allow-credentials").is_none());
        }
    }
    let options = app.call(Method::OPTIONS, "/api/login").send().await;
    assert_eq!(options.status, StatusCode::NO_CONTENT);
    // The cookie stays with our own pages.
    let holder = app.enrol("alice").await;
    let call = app.post("/api/refresh").cookie(&holder.refresh_token);
    let answer = call.header("origin", "https://shop.example").send().await;
    answer.problem(ProblemCode::CrossOrigin);
}

#[tokio::test]
async fn without_a_list_no_other_origin_is_told_anything() {
    let app = TestApp::new();
    let answer = app
        .call(Method::OPTIONS, "/api/login")
        .header("origin", "https://shop.example")
        .header("access-control-request-method", "POST")
        .send()
        .await;
    assert!(answer.header("access-control-allow-origin").is_none());
}

#[tokio::test]
async fn times_are_told_only_where_the_deployment_debugs() {
    let app = TestApp::with(&[("DEBUG_TIMING", "on")]);
    let answer = app.log_in("nobody", PASSWORD).await;
    assert_eq!(answer.header("server-timing"), Some("memory;dur=1"));
    let app = TestApp::new();
    let answer = app.log_in("nobody", PASSWORD).await;
    assert!(answer.header("server-timing").is_none());
}

#[tokio::test]
async fn every_answer_names_its_request() {
    let app = TestApp::new();
    let answer = app.get("/api/nothing").send().await;
    let problem = answer.problem(ProblemCode::NotFound);
    assert_eq!(problem.request_id.as_deref(), Some("9a1b2c3d4e5f6789-FRA"));
    let answer = app.get("/api/health").send().await;
    assert_eq!(answer.header("x-request-id"), Some("9a1b2c3d4e5f6789-FRA"));
}

#[tokio::test]
async fn every_kind_of_answer_names_its_request() {
    let app = TestApp::with(&[("ALLOWED_ORIGINS", "https://shop.example")]);
    let holder = app.enrol("alice").await;
    let tag = app.who_am_i(&holder.access_token).await;
    let tag = tag.header("etag").expect("a tag").to_owned();
    let me = || app.get("/api/users/me").bearer(&holder.access_token);
    for call in [
        me().header("if-none-match", &tag),
        app.call(Method::HEAD, "/api/health"),
        app.call(Method::OPTIONS, "/api/login"),
        app.call(Method::OPTIONS, "/api/login")
            .header("origin", "https://shop.example")
            .header("access-control-request-method", "POST"),
        app.call(Method::OPTIONS, "/"),
        app.post("/api/token"),
    ] {
        let answer = call.send().await;
        assert_eq!(answer.header("x-request-id"), Some("9a1b2c3d4e5f6789-FRA"));
    }
}

#[tokio::test]
async fn a_deployment_without_settings_answers_like_any_other() {
    for (method, path) in [
        (Method::GET, "/api/health"),
        (Method::HEAD, "/api/health"),
        (Method::POST, "/api/token"),
        (Method::GET, "/"),
    ] {
        let request = Request::builder()
            .method(&method)
            .uri(format!("{ORIGIN}{path}"))
            .header("cf-ray", "9a1b2c3d4e5f6789-FRA")
            .body(Body::empty())
            .expect("well formed");
        let answer = answer_without_settings(&request, || None);
        assert_eq!(answer.problem, Some(ProblemCode::Unavailable));
        assert_eq!(answer.request_id, "9a1b2c3d4e5f6789-FRA");
        let (parts, body) = answer.response.into_parts();
        assert_eq!(parts.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(parts.headers["x-request-id"], "9a1b2c3d4e5f6789-FRA");
        assert_eq!(parts.headers["x-frame-options"], "DENY");
        let body = to_bytes(body, usize::MAX).await.expect("from memory");
        let text = String::from_utf8_lossy(&body);
        assert_eq!(text.is_empty(), method == Method::HEAD);
        assert_eq!(
            text.contains("temporarily_unavailable"),
            path == "/api/token"
        );
    }
}

#[tokio::test]
async fn a_foreign_page_cannot_spend_its_visitors_budget() {
    let app = TestApp::with(&[("ALLOWED_ORIGINS", "https://shop.example")]);
    for (site, origin, is_refused) in [
        ("cross-site", "https://evil.example", true),
        ("same-site", "https://evil.login.example", true),
        ("cross-site", "https://shop.example", false),
        ("same-origin", ORIGIN, false),
        ("none", "null", false),
    ] {
        let asked = app.ports.flood_shield.asked().len();
        let call = app.post("/api/login").header("sec-fetch-site", site);
        let call = call.header("origin", origin).raw("text/plain", "x");
        let answer = call.send().await;
        assert_eq!(answer.status == 403, is_refused, "{site} {origin}");
        assert_eq!(app.ports.flood_shield.asked().len() == asked, is_refused);
    }
}

#[tokio::test]
async fn no_access_token_outlives_its_session() {
    let app = TestApp::with(&[("SESSION_IDLE_SECONDS", "100")]);
    let holder = app.enrol("alice").await;
    let answer = app.sign_in_natively("alice", &holder.secret).await;
    assert_eq!(answer.json()["expires_in"], 100);
    app.advance(69);
    app.who_am_i(&answer.field("access_token"))
        .await
        .expect(StatusCode::OK);
    app.advance(1);
    let late = app.who_am_i(&answer.field("access_token")).await;
    late.problem(ProblemCode::TokenExpired);
}
