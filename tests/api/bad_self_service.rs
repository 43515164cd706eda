//! Bad input for the calls about what belongs to an account: each is refused with its own word, and
//! changes nothing.

use postern_e2e::api::Api;
use postern_e2e::person::{Member, ask};
use postern_e2e::server::Server;
use serde_json::{Value, json};

#[tokio::test]
async fn bodies_that_are_none_are_refused_and_change_nothing() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let before = everything(&api, &member).await;
    let large = format!(r#"{{"label":"{}"}}"#, "x".repeat(16 * 1024));
    for (line, _) in bodies(&member, &first_id(&before)) {
        let (method, path) = line.split_once(' ').expect("a method and a path");
        let method = http::Method::from_bytes(method.as_bytes()).expect("a method");
        for (media_type, text, status, code) in [
            ("application/json", "", 400, "malformed_json"),
            ("application/json", "{\"label\":}", 400, "malformed_json"),
            ("application/json", "label=x&otp=1", 400, "malformed_json"),
            (
                "application/json",
                r#"{"a":"\ud800"}"#,
                400,
                "malformed_json",
            ),
            ("application/json", "[]", 422, "invalid_field"),
            ("application/json", "null", 422, "invalid_field"),
            ("application/json", &large, 413, "body_too_large"),
            ("text/plain", "{}", 415, "unsupported_media_type"),
        ] {
            let call = api.call(method.clone(), path).body(media_type, text);
            let answer = call.bearer(&member.session.access_token).send().await;
            assert_eq!(answer.code(), code, "{line} {text:.40}");
            answer.expect_problem(status, code);
        }
    }
    assert_eq!(everything(&api, &member).await, before);
}

#[tokio::test]
async fn fields_that_are_unknown_missing_or_of_another_type_are_named() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let before = everything(&api, &member).await;
    let token = &member.session.access_token;
    for (line, body) in bodies(&member, &first_id(&before)) {
        let mut more = body.clone();
        more["is_admin"] = json!(true);
        blames(&api, token, (&line, &more), "unknown_field", "is_admin").await;
        let fields = body.as_object().cloned().expect("an object");
        for field in fields.keys() {
            if !is_optional(&line, field) {
                let mut less = body.clone();
                less.as_object_mut().expect("an object").remove(field);
                blames(&api, token, (&line, &less), "missing_field", field).await;
            }
            for value in [json!(-1.5), json!([]), json!({ "a": 1 })] {
                let mut wrong = body.clone();
                wrong[field] = value;
                blames(&api, token, (&line, &wrong), "invalid_field", field).await;
            }
        }
    }
    assert_eq!(everything(&api, &member).await, before);
}

#[tokio::test]
async fn values_that_break_a_rule_are_refused_and_change_nothing() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let token = &member.session.access_token;
    let before = everything(&api, &member).await;
    let rename = format!("PATCH /api/authenticators/{}", first_id(&before));
    let long = "x".repeat(10_000);
    for label in ["", "  ", "a\u{7}b", "a\nb", "a\0", "a\u{202e}b", &long] {
        let body = json!({ "label": label });
        blames(&api, token, (&rename, &body), "invalid_label", "label").await;
        blames(&api, token, (ADD, &body), "invalid_label", "label").await;
    }
    for (email, code) in [("nobody", "invalid_email"), (&long, "invalid_email")] {
        let body = json!({ "email": email });
        blames(&api, token, (PROFILE, &body), code, "email").await;
    }
    for name in ["a\u{202e}b", &long] {
        let body = json!({ "full_name": name });
        let code = "invalid_full_name";
        blames(&api, token, (PROFILE, &body), code, "full_name").await;
    }
    let current = &member.person.password;
    for (new, code) in [
        ("short", "invalid_password"),
        (long.as_str(), "invalid_password"),
        ("password", "weak_password"),
        (&member.person.username, "weak_password"),
        (&member.person.email, "weak_password"),
    ] {
        let body = json!({ "current_password": current, "new_password": new });
        blames(&api, token, (PASSWORD, &body), code, "new_password").await;
    }
    let body = json!({ "username": "somebody.else" });
    let code = "confirmation_mismatch";
    blames(&api, token, (DELETE, &body), code, "username").await;
    assert_eq!(everything(&api, &member).await, before);
}

#[tokio::test]
async fn a_reset_with_bad_values_says_which_and_uses_up_nothing() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let before = everything(&api, &member).await;
    let good = json!({
        "username": member.person.username,
        "recovery_code": member.recovery_codes[0],
        "otp": member.phone.code().await,
        "password": "a lamp on every sill",
    });
    for (field, value, code) in [
        ("recovery_code", json!(""), "malformed_otp"),
        ("recovery_code", json!("123456"), "malformed_otp"),
        ("recovery_code", json!("x".repeat(10_000)), "malformed_otp"),
        ("otp", json!(member.recovery_codes[1]), "malformed_otp"),
        ("otp", json!("12345"), "malformed_otp"),
        ("password", json!("short"), "invalid_password"),
        ("password", json!("password"), "weak_password"),
        ("username", json!(7), "invalid_field"),
        ("keep", json!(true), "unknown_field"),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        let answer = api.post("/api/password/reset").json(&bad).send().await;
        answer.expect_problem(422, code);
        assert_eq!(answer.field("field"), field);
    }
    for field in ["username", "recovery_code", "otp", "password"] {
        let mut less = good.clone();
        less.as_object_mut().expect("an object").remove(field);
        let answer = api.post("/api/password/reset").json(&less).send().await;
        answer.expect_problem(422, "missing_field");
        assert_eq!(answer.field("field"), field);
    }
    assert_eq!(everything(&api, &member).await, before);
    let answer = api.post("/api/password/reset").json(&good).send().await;
    answer.expect(204);
}

/// Refused with this word, for this field.
async fn blames(api: &Api, token: &str, (line, body): (&str, &Value), code: &str, field: &str) {
    let answer = ask(api, token, line, body).await;
    assert_eq!(answer.code(), code, "{line} {body:.200}: {}", answer.text());
    answer.expect_problem(422, code);
    assert_eq!(answer.field("field"), field, "{line} {body:.200}");
}

/// All that is held about somebody, less the moment.
pub async fn everything(api: &Api, member: &Member) -> Value {
    let token = &member.session.access_token;
    let export = ask(api, token, "GET /api/users/me/export", &Value::Null).await;
    let mut export = export.expect(200).json();
    export["exported_at"] = Value::Null;
    export
}

/// The first authenticator of an export.
pub fn first_id(export: &Value) -> String {
    let id = export["authenticators"][0]["id"].as_str();
    id.expect("an authenticator").to_owned()
}

/// Every call that takes a body, and a body that it would read, if not grant.
fn bodies(member: &Member, id: &str) -> Vec<(String, Value)> {
    let name = &member.person.username;
    let line = str::to_owned;
    vec![
        (line(ADD), json!({ "label": "Tablet", "replaces": id })),
        (
            format!("PATCH /api/authenticators/{id}"),
            json!({ "label": "Tablet" }),
        ),
        (
            format!("POST /api/authenticators/{id}/confirm"),
            json!({ "otp": "123456" }),
        ),
        (
            line(PROFILE),
            json!({ "email": "other@post.example", "full_name": "Somebody Else" }),
        ),
        (line(DELETE), json!({ "username": name })),
        (
            line(PASSWORD),
            json!({
                "current_password": member.person.password,
                "new_password": "a lamp on every sill",
                "keep_other_sessions": true,
            }),
        ),
        (
            line("POST /api/password/start"),
            json!({ "ke1": "AAAA", "registration_request": "AAAA" }),
        ),
        (
            line("POST /api/step-up"),
            json!({ "challenge": "nonsense", "otp": "123456" }),
        ),
        (
            line("POST /api/users/me/activity/seen"),
            json!({ "number": 2 }),
        ),
    ]
}

/// Whether the call goes without it, whatever else is in the body.
fn is_optional(line: &str, field: &str) -> bool {
    [ADD, PROFILE].contains(&line) || field == "keep_other_sessions"
}

const ADD: &str = "POST /api/authenticators";
const PROFILE: &str = "PATCH /api/users/me";
const DELETE: &str = "DELETE /api/users/me";
const PASSWORD: &str = "POST /api/password";
