//! A program that keeps its refresh token itself.

use std::collections::BTreeSet;

use http::StatusCode;
use postern_shared::problem::ProblemCode;
use postern_worker::keys::RefreshText;
use serde_json::json;

use crate::support::TestApp;
use crate::support::tokens::take_apart;

#[tokio::test]
async fn it_gets_the_refresh_token_in_the_body_and_no_cookie() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let answer = app.sign_in_natively("alice", &holder.secret).await;
    let answer = answer.expect(StatusCode::OK);
    assert!(answer.header("set-cookie").is_none());
    assert_eq!(answer.json()["refresh_expires_in"], 604_800);
    let renewed = app.refresh_natively(&answer.field("refresh_token")).await;
    let renewed = renewed.expect(StatusCode::OK);
    assert!(renewed.header("set-cookie").is_none());
    assert_ne!(
        renewed.field("refresh_token"),
        answer.field("refresh_token")
    );
    let (_, first) = take_apart(&answer.field("access_token"));
    let (_, second) = take_apart(&renewed.field("access_token"));
    assert_eq!(first["sid"], second["sid"]);
}

#[tokio::test]
async fn a_refresh_token_carries_256_bits_that_no_other_has() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let mut quarters = BTreeSet::new();
    for _ in 0..4 {
        let answer = app.sign_in_natively("alice", &holder.secret).await;
        let first = answer.field("refresh_token");
        let second = app.refresh_natively(&first).await.field("refresh_token");
        for text in [first, second] {
            let opened = RefreshText::open(&app.config.sealer, &text).expect("ours");
            let bits = opened.token.expose();
            assert_eq!(bits.len() * 8, 256);
            quarters.extend(bits.chunks(8).map(<[u8]>::to_vec));
        }
    }
    assert_eq!(quarters.len(), 4 * 2 * 4, "no part of any comes again");
}

#[tokio::test]
async fn a_used_token_ends_its_session_after_the_grace_and_not_within() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let answer = app.sign_in_natively("alice", &holder.secret).await;
    let first = answer.field("refresh_token");
    let second = app.refresh_natively(&first).await.expect(StatusCode::OK);
    app.refresh_natively(&first).await.expect(StatusCode::OK);
    app.advance(10);
    let replay = app.refresh_natively(&first).await;
    replay.problem(ProblemCode::RefreshTokenReused);
    assert!(replay.header("set-cookie").is_none());
    let ended = app.refresh_natively(&second.field("refresh_token")).await;
    ended.problem(ProblemCode::SessionEnded);
}

#[tokio::test]
async fn a_browsers_token_is_no_programs_and_the_other_way_round() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let answer = app.sign_in_natively("alice", &holder.secret).await;
    let native = answer.field("refresh_token");
    let stolen = app.refresh_natively(&holder.refresh_token).await;
    stolen.problem(ProblemCode::SessionEnded);
    let planted = app.refresh(&native).await;
    planted.problem(ProblemCode::SessionEnded);
    app.refresh(&holder.refresh_token)
        .await
        .expect(StatusCode::OK);
    app.refresh_natively(&native).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_client_of_another_kind_is_refused_by_name() {
    let app = TestApp::new();
    let enrolment = app.register("alice").await;
    let code = app.code(&enrolment.secret);
    for client in [
        json!("Native"),
        json!("toaster"),
        json!(""),
        json!(1),
        json!(null),
    ] {
        let body = json!({ "challenge": enrolment.challenge, "otp": code, "client": client });
        let answer = app.post_json("/api/verify-otp", &body).await;
        answer.blames(ProblemCode::InvalidField, "client");
    }
    let body = json!({ "challenge": enrolment.challenge, "otp": code, "client": "browser" });
    let answer = app.post_json("/api/verify-otp", &body).await;
    assert!(answer.expect(StatusCode::OK).cookie().is_some());
}

#[tokio::test]
async fn a_renewal_with_a_body_does_not_look_at_the_cookie() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let call = app.post("/api/refresh").cookie(&holder.refresh_token);
    let answer = call.json(&json!({ "refresh_token": "x" })).send().await;
    answer.problem(ProblemCode::SessionEnded);
    assert!(answer.header("set-cookie").is_none());
    let call = app.post("/api/refresh").cookie(&holder.refresh_token);
    let answer = call.json(&json!({})).send().await;
    answer.blames(ProblemCode::MissingField, "refresh_token");
    app.refresh(&holder.refresh_token)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn it_signs_out_with_the_refresh_token_alone() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let answer = app.sign_in_natively("alice", &holder.secret).await;
    let token = answer.field("refresh_token");
    app.advance(600);
    let stale = app
        .post("/api/logout")
        .bearer(&answer.field("access_token"));
    stale.send().await.problem(ProblemCode::TokenExpired);
    for _ in 0..2 {
        let body = json!({ "refresh_token": token });
        let out = app.post_json("/api/logout", &body).await;
        out.expect(StatusCode::NO_CONTENT);
    }
    let ended = app.refresh_natively(&token).await;
    ended.problem(ProblemCode::SessionEnded);
    let unknown = json!({ "refresh_token": "x" });
    let out = app.post_json("/api/logout", &unknown).await;
    out.expect(StatusCode::NO_CONTENT);
    app.refresh(&holder.refresh_token)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn the_lifetimes_are_the_deployments() {
    let app = TestApp::with(&[
        ("SESSION_IDLE_SECONDS", "100"),
        ("SESSION_ABSOLUTE_SECONDS", "250"),
    ]);
    let holder = app.enrol("alice").await;
    let answer = app.sign_in_natively("alice", &holder.secret).await;
    assert_eq!(answer.json()["refresh_expires_in"], 100);
    let mut token = answer.field("refresh_token");
    app.advance(60);
    for expected in [100, 70] {
        let answer = app.refresh_natively(&token).await.expect(StatusCode::OK);
        assert_eq!(answer.json()["refresh_expires_in"], expected);
        token = answer.field("refresh_token");
        app.advance(90);
    }
    let ended = app.refresh_natively(&token).await;
    ended.problem(ProblemCode::SessionEnded);
}
