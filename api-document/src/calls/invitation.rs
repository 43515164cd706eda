//! The call about an invitation.

use postern_shared::problem::ProblemCode as Code;
use serde_json::json;

use super::SIGN_IN;
use crate::call::{Call, answer, json_body};
use crate::examples::invitation;
use crate::problems::{API, JSON, SHIELDED};

pub fn show() -> Call {
    Call {
        tag: SIGN_IN,
        summary: "What an invitation is for",
        description: "To whoever has it: the role of the account, the e-mail address that it will \
            have unless the registration names another, and when it ends. `cargo xtask invite` \
            makes one. Its link has it behind `#`, so that no server and no log gets to see it \
            before it is sent here. Nothing is used up.",
        request: Some(json_body(&[("link", &invitation::text())])),
        answers: vec![(
            "200",
            answer(
                "It is good, and nobody has registered with it.",
                &[("admin", &invitation::shown())],
                json!({}),
            ),
        )],
        problems: vec![
            API,
            JSON,
            SHIELDED,
            &[
                Code::RegistrationClosed,
                Code::InvalidInvitation,
                Code::InvitationExpired,
                Code::InvitationUsed,
                Code::InvitationRevoked,
            ],
        ],
        ..Call::new("post", "/api/invitation", "invitation")
    }
}
