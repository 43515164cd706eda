//! Messages of the password protocol that are none, and bodies that mix its fields up. Each has a
//! clear problem, and none changes or costs anything.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use postern_e2e::answer::Answer;
use postern_e2e::api::Api;
use postern_e2e::mode::Mode;
use postern_e2e::opaque_client::{Registering, SigningIn, bytes_of};
use postern_e2e::password_protocol::{start_login, start_registration};
use postern_e2e::person::{Member, Person};
use serde_json::{Value, json};

#[tokio::test]
async fn a_bad_ke1_is_refused_and_not_counted() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    let (_, right) = SigningIn::start("a guess");
    for (what, ke1) in spoiled(&right, &[0, 64]) {
        let refused = start_login(&api, &member.person.username, &ke1).await;
        is_malformed(&refused, "ke1", &what);
    }
    five_starts_are_left(&api, &member.person).await;
}

#[tokio::test]
async fn a_bad_registration_request_is_refused_and_not_counted() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    let (_, right) = Registering::start("a guess");
    for (what, request) in spoiled(&right, &[0]) {
        let refused = start_registration(&api, &member.person.username, &request).await;
        is_malformed(&refused, "registration_request", &what);
    }
    five_starts_are_left(&api, &member.person).await;
}

#[tokio::test]
async fn a_bad_record_registers_nobody() {
    let api = Mode::Opaque.api();
    let person = Person::new();
    let right = person.start_registration(&api).await;
    let right = right.unwrap_or_else(|refused| panic!("{}", refused.text()));
    for (what, record) in spoiled(&right.record, &[0]) {
        let mut bad = right.clone();
        bad.record = record;
        let refused = bad.send(&api, &person).await;
        is_malformed(&refused, "registration_record", &what);
    }
    right.send(&api, &person).await.expect(201);
}

#[tokio::test]
async fn a_malformed_ke3_is_refused_and_the_proof_still_works() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    let name = &member.person.username;
    let right = member.person.start_login(&api).await;
    for (what, ke3) in spoiled(&right.ke3, &[]) {
        let mut bad = right.clone();
        bad.ke3 = ke3;
        is_malformed(&bad.send(&api, name).await, "ke3", &what);
    }
    let (_, request) = Registering::start("a guess");
    for (what, request) in spoiled(&request, &[0]) {
        let mut body = right.body(name);
        body["registration_request"] = request.into();
        let refused = api.post("/api/login").json(&body).send().await;
        is_malformed(&refused, "registration_request", &what);
    }
    right.send(&api, name).await.expect(200);
}

#[tokio::test]
async fn a_sign_in_is_with_a_password_or_with_a_proof() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    let person = &member.person;
    let right = person.start_login(&api).await;
    let (login, ke3) = (json!(right.login), json!(right.ke3));
    for (fields, code, field) in [
        (json!({}), "missing_field", "password"),
        (json!({ "login": login }), "missing_field", "ke3"),
        (json!({ "ke3": ke3 }), "missing_field", "login"),
        (
            json!({ "password": person.password, "login": login }),
            "invalid_field",
            "password",
        ),
        (
            json!({ "password": person.password, "ke3": ke3 }),
            "invalid_field",
            "password",
        ),
        (
            json!({ "password": person.password, "login": login, "ke3": ke3 }),
            "invalid_field",
            "password",
        ),
        (
            json!({ "password": person.password, "registration_request": "AAAA" }),
            "invalid_field",
            "password",
        ),
        (
            json!({ "registration_request": "AAAA" }),
            "missing_field",
            "login",
        ),
    ] {
        let mut body = fields.clone();
        body["username"] = json!(person.username);
        let refused = api.post("/api/login").json(&body).send().await;
        is_refused(&refused, code, field, &fields);
    }
    right.send(&api, &person.username).await.expect(200);
}

#[tokio::test]
async fn a_registration_is_with_a_password_or_with_a_record() {
    let api = Mode::Opaque.api();
    let person = Person::new();
    let right = person.start_registration(&api).await;
    let right = right.unwrap_or_else(|refused| panic!("{}", refused.text()));
    let (registration, record) = (json!(right.registration), json!(right.record));
    for (fields, code, field) in [
        (json!({}), "missing_field", "password"),
        (
            json!({ "registration": registration }),
            "missing_field",
            "registration_record",
        ),
        (
            json!({ "registration_record": record }),
            "missing_field",
            "registration",
        ),
        (
            json!({ "password": person.password, "registration": registration }),
            "invalid_field",
            "password",
        ),
        (
            json!({ "password": person.password, "registration_record": record }),
            "invalid_field",
            "password",
        ),
    ] {
        let mut body = fields.clone();
        body["username"] = json!(person.username);
        let refused = api.post("/api/register").json(&body).send().await;
        is_refused(&refused, code, field, &fields);
    }
    right.send(&api, &person).await.expect(201);
}

/// What goes for a name in a registration goes for one that has only begun.
#[tokio::test]
async fn a_name_that_cannot_exist_starts_no_registration() {
    let api = Mode::Opaque.api();
    let (_, request) = Registering::start("a guess");
    for name in ["", "ab", "a b c", "juniper\u{301}", &"a".repeat(65)] {
        let refused = start_registration(&api, name, &request).await;
        refused.expect_problem(422, "invalid_username");
        assert_eq!(refused.field("field"), "username");
    }
}

/// A message in every form that is none; each of the places begins a group element.
pub fn spoiled(message: &str, elements: &[usize]) -> Vec<(String, String)> {
    let bytes = bytes_of(message);
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let mut spoiled = vec![
        ("empty", String::new()),
        ("a space", " ".to_owned()),
        ("words", "no message at all".to_owned()),
        ("cut by a letter", cut(message, message.len() - 1)),
        (
            "cut by a byte",
            encode(bytes.split_last().expect("bytes").1),
        ),
        (
            "half of it",
            encode(bytes.chunks(bytes.len() / 2).next().expect("bytes")),
        ),
        ("a letter more", format!("{message}A")),
        ("a byte more", encode(&[bytes.as_slice(), &[0]].concat())),
        ("twice", encode(&bytes.repeat(2))),
        ("very long", "A".repeat(8000)),
        ("with padding", format!("{message}=")),
        (
            "the other alphabet's letter",
            format!("+{}", message.get(1..).expect("letters")),
        ),
        ("hexadecimal", "a7".repeat(bytes.len())),
        ("with a line's end", format!("{message}\n")),
        ("with a space before", format!(" {message}")),
        (
            "with a letter outside ASCII",
            message.replacen(|_| true, "\u{e9}", 1),
        ),
    ];
    let padded = STANDARD.encode(&bytes);
    if padded != message {
        spoiled.push(("base64", padded));
    }
    for element in elements {
        for (what, value) in [
            ("the identity", [0; 32]),
            ("no element", [0xff; 32]),
            ("odd", ODD),
        ] {
            let mut bytes = bytes.clone();
            bytes.splice(element..&(element + 32), value);
            spoiled.push((what, encode(&bytes)));
        }
    }
    let named = spoiled.into_iter();
    named.map(|(what, text)| (what.to_owned(), text)).collect()
}

fn cut(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}

pub fn is_malformed(answer: &Answer, field: &str, what: &str) {
    assert_eq!(
        answer.code(),
        "invalid_password_message",
        "{what}: {}",
        answer.text()
    );
    answer.expect_problem(422, "invalid_password_message");
    assert_eq!(answer.field("field"), field, "{what}");
}

fn is_refused(answer: &Answer, code: &str, field: &str, fields: &Value) {
    assert_eq!(answer.code(), code, "{fields}: {}", answer.text());
    answer.expect_problem(422, code);
    assert_eq!(answer.field("field"), field, "{fields}");
}

async fn five_starts_are_left(api: &Api, person: &Person) {
    for _ in 0..5 {
        let _ = person.start_login(api).await;
    }
    let refused = person.login(api).await;
    refused.expect_problem(429, "too_many_attempts");
}

/// Negative, which no canonical encoding is (RFC 9496 §4.3.1).
const ODD: [u8; 32] = {
    let mut bytes = [0; 32];
    bytes[0] = 1;
    bytes
};
