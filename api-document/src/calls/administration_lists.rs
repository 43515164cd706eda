//! How the service fares, what was done, and invitations.

use postern_shared::problem::ProblemCode as Code;
use serde_json::json;

use super::administration::READING;
use super::{ADMINISTRATION, id};
use crate::call::{Call, answer, empty_answer, json_body, with_request_id};
use crate::examples::administration as examples;
use crate::problems::{API, BEARER, FRESH, JSON, JSON_OF_CHOICE};
use crate::security::TOKEN;

/// In their order.
pub fn calls() -> Vec<Call> {
    vec![
        overview(),
        log(),
        export(),
        invitations(),
        invite(),
        revoke(),
    ]
}

fn overview() -> Call {
    Call {
        tag: ADMINISTRATION,
        summary: "How the service fares",
        description: "The number of accounts; and how many registered, signed in, failed and were \
            refused, in each of the last 24 hours and 30 days of UTC. Counted some moments after the \
            answers, and approximate: what happens where the platform ends a part of the service at that \
            moment may be missing, or there twice. Where passwords stay in the browser, a wrong one \
            is counted some minutes later. For `support` and `admin`.",
        security: TOKEN,
        answers: vec![(
            "200",
            answer(
                "The numbers.",
                &[("quiet", &examples::overview())],
                json!({}),
            ),
        )],
        problems: vec![API, BEARER, READING],
        ..Call::new("get", "/api/admin/overview", "showOverview")
    }
}

fn log() -> Call {
    Call {
        tag: ADMINISTRATION,
        summary: "What was done",
        description: "Newest first, 100 a page; those of one second in any order. It may be a minute \
            behind. For `support` and `admin`.",
        security: TOKEN,
        request: Some(json_body(&[("newest", &examples::newest())])),
        answers: vec![(
            "200",
            answer("A page.", &[("page", &examples::log())], json!({})),
        )],
        problems: vec![API, JSON_OF_CHOICE, BEARER, READING, &[Code::InvalidCursor]],
        ..Call::new("post", "/api/admin/log", "listLog")
    }
}

fn export() -> Call {
    Call {
        tag: ADMINISTRATION,
        summary: "What was done, as lines of JSON",
        description: "The same, 1000 at a time, each as an object in a line of its own. Where there \
            is more, the last line is `{\"cursor\": …}`. For `support` and `admin`.",
        security: TOKEN,
        request: Some(json_body(&[("newest", &examples::newest())])),
        answers: vec![(
            "200",
            json!({
                "description": "The lines.",
                "headers": with_request_id(json!({})),
                "content": { "application/x-ndjson": { "schema": { "oneOf": [
                    { "$ref": "#/components/schemas/LogLine" },
                    {
                        "type": "object",
                        "required": ["cursor"],
                        "properties": { "cursor": { "type": "string" } },
                    },
                ] } } },
            }),
        )],
        problems: vec![API, JSON_OF_CHOICE, BEARER, READING, &[Code::InvalidCursor]],
        ..Call::new("post", "/api/admin/log/export", "exportLog")
    }
}

fn invitations() -> Call {
    Call {
        tag: ADMINISTRATION,
        summary: "Open invitations",
        description: "Those that administrators have made, newest first, without what they consist \
            of. For `admin`.",
        security: TOKEN,
        answers: vec![(
            "200",
            answer(
                "The invitations.",
                &[("one", &examples::invitations())],
                json!({}),
            ),
        )],
        problems: vec![API, BEARER, READING],
        ..Call::new("get", "/api/admin/invitations", "listInvitations")
    }
}

fn invite() -> Call {
    Call {
        tag: ADMINISTRATION,
        summary: "Make an invitation",
        description: "It works once and for `hours`, and gives the account its role. Its place is \
            behind `#invitation=` in the link to `/register`. At most 100 that are open. For \
            `admin`, with a fresh proof of both factors.",
        security: TOKEN,
        request: Some(json_body(&[("support", &examples::new_invitation())])),
        answers: vec![(
            "201",
            answer(
                "Made.",
                &[("made", &examples::made_invitation())],
                json!({}),
            ),
        )],
        problems: vec![
            API,
            JSON,
            BEARER,
            FRESH,
            &[
                Code::NotPermitted,
                Code::InvalidReason,
                Code::InvalidEmail,
                Code::RegistrationClosed,
                Code::TooManyInvitations,
            ],
        ],
        ..Call::new("post", "/api/admin/invitations", "makeInvitation")
    }
}

fn revoke() -> Call {
    Call {
        tag: ADMINISTRATION,
        summary: "Take an invitation back",
        description: "Nobody registers with it any more. For `admin`, with a fresh proof of both \
            factors.",
        security: TOKEN,
        parameters: id("The invitation's `id` in the list."),
        request: Some(json_body(&[("reason", &examples::reason())])),
        answers: vec![("204", empty_answer("Taken back.", json!({})))],
        problems: vec![
            API,
            JSON,
            BEARER,
            FRESH,
            &[
                Code::NotPermitted,
                Code::InvalidReason,
                Code::InvitationNotFound,
                Code::InvitationUsed,
            ],
        ],
        ..Call::new(
            "post",
            "/api/admin/invitations/{id}/revoke",
            "revokeInvitation",
        )
    }
}
