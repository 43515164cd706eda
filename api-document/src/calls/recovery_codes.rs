//! Recovery codes, and browsers that are known again.

use postern_shared::problem::ProblemCode as Code;
use serde_json::json;

use super::{ACCOUNT, id};
use crate::call::{Call, answer, empty_answer};
use crate::examples::account;
use crate::problems::{API, BEARER, FRESH, SESSION};
use crate::security::TOKEN;

/// In their order.
pub fn calls() -> Vec<Call> {
    vec![show(), make(), acknowledge(), browsers(), forget()]
}

fn show() -> Call {
    Call {
        tag: ACCOUNT,
        summary: "How many recovery codes are left",
        description: "And when the others were used; never the codes. Until `acknowledged`, a page \
            should ask its reader whether they have kept them.",
        security: TOKEN,
        answers: vec![(
            "200",
            answer(
                "What there is.",
                &[("nine", &account::codes_left())],
                json!({}),
            ),
        )],
        problems: vec![API, BEARER, SESSION],
        ..Call::new("get", "/api/recovery-codes", "showRecoveryCodes")
    }
}

fn make() -> Call {
    Call {
        tag: ACCOUNT,
        summary: "Make new recovery codes",
        description: "Ten codes, shown this once. Those before them are void at once, and no browser \
            is trusted any more. Needs a fresh proof of both factors.",
        security: TOKEN,
        answers: vec![(
            "201",
            answer("The codes.", &[("ten", &account::new_codes())], json!({})),
        )],
        problems: vec![API, BEARER, FRESH],
        ..Call::new("post", "/api/recovery-codes", "makeRecoveryCodes")
    }
}

fn acknowledge() -> Call {
    Call {
        tag: ACCOUNT,
        summary: "Say that the recovery codes are kept",
        description: "So that no page has to ask again.",
        security: TOKEN,
        answers: vec![("204", empty_answer("Noted.", json!({})))],
        problems: vec![API, BEARER, SESSION],
        ..Call::new(
            "post",
            "/api/recovery-codes/acknowledge",
            "acknowledgeRecoveryCodes",
        )
    }
}

fn browsers() -> Call {
    Call {
        tag: ACCOUNT,
        summary: "The browsers that the account knows again",
        description: "Last seen first, at most 20. Each has its own count of failures, so that a \
            stranger's do not lock its owner out; `trusted_until` says until when it is not asked \
            for a code.",
        security: TOKEN,
        answers: vec![(
            "200",
            answer("The browsers.", &[("one", &account::browsers())], json!({})),
        )],
        problems: vec![API, BEARER, SESSION],
        ..Call::new("get", "/api/browsers", "listBrowsers")
    }
}

fn forget() -> Call {
    Call {
        tag: ACCOUNT,
        summary: "Forget a browser",
        description: "It is a stranger again, and is not trusted. Its session goes on. Needs a fresh \
            proof of both factors.",
        security: TOKEN,
        parameters: id("The browser's `id` in the list."),
        answers: vec![("204", empty_answer("Forgotten.", json!({})))],
        problems: vec![API, BEARER, FRESH, &[Code::BrowserNotFound]],
        ..Call::new("delete", "/api/browsers/{id}", "forgetBrowser")
    }
}
