//! What the service says of itself.

use serde_json::json;

use super::SERVICE;
use crate::call::{Call, answer, header, with_request_id};
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
    let caching = json!({
        "Cache-Control": header("It is asked for again each time.", "no-cache"),
    });
    Call {
        tag: SERVICE,
        summary: "This document",
        description: "OpenAPI 3.1. `/docs` shows it to people.",
        answers: vec![(
            "200",
            json!({
                "description": "The document.",
                "headers": with_request_id(caching),
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
        )],
        problems: vec![API],
        ..Call::new("get", crate::PATH, "document")
    }
}
