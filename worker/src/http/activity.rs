//! `POST /api/users/me/activity/seen`

use postern_shared::api::ActivitySeenRequest;

use crate::account::SelfService;
use crate::http::json_body::JsonBytes;
use crate::http::problem_response::ApiProblem;

/// How far the person has read.
pub fn seen(_none: &str, body: &JsonBytes) -> Result<SelfService, ApiProblem> {
    let ActivitySeenRequest { number } = body.parse()?;
    Ok(SelfService::MarkActivitySeen(number))
}
