//! Sessions: renewed, ended, looked at; and whose they are.

use postern_shared::api::{ClientKind, SessionsEndedResponse};
use postern_shared::problem::ProblemCode as Code;
use serde_json::{Value, json};

use super::{SESSIONS, cookie_headers, id};
use crate::call::{Call, answer, empty_answer, header, json_body};
use crate::examples;
use crate::problems::{API, BEARER, FRESH, JSON, SESSION, SHIELDED};
use crate::security::TOKEN;

/// In their order.
pub fn calls() -> Vec<Call> {
    vec![
        me(),
        refresh(),
        step_up(),
        logout(),
        list(),
        end_others(),
        end_one(),
    ]
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

fn step_up() -> Call {
    let native = examples::sign_in::stepped_up(ClientKind::Native);
    Call {
        tag: SESSIONS,
        summary: "Prove both factors again",
        description: "For what answers `step_up_required` (RFC 9470). First `login`, with \
            `login/start` where the password protocol is on, as in a sign-in with the same username; \
            then this, with its challenge and a code or a recovery code, and the access token. The \
            session goes on with two new tokens, where the ones before came from; its former refresh \
            token is void. A trusted browser does not do here.",
        security: TOKEN,
        request: Some(json_body(&[("code", &examples::sign_in::proof_of_both())])),
        answers: vec![(
            "200",
            answer(
                "Proved.",
                &[
                    (
                        "browser",
                        &examples::sign_in::stepped_up(ClientKind::Browser),
                    ),
                    ("native", &native),
                ],
                cookie_headers(),
            ),
        )],
        problems: vec![
            API,
            JSON,
            BEARER,
            SESSION,
            &[
                Code::MalformedOtp,
                Code::InvalidChallenge,
                Code::ChallengeExpired,
                Code::ChallengeUsed,
                Code::ChallengeExhausted,
                Code::InvalidOtp,
                Code::OtpAlreadyUsed,
                Code::RecoveryCodeUsed,
                Code::AuthenticatorSuspended,
                Code::AccountDisabled,
                Code::TooManyAttempts,
                Code::Internal,
            ],
        ],
        ..Call::new("post", "/api/step-up", "stepUp")
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
        problems: vec![API, BEARER, SESSION],
        ..Call::new("get", "/api/sessions", "listSessions")
    }
}

fn end_others() -> Call {
    let ended = SessionsEndedResponse { ended: 2 };
    Call {
        tag: SESSIONS,
        summary: "End all other sessions",
        description: "All but the one that asks. Needs a fresh proof of both factors.",
        security: TOKEN,
        answers: vec![("200", answer("Ended.", &[("two", &ended)], json!({})))],
        problems: vec![API, BEARER, FRESH],
        ..Call::new("delete", "/api/sessions", "endOtherSessions")
    }
}

fn end_one() -> Call {
    Call {
        tag: SESSIONS,
        summary: "End one session",
        description: "Its access tokens that are out already are good until they expire. One's own \
            may be ended at any time, another one with a fresh proof of both factors.",
        security: TOKEN,
        parameters: id("The session's `id` in the list."),
        answers: vec![("204", empty_answer("Ended.", json!({})))],
        problems: vec![API, BEARER, FRESH, &[Code::SessionNotFound]],
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
