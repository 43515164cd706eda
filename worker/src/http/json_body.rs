//! Bodies: JSON of at most 16 KiB, of the declared type, with the known fields only.

use std::error::Error;

use axum::body::{Body, Bytes};
use axum::extract::FromRequest;
use http::Request;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http_body_util::LengthLimitError;
use postern_shared::problem::ProblemCode;
use serde::de::DeserializeOwned;

use crate::http::problem_response::ApiProblem;

/// The parsed body.
pub struct JsonBody<T>(pub T);

/// Most bytes of a body.
pub const MAX_BODY_LENGTH: usize = 16 * 1024;

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiProblem;

    async fn from_request(request: Request<Body>, _state: &S) -> Result<Self, ApiProblem> {
        if !is_declared(&request) {
            return Err(ApiProblem::of(
                ProblemCode::UnsupportedMediaType,
                "send the header Content-Type: application/json",
            ));
        }
        parse(&read_limited(request).await?).map(Self)
    }
}

/// Whether the request says that its body is JSON.
pub fn is_declared(request: &Request<Body>) -> bool {
    has_media_type(request, "application/json")
}

/// Whether the request says that its body is of this type.
pub fn has_media_type(request: &Request<Body>, media_type: &str) -> bool {
    request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|essence| essence.trim().eq_ignore_ascii_case(media_type))
}

/// The body, where it is not too large.
///
/// # Errors
/// A problem with the code `body_too_large` or `malformed_json`.
pub async fn read_limited(request: Request<Body>) -> Result<Bytes, ApiProblem> {
    let declared = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > MAX_BODY_LENGTH) {
        return Err(too_large());
    }
    axum::body::to_bytes(request.into_body(), MAX_BODY_LENGTH)
        .await
        .map_err(|error| unread(&error))
}

fn unread(error: &axum::Error) -> ApiProblem {
    if error
        .source()
        .is_some_and(<dyn Error>::is::<LengthLimitError>)
    {
        too_large()
    } else {
        malformed()
    }
}

fn too_large() -> ApiProblem {
    ApiProblem::of(ProblemCode::BodyTooLarge, "a body has at most 16384 bytes")
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiProblem> {
    // serde would take a list of the values alone as well.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(if is_json(bytes) {
            no_object()
        } else {
            malformed()
        });
    }
    serde_json::from_slice(bytes).map_err(|error| classify(bytes, &error))
}

/// serde tells what kind of mistake it found only in words, which always begin alike.
fn classify(bytes: &[u8], error: &serde_json::Error) -> ApiProblem {
    // Where a word of a list is expected, serde takes any other value for broken JSON.
    if !error.is_data() && !is_json(bytes) {
        return malformed();
    }
    let message = error.to_string();
    let named = message.split('`').nth(1).map(shorten);
    match named {
        Some(field) if message.starts_with("unknown field") => ApiProblem::at(
            ProblemCode::UnknownField,
            &field,
            "this call does not know the field",
        ),
        Some(field) if message.starts_with("missing field") => ApiProblem::at(
            ProblemCode::MissingField,
            &field,
            "this call needs the field",
        ),
        Some(field) if message.starts_with("duplicate field") => {
            ApiProblem::at(ProblemCode::InvalidField, &field, "the field stands twice")
        }
        // serde has stumbled early over a body that is no JSON further on, or too deep.
        _ if !is_json(bytes) => malformed(),
        _ => {
            let detail = if message.starts_with("unknown variant") {
                "the field is none of the values that it may have"
            } else {
                "the field has the wrong type"
            };
            let before = before(bytes, error.line(), error.column());
            let field = last_field(before).unwrap_or_default();
            ApiProblem::at(ProblemCode::InvalidField, &shorten(&field), detail)
        }
    }
}

/// Whether it is JSON to its end, no deeper than reason, with whole characters in all of its texts.
fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(bytes).is_ok()
}

/// What stands before a place of the body, as serde counts lines and columns.
fn before(bytes: &[u8], line: usize, column: usize) -> &[u8] {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let above: usize = lines.take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    bytes.get(..above.saturating_add(column)).unwrap_or(bytes)
}

/// The name of the last field of the object that begins in this start of it: the one whose value
/// serde has stumbled over, which it does not name itself.
fn last_field(start: &[u8]) -> Option<String> {
    let (mut depth, mut text, mut is_escaped) = (0_u32, None, false);
    let (mut last_text, mut field): (&[u8], &[u8]) = (&[], &[]);
    for (position, byte) in start.iter().enumerate() {
        match (text, byte) {
            (Some(_), _) if is_escaped => is_escaped = false,
            (Some(_), b'\\') => is_escaped = true,
            (Some(begin), b'"') => {
                last_text = start.get(begin..=position)?;
                text = None;
            }
            (None, b'"') => text = Some(position),
            (None, b'{' | b'[') => depth = depth.saturating_add(1),
            (None, b'}' | b']') => depth = depth.saturating_sub(1),
            (None, b':') if depth == 1 => field = last_text,
            _ => {}
        }
    }
    serde_json::from_slice(field).ok()
}

fn no_object() -> ApiProblem {
    ApiProblem::of(ProblemCode::InvalidField, "the body must be a JSON object")
}

fn malformed() -> ApiProblem {
    ApiProblem::of(
        ProblemCode::MalformedJson,
        "the body must be one JSON object in UTF-8, without lone surrogates",
    )
}

/// A field's name comes from the caller; a long one is cut.
fn shorten(name: &str) -> String {
    name.chars().take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use postern_shared::api::LoginRequest;

    fn blamed(body: &str) -> Option<String> {
        let problem = parse::<postern_shared::api::VerifyOtpRequest>(body.as_bytes()).err()?;
        problem.field()
    }

    #[test]
    fn the_field_of_the_wrong_type_is_found_wherever_it_stands() {
        for (body, expected) in [
            (r#"{"challenge":1,"otp":"a"}"#, "challenge"),
            (
                r#"{"challenge":"a:\"b","trust_browser":"yes"}"#,
                "trust_browser",
            ),
            (
                "{\n \"challenge\" : \"a\",\n \"otp\"\n:\n {\"x\":\"y\"}, \"client\":\"native\"}",
                "otp",
            ),
            (
                r#"{"trust_browser":true,"client":"toaster","otp":"a"}"#,
                "client",
            ),
            (r#"{"client":1,"challenge":"a"}"#, "client"),
            (r#"{"trust_browser":null,"challenge":"a"}"#, "trust_browser"),
            (r#"{"trust_browser":0,"otp":"a"}"#, "trust_browser"),
            (r#"{"\u006ftp":[[],{"a":1}],"challenge":"a"}"#, "otp"),
        ] {
            assert_eq!(blamed(body).as_deref(), Some(expected), "{body}");
        }
    }

    fn code(body: &[u8]) -> Option<ProblemCode> {
        parse::<LoginRequest>(body)
            .err()
            .map(|problem| problem.code())
    }

    #[test]
    fn each_mistake_has_its_code() {
        for (body, expected) in [
            (
                r#"{"username":"a","password":"b""#,
                ProblemCode::MalformedJson,
            ),
            ("", ProblemCode::MalformedJson),
            (
                r#"{"username":"\ud800","password":"b"}"#,
                ProblemCode::MalformedJson,
            ),
            (
                r#"{"username":"a","password":"b"} x"#,
                ProblemCode::MalformedJson,
            ),
            (
                r#"{"username":"a","password":"b","x":1}"#,
                ProblemCode::UnknownField,
            ),
            (r#"{"password":"a"}"#, ProblemCode::MissingField),
            (
                r#"{"username":"a","username":"b","password":"c"}"#,
                ProblemCode::InvalidField,
            ),
            (
                r#"{"username":1,"password":"b"}"#,
                ProblemCode::InvalidField,
            ),
            (
                r#"{"username":null,"password":"b"}"#,
                ProblemCode::InvalidField,
            ),
            ("[]", ProblemCode::InvalidField),
            (r#" ["a","b"]"#, ProblemCode::InvalidField),
            ("[", ProblemCode::MalformedJson),
            (
                r#"{"username":1,"password":"b""#,
                ProblemCode::MalformedJson,
            ),
            (r#""text""#, ProblemCode::InvalidField),
        ] {
            assert_eq!(code(body.as_bytes()), Some(expected), "{body}");
        }
        assert_eq!(
            code(b"{\"username\":\"\xff\"}"),
            Some(ProblemCode::MalformedJson)
        );
        assert_eq!(code(br#"{"username":"a","password":"b"}"#), None);
    }

    #[test]
    fn a_body_nested_beyond_reason_is_malformed() {
        let nested = format!(
            r#"{{"username":"a","password":{}{}}}"#,
            "[".repeat(5000),
            "]".repeat(5000)
        );
        assert_eq!(code(nested.as_bytes()), Some(ProblemCode::MalformedJson));
    }
}
