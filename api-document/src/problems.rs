//! The problems of a call: one answer for each status, with its codes and an example of each.

use std::collections::BTreeMap;

use postern_shared::oauth::OAuthProblem;
use postern_shared::problem::{MEDIA_TYPE, Problem, ProblemCode};
use serde_json::{Map, Value, json};

use crate::call::{header, with_request_id};

/// What a body of JSON may have wrong with it.
pub const JSON: &[ProblemCode] = &[
    ProblemCode::MalformedJson,
    ProblemCode::BodyTooLarge,
    ProblemCode::UnsupportedMediaType,
    ProblemCode::UnknownField,
    ProblemCode::MissingField,
    ProblemCode::InvalidField,
];
/// The same, where no field has to be there.
pub const JSON_OF_CHOICE: &[ProblemCode] = &[
    ProblemCode::MalformedJson,
    ProblemCode::BodyTooLarge,
    ProblemCode::UnsupportedMediaType,
    ProblemCode::UnknownField,
    ProblemCode::InvalidField,
];
/// What a form may have wrong with it.
pub const FORM: &[ProblemCode] = &[
    ProblemCode::BodyTooLarge,
    ProblemCode::UnsupportedMediaType,
    ProblemCode::MissingField,
    ProblemCode::InvalidField,
];
/// What an access token may have wrong with it.
pub const BEARER: &[ProblemCode] = &[
    ProblemCode::MissingToken,
    ProblemCode::InvalidToken,
    ProblemCode::TokenExpired,
];
/// What is answered by the account itself, which knows whether the session lives.
pub const SESSION: &[ProblemCode] = &[ProblemCode::SessionEnded];
/// What needs both factors to have been proved not long ago.
pub const FRESH: &[ProblemCode] = &[
    ProblemCode::SessionEnded,
    ProblemCode::StepUpRequired,
    ProblemCode::AccountDisabled,
];
/// Every path under `/api/`.
pub const API: &[ProblemCode] = &[ProblemCode::QueryNotAllowed, ProblemCode::Unavailable];
/// Every path: a setting may be wrong.
pub const ANY: &[ProblemCode] = &[ProblemCode::Unavailable];
/// Who may register.
pub const ADMITTED: &[ProblemCode] = &[
    ProblemCode::RegistrationClosed,
    ProblemCode::InvitationRequired,
    ProblemCode::InvalidInvitation,
    ProblemCode::InvitationExpired,
];
/// The calls behind the limit per address, which foreign pages cannot spend.
pub const SHIELDED: &[ProblemCode] = &[ProblemCode::RateLimited, ProblemCode::CrossOrigin];

/// The answers with these codes, by status.
pub fn answers(codes: &[ProblemCode], is_oauth: bool) -> Vec<(String, Value)> {
    let mut by_status: BTreeMap<u16, Vec<ProblemCode>> = BTreeMap::new();
    for code in codes {
        let status = if is_oauth {
            OAuthProblem::from(problem(*code)).problem.status
        } else {
            code.status()
        };
        by_status.entry(status).or_default().push(*code);
    }
    by_status
        .into_iter()
        .map(|(status, codes)| (status.to_string(), answer(status, &codes, is_oauth)))
        .collect()
}

fn answer(status: u16, codes: &[ProblemCode], is_oauth: bool) -> Value {
    let (media_type, schema) = if is_oauth {
        ("application/json", "OAuthProblem")
    } else {
        (MEDIA_TYPE, "Problem")
    };
    let lines: Vec<String> = codes
        .iter()
        .map(|code| format!("- `{}`: {}", code.as_str(), code.title()))
        .collect();
    let names: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    let examples: Map<String, Value> = codes
        .iter()
        .map(|code| {
            let value = if is_oauth {
                json!(OAuthProblem::from(problem(*code)))
            } else {
                json!(problem(*code))
            };
            let example = json!({ "summary": code.title(), "value": value });
            (code.as_str().to_owned(), example)
        })
        .collect();
    json!({
        "description": lines.join("\n"),
        "headers": headers(status, codes),
        "content": { media_type: {
            "schema": { "allOf": [
                { "$ref": format!("#/components/schemas/{schema}") },
                { "properties": { "status": { "const": status }, "code": { "enum": names } } },
            ] },
            "examples": examples,
        } },
    })
}

fn headers(status: u16, codes: &[ProblemCode]) -> Value {
    let mut headers = Map::new();
    let mut add = |name: &str, description, example| {
        headers.insert(name.to_owned(), header(description, example));
    };
    if status == 401 {
        let challenge = if codes.contains(&ProblemCode::InvalidClient) {
            "Basic realm=\"postern\""
        } else if codes.contains(&ProblemCode::StepUpRequired) {
            "Bearer realm=\"postern\", error=\"insufficient_user_authentication\", max_age=\"300\""
        } else {
            "Bearer realm=\"postern\""
        };
        add("WWW-Authenticate", "How to authenticate.", challenge);
    }
    if status == 429 || status == 503 {
        add("Retry-After", "Seconds to wait, as in `retry_after`.", "30");
    }
    if status == 429 || codes.contains(&ProblemCode::InvalidOtp) {
        add(
            "RateLimit",
            "What is left of the limit (draft-ietf-httpapi-ratelimit-headers-10).",
            "\"attempts\";r=0;t=30",
        );
        add("RateLimit-Policy", "The limit.", "\"attempts\";q=5");
    }
    with_request_id(Value::Object(headers))
}

/// A problem of this code, as it may come.
fn problem(code: ProblemCode) -> Problem {
    let mut problem = Problem::new(code, detail(code));
    problem.field = field(code).map(str::to_owned);
    problem.request_id = Some("9a1b2c3d4e5f6789-FRA".to_owned());
    match code {
        ProblemCode::InvalidOtp | ProblemCode::OtpAlreadyUsed | ProblemCode::RecoveryCodeUsed => {
            problem.attempts_left = Some(4);
        }
        ProblemCode::TooManyAttempts => problem.retry_after = Some(30),
        ProblemCode::RateLimited => problem.retry_after = Some(60),
        ProblemCode::Unavailable => problem.retry_after = Some(5),
        _ => {}
    }
    problem
}

fn detail(code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::InvalidCredentials => "the username or the password is wrong",
        ProblemCode::InvalidOtp => "the code is wrong, or older than a minute",
        ProblemCode::RecoveryCodeUsed => "each recovery code works once; take another",
        ProblemCode::InvalidRecovery => "the username, the recovery code or the code is wrong",
        ProblemCode::StepUpRequired => {
            "this needs a password and a code of the last 5 minutes; send them to step-up"
        }
        ProblemCode::InvitationUsed => "each invitation works once; ask for another",
        ProblemCode::InvitationRevoked => "it was taken back; ask for another",
        ProblemCode::OtpAlreadyUsed => "each code works once; wait for the next one",
        ProblemCode::TooManyAttempts => "wait before the next try",
        ProblemCode::RateLimited => "too many requests from this address; wait a minute",
        ProblemCode::Unavailable => "storage does not answer in time; try again",
        ProblemCode::TokenExpired => "renew the session, or sign in again",
        ProblemCode::WeakPassword => "this password is one of those that are tried first",
        ProblemCode::BreachedPassword => {
            "this password is in lists of passwords that were stolen elsewhere"
        }
        ProblemCode::InvalidUsername => "a username has at least 3 characters",
        ProblemCode::InvalidPassword => "a password has at most 256 characters",
        ProblemCode::UnknownField => "this call does not know the field",
        ProblemCode::MissingField => "this call needs the field",
        other => other.title(),
    }
}

const fn field(code: ProblemCode) -> Option<&'static str> {
    Some(match code {
        ProblemCode::InvalidUsername
        | ProblemCode::UsernameTaken
        | ProblemCode::ConfirmationMismatch => "username",
        ProblemCode::InvalidPassword
        | ProblemCode::WeakPassword
        | ProblemCode::BreachedPassword => "password",
        ProblemCode::InvalidEmail => "email",
        ProblemCode::InvalidInvitation
        | ProblemCode::InvitationExpired
        | ProblemCode::InvitationRevoked
        | ProblemCode::InvitationUsed => "invitation",
        ProblemCode::InvalidFullName => "full_name",
        ProblemCode::MalformedOtp
        | ProblemCode::InvalidOtp
        | ProblemCode::OtpAlreadyUsed
        | ProblemCode::RecoveryCodeUsed => "otp",
        ProblemCode::InvalidLabel => "label",
        ProblemCode::InvalidReason => "reason",
        ProblemCode::InvalidCursor => "cursor",
        ProblemCode::UnsupportedGrantType => "grant_type",
        ProblemCode::UnknownField => "admin",
        _ => return None,
    })
}
