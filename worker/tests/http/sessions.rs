//! `GET /api/sessions`, `DELETE /api/sessions`, `DELETE /api/sessions/{id}`

use axum::body::Body;
use http::{Method, Request, StatusCode};
use postern_shared::problem::ProblemCode;
use postern_worker::http::{Country, Service};
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::app::ORIGIN;
use crate::support::clock::START;

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

async fn list(app: &TestApp, token: &str) -> Vec<Value> {
    let answer = app.get("/api/sessions").bearer(token).send().await;
    let answer = answer.expect(StatusCode::OK);
    let sessions = answer.json().get("sessions").cloned();
    serde_json::from_value(sessions.unwrap_or_default()).expect("a list")
}

#[tokio::test]
async fn they_are_listed_with_what_is_known_of_them() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let body = json!({
        "challenge": app.challenge("alice").await,
        "otp": app.code(&holder.secret),
        "client": "native",
    });
    let call = app.post("/api/verify-otp").header("user-agent", FIREFOX);
    call.json(&body).send().await.expect(StatusCode::OK);
    app.advance(5);
    let sessions = list(&app, &holder.access_token).await;
    assert_eq!(sessions.len(), 2);
    let (newest, own) = (&sessions[0], &sessions[1]);
    assert_eq!(newest["current"], false);
    assert_eq!(newest["client"], "native");
    assert_eq!(newest["browser"], "Firefox 145");
    assert_eq!(newest["system"], "Linux");
    assert_eq!(newest["country"], Value::Null);
    assert_eq!(newest["methods"], json!(["pwd", "otp"]));
    assert_eq!(own["current"], true);
    assert_eq!(own["client"], "browser");
    assert_eq!(own["created_at"], START);
    assert_eq!(own["last_used_at"], START);
    assert_eq!(own["expires_at"], START + 604_800);
}

#[tokio::test]
async fn the_country_is_the_platforms_word_and_no_callers() {
    for (said, expected) in [
        ("DE", json!("DE")),
        ("<b>", Value::Null),
        ("XX", Value::Null),
    ] {
        let fresh = TestApp::new();
        let holder = fresh.enrol("alice").await;
        let cookie = format!("__Host-postern_refresh={}", holder.refresh_token);
        let mut request = Request::post(format!("{ORIGIN}/api/refresh"))
            .header("origin", ORIGIN)
            .header("cf-ipcountry", "FR")
            .header("cookie", cookie)
            .body(Body::empty())
            .expect("well formed");
        request.extensions_mut().insert(Country(said.to_owned()));
        let service = Service::new(fresh.config.clone(), fresh.ports.clone());
        let answer = service.answer(request).await;
        assert_eq!(answer.response.status(), StatusCode::OK);
        let sessions = list(&fresh, &holder.access_token).await;
        assert_eq!(sessions[0]["country"], expected);
    }
}

#[tokio::test]
async fn an_ended_session_is_dead_at_once_everywhere() {
    let app = TestApp::with(&[("INTROSPECTION_CLIENTS", &crate::introspect::clients())]);
    let holder = app.enrol("alice").await;
    let other = app.sign_in_natively("alice", &holder.secret).await;
    let other_token = other.field("access_token");
    let sessions = list(&app, &holder.access_token).await;
    let id = sessions
        .iter()
        .find(|session| session["current"] == false)
        .and_then(|session| session["id"].as_str())
        .expect("the other one");
    assert!(crate::introspect::is_active(&app, &other_token).await);
    let path = format!("/api/sessions/{id}");
    let call = app.call(Method::DELETE, &path).bearer(&holder.access_token);
    call.send().await.expect(StatusCode::NO_CONTENT);

    let renewal = app.refresh_natively(&other.field("refresh_token")).await;
    renewal.problem(ProblemCode::SessionEnded);
    assert!(!crate::introspect::is_active(&app, &other_token).await);
    for (method, path) in [
        (Method::GET, "/api/sessions"),
        (Method::DELETE, "/api/sessions"),
        (Method::DELETE, path.as_str()),
    ] {
        let answer = app.call(method, path).bearer(&other_token).send().await;
        answer.problem(ProblemCode::SessionEnded);
    }
    assert_eq!(list(&app, &holder.access_token).await.len(), 1);
    let call = app.call(Method::DELETE, &path).bearer(&holder.access_token);
    call.send().await.problem(ProblemCode::SessionNotFound);
}

#[tokio::test]
async fn somebody_elses_session_is_as_good_as_none() {
    let app = TestApp::new();
    let alice = app.enrol("alice").await;
    let bob = app.enrol("bob").await;
    let bobs = list(&app, &bob.access_token).await;
    let id = bobs[0]["id"].as_str().expect("an id").to_owned();
    let before = app.snapshot();
    let mut answers = Vec::new();
    for id in [
        &id,
        "AAAAAAAAAAAAAAAAAAAAAA",
        "x",
        "%20",
        "%ff",
        "AAAA",
        &"A".repeat(500),
    ] {
        let path = format!("/api/sessions/{id}");
        let call = app.call(Method::DELETE, &path).bearer(&alice.access_token);
        let answer = call.send().await;
        answer.problem(ProblemCode::SessionNotFound);
        answers.push(answer.text().to_owned());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(app.snapshot(), before);
    app.refresh(&bob.refresh_token).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn all_others_are_ended_at_once() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let first = app.sign_in_natively("alice", &holder.secret).await;
    app.sign_in_natively("alice", &holder.secret).await;
    let call = app.call(Method::DELETE, "/api/sessions");
    let answer = call.bearer(&holder.access_token).send().await;
    assert_eq!(answer.expect(StatusCode::OK).json(), json!({ "ended": 2 }));
    let renewal = app.refresh_natively(&first.field("refresh_token")).await;
    renewal.problem(ProblemCode::SessionEnded);
    app.refresh(&holder.refresh_token)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn a_replay_is_recorded_for_the_persons_other_sessions() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let other = app.sign_in_natively("alice", &holder.secret).await;
    let token = other.field("refresh_token");
    let call = app.post("/api/refresh").header("user-agent", "curl/8.1");
    let renewed = call.json(&json!({ "refresh_token": token })).send().await;
    renewed.expect(StatusCode::OK);
    app.advance(10);
    let replay = app.refresh_natively(&token).await;
    replay.problem(ProblemCode::RefreshTokenReused);
    let call = app.get("/api/sessions").bearer(&holder.access_token);
    let answer = call.send().await.json();
    assert_eq!(answer["replays"][0]["browser"], "curl 8");
    assert_eq!(
        answer["replays"][0]["at"],
        app.ports.clock.now().unix_seconds()
    );
    // The object's own row has it.
    app.objects().restart();
    let call = app.get("/api/sessions").bearer(&holder.access_token);
    let answer = call.send().await.json();
    assert_eq!(answer["replays"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn without_a_good_token_nothing_is_listed_or_ended() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let before = app.objects().commands();
    for (method, path) in [
        (Method::GET, "/api/sessions"),
        (Method::DELETE, "/api/sessions"),
        (Method::DELETE, "/api/sessions/AAAAAAAAAAAAAAAAAAAAAA"),
    ] {
        // The cookie is for renewing and signing out only.
        let call = app.call(method.clone(), path).same_origin();
        let answer = call.cookie(&holder.refresh_token).send().await;
        answer.problem(ProblemCode::MissingToken);
        let call = app.call(method.clone(), path).bearer("x");
        call.send().await.problem(ProblemCode::InvalidToken);
    }
    assert_eq!(app.objects().commands(), before);
}
