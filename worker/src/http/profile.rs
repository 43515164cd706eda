//! `PATCH /api/users/me`, `GET /api/users/me/export`, `DELETE /api/users/me`

use http::header::{CONTENT_DISPOSITION, SET_COOKIE};
use http::{HeaderMap, HeaderValue};
use postern_shared::api::{ChangeProfileRequest, DeleteAccountRequest};
use postern_shared::username::Username;

use crate::account::{Locator, Refusal, SelfService};
use crate::http::json_body::{FromBody as _, JsonBody};
use crate::http::problem_response::ApiProblem;
use crate::http::register::{email, full_name};
use crate::http::{browser_cookie, session_cookie};

/// Another name, another e-mail address.
pub fn change(_none: &str, body: JsonBody) -> Result<SelfService, ApiProblem> {
    let request = ChangeProfileRequest::read(body)?;
    Ok(SelfService::ChangeProfile {
        email: request
            .email
            .as_deref()
            .map(email)
            .transpose()?
            .map(Option::unwrap_or_default),
        full_name: request
            .full_name
            .as_deref()
            .map(full_name)
            .transpose()?
            .map(Option::unwrap_or_default),
    })
}

/// The end of the account.
pub fn deletion(_none: &str, body: JsonBody) -> Result<SelfService, ApiProblem> {
    let request = DeleteAccountRequest::read(body)?;
    // A text that cannot be a name is another name.
    let username =
        Username::parse(&request.username).map_err(|_no_name| Refusal::ConfirmationMismatch)?;
    Ok(SelfService::Delete { username })
}

/// Makes an answer a file.
pub fn as_file(_locator: &Locator, headers: &mut HeaderMap) {
    let file = HeaderValue::from_static("attachment; filename=\"postern-export.json\"");
    headers.insert(CONTENT_DISPOSITION, file);
}

/// Takes away what this browser holds of the account.
pub fn without_cookies(locator: &Locator, headers: &mut HeaderMap) {
    let cookies = [
        Some(session_cookie::clear()),
        browser_cookie::clear(locator),
    ];
    for cookie in cookies.into_iter().flatten() {
        headers.append(SET_COOKIE, cookie);
    }
}
