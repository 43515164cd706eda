//! `POST /api/logout`

use http::StatusCode;
use postern_shared::problem::ProblemCode;

use crate::support::TestApp;
use crate::support::app::FOREIGN_KEYS;

#[tokio::test]
async fn logging_out_by_cookie_ends_the_session_and_clears_the_cookie() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let answer = app
        .post("/api/logout")
        .same_origin()
        .cookie(&holder.refresh_token)
        .send()
        .await;
    let answer = answer.expect(StatusCode::NO_CONTENT);
    assert!(answer.clears_cookie());
    assert!(answer.body.is_empty());
    assert!(answer.header("content-type").is_none());
    let renewal = app.refresh(&holder.refresh_token).await;
    renewal.problem(ProblemCode::SessionEnded);
}

#[tokio::test]
async fn logging_out_by_bearer_needs_no_origin() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let answer = app
        .post("/api/logout")
        .bearer(&holder.access_token)
        .send()
        .await;
    let answer = answer.expect(StatusCode::NO_CONTENT);
    assert!(answer.clears_cookie());
    let renewal = app.refresh(&holder.refresh_token).await;
    renewal.problem(ProblemCode::SessionEnded);
}

#[tokio::test]
async fn logging_out_again_is_as_good() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let mut snapshots = Vec::new();
    for _ in 0..3 {
        let answer = app
            .post("/api/logout")
            .same_origin()
            .cookie(&holder.refresh_token)
            .send()
            .await;
        assert!(answer.expect(StatusCode::NO_CONTENT).clears_cookie());
        let answer = app
            .post("/api/logout")
            .bearer(&holder.access_token)
            .send()
            .await;
        answer.expect(StatusCode::NO_CONTENT);
        snapshots.push(app.snapshot());
    }
    assert_eq!(snapshots[0], snapshots[1]);
    assert_eq!(snapshots[0], snapshots[2]);
}

#[tokio::test]
async fn a_cookie_without_our_origin_ends_nothing() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let before = app.snapshot();
    let call = || app.post("/api/logout").cookie(&holder.refresh_token);
    for answer in [
        call().send().await,
        call().header("origin", "https://evil.example").send().await,
        call().header("origin", "null").send().await,
        call().header("sec-fetch-site", "cross-site").send().await,
        call().header("sec-fetch-site", "same-site").send().await,
        // Neither does a bearer token beside it: a session of each was asked for.
        call().bearer(&holder.access_token).send().await,
    ] {
        answer.problem(ProblemCode::CrossOrigin);
        assert!(answer.header("set-cookie").is_none());
    }
    assert_eq!(app.snapshot(), before);
    app.refresh(&holder.refresh_token)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn cookie_and_bearer_of_two_sessions_end_both() {
    let app = TestApp::new();
    let first = app.enrol("alice").await;
    let challenge = app.challenge("alice").await;
    let code = app.code(&first.secret);
    let second = app.verify(&challenge, &code).await;
    let answer = app
        .post("/api/logout")
        .same_origin()
        .cookie(&first.refresh_token)
        .bearer(&second.field("access_token"))
        .send()
        .await;
    answer.expect(StatusCode::NO_CONTENT);
    let second = second.cookie().expect("a sign-in sets the cookie");
    for token in [&first.refresh_token, &second] {
        let renewal = app.refresh(token).await;
        renewal.problem(ProblemCode::SessionEnded);
    }
}

#[tokio::test]
async fn only_this_session_ends() {
    let app = TestApp::new();
    let first = app.enrol("alice").await;
    let challenge = app.challenge("alice").await;
    let code = app.code(&first.secret);
    let second = app.verify(&challenge, &code).await;
    app.post("/api/logout")
        .bearer(&first.access_token)
        .send()
        .await
        .expect(StatusCode::NO_CONTENT);
    let second = second.cookie().expect("a sign-in sets the cookie");
    app.refresh(&second).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn without_cookie_and_bearer_there_is_no_session_to_end() {
    let app = TestApp::new();
    let answer = app.post("/api/logout").same_origin().send().await;
    answer.problem(ProblemCode::MissingToken);
    assert!(answer.header("set-cookie").is_none());
}

#[tokio::test]
async fn a_cookie_of_nobodys_is_taken_away() {
    let app = TestApp::new();
    let foreign = TestApp::with(&[("POSTERN_KEYS", FOREIGN_KEYS)]);
    let theirs = foreign.enrol("alice").await.refresh_token;
    for value in ["", "x", &theirs] {
        let answer = app
            .post("/api/logout")
            .same_origin()
            .cookie(value)
            .send()
            .await;
        assert!(answer.expect(StatusCode::NO_CONTENT).clears_cookie());
    }
    assert_eq!(app.objects().commands(), 0);
}

#[tokio::test]
async fn a_bearer_token_that_does_not_hold_ends_nothing() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let before = app.snapshot();
    let answer = app.post("/api/logout").bearer("x.y.z").send().await;
    answer.problem(ProblemCode::InvalidToken);
    let answer = app
        .post("/api/logout")
        .bearer(&holder.refresh_token)
        .send()
        .await;
    answer.problem(ProblemCode::InvalidToken);
    app.advance(600);
    let answer = app
        .post("/api/logout")
        .bearer(&holder.access_token)
        .send()
        .await;
    answer.problem(ProblemCode::TokenExpired);
    assert_eq!(app.snapshot(), before);
}
