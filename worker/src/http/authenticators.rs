//! `POST /api/authenticators`, `POST /api/authenticators/{id}/confirm`,
//! `PATCH /api/authenticators/{id}`, `DELETE /api/authenticators/{id}`

use postern_shared::api::{
    AddAuthenticatorRequest, ConfirmAuthenticatorRequest, RenameAuthenticatorRequest, SecretText,
};
use postern_shared::one_time_code::OneTimeCode;

use crate::account::{AuthenticatorId, Refusal, SelfService};
use crate::http::json_body::{FromBody as _, JsonBody};
use crate::http::problem_response::ApiProblem;
use crate::http::second_factor::malformed;

/// One more, which counts once a code has confirmed it.
pub fn addition(_none: &str, body: JsonBody) -> Result<SelfService, ApiProblem> {
    let AddAuthenticatorRequest { label, replaces } = AddAuthenticatorRequest::read(body)?;
    let replaces = replaces.as_deref().map(parse_id).transpose()?;
    Ok(SelfService::AddAuthenticator { label, replaces })
}

/// The first code of the one that the path names.
pub fn confirmation(id: &str, body: JsonBody) -> Result<SelfService, ApiProblem> {
    let request = ConfirmAuthenticatorRequest::read(body)?;
    let code = OneTimeCode::parse(request.otp.expose())
        .map_err(|error| malformed("otp", &error.to_string()))?;
    Ok(SelfService::ConfirmAuthenticator {
        id: parse_id(id)?,
        code: SecretText::new(code.expose().to_owned()),
    })
}

/// Another label for the one that the path names.
pub fn renaming(id: &str, body: JsonBody) -> Result<SelfService, ApiProblem> {
    let RenameAuthenticatorRequest { label } = RenameAuthenticatorRequest::read(body)?;
    let id = parse_id(id)?;
    Ok(SelfService::RenameAuthenticator { id, label })
}

/// What the path names, to be removed.
pub fn removal(id: &str) -> Result<SelfService, Refusal> {
    parse_id(id).map(SelfService::RemoveAuthenticator)
}

fn parse_id(text: &str) -> Result<AuthenticatorId, Refusal> {
    AuthenticatorId::parse(text).ok_or(Refusal::AuthenticatorNotFound)
}
