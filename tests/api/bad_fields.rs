//! Objects with fields that the call does not take, or without those that it needs.

use postern_e2e::person::Person;
use postern_e2e::server::Server;
use serde_json::{Value, json};

#[tokio::test]
async fn a_lone_surrogate_is_malformed_in_every_field() {
    let api = Server::shared().api();
    for (path, body) in valid_bodies() {
        for field in fields(&body) {
            for lone in [r"\ud800", r"\udc00", r"\ud800\ud800", r"ab\udfff"] {
                let text = replaced_raw(&body, &field, &format!("\"name{lone}name\""));
                let answer = api.post(path).body("application/json", text).send().await;
                answer.expect_problem(400, "malformed_json");
            }
        }
    }
}

#[tokio::test]
async fn a_field_that_the_call_does_not_know_is_named() {
    let api = Server::shared().api();
    for (path, mut body) in valid_bodies() {
        body["is_admin"] = json!(true);
        let answer = api.post(path).json(&body).send().await;
        answer.expect_problem(422, "unknown_field");
        assert_eq!(answer.field("field"), "is_admin");
    }
}

#[tokio::test]
async fn a_field_that_is_missing_is_named() {
    let api = Server::shared().api();
    for (path, body) in valid_bodies() {
        for field in fields(&body) {
            if is_optional(path, &field) {
                continue;
            }
            let mut body = body.clone();
            body.as_object_mut().expect("an object").remove(&field);
            let answer = api.post(path).json(&body).send().await;
            answer.expect_problem(422, "missing_field");
            assert_eq!(answer.field("field"), field);
        }
    }
}

#[tokio::test]
async fn a_field_of_another_type_is_refused() {
    let api = Server::shared().api();
    for (path, body) in valid_bodies() {
        for field in fields(&body) {
            for value in [json!(1), json!(true), json!([]), json!({}), json!(1.5e300)] {
                let mut body = body.clone();
                body[&field] = value;
                let answer = api.post(path).json(&body).send().await;
                answer.expect_problem(422, "invalid_field");
            }
        }
    }
}

#[tokio::test]
async fn a_field_that_stands_twice_is_refused() {
    let api = Server::shared().api();
    let person = Person::new();
    let body = person.registration().to_string();
    let twice = body.replacen('{', r#"{"username":"somebody","#, 1);
    let answer = api.post("/api/register").body("application/json", twice);
    let answer = answer.send().await;
    assert!(
        [("malformed_json", 400), ("invalid_field", 422)]
            .contains(&(answer.code().as_str(), answer.status.as_u16())),
        "{}",
        answer.text()
    );
    person.register(&api).await.expect(201);
}

/// A body that each writing call would read, if not grant.
fn valid_bodies() -> [(&'static str, Value); 8] {
    let person = Person::new();
    let name = &person.username;
    [
        ("/api/register", person.registration()),
        ("/api/login", person.credentials()),
        (
            "/api/verify-otp",
            json!({ "challenge": "nonsense", "otp": "123456" }),
        ),
        (
            "/api/register",
            json!({ "username": name, "registration": "AAAA", "registration_record": "AAAA" }),
        ),
        (
            "/api/login",
            json!({
                "username": name, "login": "AAAA", "ke3": "AAAA", "registration_request": "AAAA",
            }),
        ),
        (
            "/api/verify-otp",
            json!({
                "challenge": "nonsense", "otp": "123456", "registration": "AAAA",
                "registration_record": "AAAA",
            }),
        ),
        (
            "/api/register/start",
            json!({ "username": name, "registration_request": "AAAA" }),
        ),
        (
            "/api/login/start",
            json!({ "username": name, "ke1": "AAAA" }),
        ),
    ]
}

/// Whether the call goes without it, whatever else is in the body.
fn is_optional(path: &str, field: &str) -> bool {
    match path {
        "/api/register" => ["email", "full_name"].contains(&field),
        "/api/login" => field == "registration_request",
        "/api/verify-otp" => ["registration", "registration_record"].contains(&field),
        _ => false,
    }
}

fn fields(body: &Value) -> Vec<String> {
    body.as_object()
        .map(|object| object.keys().cloned().collect())
        .unwrap_or_default()
}

/// The body as text, with raw JSON in the place of a field's value.
fn replaced_raw(body: &Value, field: &str, raw: &str) -> String {
    let mut body = body.clone();
    body[field] = json!("@@@");
    body.to_string().replace("\"@@@\"", raw)
}
