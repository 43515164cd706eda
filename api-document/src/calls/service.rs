//! What the service says of itself.

use serde_json::json;

use super::SERVICE;
use super::sessions::if_none_match;
use crate::call::{Call, answer, empty_answer, header, with_request_id};
use crate::examples;
use crate::problems::API;

/// In their order.
pub fn calls() -> Vec<Call> {
    vec![health(), document()]
}

fn health() -> Call {
    Call {
        tag: SERVICE,
        summary: "Whether the service runs",
        description: "Asks neither storage nor any account.",
        answers: vec![(
            "200",
            answer("It runs.", &[("ok", &examples::health())], json!({})),
        )],
        problems: vec![API],
        ..Call::new("get", "/api/health", "health")
    }
}

fn document() -> Call {
    let tag = json!({
        "ETag": header("Names this document.", "\"pX7c1kZ0qWc2sT9uYb4e\""),
        "Cache-Control": header("It is asked for again each time.", "no-cache"),
    });
    Call {
        tag: SERVICE,
        summary: "This document",
        description: "OpenAPI 3.1. `/docs` shows it to people.",
        parameters: json!([if_none_match()]),
        answers: vec![
            (
                "200",
                json!({
                    "description": "The document.",
                    "headers": with_request_id(tag.clone()),
                    "content": { "application/json": { "schema": {
                        "type": "object",
                        "required": ["openapi", "info", "paths"],
                        "properties": {
                            "openapi": { "type": "string", "pattern": "^3\\.1\\." },
                            "info": { "type": "object" },
                            "servers": { "type": "array" },
                            "tags": { "type": "array" },
                            "paths": { "type": "object" },
                            "components": { "type": "object" },
                        },
                    } } },
                }),
            ),
            (
                "304",
                empty_answer("It is what the caller has already.", tag),
            ),
        ],
        problems: vec![API],
        ..Call::new("get", crate::PATH, "document")
    }
}
