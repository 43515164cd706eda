//! What administrators do.

use postern_shared::problem::ProblemCode as Code;
use serde_json::{Value, json};

use super::{ADMINISTRATION, administration_lists};
use crate::call::{Call, answer, empty_answer, json_body};
use crate::examples::administration as examples;
use crate::problems::{API, BEARER, FRESH, JSON, JSON_OF_CHOICE};
use crate::security::TOKEN;

/// In their order.
pub fn calls() -> Vec<Call> {
    let mut calls = vec![list(), show(), change_role(), reset_password()];
    calls.extend(DEEDS.iter().map(deed));
    calls.extend(administration_lists::calls());
    calls
}

/// Whose role allows it, as the account that asks says.
pub const READING: &[Code] = &[
    Code::SessionEnded,
    Code::AccountDisabled,
    Code::NotPermitted,
];
/// What is done to somebody.
const DOING: &[Code] = &[
    Code::NotPermitted,
    Code::InvalidReason,
    Code::PersonNotFound,
    Code::OwnAccount,
];
/// What may leave one administrator less.
const REMOVING: &[Code] = &[Code::LastAdministrator];

fn list() -> Call {
    Call {
        tag: ADMINISTRATION,
        summary: "People",
        description: "At most 100 a page, of all accounts that somebody has confirmed, or of those \
            whose usernames begin with `search`; in no order from page to page. It is read from the \
            directory and may be a minute old. A search is part of a name, so it does not stand in \
            a URL. For `support` and `admin`.",
        security: TOKEN,
        request: Some(json_body(&[("beginning", &examples::search())])),
        answers: vec![(
            "200",
            answer("A page.", &[("two", &examples::people())], json!({})),
        )],
        problems: vec![API, JSON_OF_CHOICE, BEARER, READING, &[Code::InvalidCursor]],
        ..Call::new("post", "/api/admin/people", "listPeople")
    }
}

fn show() -> Call {
    Call {
        tag: ADMINISTRATION,
        summary: "How somebody's account stands",
        description: "At this moment: who it is, failures, factors, sessions, what has happened. No \
            secret and no hash. For `support` and `admin`.",
        security: TOKEN,
        parameters: person(),
        answers: vec![(
            "200",
            answer(
                "The account.",
                &[("unlocked", &examples::person())],
                json!({}),
            ),
        )],
        problems: vec![API, BEARER, READING, &[Code::PersonNotFound]],
        ..Call::new("get", "/api/admin/people/{id}", "showPerson")
    }
}

fn change_role() -> Call {
    Call {
        tag: ADMINISTRATION,
        summary: "Give somebody another role",
        description: "Their access tokens say the new one with the next renewal; calls of \
            administration go by it at once. Of two administrators who take each other's role at \
            once, one stays. For `admin`, with a fresh proof of both factors.",
        security: TOKEN,
        parameters: person(),
        request: Some(json_body(&[("support", &examples::role())])),
        answers: vec![("204", empty_answer("It is so.", json!({})))],
        problems: vec![API, JSON, BEARER, FRESH, DOING, REMOVING],
        ..Call::new("post", "/api/admin/people/{id}/role", "changeRole")
    }
}

fn reset_password() -> Call {
    Call {
        tag: ADMINISTRATION,
        summary: "Let somebody set a new password",
        description: "Answers what the person hands in to `password/reset` with a code and a new \
            password, within an hour, once. The password that there is goes on until then. It is \
            told to the person. For `admin`, with a fresh proof of both factors.",
        security: TOKEN,
        parameters: person(),
        request: Some(json_body(&[("reason", &examples::reason())])),
        answers: vec![(
            "201",
            answer("Made.", &[("link", &examples::reset_started())], json!({})),
        )],
        problems: vec![API, JSON, BEARER, FRESH, DOING],
        ..Call::new(
            "post",
            "/api/admin/people/{id}/reset-password",
            "startPasswordReset",
        )
    }
}

/// What is done to somebody for a reason, and answers nothing.
struct Deed {
    path: &'static str,
    id: &'static str,
    summary: &'static str,
    description: &'static str,
    removes: bool,
}

fn deed(deed: &Deed) -> Call {
    let mut problems: Vec<&[Code]> = vec![API, JSON, BEARER, FRESH, DOING];
    if deed.removes {
        problems.push(REMOVING);
    }
    Call {
        tag: ADMINISTRATION,
        summary: deed.summary,
        description: deed.description,
        security: TOKEN,
        parameters: person(),
        request: Some(json_body(&[("reason", &examples::reason())])),
        answers: vec![("204", empty_answer("It is so.", json!({})))],
        problems,
        ..Call::new("post", deed.path, deed.id)
    }
}

const DEEDS: [Deed; 6] = [
    Deed {
        path: "/api/admin/people/{id}/disable",
        id: "disable",
        summary: "Disable an account",
        description: "Its sessions end at once, and it signs in no more. Access tokens that are out \
            already are good until they expire, but for services that ask `introspect`. For \
            `admin`, with a fresh proof of both factors.",
        removes: true,
    },
    Deed {
        path: "/api/admin/people/{id}/enable",
        id: "enable",
        summary: "Enable an account again",
        description: "It signs in as before. For `admin`, with a fresh proof of both factors.",
        removes: false,
    },
    Deed {
        path: "/api/admin/people/{id}/end-sessions",
        id: "endSessionsOf",
        summary: "End all sessions of an account",
        description: "For `support`, to users, and `admin`; with a fresh proof of both factors.",
        removes: false,
    },
    Deed {
        path: "/api/admin/people/{id}/unlock",
        id: "unlock",
        summary: "Have the failures of an account forgotten",
        description: "Nobody has to wait any more, and a suspended authenticator takes codes again. \
            For `support`, to users, and `admin`; with a fresh proof of both factors.",
        removes: false,
    },
    Deed {
        path: "/api/admin/people/{id}/reset-factor",
        id: "resetFactor",
        summary: "Take the second factor away",
        description: "All authenticators and recovery codes are void, all sessions end, no browser \
            is trusted. Within 24 hours whoever proves the password enrols a new authenticator: \
            `login` shows its secret, its first code counts, and new recovery codes come with it. \
            It is told to the person. For `support`, to users, and `admin`; with a fresh proof of \
            both factors.",
        removes: true,
    },
    Deed {
        path: "/api/admin/people/{id}/delete",
        id: "deletePerson",
        summary: "Delete an account",
        description: "The name is free again after 10 minutes. For `admin`, with a fresh proof of \
            both factors.",
        removes: true,
    },
];

/// The `{id}` of somebody.
fn person() -> Value {
    json!([{
        "name": "id",
        "in": "path",
        "required": true,
        "description": "The person's `id` in the list.",
        "schema": { "type": "string", "pattern": "^[A-Za-z0-9_-]{43}$" },
        "example": "kO1cP0V9m2sJwQ8uY5rT3xZ7aB6dE4fG1hI2jK3lM5n",
    }])
}
