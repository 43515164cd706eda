//! What is held about a person: looked at, changed, taken along, deleted.

use postern_shared::problem::ProblemCode as Code;
use serde_json::json;

use super::ACCOUNT;
use crate::call::{Call, answer, empty_answer, header, json_body};
use crate::examples::{self, account};
use crate::problems::{API, BEARER, FRESH, JSON, JSON_OF_CHOICE, SESSION};
use crate::security::TOKEN;

/// In their order.
pub fn calls() -> Vec<Call> {
    vec![activity(), seen(), change(), export(), delete()]
}

fn activity() -> Call {
    Call {
        tag: ACCOUNT,
        summary: "What has happened to the account",
        description: "Newest first, at most 100 entries. Each has the SHA-256 over the hash before it \
            (32 bytes; `anchor` before the oldest, which is zeros before the first ever) and the entry \
            as a line of text in UTF-8, without an end of line: `number`, `at`, `kind`, `count`, \
            `methods` with commas between them, `browser`, `system`, `country`, `session`, `label`, \
            with `|` between them and nothing for what is null. `intact` says that the chain leads \
            to the hash that is kept of the newest entry. Entries up to `seen` do not change any more: \
            whoever writes the hash of one down can tell later whether all until then is as it was.",
        security: TOKEN,
        answers: vec![(
            "200",
            answer("The entries.", &[("one", &account::activity())], json!({})),
        )],
        problems: vec![API, BEARER, SESSION],
        ..Call::new("get", "/api/users/me/activity", "showActivity")
    }
}

fn seen() -> Call {
    Call {
        tag: ACCOUNT,
        summary: "Say how far the entries were read",
        description: "So that a page shows what is new only once. It never goes back.",
        security: TOKEN,
        request: Some(json_body(&[("two", &account::seen())])),
        answers: vec![("204", empty_answer("Noted.", json!({})))],
        problems: vec![API, JSON, BEARER, SESSION],
        ..Call::new("post", "/api/users/me/activity/seen", "markActivitySeen")
    }
}

fn change() -> Call {
    Call {
        tag: ACCOUNT,
        summary: "Change name and e-mail address",
        description: "What is not there stays as it is, and an empty text takes it away. Another \
            e-mail address needs a fresh proof of both factors. The answer is exact, while `GET` may \
            be behind by a minute.",
        security: TOKEN,
        request: Some(json_body(&[("both", &account::profile())])),
        answers: vec![(
            "200",
            answer(
                "The profile as it is now.",
                &[("alice", &examples::user())],
                json!({}),
            ),
        )],
        problems: vec![
            API,
            JSON_OF_CHOICE,
            BEARER,
            FRESH,
            &[Code::InvalidEmail, Code::InvalidFullName],
        ],
        ..Call::new("patch", "/api/users/me", "changeProfile")
    }
}

fn export() -> Call {
    Call {
        tag: ACCOUNT,
        summary: "Everything that is held about the person",
        description: "As a file, and without a secret.",
        security: TOKEN,
        answers: vec![(
            "200",
            answer(
                "The file.",
                &[("alice", &account::export())],
                json!({ "Content-Disposition": header(
                    "That it is a file.",
                    "attachment; filename=\"postern-export.json\"",
                ) }),
            ),
        )],
        problems: vec![API, BEARER, SESSION],
        ..Call::new("get", "/api/users/me/export", "exportAccount")
    }
}

fn delete() -> Call {
    Call {
        tag: ACCOUNT,
        summary: "Delete the account",
        description: "With the username once more, as the person has typed it. Sessions end, the \
            record goes, and this browser's cookies are taken away. Nobody can register the name for \
            10 minutes. An administrator's account is not deleted: another administrator takes the \
            role away first. Needs a fresh proof of both factors.",
        security: TOKEN,
        request: Some(json_body(&[("alice", &account::deletion())])),
        answers: vec![(
            "204",
            empty_answer(
                "Deleted.",
                json!({ "Set-Cookie": header(
                    "Takes the cookies away: the refresh token, and what the browser was known by.",
                    "__Host-postern_refresh=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict",
                ) }),
            ),
        )],
        problems: vec![
            API,
            JSON,
            BEARER,
            FRESH,
            &[Code::ConfirmationMismatch, Code::LastAdministrator],
        ],
        ..Call::new("delete", "/api/users/me", "deleteAccount")
    }
}
