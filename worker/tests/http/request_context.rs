//! The flood shield, and what a request is given before its handler runs.

use http::StatusCode;
use postern_shared::problem::ProblemCode;
use serde_json::json;

use crate::support::TestApp;
use crate::support::steps::PASSWORD;

#[tokio::test]
async fn the_flood_shield_refuses_before_any_work() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.ports.flood_shield.refuse(true);
    let before = (
        app.snapshot(),
        app.objects().commands(),
        app.ports.seeds.given(),
    );
    for path in [
        "/api/register",
        "/api/login",
        "/api/verify-otp",
        "/api/refresh",
    ] {
        for answer in [
            app.post_json(path, &json!({ "username": "bob", "password": PASSWORD }))
                .await,
            app.post(path).raw("text/plain", "x").send().await,
            app.post(path)
                .same_origin()
                .cookie(&holder.refresh_token)
                .send()
                .await,
        ] {
            let problem = answer.problem(ProblemCode::RateLimited);
            assert_eq!(problem.retry_after, Some(60));
            assert!(answer.header("set-cookie").is_none());
        }
    }
    let after = (
        app.snapshot(),
        app.objects().commands(),
        app.ports.seeds.given(),
    );
    assert_eq!(after, before);
}

#[tokio::test]
async fn whoever_has_signed_in_may_look_and_leave_whatever_the_shield_says() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.ports.flood_shield.refuse(true);
    app.who_am_i(&holder.access_token)
        .await
        .expect(StatusCode::OK);
    app.post("/api/logout")
        .bearer(&holder.access_token)
        .send()
        .await
        .expect(StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_shield_that_is_off_is_not_asked() {
    let app = TestApp::with(&[("FLOOD_SHIELD", "off")]);
    app.ports.flood_shield.refuse(true);
    let holder = app.enrol("alice").await;
    app.challenge("alice").await;
    app.refresh(&holder.refresh_token)
        .await
        .expect(StatusCode::OK);
    assert!(app.ports.flood_shield.asked().is_empty());
}

#[tokio::test]
async fn the_shield_is_asked_once_for_each_request_about_its_network() {
    let app = TestApp::new();
    for address in [
        Some("192.0.2.1"),
        Some("2001:db8:1:2:3:4:5:6"),
        Some("::ffff:192.0.2.7"),
        None,
    ] {
        let call = app.post("/api/login").raw("application/json", "{}");
        let call = match address {
            Some(address) => call.header("cf-connecting-ip", address),
            None => call,
        };
        call.send().await.problem(ProblemCode::MissingField);
    }
    assert_eq!(
        app.ports.flood_shield.asked(),
        ["192.0.2.1", "2001:db8:1:2::/64", "192.0.2.7", "unknown"]
    );
}

#[tokio::test]
async fn an_address_that_the_caller_names_does_not_count() {
    let app = TestApp::new();
    app.post("/api/login")
        .header("cf-connecting-ip", "192.0.2.1")
        .header("x-forwarded-for", "198.51.100.7")
        .header("forwarded", "for=198.51.100.7")
        .raw("application/json", "{}")
        .send()
        .await;
    assert_eq!(app.ports.flood_shield.asked(), ["192.0.2.1"]);
}
