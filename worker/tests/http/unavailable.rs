//! Where what the service stands on does not answer.

use http::StatusCode;
use postern_shared::problem::ProblemCode;
use serde_json::json;

use crate::support::TestApp;
use crate::support::steps::PASSWORD;

#[tokio::test]
async fn accounts_that_do_not_answer_are_a_503_and_nothing_has_changed() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let challenge = app.challenge("alice").await;
    app.objects().set_unavailable(true);
    let before = app.snapshot();
    let body = json!({ "username": "bob", "password": PASSWORD });
    for answer in [
        app.post_json("/api/register", &body).await,
        app.log_in("alice", PASSWORD).await,
        app.log_in("nobody", PASSWORD).await,
        app.verify(&challenge, &app.code(&holder.secret)).await,
        app.refresh(&holder.refresh_token).await,
        app.post("/api/logout")
            .bearer(&holder.access_token)
            .send()
            .await,
        app.post("/api/logout")
            .same_origin()
            .cookie(&holder.refresh_token)
            .send()
            .await,
    ] {
        let problem = answer.problem(ProblemCode::Unavailable);
        assert_eq!(problem.retry_after, Some(5));
        assert!(
            answer.header("set-cookie").is_none(),
            "the session may well be alive"
        );
    }
    assert_eq!(app.snapshot(), before);

    app.objects().set_unavailable(false);
    app.refresh(&holder.refresh_token)
        .await
        .expect(StatusCode::OK);
    let code = app.code(&holder.secret);
    app.verify(&challenge, &code).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn an_identity_read_needs_either_kv_or_the_account() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.objects().set_unavailable(true);
    app.who_am_i(&holder.access_token)
        .await
        .expect(StatusCode::OK);
    app.kv().fail_reads(true);
    let answer = app.who_am_i(&holder.access_token).await;
    answer.problem(ProblemCode::Unavailable);
    app.objects().set_unavailable(false);
    app.who_am_i(&holder.access_token)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn an_account_whose_state_cannot_be_read_is_not_taken_for_a_free_name() {
    let app = TestApp::new();
    app.enrol("alice").await;
    app.objects().forget();
    app.kv().fail_reads(true);
    let body = json!({ "username": "alice", "password": PASSWORD });
    let answer = app.post_json("/api/register", &body).await;
    answer.problem(ProblemCode::Unavailable);
    app.kv().fail_reads(false);
    let answer = app.post_json("/api/register", &body).await;
    answer.problem(ProblemCode::UsernameTaken);
}

#[tokio::test]
async fn without_randomness_nothing_begins() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.ports.seeds.exhaust();
    let before = (app.snapshot(), app.objects().commands());
    let body = json!({ "username": "bob", "password": PASSWORD });
    for answer in [
        app.post_json("/api/register", &body).await,
        app.log_in("alice", PASSWORD).await,
        app.refresh(&holder.refresh_token).await,
    ] {
        answer.problem(ProblemCode::Unavailable);
    }
    assert_eq!((app.snapshot(), app.objects().commands()), before);
}

#[tokio::test]
async fn client_files_that_cannot_be_read_are_a_503() {
    let app = TestApp::new();
    app.ports.client_files.set_unavailable();
    for path in ["/", "/sign-in", "/assets/client-0.js", "/nowhere"] {
        let answer = app.get(path).send().await;
        answer.problem(ProblemCode::Unavailable);
    }
}
