//! `REGISTRATION`: who may register.

use http::StatusCode;
use postern_foreign_opaque::Registering;
use postern_shared::problem::ProblemCode;
use serde_json::{Value, json};

use crate::invitations;
use crate::support::call::with_field;
use crate::support::prover::fields_of;
use crate::support::steps::PASSWORD;
use crate::support::{Answer, TestApp};

/// Both ways into an account that is not there yet.
fn bodies() -> [(&'static str, Value); 2] {
    let (_, request) = Registering::start(PASSWORD);
    [
        (
            "/api/register",
            json!({ "username": "alice", "password": PASSWORD }),
        ),
        (
            "/api/register/start",
            json!({ "username": "alice", "registration_request": request }),
        ),
    ]
}

fn app(mode: &str) -> TestApp {
    TestApp::with(&[("REGISTRATION", mode), ("PASSWORD_PROTOCOL", "opaque")])
}

async fn send(app: &TestApp, path: &str, body: &Value, invitation: Option<&str>) -> Answer {
    let body = match invitation {
        Some(text) => with_field(body.clone(), "invitation", json!(text)),
        None => body.clone(),
    };
    app.post_json(path, &body).await
}

#[tokio::test]
async fn the_options_say_who_may_register() {
    for mode in ["open", "invite", "closed"] {
        let answer = app(mode).get("/api/sign-in-options").send().await;
        assert_eq!(answer.field("registration"), mode);
    }
    let answer = TestApp::new().get("/api/sign-in-options").send().await;
    assert_eq!(answer.field("registration"), "open");
}

#[tokio::test]
async fn where_it_is_open_nobody_needs_an_invitation() {
    let app = app("open");
    for (path, body) in bodies().into_iter().rev() {
        let answer = send(&app, path, &body, None).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text());
    }
}

#[tokio::test]
async fn by_invitation_nothing_happens_without_a_good_one() {
    let app = app("invite");
    for (path, body) in bodies() {
        let without = send(&app, path, &body, None).await;
        without.problem(ProblemCode::InvitationRequired);
        let bad = send(&app, path, &body, Some("x")).await;
        bad.blames(ProblemCode::InvalidInvitation, "invitation");
    }
    assert_eq!(app.objects().commands(), 0, "no account is asked");
    assert!(app.ports.instance.row().is_none());
    for (path, body) in bodies().into_iter().rev() {
        let invitation = invitations::good();
        let answer = send(&app, path, &body, Some(&invitation)).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text());
    }
}

#[tokio::test]
async fn where_it_is_closed_no_invitation_helps() {
    let app = app("closed");
    for (path, body) in bodies() {
        for invitation in [None, Some(invitations::good())] {
            let answer = send(&app, path, &body, invitation.as_deref()).await;
            answer.problem(ProblemCode::RegistrationClosed);
        }
    }
    assert_eq!(app.objects().commands(), 0, "no account is asked");
}

#[tokio::test]
async fn a_forgotten_password_is_reset_whoever_may_register() {
    for mode in ["open", "invite", "closed"] {
        let (_, request) = Registering::start(PASSWORD);
        let body = json!({ "username": "alice", "registration_request": request, "reset": true });
        let answer = app(mode).post_json("/api/register/start", &body).await;
        answer.expect(StatusCode::OK);
    }
    // What comes of it makes no account.
    let app = app("closed");
    let (registering, request) = Registering::start(PASSWORD);
    let body = json!({ "username": "alice", "registration_request": request, "reset": true });
    let started = app.post_json("/api/register/start", &body).await.json();
    let record = with_field(
        fields_of(&registering, &started),
        "username",
        json!("alice"),
    );
    let answer = app.post_json("/api/register", &record).await;
    answer.problem(ProblemCode::RegistrationClosed);
}

#[tokio::test]
async fn whoever_has_an_account_goes_on_where_nobody_may_register_any_more() {
    let open = TestApp::new();
    let holder = open.enrol("alice").await;
    let closed = open.redeployed_with(&[("REGISTRATION", "closed")]);
    closed.sign_in("alice", &holder.secret).await;
    let unconfirmed = open.register("bob").await;
    let code = closed.code(&unconfirmed.secret);
    let confirmed = closed.verify(&unconfirmed.challenge, &code).await;
    confirmed.expect(StatusCode::OK);
}
