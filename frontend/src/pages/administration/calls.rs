//! The calls of administration, one function each.

use postern_shared::api::{
    InvitationsResponse, LogLine, MadeInvitationResponse, MakeInvitationRequest, OverviewResponse,
    PasswordResetStartedResponse, PersonResponse, PersonSummary, Role,
};
use wasm_bindgen::JsValue;

use super::listing::Page;
use super::wire::{self, Export};
use crate::account_area::calls::{Call, get, post};
use crate::account_area::wire::no_content;
use crate::wire::object;

/// `GET /api/admin/overview`
pub fn overview() -> Call<OverviewResponse> {
    get("/api/admin/overview", wire::overview_response)
}

/// `POST /api/admin/people`
pub fn people(search: &str, cursor: Option<&str>) -> Call<Page<PersonSummary>> {
    let search = (!search.is_empty()).then_some(search);
    let body = object(&[("search", search), ("cursor", cursor)]);
    post(PEOPLE, Some(body), |answer| {
        let read = wire::people_response(answer)?;
        Some((read.people, read.cursor))
    })
}

/// `POST /api/admin/log`
pub fn log(_search: &str, cursor: Option<&str>) -> Call<Page<LogLine>> {
    let body = object(&[("cursor", cursor)]);
    post("/api/admin/log", Some(body), |answer| {
        let read = wire::log_response(answer)?;
        Some((read.entries, read.cursor))
    })
}

/// `POST /api/admin/log/export`
pub fn export_log(cursor: Option<&str>) -> Call<Export> {
    let body = object(&[("cursor", cursor)]);
    post("/api/admin/log/export", Some(body), wire::export)
}

/// `GET /api/admin/people/{id}`
pub fn person(id: &str) -> Call<PersonResponse> {
    get(&format!("{PEOPLE}/{id}"), wire::person_response)
}

/// `POST /api/admin/people/{id}/{what}`; needs a fresh proof.
pub fn administer(id: &str, what: &str, role: Option<Role>, reason: &str) -> Call<()> {
    let path = format!("{PEOPLE}/{id}/{what}");
    let role = role.map(Role::as_str);
    let body = object(&[("role", role), ("reason", Some(reason))]);
    post(&path, Some(body), no_content)
}

/// `POST /api/admin/people/{id}/reset-password`; needs a fresh proof.
pub fn reset_password(id: &str, reason: &str) -> Call<PasswordResetStartedResponse> {
    let path = format!("{PEOPLE}/{id}/reset-password");
    post(&path, Some(for_a_reason(reason)), wire::reset_started)
}

/// `GET /api/admin/invitations`
pub fn invitations() -> Call<InvitationsResponse> {
    get(INVITATIONS, wire::invitations_response)
}

/// `POST /api/admin/invitations`; needs a fresh proof.
pub fn invite(request: &MakeInvitationRequest) -> Call<MadeInvitationResponse> {
    let body = wire::make_invitation_request(request);
    post(INVITATIONS, Some(body), wire::made_invitation)
}

/// `POST /api/admin/invitations/{id}/revoke`; needs a fresh proof.
pub fn revoke(id: &str, reason: &str) -> Call<()> {
    let path = format!("{INVITATIONS}/{id}/revoke");
    post(&path, Some(for_a_reason(reason)), no_content)
}

fn for_a_reason(reason: &str) -> JsValue {
    object(&[("reason", Some(reason))])
}

const PEOPLE: &str = "/api/admin/people";
const INVITATIONS: &str = "/api/admin/invitations";
