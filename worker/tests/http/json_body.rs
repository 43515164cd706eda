//! Bodies, alike for every call that takes one.

use axum::body::Body;
use futures_util::stream;
use http::StatusCode;
use postern_shared::problem::ProblemCode;
use serde_json::json;

use crate::support::steps::PASSWORD;
use crate::support::{Answer, TestApp};

/// The calls with a body, each with a good one.
fn good_bodies() -> [(&'static str, serde_json::Value); 3] {
    [
        (
            "/api/register",
            json!({ "username": "alice", "password": PASSWORD }),
        ),
        (
            "/api/login",
            json!({ "username": "alice", "password": PASSWORD }),
        ),
        (
            "/api/verify-otp",
            json!({ "challenge": "x", "otp": "123456" }),
        ),
    ]
}

/// Whether the call came as far as looking at the fields' values.
fn was_read(answer: &Answer) -> bool {
    let code = match answer.status {
        StatusCode::CREATED | StatusCode::OK => return true,
        StatusCode::CONFLICT => ProblemCode::UsernameTaken,
        _ => ProblemCode::InvalidChallenge,
    };
    answer.problem(code);
    true
}

#[tokio::test]
async fn what_is_not_json_is_refused() {
    let app = TestApp::new();
    for (path, good) in good_bodies() {
        let good = good.to_string();
        for body in [
            "",
            "{",
            "x",
            "[",
            "{'username':'alice'}",
            "username=alice&password=correct",
            &good[..good.len() - 1],
            &format!("{good} x"),
            &format!("{good}{good}"),
            &format!("\u{feff}{good}"),
            &good.replace("\":", "\";"),
        ] {
            let answer = app.post(path).raw("application/json", body).send().await;
            answer.problem(ProblemCode::MalformedJson);
        }
    }
    assert_eq!(app.objects().commands(), 0);
}

#[tokio::test]
async fn a_lone_surrogate_or_a_byte_that_is_no_utf_8_is_refused() {
    let app = TestApp::new();
    for (path, field, other) in [
        ("/api/register", "username", "password"),
        ("/api/register", "password", "username"),
        ("/api/login", "password", "username"),
        ("/api/verify-otp", "otp", "challenge"),
    ] {
        for text in ["\\ud800", "\\udc00", "a\\ud83dz", "\\ude00\\ud83d"] {
            let body = format!(r#"{{"{other}":"alice-alice","{field}":"{text}"}}"#);
            let answer = app.post(path).raw("application/json", body).send().await;
            answer.problem(ProblemCode::MalformedJson);
        }
        let mut body = format!(r#"{{"{other}":"alice-alice","{field}":""#).into_bytes();
        body.extend_from_slice(b"\xff\xfe\"}");
        let answer = app.post(path).raw("application/json", body).send().await;
        answer.problem(ProblemCode::MalformedJson);
    }
    assert_eq!(app.objects().commands(), 0);
}

#[tokio::test]
async fn a_raw_control_character_is_no_json_and_an_escaped_one_is_looked_at() {
    let app = TestApp::new();
    let body = |control: &str| format!(r#"{{"username":"alice","password":"correct{control}h"}}"#);
    let raw = app
        .post("/api/register")
        .raw("application/json", body("\u{1}"));
    raw.send().await.problem(ProblemCode::MalformedJson);
    let escaped = app
        .post("/api/register")
        .raw("application/json", body("\\u0001"));
    escaped
        .send()
        .await
        .blames(ProblemCode::InvalidPassword, "password");
}

#[tokio::test]
async fn another_or_no_media_type_is_refused() {
    let app = TestApp::new();
    for (path, good) in good_bodies() {
        for media_type in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "application/jsonp",
            "application/problem+json",
            "text/json",
            "",
            ";application/json",
        ] {
            let answer = app
                .post(path)
                .raw(media_type, good.to_string())
                .send()
                .await;
            answer.problem(ProblemCode::UnsupportedMediaType);
        }
        let none = app.post(path).body(good.to_string()).send().await;
        none.problem(ProblemCode::UnsupportedMediaType);
    }
    assert_eq!(app.objects().commands(), 0);
}

#[tokio::test]
async fn the_media_type_is_read_in_every_case_and_with_parameters() {
    for media_type in [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
    ] {
        let app = TestApp::new();
        for (path, good) in good_bodies() {
            let answer = app
                .post(path)
                .raw(media_type, good.to_string())
                .send()
                .await;
            assert!(was_read(&answer));
        }
    }
}

#[tokio::test]
async fn a_field_that_the_call_does_not_know_is_refused() {
    let app = TestApp::new();
    for (path, good) in good_bodies() {
        for field in [
            "admin",
            "Username",
            "password ",
            "",
            "__proto__",
            "full-name",
        ] {
            let mut body = good.clone();
            body[field] = json!("x");
            let answer = app.post_json(path, &body).await;
            answer.blames(ProblemCode::UnknownField, field);
        }
    }
    assert_eq!(app.objects().commands(), 0);
}

#[tokio::test]
async fn the_field_of_another_call_is_unknown_too() {
    let app = TestApp::new();
    for (path, field) in [
        ("/api/login", "email"),
        ("/api/login", "otp"),
        ("/api/register", "disabled"),
        ("/api/register", "otp_secret"),
        ("/api/verify-otp", "username"),
    ] {
        let (_, good) = good_bodies()
            .into_iter()
            .find(|(known, _)| *known == path)
            .expect("the call is listed");
        let mut body = good;
        body[field] = json!("x");
        let answer = app.post_json(path, &body).await;
        answer.blames(ProblemCode::UnknownField, field);
    }
}

#[tokio::test]
async fn an_endless_field_name_is_cut() {
    let app = TestApp::new();
    let name = "n".repeat(10_000);
    let answer = app.post_json("/api/login", &json!({ name: "x" })).await;
    answer.blames(ProblemCode::UnknownField, &"n".repeat(64));
}

#[tokio::test]
async fn a_field_that_the_call_needs_is_asked_for() {
    let app = TestApp::new();
    for (path, good) in good_bodies() {
        let fields = good.as_object().expect("a body is an object");
        for field in fields.keys() {
            let mut body = fields.clone();
            body.remove(field);
            let answer = app.post_json(path, &body.into()).await;
            answer.blames(ProblemCode::MissingField, field);
        }
        let empty = app.post_json(path, &json!({})).await;
        empty.problem(ProblemCode::MissingField);
    }
    assert_eq!(app.objects().commands(), 0);
}

#[tokio::test]
async fn a_field_of_the_wrong_type_is_blamed() {
    let app = TestApp::new();
    for (path, good) in good_bodies() {
        let fields = good.as_object().expect("a body is an object");
        for field in fields.keys() {
            for wrong in [
                json!(null),
                json!(1),
                json!(123_456),
                json!(true),
                json!(["x"]),
                json!({ "x": "y" }),
            ] {
                // Something else may stand in place of a password, which is none then, and a
                // trusted browser in place of a code.
                let is_none = wrong.is_null() && matches!(field.as_str(), "password" | "otp");
                let code = if is_none {
                    ProblemCode::MissingField
                } else {
                    ProblemCode::InvalidField
                };
                let mut body = good.clone();
                body[field] = wrong;
                let answer = app.post_json(path, &body).await;
                answer.blames(code, field);
            }
        }
    }
    for field in ["email", "full_name"] {
        let mut body = good_bodies()[0].1.clone();
        body[field] = json!(1);
        let answer = app.post_json("/api/register", &body).await;
        answer.blames(ProblemCode::InvalidField, field);
    }
    assert_eq!(app.objects().commands(), 0);
}

#[tokio::test]
async fn an_absent_profile_field_is_not_blamed_for_another_ones_type() {
    let app = TestApp::new();
    let body = json!({ "email": null, "full_name": null, "username": 1, "password": PASSWORD });
    let answer = app.post_json("/api/register", &body).await;
    answer.blames(ProblemCode::InvalidField, "username");
}

#[tokio::test]
async fn a_field_that_stands_twice_is_refused() {
    let app = TestApp::new();
    for (path, first, second) in [
        ("/api/register", "username", "password"),
        ("/api/login", "password", "username"),
        ("/api/verify-otp", "otp", "challenge"),
    ] {
        let body = format!(r#"{{"{first}":"aaaaaa","{first}":"bbbbbb","{second}":"cccccccc"}}"#);
        let answer = app.post(path).raw("application/json", body).send().await;
        answer.blames(ProblemCode::InvalidField, first);
    }
    assert_eq!(app.objects().commands(), 0);
}

#[tokio::test]
async fn json_that_is_no_object_is_refused() {
    let app = TestApp::new();
    for (path, _) in good_bodies() {
        for body in [
            "[]",
            r#"["alice","correct horse battery"]"#,
            "\"alice\"",
            "null",
            "1",
            "true",
        ] {
            let answer = app.post(path).raw("application/json", body).send().await;
            let problem = answer.problem(ProblemCode::InvalidField);
            assert_eq!(problem.field, None);
        }
    }
}

#[tokio::test]
async fn a_deep_nest_is_refused_and_does_no_harm() {
    let app = TestApp::new();
    for (path, _) in good_bodies() {
        let nest = "[".repeat(16_000);
        let answer = app.post(path).raw("application/json", nest).send().await;
        answer.problem(ProblemCode::MalformedJson);
        let nest = format!(
            r#"{{"username":{}{}}}"#,
            "[".repeat(8_000),
            "]".repeat(8_000)
        );
        let answer = app.post(path).raw("application/json", nest).send().await;
        assert!(answer.status.is_client_error());
    }
}

/// A body that is good but for its length.
fn padded(length: usize) -> String {
    let good = json!({ "username": "alice", "password": PASSWORD }).to_string();
    let padding = " ".repeat(length - good.len());
    format!("{good}{padding}")
}

#[tokio::test]
async fn a_body_has_at_most_16_kib_also_where_nobody_says_how_long_it_is() {
    let app = TestApp::new();
    let fits = app
        .post("/api/register")
        .raw("application/json", padded(16_384));
    fits.send().await.expect(StatusCode::CREATED);
    let before = app.objects().commands();
    for (path, _) in good_bodies() {
        for length in [16_385, 17 * 1024, 1024 * 1024] {
            let undeclared = app.post(path).raw("application/json", padded(length));
            undeclared.send().await.problem(ProblemCode::BodyTooLarge);
            let declared = app
                .post(path)
                .header("content-length", &length.to_string())
                .raw("application/json", padded(length));
            declared.send().await.problem(ProblemCode::BodyTooLarge);
            let chunks = padded(length).into_bytes();
            let chunks: Vec<_> = chunks
                .chunks(1000)
                .map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec()))
                .collect();
            let streamed = app
                .post(path)
                .header("content-type", "application/json")
                .body(Body::from_stream(stream::iter(chunks)));
            streamed.send().await.problem(ProblemCode::BodyTooLarge);
        }
    }
    assert_eq!(app.objects().commands(), before);
}

#[tokio::test]
async fn a_body_declared_too_long_is_not_read_at_all() {
    let app = TestApp::new();
    let unread = stream::poll_fn(
        |_context| -> std::task::Poll<Option<std::io::Result<Vec<u8>>>> {
            panic!("the body was read")
        },
    );
    let answer = app
        .post("/api/register")
        .header("content-type", "application/json")
        .header("content-length", "16385")
        .body(Body::from_stream(unread))
        .send()
        .await;
    answer.problem(ProblemCode::BodyTooLarge);
}
