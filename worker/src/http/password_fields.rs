//! Which fields a password, its record or its proof may come in, and where.

use postern_opaque::InvalidMessage;
use postern_shared::api::PasswordProtocol;
use postern_shared::problem::ProblemCode;

use crate::config::Config;
use crate::http::problem_response::ApiProblem;

/// Refuses a call of the password protocol where it is off.
///
/// # Errors
/// A problem with the code `password_protocol_off`.
pub fn check_protocol(config: &Config) -> Result<(), ApiProblem> {
    match config.rules.passwords.protocol() {
        PasswordProtocol::Opaque => Ok(()),
        PasswordProtocol::Argon2id => Err(ApiProblem::of(
            ProblemCode::PasswordProtocolOff,
            "this deployment takes the password itself; see GET /api/sign-in-options",
        )),
    }
}

/// Refuses a password in plain where the deployment takes none.
///
/// # Errors
/// A problem with the code `plain_password_refused`.
pub fn check_plain(config: &Config) -> Result<(), ApiProblem> {
    config
        .plain_passwords
        .by_calls
        .then_some(())
        .ok_or_else(|| {
            ApiProblem::at(
                ProblemCode::PlainPasswordRefused,
                "password",
                "this deployment takes no password; prove it as of RFC 9807",
            )
        })
}

/// A problem of a field that is not there.
pub fn missing_field(field: &str) -> ApiProblem {
    ApiProblem::at(
        ProblemCode::MissingField,
        field,
        "this call needs the field",
    )
}

/// A problem of a password beside what stands in its place.
pub fn two_passwords() -> ApiProblem {
    ApiProblem::at(
        ProblemCode::InvalidField,
        "password",
        "send the password or what stands in its place, not both",
    )
}

/// The message of a field.
///
/// # Errors
/// A problem with the code `invalid_password_message`.
pub fn parse_message<T>(field: &str, message: Result<T, InvalidMessage>) -> Result<T, ApiProblem> {
    message.map_err(|_none| {
        ApiProblem::at(
            ProblemCode::InvalidPasswordMessage,
            field,
            "not the message of RFC 9807 for ristretto255-SHA512, in base64url without padding",
        )
    })
}
