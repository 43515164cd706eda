//! What `SECURITY.md` says of limits, sessions and ways in is what the service does.

use std::collections::BTreeSet;

use postern_api_document::document;
use postern_worker::account::challenge::Challenge;
use postern_worker::account::{Session, Slot, Throttle};
use serde_json::Value;

use crate::support::TestApp;

const PAGE: &str = include_str!("../../../SECURITY.md");

#[test]
fn the_limits_on_guessing_are_those_of_the_code() {
    let app = TestApp::new();
    let wait = format!(
        "{} s, doubling to {} s",
        Throttle::FIRST_WAIT_SECONDS,
        Throttle::LONGEST_WAIT_SECONDS
    );
    for (limit, value) in [
        (
            "failures of one name in a row until a wait begins",
            Throttle::FREE_FAILURES.to_string(),
        ),
        ("that wait", wait),
        (
            "wrong codes for one challenge",
            Challenge::MAX_WRONG_CODES.to_string(),
        ),
        (
            "wrong codes in a row until the authenticator is suspended",
            Slot::MAX_WRONG_CODES.to_string(),
        ),
        (
            "life of a challenge",
            format!("{} s", app.config.rules.challenge_seconds),
        ),
    ] {
        assert_eq!(value_of(limit), Some(value.as_str()), "{limit}");
    }
}

#[test]
fn the_lives_and_the_number_of_sessions_are_those_of_the_code() {
    let app = TestApp::new();
    let lifetime = app.config.rules.session_lifetime;
    for (rule, value) in [
        (
            "a session that is not renewed ends after",
            format!("{} s", lifetime.idle_seconds),
        ),
        (
            "every session ends after",
            format!("{} s", lifetime.absolute_seconds),
        ),
        (
            "an access token is good for",
            format!("{} s", app.config.access_token_seconds),
        ),
        (
            "sessions of one account at a time",
            Session::MAX_PER_ACCOUNT.to_string(),
        ),
    ] {
        assert_eq!(value_of(rule), Some(value.as_str()), "{rule}");
    }
}

#[test]
fn every_way_in_is_named_and_no_other() {
    let table = PAGE.split("\n## Ways in\n").nth(1).expect("a heading");
    let table = table.split("\n## ").next().unwrap_or_default();
    let named: BTreeSet<&str> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").nth(1))
        .filter_map(|calls| calls.split('`').filter(|call| call.starts_with("POST ")).next_back())
        .collect();
    let document = document();
    let answer_tokens = calls_that_answer_tokens(&document);
    let answer_tokens: BTreeSet<&str> = answer_tokens.iter().map(String::as_str).collect();
    assert!(answer_tokens.contains("POST /api/verify-otp"));
    assert_eq!(named, answer_tokens);
}

/// The calls with a success that has the field `access_token`, as `METHOD /path`.
fn calls_that_answer_tokens(document: &Value) -> Vec<String> {
    let has_token = |response: &Value| {
        let schema = &response["content"]["application/json"]["schema"]["$ref"];
        let pointer = schema.as_str().and_then(|text| text.strip_prefix('#'));
        pointer.is_some_and(|pointer| {
            let field = format!("{pointer}/properties/access_token");
            document.pointer(&field).is_some()
        })
    };
    let paths = document["paths"].as_object().expect("paths");
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().expect("a path item");
        methods.iter().map(move |(method, operation)| (path, method, operation))
    });
    operations
        .filter(|(_, _, operation)| {
            let responses = operation["responses"].as_object();
            responses.into_iter().flatten().any(|(status, response)| {
                status.starts_with('2') && has_token(response)
            })
        })
        .map(|(path, method, _)| format!("{} {path}", method.to_uppercase()))
        .collect()
}

/// The second cell of the row that begins with `name`.
fn value_of(name: &str) -> Option<&'static str> {
    PAGE.lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" | "))
        .find(|(first, _)| *first == name)
        .and_then(|(_, rest)| rest.split(" | ").next())
}
