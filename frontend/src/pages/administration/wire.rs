//! The bodies of administration as JavaScript values.

use js_sys::JSON;
use postern_shared::api::{
    InvitationSummary, InvitationsResponse, LogAction, LogLine, LogResponse,
    MadeInvitationResponse, MakeInvitationRequest, OverviewPeriod, OverviewResponse,
    PasswordResetStartedResponse, PeopleResponse, PersonResponse, PersonSummary,
};
use wasm_bindgen::JsValue;

use crate::account_area::wire::{
    activity_response, authenticator_summary, recovery_codes_response,
};
use crate::wire::{list, member, object, role, secret, sessions_response, set, text, user, whole};

/// The answer of `GET /api/admin/overview`.
pub fn overview_response(value: &JsValue) -> Option<OverviewResponse> {
    Some(OverviewResponse {
        accounts: whole(value, "accounts")?,
        counted_at: whole(value, "counted_at"),
        hours: list(value, "hours", overview_period)?,
        days: list(value, "days", overview_period)?,
    })
}

fn overview_period(value: &JsValue) -> Option<OverviewPeriod> {
    Some(OverviewPeriod {
        starts_at: whole(value, "starts_at")?,
        registrations: whole(value, "registrations")?,
        sign_ins: whole(value, "sign_ins")?,
        failures: whole(value, "failures")?,
        locks: whole(value, "locks")?,
    })
}

/// The answer of `POST /api/admin/people`.
pub fn people_response(value: &JsValue) -> Option<PeopleResponse> {
    Some(PeopleResponse {
        people: list(value, "people", person_summary)?,
        cursor: text(value, "cursor"),
    })
}

fn person_summary(value: &JsValue) -> Option<PersonSummary> {
    Some(PersonSummary {
        id: text(value, "id")?,
        username: text(value, "username")?,
        email: text(value, "email"),
        role: role(value)?,
        disabled: flag(value, "disabled")?,
        has_second_factor: flag(value, "has_second_factor")?,
        created_at: whole(value, "created_at")?,
    })
}

/// The answer of `GET /api/admin/people/{id}`.
pub fn person_response(value: &JsValue) -> Option<PersonResponse> {
    Some(PersonResponse {
        user: user(&member(value, "user"))?,
        password_wait: whole(value, "password_wait")?,
        code_wait: whole(value, "code_wait")?,
        suspended: flag(value, "suspended")?,
        enrol_until: whole(value, "enrol_until"),
        password_reset_until: whole(value, "password_reset_until"),
        authenticators: list(value, "authenticators", authenticator_summary)?,
        recovery_codes: recovery_codes_response(&member(value, "recovery_codes"))?,
        sessions: sessions_response(&member(value, "sessions"))?,
        activity: activity_response(&member(value, "activity"))?,
    })
}

/// The answer of `POST /api/admin/people/{id}/reset-password`.
pub fn reset_started(value: &JsValue) -> Option<PasswordResetStartedResponse> {
    Some(PasswordResetStartedResponse {
        reset: secret(value, "reset")?,
        expires_in: whole(value, "expires_in")?,
    })
}

/// The answer of `GET /api/admin/invitations`.
pub fn invitations_response(value: &JsValue) -> Option<InvitationsResponse> {
    Some(InvitationsResponse {
        invitations: list(value, "invitations", invitation_summary)?,
    })
}

fn invitation_summary(value: &JsValue) -> Option<InvitationSummary> {
    Some(InvitationSummary {
        id: text(value, "id")?,
        role: role(value)?,
        email: text(value, "email"),
        made_by: text(value, "made_by")?,
        made_at: whole(value, "made_at")?,
        expires_at: whole(value, "expires_at")?,
        used: flag(value, "used")?,
    })
}

/// The body of `POST /api/admin/invitations`.
pub fn make_invitation_request(request: &MakeInvitationRequest) -> JsValue {
    let body = object(&[
        ("role", Some(request.role.as_str())),
        ("email", request.email.as_deref()),
        ("reason", Some(&request.reason)),
    ]);
    if let Some(hours) = request.hours.and_then(|hours| u32::try_from(hours).ok()) {
        set(&body, "hours", &hours.into());
    }
    body
}

/// The answer of `POST /api/admin/invitations`.
pub fn made_invitation(value: &JsValue) -> Option<MadeInvitationResponse> {
    Some(MadeInvitationResponse {
        id: text(value, "id")?,
        invitation: secret(value, "invitation")?,
        expires_at: whole(value, "expires_at")?,
    })
}

/// The answer of `POST /api/admin/log`. Nothing of it is passed over: it would look as if nothing had
/// been done.
pub fn log_response(value: &JsValue) -> Option<LogResponse> {
    Some(LogResponse {
        entries: list(value, "entries", log_line)?,
        cursor: text(value, "cursor"),
    })
}

fn log_line(value: &JsValue) -> Option<LogLine> {
    let word = text(value, "action")?;
    Some(LogLine {
        at: whole(value, "at")?,
        actor: text(value, "actor")?,
        action: ACTIONS.iter().find(|(known, _)| *known == word)?.1,
        target: text(value, "target"),
        role: role(value),
        invitation: text(value, "invitation"),
        reason: text(value, "reason")?,
    })
}

/// A page of the exported log.
#[derive(Debug, PartialEq, Eq)]
pub struct Export {
    /// Lines of JSON, each with its end.
    pub lines: String,
    /// Where the next page begins, where there is one.
    pub cursor: Option<String>,
}

/// The answer of `POST /api/admin/log/export`. Its last line has the cursor, where there is one, and
/// nothing else.
pub fn export(value: &JsValue) -> Option<Export> {
    let mut lines = value.as_string()?;
    let trimmed = lines.trim_end();
    let last = trimmed.rfind('\n').map_or(0, |end| end + 1);
    let parsed = JSON::parse(trimmed.get(last..)?).unwrap_or(JsValue::UNDEFINED);
    let cursor = text(&parsed, "cursor");
    if cursor.is_some() {
        lines.truncate(last);
    }
    Some(Export { lines, cursor })
}

fn flag(value: &JsValue, name: &str) -> Option<bool> {
    member(value, name).as_bool()
}

const ACTIONS: [(&str, LogAction); 10] = [
    ("disabled", LogAction::Disabled),
    ("enabled", LogAction::Enabled),
    ("sessions_ended", LogAction::SessionsEnded),
    ("unlocked", LogAction::Unlocked),
    ("factor_reset", LogAction::FactorReset),
    ("password_reset_started", LogAction::PasswordResetStarted),
    ("role_changed", LogAction::RoleChanged),
    ("deleted", LogAction::Deleted),
    ("invitation_made", LogAction::InvitationMade),
    ("invitation_revoked", LogAction::InvitationRevoked),
];

#[cfg(test)]
#[path = "wire_tests.rs"]
mod tests;
