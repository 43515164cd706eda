//! The bytes of a body, where they are declared as what the call takes and not too many.

use std::error::Error;

use axum::body::{Body, Bytes};
use http::Request;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http_body_util::LengthLimitError;
use postern_shared::problem::ProblemCode;

use super::{MAX_BODY_LENGTH, malformed};
use crate::http::problem_response::ApiProblem;

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
    read_at_most(request, MAX_BODY_LENGTH).await
}

/// The same with a bound of its own, in bytes.
///
/// # Errors
/// A problem with the code `body_too_large` or `malformed_json`.
pub async fn read_at_most(request: Request<Body>, most: usize) -> Result<Bytes, ApiProblem> {
    let declared = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > most) {
        return Err(too_large(most));
    }
    axum::body::to_bytes(request.into_body(), most)
        .await
        .map_err(|error| unread(&error, most))
}

fn unread(error: &axum::Error, most: usize) -> ApiProblem {
    if error
        .source()
        .is_some_and(<dyn Error>::is::<LengthLimitError>)
    {
        too_large(most)
    } else {
        malformed()
    }
}

fn too_large(most: usize) -> ApiProblem {
    let detail = format!("a body has at most {most} bytes");
    ApiProblem::of(ProblemCode::BodyTooLarge, detail)
}
