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
    let named: BTreeSet<String> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").nth(1))
        .filter_map(|calls| calls.rsplit('`').find(|call| call.starts_with("POST ")))
        .map(str::to_owned)
        .collect();
    let answer_tokens = calls_that_answer_tokens(&document());
    assert!(answer_tokens.contains("POST /api/verify-otp"));
    assert_eq!(named, answer_tokens);
}

/// The calls with a success that has the field `access_token`, as `METHOD /path`.
fn calls_that_answer_tokens(document: &Value) -> BTreeSet<String> {
    let has_token = |response: &Value| {
        let schema = response.pointer("/content/application~1json/schema/$ref");
        let pointer = schema.and_then(|text| text.as_str()?.strip_prefix('#'));
        pointer.is_some_and(|pointer| {
            let field = format!("{pointer}/properties/access_token");
            document.pointer(&field).is_some()
        })
    };
    let mut calls = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("a path item") {
            let responses = operation["responses"].as_object().expect("responses");
            if responses.values().any(has_token) {
                calls.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    calls
}

/// The second cell of the row that begins with `name`.
fn value_of(name: &str) -> Option<&'static str> {
    PAGE.lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" | "))
        .find(|(first, _)| *first == name)
        .and_then(|(_, rest)| rest.split(" | ").next())
}
