//! The password: changed by whoever knows it, set anew by whoever has forgotten it.

use postern_shared::problem::ProblemCode as Code;
use serde_json::json;

use super::ACCOUNT;
use crate::call::{Call, answer, empty_answer, json_body};
use crate::examples::{account, password_protocol as messages};
use crate::problems::{API, BEARER, FRESH, JSON, SHIELDED};
use crate::security::TOKEN;

/// In their order.
pub fn calls() -> Vec<Call> {
    vec![start(), change(), reset()]
}

fn start() -> Call {
    Call {
        tag: ACCOUNT,
        summary: "Begin a change of the password without showing it",
        description: "`login/start` and `register/start` in one (RFC 9807): the current password is \
            proved with `ke2`, the new one is recorded with `registration_response`. Counts like a \
            wrong password until the proof comes. Needs a fresh proof of both factors.",
        security: TOKEN,
        request: Some(json_body(&[("messages", &messages::change_start())])),
        answers: vec![(
            "200",
            answer(
                "What proof and record are made with.",
                &[("messages", &messages::change_started())],
                json!({}),
            ),
        )],
        problems: vec![
            API,
            JSON,
            BEARER,
            FRESH,
            &[
                Code::InvalidPasswordMessage,
                Code::PasswordProtocolOff,
                Code::TooManyAttempts,
            ],
        ],
        ..Call::new("post", "/api/password/start", "passwordStart")
    }
}

fn change() -> Call {
    Call {
        tag: ACCOUNT,
        summary: "Change the password",
        description: "With the current password and the new one; or, where the password protocol is \
            on, with the proof and the record that a client has made with the answer of \
            `password/start`. A wrong current password counts as at a sign-in. The new one obeys \
            the rules of `register`. The other sessions end unless `keep_other_sessions` says \
            otherwise, no browser is trusted any more, and sign-ins under way come to nothing. \
            Needs a fresh proof of both factors.",
        security: TOKEN,
        request: Some(json_body(&[
            ("passwords", &account::new_password()),
            ("record", &messages::change_by_record()),
        ])),
        answers: vec![("204", empty_answer("Changed.", json!({})))],
        problems: vec![
            API,
            JSON,
            BEARER,
            FRESH,
            &[
                Code::InvalidPassword,
                Code::WeakPassword,
                Code::BreachedPassword,
                Code::InvalidCredentials,
                Code::TooManyAttempts,
                Code::InvalidPasswordMessage,
                Code::InvalidLogin,
                Code::LoginExpired,
                Code::LoginUsed,
                Code::InvalidRegistration,
                Code::PasswordProtocolOff,
                Code::PlainPasswordRefused,
            ],
        ],
        ..Call::new("post", "/api/password", "changePassword")
    }
}

fn reset() -> Call {
    Call {
        tag: ACCOUNT,
        summary: "Set a new password for one that is forgotten",
        description: "With a recovery code that was not used and a code of the authenticator, \
            together; or with `reset`, which an administrator has handed out, and either code, \
            which may be left out after a reset of the second factor; the new password as at `register`, also by record with the answer of \
            `register/start`. Uses up both codes, ends all sessions and all trust in browsers, and \
            signs nobody in. The second factor stays as it is. Whatever is wrong with name or codes \
            has one answer, and uses up nothing.",
        request: Some(json_body(&[
            ("password", &account::reset()),
            ("record", &messages::reset_by_record()),
            ("link", &account::reset_by_link()),
        ])),
        answers: vec![("204", empty_answer("Set.", json!({})))],
        problems: vec![
            API,
            JSON,
            SHIELDED,
            &[
                Code::MalformedOtp,
                Code::InvalidPassword,
                Code::WeakPassword,
                Code::BreachedPassword,
                Code::InvalidRecovery,
                Code::AuthenticatorSuspended,
                Code::TooManyAttempts,
                Code::InvalidPasswordMessage,
                Code::InvalidRegistration,
                Code::PasswordProtocolOff,
                Code::PlainPasswordRefused,
            ],
        ],
        ..Call::new("post", "/api/password/reset", "resetPassword")
    }
}
