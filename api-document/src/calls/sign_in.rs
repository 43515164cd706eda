//! Registration and the two steps of a sign-in.

use postern_shared::api::ClientKind;
use postern_shared::problem::ProblemCode as Code;
use serde_json::json;

use super::{SIGN_IN, cookie_headers, invitation, password_protocol};
use crate::call::{Call, answer, json_body};
use crate::examples::{self, password_protocol as messages};
use crate::problems::{ADMITTED, API, JSON, SHIELDED};

/// In their order.
pub fn calls() -> Vec<Call> {
    vec![
        password_protocol::options(),
        invitation::show(),
        password_protocol::register_start(),
        register(),
        password_protocol::login_start(),
        login(),
        verify_otp(),
    ]
}

fn register() -> Call {
    Call {
        tag: SIGN_IN,
        summary: "Create an account",
        description: "Claims the username, and answers the secret for the authenticator app with a \
            challenge for the first code. Until `verify-otp` has taken that code, `login` shows \
            the secret again; a registration that is never confirmed lapses after \
            `UNCONFIRMED_SECONDS`. Where `registration` of `sign-in-options` says `invite`, it takes \
            an `invitation`, which works once, and gives the account its role.\n\nA password is refused as weak where it is one of sixty very \
            common ones, one character repeated, or little more than the username or the word \
            `postern`. Where the password protocol is on, the record that a client has made with \
            the answer of `register/start` may stand in its place; such a client has to check the \
            password itself.",
        request: Some(json_body(&[
            ("alice", &examples::registration()),
            ("record", &messages::registration_by_record()),
            ("invitation", &examples::invitation::registration()),
        ])),
        answers: vec![(
            "201",
            answer(
                "Registered.",
                &[("alice", &examples::registered())],
                json!({}),
            ),
        )],
        problems: vec![
            API,
            JSON,
            SHIELDED,
            ADMITTED,
            &[
                Code::InvitationUsed,
                Code::InvitationRevoked,
                Code::InvalidUsername,
                Code::InvalidPassword,
                Code::WeakPassword,
                Code::BreachedPassword,
                Code::InvalidEmail,
                Code::InvalidFullName,
                Code::UsernameTaken,
                Code::InvalidPasswordMessage,
                Code::InvalidRegistration,
                Code::PasswordProtocolOff,
                Code::PlainPasswordRefused,
            ],
        ],
        ..Call::new("post", "/api/register", "register")
    }
}

fn login() -> Call {
    Call {
        tag: SIGN_IN,
        summary: "First step: the password",
        description: "Answers a challenge for the second step, `verify-otp`. A wrong password and \
            a name that nobody has are answered alike, and take as long. After 5 failures in a \
            row there is a wait.\n\nWhere the password protocol is on, the proof that a client has \
            made with the answer of `login/start` may stand in place of the password. A client \
            that sends a `registration_request` with it is answered a `registration` where the \
            record of the password is under older keys or at a lower cost, and may send a new one \
            with the code.\n\n`methods` says what may prove the second factor now.",
        request: Some(json_body(&[
            ("password", &examples::credentials()),
            ("proof", &messages::proof()),
        ])),
        answers: vec![(
            "200",
            answer(
                "The password is right.",
                &[
                    ("confirmed", &examples::password_proved(false)),
                    ("unconfirmed", &examples::password_proved(true)),
                    (
                        "trusted",
                        &examples::sign_in::password_proved_where_trusted(),
                    ),
                    ("old_record", &messages::proved_with_an_old_record()),
                ],
                json!({}),
            ),
        )],
        problems: vec![
            API,
            JSON,
            SHIELDED,
            &[
                Code::InvalidPassword,
                Code::InvalidCredentials,
                Code::TooManyAttempts,
                Code::InvalidPasswordMessage,
                Code::InvalidLogin,
                Code::LoginExpired,
                Code::LoginUsed,
                Code::PasswordProtocolOff,
                Code::PlainPasswordRefused,
            ],
        ],
        ..Call::new("post", "/api/login", "login")
    }
}

fn verify_otp() -> Call {
    let tokens = |client| examples::tokens("OTP verified successfully", client);
    Call {
        tag: SIGN_IN,
        summary: "Second step: the code",
        description: "Takes a challenge of `register` or `login` with a code of an authenticator, \
            or a recovery code in its place, and begins a session. Each works once. The first code \
            of an account is answered with ten recovery codes, shown this once. A browser gets its \
            refresh token in a cookie that no script can read, any other program (`\"client\": \
            \"native\"`) in the body.\n\nA browser gets another cookie by which the account knows it \
            again. Where `TRUSTED_BROWSERS` is on, `trust_browser` spares it the code for 30 days: \
            `methods` of `login` says `trusted_browser` then, and `otp` may be left out. Such a \
            call must come from a page of the same origin.",
        request: Some(json_body(&[
            ("browser", &examples::code(ClientKind::Browser)),
            ("native", &examples::code(ClientKind::Native)),
            ("recovery", &examples::sign_in::recovery()),
            ("trusted", &examples::sign_in::trusted()),
            ("new_record", &messages::code_with_a_new_record()),
        ])),
        answers: vec![(
            "200",
            answer(
                "Signed in.",
                &[
                    ("browser", &tokens(ClientKind::Browser)),
                    ("native", &tokens(ClientKind::Native)),
                    ("first", &examples::sign_in::first_tokens()),
                ],
                cookie_headers(),
            ),
        )],
        problems: vec![
            API,
            JSON,
            SHIELDED,
            &[
                Code::MalformedOtp,
                Code::InvalidPasswordMessage,
                Code::InvalidRegistration,
                Code::PasswordProtocolOff,
                Code::InvalidChallenge,
                Code::ChallengeExpired,
                Code::ChallengeUsed,
                Code::ChallengeExhausted,
                Code::InvalidOtp,
                Code::OtpAlreadyUsed,
                Code::RecoveryCodeUsed,
                Code::AuthenticatorSuspended,
                Code::AccountDisabled,
                Code::TooManyAttempts,
                Code::Internal,
            ],
        ],
        ..Call::new("post", "/api/verify-otp", "verifyOtp")
    }
}
