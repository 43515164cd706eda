//! The calls that OAuth 2 defines.

use postern_shared::oauth::IntrospectionResponse;
use postern_shared::problem::ProblemCode as Code;
use serde_json::{Value, json};

use super::OAUTH;
use crate::call::{Call, answer, form, header};
use crate::examples;
use crate::problems::{ANY, API, FORM, SHIELDED};

/// In their order.
pub fn calls() -> Vec<Call> {
    vec![token(), introspect(), metadata(), jwks()]
}

fn token() -> Call {
    let text = |description: &str| json!({ "type": "string", "description": description });
    let client = json!({ "type": "string", "enum": ["postern", ""], "description":
        "The one client there is, a public one; it may be left out." });
    let grant = |name: &str, required: Value, mut fields: Value| {
        if let Value::Object(fields) = &mut fields {
            let kind = json!({ "type": "string", "const": name });
            fields.insert("grant_type".to_owned(), kind);
            fields.insert("client_id".to_owned(), client.clone());
        }
        json!({ "type": "object", "title": name, "required": required, "properties": fields })
    };
    let schema = json!({ "oneOf": [
        grant("refresh_token", json!(["grant_type", "refresh_token"]), json!({
            "refresh_token": { "type": "string", "minLength": 1,
                "description": "The latest refresh token of the session." },
        })),
        grant("password", json!(["grant_type", "username", "password"]), json!({
            "username": { "type": "string", "minLength": 1, "description": "The username." },
            "password": { "type": "string", "format": "password", "minLength": 1,
                "description": "The password with the current code appended." },
            "scope": text("Not looked at."),
        })),
    ] });
    let examples = json!({
        "refresh_token": { "value": {
            "grant_type": "refresh_token", "refresh_token": "AQAAAAHk3fXn8w2dQyq0B1r7sLJU" } },
        "password": { "value": {
            "grant_type": "password", "username": "alice",
            "password": "three small locked doors492039" } },
    });
    Call {
        tag: OAUTH,
        summary: "Token endpoint (RFC 6749)",
        description: "`refresh_token` renews a session of a program. `password` signs in with both \
            factors at once, the code appended to the password; it is there where the deployment \
            has set `PASSWORD_GRANT` to `on`. Whatever is wrong with name, password or code has \
            one answer. Parameters that are not known are not looked at, as the standard has it.",
        request: Some(form(&schema, &examples)),
        answers: vec![(
            "200",
            answer("Granted.", &[("granted", &examples::granted())], json!({})),
        )],
        problems: vec![
            API,
            FORM,
            SHIELDED,
            &[
                Code::InvalidClient,
                Code::UnsupportedGrantType,
                Code::InvalidCredentials,
                Code::TooManyAttempts,
                Code::AccountDisabled,
                Code::SessionEnded,
                Code::RefreshTokenReused,
                Code::Internal,
            ],
        ],
        is_oauth: true,
        ..Call::new("post", "/api/token", "token")
    }
}

fn introspect() -> Call {
    let schema = json!({
        "type": "object",
        "required": ["token"],
        "properties": {
            "token": { "type": "string", "minLength": 1, "description": "An access token." },
            "token_type_hint": { "type": "string", "description": "Not looked at." },
        },
    });
    let examples = json!({ "token": { "value": { "token": "eyJ0eXAiOiJhdCtqd3QifQ.e30.c2ln" } } });
    Call {
        tag: OAUTH,
        summary: "Whether an access token is good now (RFC 7662)",
        description: "For services that `INTROSPECTION_CLIENTS` names. The account itself is asked \
            about the session, so a session that has ended is not active. Where `active` is false, \
            nothing else is there.",
        security: &["introspectionClient"],
        request: Some(form(&schema, &examples)),
        answers: vec![(
            "200",
            answer(
                "What is known of the token.",
                &[
                    ("active", &examples::active()),
                    ("inactive", &IntrospectionResponse::default()),
                ],
                json!({}),
            ),
        )],
        problems: vec![API, FORM, &[Code::InvalidClient]],
        is_oauth: true,
        ..Call::new("post", "/api/introspect", "introspect")
    }
}

fn metadata() -> Call {
    Call {
        tag: OAUTH,
        summary: "Authorization server metadata (RFC 8414)",
        description: "What exists of an authorization server here. Any page may read it.",
        answers: vec![(
            "200",
            answer(
                "The metadata.",
                &[("metadata", &examples::metadata())],
                public_headers(),
            ),
        )],
        problems: vec![ANY],
        ..Call::new("get", "/.well-known/oauth-authorization-server", "metadata")
    }
}

fn jwks() -> Call {
    let text = |value: &str| json!({ "type": "string", "const": value });
    let key = json!({
        "type": "object",
        "required": ["kty", "crv", "x", "kid", "alg", "use"],
        "properties": {
            "kty": text("OKP"),
            "crv": text("Ed25519"),
            "x": { "type": "string", "description": "The public key, base64url." },
            "kid": { "type": "string", "description": "Its thumbprint (RFC 7638)." },
            "alg": text("EdDSA"),
            "use": text("sig"),
        },
    });
    let example = json!({ "keys": [{
        "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
    }] });
    Call {
        tag: OAUTH,
        summary: "The public keys (RFC 7517)",
        description: "What access tokens are verified with, newest first. Any page may read them.",
        answers: vec![(
            "200",
            json!({
                "description": "The keys.",
                "headers": crate::call::with_request_id(public_headers()),
                "content": { "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["keys"],
                        "properties": { "keys": { "type": "array", "minItems": 1, "items": key } },
                    },
                    "examples": { "keys": { "value": example } },
                } },
            }),
        )],
        problems: vec![ANY],
        ..Call::new("get", "/.well-known/jwks.json", "jwks")
    }
}

fn public_headers() -> Value {
    json!({
        "Cache-Control": header("How long it may be kept.", "public, max-age=300"),
        "Access-Control-Allow-Origin": header("Any page may read it.", "*"),
    })
}
