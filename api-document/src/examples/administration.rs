//! What administrators do.

use postern_shared::api::{
    ChangeRoleRequest, InvitationSummary, InvitationsResponse, LogAction, LogLine, LogRequest,
    LogResponse, MadeInvitationResponse, MakeInvitationRequest, OverviewPeriod, OverviewResponse,
    PasswordResetStartedResponse, PeopleRequest, PeopleResponse, PersonResponse, PersonSummary,
    ReasonRequest, Role,
};

use crate::examples::account::{activity, authenticator, codes_left};
use crate::examples::{THEN, secret, sessions, user};

const INVITATION: &str = "AQAAAAEJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQmvJ0ZK4vJQm0aYtN2Xo5wq";
const INVITATION_ID: &str = "c29tZSBpbnZpdGF0aW9uIQ";
const TOKEN: &str = "dGhpcnR5LXR3byBieXRlcyBvZiByYW5kb21uZXNzISE";
const CURSOR: &str = "AQAAAAHk3fXn8w2dQyq0B1r7sLJU";

pub fn search() -> PeopleRequest {
    PeopleRequest {
        search: Some("al".to_owned()),
        cursor: None,
    }
}

pub fn people() -> PeopleResponse {
    let alice = PersonSummary {
        id: "kO1cP0V9m2sJwQ8uY5rT3xZ7aB6dE4fG1hI2jK3lM5n".to_owned(),
        username: "alice".to_owned(),
        email: Some("alice@example.com".to_owned()),
        role: Role::User,
        disabled: false,
        has_second_factor: true,
        created_at: THEN,
    };
    let allan = PersonSummary {
        id: "nM5l3Kj2Ih1Gf4Ed6Ba7Zx3Tr5Yu8Qw2Js9mV0Pc1Ok".to_owned(),
        username: "allan".to_owned(),
        email: None,
        role: Role::Support,
        disabled: true,
        ..alice.clone()
    };
    PeopleResponse {
        people: vec![alice, allan],
        cursor: Some(CURSOR.to_owned()),
    }
}

pub fn person() -> PersonResponse {
    PersonResponse {
        user: user(),
        password_wait: 0,
        code_wait: 0,
        suspended: false,
        enrol_until: None,
        password_reset_until: Some(THEN + 3600),
        authenticators: vec![authenticator()],
        recovery_codes: codes_left(),
        sessions: sessions(),
        activity: activity(),
    }
}

pub fn reason() -> ReasonRequest {
    ReasonRequest {
        reason: "has lost the phone, known by sight".to_owned(),
    }
}

pub fn role() -> ChangeRoleRequest {
    ChangeRoleRequest {
        role: Role::Support,
        reason: "joins the desk".to_owned(),
    }
}

pub fn reset_started() -> PasswordResetStartedResponse {
    PasswordResetStartedResponse {
        reset: secret(TOKEN),
        expires_in: 3600,
    }
}

pub fn overview() -> OverviewResponse {
    let period = |newest: u64, length: u64| {
        move |ago: u64| OverviewPeriod {
            starts_at: newest - ago * length,
            registrations: u64::from(ago == 0),
            sign_ins: (ago * 7) % 5,
            failures: ago % 3,
            locks: u64::from(ago == 4),
        }
    };
    let hour = THEN - THEN % 3600;
    let day = THEN - THEN % 86_400;
    OverviewResponse {
        accounts: 42,
        counted_at: Some(THEN - 1800),
        hours: (0..24).rev().map(period(hour, 3600)).collect(),
        days: (0..30).rev().map(period(day, 86_400)).collect(),
    }
}

pub fn newest() -> LogRequest {
    LogRequest { cursor: None }
}

pub fn log() -> LogResponse {
    let changed = LogLine {
        at: THEN + 60,
        actor: "root".to_owned(),
        action: LogAction::RoleChanged,
        target: Some("allan".to_owned()),
        role: Some(Role::Support),
        invitation: None,
        reason: "joins the desk".to_owned(),
    };
    let made = LogLine {
        at: THEN,
        action: LogAction::InvitationMade,
        target: None,
        invitation: Some(INVITATION_ID.to_owned()),
        ..changed.clone()
    };
    LogResponse {
        entries: vec![changed, made],
        cursor: None,
    }
}

pub fn new_invitation() -> MakeInvitationRequest {
    MakeInvitationRequest {
        role: Role::Support,
        email: Some("allan@example.com".to_owned()),
        hours: Some(48),
        reason: "joins the desk".to_owned(),
    }
}

pub fn made_invitation() -> MadeInvitationResponse {
    MadeInvitationResponse {
        id: INVITATION_ID.to_owned(),
        invitation: secret(INVITATION),
        expires_at: THEN + 172_800,
    }
}

pub fn invitations() -> InvitationsResponse {
    InvitationsResponse {
        invitations: vec![InvitationSummary {
            id: INVITATION_ID.to_owned(),
            role: Role::Support,
            email: Some("allan@example.com".to_owned()),
            made_by: "root".to_owned(),
            made_at: THEN,
            expires_at: THEN + 172_800,
            used: false,
        }],
    }
}
