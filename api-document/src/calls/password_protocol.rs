//! The calls of a sign-in that does not show the password.

use postern_shared::problem::ProblemCode as Code;
use serde_json::json;

use super::SIGN_IN;
use crate::call::{Call, answer, json_body};
use crate::examples::password_protocol as messages;
use crate::problems::{ADMITTED, API, JSON, SHIELDED};

pub fn options() -> Call {
    Call {
        tag: SIGN_IN,
        summary: "How to sign in here",
        description: "Whether passwords are proved (`opaque`, RFC 9807) or sent (`argon2id`), and \
            whether they may be sent at all; whether browsers can be trusted; and who may register.",
        answers: vec![(
            "200",
            answer(
                "The options.",
                &[("opaque", &messages::options())],
                json!({}),
            ),
        )],
        problems: vec![API],
        ..Call::new("get", "/api/sign-in-options", "signInOptions")
    }
}

pub fn register_start() -> Call {
    Call {
        tag: SIGN_IN,
        summary: "Begin a registration without showing the password",
        description: "RFC 9807, OPAQUE-3DH with ristretto255-SHA512, HKDF-SHA-512, HMAC-SHA-512, \
            SHA-512 and Argon2id (a salt of 16 zero bytes, an output of 64 bytes), without \
            identities; messages are base64url without padding. Answers alike whether somebody \
            has the name or not. Each answer counts like a wrong password, because it lets a \
            client test a guess; the registration takes it back. An `invitation` is looked at, and \
            not used up. `reset` says that the record is for `password/reset`.",
        request: Some(json_body(&[("alice", &messages::registration_start())])),
        answers: vec![(
            "200",
            answer(
                "What the record is made with.",
                &[("alice", &messages::registration_started())],
                json!({}),
            ),
        )],
        problems: vec![
            API,
            JSON,
            SHIELDED,
            ADMITTED,
            &[
                Code::InvalidUsername,
                Code::InvalidPasswordMessage,
                Code::PasswordProtocolOff,
                Code::TooManyAttempts,
            ],
        ],
        ..Call::new("post", "/api/register/start", "registerStart")
    }
}

pub fn login_start() -> Call {
    Call {
        tag: SIGN_IN,
        summary: "Begin a sign-in without showing the password",
        description: "As `register/start`. Answers alike for a name that nobody has. The context \
            is `postern opaque v1` and the memory, passes and lanes as 4 bytes each, big endian. \
            `argon2` names the costs that records here may have, the latest first: try the next \
            where one does not open the answer. Each answer counts like a wrong password from the \
            start, because a client can test one guess with it without coming back; the proof \
            takes it back.",
        request: Some(json_body(&[("alice", &messages::login_start())])),
        answers: vec![(
            "200",
            answer(
                "What the proof is made with.",
                &[("alice", &messages::login_started())],
                json!({}),
            ),
        )],
        problems: vec![
            API,
            JSON,
            SHIELDED,
            &[
                Code::InvalidCredentials,
                Code::InvalidPasswordMessage,
                Code::PasswordProtocolOff,
                Code::TooManyAttempts,
            ],
        ],
        ..Call::new("post", "/api/login/start", "loginStart")
    }
}
