//! The call that takes people over from another service.

use postern_shared::api::MOST_IMPORT_ROWS;
use postern_shared::problem::ProblemCode as Code;
use serde_json::json;

use super::ADMINISTRATION;
use crate::call::{Call, answer};
use crate::examples::import;
use crate::problems::{API, BEARER};

pub fn create() -> Call {
    Call {
        tag: ADMINISTRATION,
        summary: "Take people over from another service",
        description: "For whoever has the keys of the service: `cargo xtask import` makes the ticket, \
            which is good for 24 hours, and sends a file row by row. Each row stands for itself: it is \
            imported, it is there already from the same row, or it is refused with a code, and the \
            others go on. A hash of another service is replaced by one of ours at its owner's first \
            sign-in with the password itself. Without `totp_secret` the person enrols at the first \
            sign-in, within 30 days. A body has at most 131072 bytes.",
        security: &["importTicket"],
        request: Some(json!({
            "required": true,
            "content": { "application/json": {
                "schema": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": MOST_IMPORT_ROWS,
                    "items": { "$ref": "#/components/schemas/ImportRow" },
                },
                "examples": { "both tutorials": { "value": import::rows() } },
            } },
        })),
        answers: vec![(
            "200",
            answer(
                "What became of each row, in their order.",
                &[("one of two", &import::imported())],
                json!({}),
            ),
        )],
        problems: vec![
            API,
            BEARER,
            &[
                Code::MalformedJson,
                Code::BodyTooLarge,
                Code::UnsupportedMediaType,
                Code::InvalidField,
            ],
        ],
        ..Call::new("post", "/api/import", "importPeople")
    }
}
