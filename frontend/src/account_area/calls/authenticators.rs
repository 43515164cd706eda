//! Calls about authenticators.

use postern_shared::api::{
    AddAuthenticatorRequest, AddAuthenticatorResponse, AuthenticatorSummary,
    AuthenticatorsResponse, ConfirmAuthenticatorRequest, RenameAuthenticatorRequest,
};

use super::{Call, delete, get, patch, post};
use crate::account_area::wire;

/// `GET /api/authenticators`
pub fn authenticators() -> Call<AuthenticatorsResponse> {
    get(AUTHENTICATORS, wire::authenticators_response)
}

/// `POST /api/authenticators`; needs a fresh proof.
pub fn add_authenticator(request: &AddAuthenticatorRequest) -> Call<AddAuthenticatorResponse> {
    let body = wire::add_authenticator_request(request);
    post(AUTHENTICATORS, Some(body), wire::add_authenticator_response)
}

/// `POST /api/authenticators/{id}/confirm`
pub fn confirm_authenticator(
    id: &str,
    request: &ConfirmAuthenticatorRequest,
) -> Call<AuthenticatorSummary> {
    let body = wire::confirm_authenticator_request(request);
    let path = format!("{AUTHENTICATORS}/{id}/confirm");
    post(&path, Some(body), wire::authenticator_summary)
}

/// `PATCH /api/authenticators/{id}`
pub fn rename_authenticator(
    id: &str,
    request: &RenameAuthenticatorRequest,
) -> Call<AuthenticatorSummary> {
    let body = wire::rename_authenticator_request(request);
    patch(&of(id), body, wire::authenticator_summary)
}

/// `DELETE /api/authenticators/{id}`; needs a fresh proof.
pub fn remove_authenticator(id: &str) -> Call<()> {
    delete(&of(id), None)
}

fn of(id: &str) -> String {
    format!("{AUTHENTICATORS}/{id}")
}

const AUTHENTICATORS: &str = "/api/authenticators";
