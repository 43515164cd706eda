//! Sessions: renewed, ended, looked at; and whose they are.

use postern_shared::api::{ClientKind, SessionsEndedResponse};
use postern_shared::problem::ProblemCode as Code;
use serde_json::{Value, json};

use super::{SESSIONS, cookie_headers};
use crate::call::{Call, answer, empty_answer, header, json_body};
use crate::examples;
use crate::problems::{API, BEARER, SHIELDED};
use crate::security::TOKEN;

/// In their order.
pub fn calls() -> Vec<Call> {
    vec![me(), refresh(), logout(), list(), end_others(), end_one()]
}

fn me() -> Call {
    let tag = "\"pX7c1kZ0qWc2sT9uYb4e\"";
    let headers = json!({ "ETag": header("Names this state of the profile.", tag) });
    Call {
        tag: SESSIONS,
        summary: "Who the access token belongs to",
        description: "The profile as it was last published, which may be a minute old. With \
            `If-None-Match`, only word of a change.",
        security: TOKEN,
        parameters: json!([if_none_match()]),
        answers: vec![
            (
                "200",
                answer(
                    "The profile.",
                    &[("alice", &examples::user())],
                    headers.clone(),
                ),
            ),
            (
                "304",
                empty_answer("It is what the caller has already.", headers),
            ),
        ],
        problems: vec![API, BEARER],
        ..Call::new("get", "/api/users/me", "me")
    }
}

/// The body of a program that holds its refresh token itself.
fn optional_token() -> Value {
    let mut body = json_body(&[("native", &examples::renewal())]);
    if let Value::Object(body) = &mut body {
        body.insert("required".to_owned(), json!(false));
        body.insert(
            "description".to_owned(),
            json!("Of a program that holds its refresh token itself; a browser sends none."),
        );
    }
    body
}

/// What may be wrong with that body. One of another media type counts as none.
const OPTIONAL_TOKEN: &[Code] = &[
    Code::MalformedJson,
    Code::BodyTooLarge,
    Code::UnknownField,
    Code::MissingField,
    Code::InvalidField,
];

fn refresh() -> Call {
    let tokens = |client| examples::tokens("Session renewed", client);
    Call {
        tag: SESSIONS,
        summary: "Renew the session",
        description: "Uses up the refresh token, and answers the next one where this one was: in \
            the cookie or in the body. A token that is used twice ends its session, because \
            somebody else may have it; for 10 seconds the same answer is given again.",
        security: &["", "refreshCookie"],
        request: Some(optional_token()),
        answers: vec![(
            "200",
            answer(
                "Renewed.",
                &[
                    ("browser", &tokens(ClientKind::Browser)),
                    ("native", &tokens(ClientKind::Native)),
                ],
                cookie_headers(),
            ),
        )],
        problems: vec![
            API,
            SHIELDED,
            OPTIONAL_TOKEN,
            &[
                Code::MissingToken,
                Code::SessionEnded,
                Code::RefreshTokenReused,
                Code::AccountDisabled,
                Code::Internal,
            ],
        ],
        problem_headers: ["401", "403"]
            .map(|status| (status, "Set-Cookie", cleared_cookie()))
            .into(),
        ..Call::new("post", "/api/refresh", "refresh")
    }
}

fn logout() -> Call {
    Call {
        tag: SESSIONS,
        summary: "End the session",
        description: "Ends the session of the bearer token, of the cookie, and of the refresh token \
            in the body. An access token that is out already is good until it expires.",
        security: &["", "bearer", "password", "refreshCookie"],
        request: Some(optional_token()),
        answers: vec![(
            "204",
            empty_answer(
                "Ended, now or before.",
                json!({ "Set-Cookie": cleared_cookie() }),
            ),
        )],
        problems: vec![API, BEARER, OPTIONAL_TOKEN, &[Code::CrossOrigin]],
        ..Call::new("post", "/api/logout", "logout")
    }
}

fn list() -> Call {
    Call {
        tag: SESSIONS,
        summary: "The account's sessions",
        description: "Last used first. `replays` are sessions that ended because a used refresh \
            token was presented again.",
        security: TOKEN,
        answers: vec![(
            "200",
            answer(
                "The sessions.",
                &[("two", &examples::sessions())],
                json!({}),
            ),
        )],
        problems: vec![API, BEARER, &[Code::SessionEnded]],
        ..Call::new("get", "/api/sessions", "listSessions")
    }
}

fn end_others() -> Call {
    let ended = SessionsEndedResponse { ended: 2 };
    Call {
        tag: SESSIONS,
        summary: "End all other sessions",
        description: "All but the one that asks.",
        security: TOKEN,
        answers: vec![("200", answer("Ended.", &[("two", &ended)], json!({})))],
        problems: vec![API, BEARER, &[Code::SessionEnded]],
        ..Call::new("delete", "/api/sessions", "endOtherSessions")
    }
}

fn end_one() -> Call {
    Call {
        tag: SESSIONS,
        summary: "End one session",
        description: "Its access tokens that are out already are good until they expire.",
        security: TOKEN,
        parameters: json!([{
            "name": "id",
            "in": "path",
            "required": true,
            "description": "The session's `id` in the list.",
            "schema": { "type": "string", "pattern": "^[A-Za-z0-9_-]{22}$" },
            "example": "v1dC5c6G8m3XkP0rQ2sT4A",
        }]),
        answers: vec![("204", empty_answer("Ended.", json!({})))],
        problems: vec![API, BEARER, &[Code::SessionEnded, Code::SessionNotFound]],
        ..Call::new("delete", "/api/sessions/{id}", "endSession")
    }
}

fn cleared_cookie() -> Value {
    header(
        "Takes the cookie away, where it is no good any more.",
        "__Host-postern_refresh=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict",
    )
}

/// The header of a caller that may have the answer already.
fn if_none_match() -> Value {
    json!({
        "name": "If-None-Match",
        "in": "header",
        "description": "The `ETag` of the answer that the caller has.",
        "schema": { "type": "string" },
    })
}
