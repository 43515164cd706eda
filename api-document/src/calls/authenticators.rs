//! Several authenticators.

use postern_shared::problem::ProblemCode as Code;
use serde_json::json;

use super::{ACCOUNT, id};
use crate::call::{Call, answer, empty_answer, json_body};
use crate::examples::account;
use crate::problems::{API, BEARER, FRESH, JSON, JSON_OF_CHOICE, SESSION};
use crate::security::TOKEN;

/// In their order.
pub fn calls() -> Vec<Call> {
    vec![list(), add(), confirm(), rename(), remove()]
}

fn list() -> Call {
    Call {
        tag: ACCOUNT,
        summary: "The account's authenticators",
        description: "Oldest first. One that is not confirmed is no factor yet, and goes away by \
            itself at `lapses_at`.",
        security: TOKEN,
        answers: vec![(
            "200",
            answer(
                "The authenticators.",
                &[("staged", &account::authenticators())],
                json!({}),
            ),
        )],
        problems: vec![API, BEARER, SESSION],
        ..Call::new("get", "/api/authenticators", "listAuthenticators")
    }
}

fn add() -> Call {
    Call {
        tag: ACCOUNT,
        summary: "Add an authenticator",
        description: "Answers its secret, shown this once; it counts when `confirm` has taken its \
            first code. With `replaces`, the other one works until then, and goes in the same step. \
            A further one takes the place of one that is not confirmed. At most 10. Needs a fresh \
            proof of both factors.",
        security: TOKEN,
        request: Some(json_body(&[("replacement", &account::new_authenticator())])),
        answers: vec![(
            "201",
            answer(
                "It waits for its first code.",
                &[("added", &account::authenticator_added())],
                json!({}),
            ),
        )],
        problems: vec![
            API,
            JSON_OF_CHOICE,
            BEARER,
            FRESH,
            &[
                Code::InvalidLabel,
                Code::TooManyAuthenticators,
                Code::AuthenticatorNotFound,
            ],
        ],
        ..Call::new("post", "/api/authenticators", "addAuthenticator")
    }
}

fn confirm() -> Call {
    Call {
        tag: ACCOUNT,
        summary: "Confirm an authenticator by its first code",
        description: "It is a factor from now on, the one that it replaces is gone, and no browser \
            is trusted any more. The code is used up by it.",
        security: TOKEN,
        parameters: id("The authenticator's `id`."),
        request: Some(json_body(&[("code", &account::first_code())])),
        answers: vec![(
            "200",
            answer(
                "Confirmed.",
                &[("phone", &account::authenticator())],
                json!({}),
            ),
        )],
        problems: vec![
            API,
            JSON,
            BEARER,
            SESSION,
            &[
                Code::MalformedOtp,
                Code::InvalidOtp,
                Code::AuthenticatorNotFound,
                Code::AuthenticatorConfirmed,
            ],
        ],
        ..Call::new(
            "post",
            "/api/authenticators/{id}/confirm",
            "confirmAuthenticator",
        )
    }
}

fn rename() -> Call {
    Call {
        tag: ACCOUNT,
        summary: "Rename an authenticator",
        description: "Space around the label is dropped.",
        security: TOKEN,
        parameters: id("The authenticator's `id`."),
        request: Some(json_body(&[("phone", &account::label())])),
        answers: vec![(
            "200",
            answer(
                "Renamed.",
                &[("phone", &account::authenticator())],
                json!({}),
            ),
        )],
        problems: vec![
            API,
            JSON,
            BEARER,
            SESSION,
            &[Code::InvalidLabel, Code::AuthenticatorNotFound],
        ],
        ..Call::new("patch", "/api/authenticators/{id}", "renameAuthenticator")
    }
}

fn remove() -> Call {
    Call {
        tag: ACCOUNT,
        summary: "Remove an authenticator",
        description: "Not the last one that is confirmed. No browser is trusted any more. Needs a \
            fresh proof of both factors.",
        security: TOKEN,
        parameters: id("The authenticator's `id`."),
        answers: vec![("204", empty_answer("Removed.", json!({})))],
        problems: vec![
            API,
            BEARER,
            FRESH,
            &[Code::AuthenticatorNotFound, Code::LastAuthenticator],
        ],
        ..Call::new("delete", "/api/authenticators/{id}", "removeAuthenticator")
    }
}
