//! `POST /api/users/me/activity/seen`

use postern_shared::api::ActivitySeenRequest;

use crate::account::SelfService;
use crate::http::json_body::{FromBody as _, JsonBody};
use crate::http::problem_response::ApiProblem;

/// How far the person has read.
pub fn seen(_none: &str, body: JsonBody) -> Result<SelfService, ApiProblem> {
    let ActivitySeenRequest { number } = ActivitySeenRequest::read(body)?;
    Ok(SelfService::MarkActivitySeen(number))
}
