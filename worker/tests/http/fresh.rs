//! What guards an account needs a proof of both factors of the last 5 minutes (ASVS 7.5.1), and a
//! session that lives: every call of the account area, one by one.

use http::{Method, StatusCode};
use postern_foreign_opaque::{Registering, SigningIn};
use postern_shared::problem::ProblemCode;
use serde_json::{Value, json};

use crate::support::prover::part;
use crate::support::steps::{Holder, PASSWORD};
use crate::support::{Answer, TestApp};

/// A call: its method, its path, its body if it has one.
pub type Asked = (Method, String, Option<Value>);

/// Somebody with another session and another browser, in a service in which everything is on.
async fn scene() -> (TestApp, Holder) {
    let app = TestApp::with(&[("PASSWORD_PROTOCOL", "opaque"), ("TRUSTED_BROWSERS", "on")]);
    let holder = app.enrol("alice").await;
    app.sign_in("alice", &holder.secret).await;
    (app, holder)
}

/// The calls that need a fresh proof, each with something that is there.
async fn guarded(app: &TestApp, holder: &Holder) -> Vec<Asked> {
    let other_session = other(app, holder, "/api/sessions", "sessions").await;
    let other_browser = other(app, holder, "/api/browsers", "browsers").await;
    let authenticator = id_of(app, holder, "/api/authenticators", "/authenticators/0/id").await;
    let post = |path: &str, body: Value| (Method::POST, path.to_owned(), Some(body));
    let delete = |path: String| (Method::DELETE, path, None);
    vec![
        post("/api/password/start", messages()),
        post("/api/password", passwords()),
        post("/api/authenticators", json!({})),
        delete(format!("/api/authenticators/{authenticator}")),
        (Method::POST, "/api/recovery-codes".to_owned(), None),
        delete(format!("/api/browsers/{other_browser}")),
        delete(format!("/api/sessions/{other_session}")),
        delete("/api/sessions".to_owned()),
        (
            Method::PATCH,
            "/api/users/me".to_owned(),
            Some(json!({ "email": "alice@example.org" })),
        ),
        (
            Method::DELETE,
            "/api/users/me".to_owned(),
            Some(json!({ "username": "alice" })),
        ),
    ]
}

/// Those that any session that lives may ask.
async fn open(app: &TestApp, holder: &Holder) -> Vec<Asked> {
    let authenticator = id_of(app, holder, "/api/authenticators", "/authenticators/0/id").await;
    let own_session = id_of(app, holder, "/api/sessions", "/sessions/1/id").await;
    let get = |path: &str| (Method::GET, path.to_owned(), None);
    vec![
        get("/api/authenticators"),
        get("/api/recovery-codes"),
        get("/api/browsers"),
        get("/api/sessions"),
        get("/api/users/me/activity"),
        get("/api/users/me/export"),
        (
            Method::PATCH,
            format!("/api/authenticators/{authenticator}"),
            Some(json!({ "label": "Phone" })),
        ),
        (
            Method::POST,
            "/api/recovery-codes/acknowledge".to_owned(),
            None,
        ),
        (
            Method::POST,
            "/api/users/me/activity/seen".to_owned(),
            Some(json!({ "number": 1 })),
        ),
        (
            Method::PATCH,
            "/api/users/me".to_owned(),
            Some(json!({ "full_name": "Alice Liddell" })),
        ),
        (Method::DELETE, format!("/api/sessions/{own_session}"), None),
    ]
}

pub fn messages() -> Value {
    json!({
        "ke1": SigningIn::start(PASSWORD).1,
        "registration_request": Registering::start(PASSWORD).1,
    })
}

pub fn passwords() -> Value {
    json!({ "current_password": PASSWORD, "new_password": "one large open window" })
}

async fn id_of(app: &TestApp, holder: &Holder, path: &str, pointer: &str) -> String {
    let answer = app
        .with_token(Method::GET, path, &holder.access_token)
        .await;
    let list = answer.expect(StatusCode::OK).json();
    let id = list.pointer(pointer).and_then(Value::as_str);
    id.unwrap_or_else(|| panic!("{pointer} in {list}"))
        .to_owned()
}

/// The first of a list that is not the one that asks.
async fn other(app: &TestApp, holder: &Holder, path: &str, list: &str) -> String {
    let call = app.get(path).bearer(&holder.access_token);
    let answer = call.other_cookie(&holder.browser).send().await;
    let body = answer.expect(StatusCode::OK).json();
    let all = part(&body, &format!("/{list}"));
    let other = all
        .as_array()
        .expect("a list")
        .iter()
        .filter(|one| part(one, "/current") == false)
        .find_map(|one| one.get("id")?.as_str());
    other.expect("another one").to_owned()
}

async fn ask(app: &TestApp, (method, path, body): &Asked, token: &str) -> Answer {
    let call = app.call(method.clone(), path).bearer(token);
    match body {
        Some(body) => call.json(body).send().await,
        None => call.send().await,
    }
}

#[tokio::test]
async fn at_300_seconds_a_proof_is_fresh_and_at_301_it_is_not() {
    let (app, holder) = scene().await;
    let count = guarded(&app, &holder).await.len();
    for number in 0..count {
        let (app, holder) = scene().await;
        let asked = guarded(&app, &holder).await.swap_remove(number);
        // Two steps have passed since the sign-in.
        app.advance(240);
        let answer = ask(&app, &asked, &holder.access_token).await;
        // The one authenticator stays, but not for want of a proof.
        let is_last = answer.status == StatusCode::CONFLICT;
        assert!(
            answer.status.is_success() || is_last,
            "{asked:?}: {}",
            answer.text()
        );

        let (app, holder) = scene().await;
        let asked = guarded(&app, &holder).await.swap_remove(number);
        app.advance(241);
        let before = app.snapshot();
        let answer = ask(&app, &asked, &holder.access_token).await;
        answer.problem(ProblemCode::StepUpRequired);
        assert_eq!(
            answer.header("www-authenticate"),
            Some(
                "Bearer realm=\"postern\", error=\"insufficient_user_authentication\", max_age=\"300\""
            ),
        );
        assert_eq!(app.snapshot(), before, "{asked:?}");

        let code = app.code(&holder.secret);
        let proved = app.step_up("alice", &holder.access_token, &code).await;
        let token = proved.expect(StatusCode::OK).field("access_token");
        let answer = ask(&app, &asked, &token).await;
        let is_last = answer.status == StatusCode::CONFLICT;
        assert!(
            answer.status.is_success() || is_last,
            "{asked:?}: {}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn what_takes_nothing_away_needs_no_fresh_proof() {
    let (app, holder) = scene().await;
    for number in 0..open(&app, &holder).await.len() {
        let (app, holder) = scene().await;
        let asked = open(&app, &holder).await.swap_remove(number);
        app.advance(500);
        let answer = ask(&app, &asked, &holder.access_token).await;
        assert!(answer.status.is_success(), "{asked:?}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_session_that_has_ended_asks_for_nothing() {
    let (app, holder) = scene().await;
    let mut all = guarded(&app, &holder).await;
    all.extend(open(&app, &holder).await);
    let challenge = app.challenge("alice").await;
    let step_up = json!({ "challenge": challenge, "otp": app.code(&holder.secret) });
    all.push((Method::POST, "/api/step-up".to_owned(), Some(step_up)));
    let out = app.with_token(Method::POST, "/api/logout", &holder.access_token);
    out.await.expect(StatusCode::NO_CONTENT);
    let before = app.snapshot();
    for asked in all {
        let answer = ask(&app, &asked, &holder.access_token).await;
        answer.problem(ProblemCode::SessionEnded);
    }
    assert_eq!(app.snapshot(), before);
}

#[tokio::test]
async fn no_cookie_stands_in_for_the_access_token() {
    let (app, holder) = scene().await;
    let mut all = guarded(&app, &holder).await;
    all.extend(open(&app, &holder).await);
    let before = (app.snapshot(), app.objects().commands());
    for (method, path, body) in all {
        let call = app.call(method, &path).same_origin();
        let call = call
            .cookie(&holder.refresh_token)
            .other_cookie(&holder.browser);
        let call = match body {
            Some(body) => call.json(&body),
            None => call,
        };
        call.send().await.problem(ProblemCode::MissingToken);
    }
    assert_eq!((app.snapshot(), app.objects().commands()), before);
}

#[tokio::test]
async fn a_renewal_does_not_make_the_proof_fresh() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.advance(271);
    let renewed = app.refresh(&holder.refresh_token).await;
    let token = renewed.expect(StatusCode::OK).field("access_token");
    let answer = app.with_token(Method::POST, "/api/recovery-codes", &token);
    answer.await.problem(ProblemCode::StepUpRequired);
}

#[tokio::test]
async fn a_disabled_account_changes_nothing() {
    let (app, holder) = scene().await;
    let all = guarded(&app, &holder).await;
    app.disable("alice");
    let before = app.snapshot();
    for asked in all {
        // A change of the password asks whose it is first.
        let is_ended = asked.1 == "/api/password";
        let answer = ask(&app, &asked, &holder.access_token).await;
        answer.problem(if is_ended {
            ProblemCode::SessionEnded
        } else {
            ProblemCode::AccountDisabled
        });
    }
    assert_eq!(app.snapshot(), before);
}
