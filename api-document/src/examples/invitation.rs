//! Invitations.

use postern_shared::api::{InvitationRequest, InvitationResponse, RegisterRequest, Role};

use crate::examples::{THEN, registration as by_anybody, secret};

const INVITATION: &str = "AQAAAAEJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQmvJ0ZK4vJQm0aYtN2Xo5wq";

pub fn text() -> InvitationRequest {
    InvitationRequest {
        invitation: secret(INVITATION),
    }
}

pub fn shown() -> InvitationResponse {
    InvitationResponse {
        role: Role::Admin,
        email: Some("alice@example.com".to_owned()),
        expires_at: THEN + 86_400,
    }
}

pub fn registration() -> RegisterRequest {
    RegisterRequest {
        invitation: Some(secret(INVITATION)),
        ..by_anybody()
    }
}
