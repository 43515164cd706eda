//! What a new password may be, where it is sent.

use http::StatusCode;
use postern_shared::problem::ProblemCode;
use serde_json::json;

use crate::support::steps::PASSWORD;
use crate::support::{Answer, TestApp};

async fn register(app: &TestApp, name: &str, password: &str, email: Option<&str>) -> Answer {
    let body = json!({ "username": name, "password": password, "email": email });
    app.post_json("/api/register", &body).await
}

fn checking() -> TestApp {
    TestApp::with(&[("BREACH_CHECK", "hibp")])
}

#[tokio::test]
async fn a_common_password_is_refused_in_either_case_and_so_is_the_last_of_the_list() {
    let app = TestApp::new();
    // "Catherine" is the last that is long enough.
    for password in ["qwertyuiop", "QwertyUiop", "dragon12", "Catherine"] {
        let answer = register(&app, "bob", password, None).await;
        answer.blames(ProblemCode::WeakPassword, "password");
        let detail = answer.problem(ProblemCode::WeakPassword).detail;
        assert!(detail.contains("tried first"), "{detail}");
    }
    assert_eq!(app.objects().commands(), 0);
}

#[tokio::test]
async fn little_more_than_what_the_account_or_the_product_is_called_is_refused() {
    let app = TestApp::with(&[("APP_NAME", "Our Gate")]);
    let email = Some("a.liddell@wonder.example");
    for password in [
        "Alice2026",
        "A.Liddell7",
        "a.liddell@wonder.example",
        "our-gate-77",
        "postern-42",
    ] {
        let answer = register(&app, "alice", password, email).await;
        answer.blames(ProblemCode::WeakPassword, "password");
        let detail = answer.problem(ProblemCode::WeakPassword).detail;
        assert!(detail.contains("little more than"), "{detail}");
    }
    let other = register(&app, "bob", "Our gate is green", None).await;
    other.expect(StatusCode::CREATED);
    let other = register(&app, "carol", "A.Liddell7", None).await;
    other.expect(StatusCode::CREATED);
}

#[tokio::test]
async fn a_breached_password_is_refused_and_only_five_digits_were_told() {
    let app = checking();
    app.ports.breaches.set_range(RANGE);
    let answer = register(&app, "alice", PASSWORD, None).await;
    answer.blames(ProblemCode::BreachedPassword, "password");
    assert_eq!(app.ports.breaches.asked(), ["98DEC"]);
    assert_eq!(app.objects().commands(), 0);
}

#[tokio::test]
async fn a_password_that_is_not_in_the_range_or_there_as_padding_passes() {
    let app = checking();
    for (name, range) in [
        ("ann", ""),
        ("bob", "0018A45C4D1DEF81644B54AB7F969B88D65:10"),
        ("cid", PADDED),
    ] {
        app.ports.breaches.set_range(range);
        let answer = register(&app, name, PASSWORD, None).await;
        answer.expect(StatusCode::CREATED);
    }
    assert_eq!(app.ports.breaches.asked(), ["98DEC"; 3]);
}

#[tokio::test]
async fn where_the_list_does_not_answer_the_password_passes() {
    let app = checking();
    let answer = register(&app, "alice", PASSWORD, None).await;
    answer.expect(StatusCode::CREATED);
    assert_eq!(app.ports.breaches.asked(), ["98DEC"]);
}

#[tokio::test]
async fn nobody_is_asked_unless_the_deployment_says_so_nor_about_what_is_refused_anyway() {
    let app = TestApp::new();
    app.ports.breaches.set_range(RANGE);
    let answer = register(&app, "alice", PASSWORD, None).await;
    answer.expect(StatusCode::CREATED);
    assert_eq!(app.ports.breaches.asked(), [""; 0]);

    let app = checking();
    for password in ["short", "iloveyou", "alice2026"] {
        let answer = register(&app, "alice", password, None).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let answer = register(&app, "alice", PASSWORD, Some("x")).await;
    answer.problem(ProblemCode::InvalidEmail);
    assert_eq!(app.ports.breaches.asked(), [""; 0]);
    app.register("bob").await;
    let asked = app.ports.breaches.asked();
    app.log_in("bob", PASSWORD).await.expect(StatusCode::OK);
    assert_eq!(app.ports.breaches.asked(), asked, "it is not new");
}

/// Has the SHA-1 of [`PASSWORD`], which begins with 98DEC.
pub const RANGE: &str = "0018A45C4D1DEF81644B54AB7F969B88D65:10\r\n\
    C62ECE399A22ED30D490EF333BE7FDE7385:12";
const PADDED: &str = "C62ECE399A22ED30D490EF333BE7FDE7385:0\r\n\
    0018A45C4D1DEF81644B54AB7F969B88D65:0";
