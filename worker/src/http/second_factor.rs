//! What the second step of a proof takes: a challenge, and something that proves a second factor.

use postern_shared::api::SecretText;
use postern_shared::problem::ProblemCode;
use postern_shared::timestamp::Timestamp;

use crate::account::{Refusal, SecondFactor};
use crate::config::Config;
use crate::http::problem_response::ApiProblem;
use crate::keys::ChallengeText;

/// What somebody has typed into `otp`.
///
/// # Errors
/// A problem with the code `malformed_otp`.
pub fn parse(text: &SecretText) -> Result<SecondFactor, ApiProblem> {
    SecondFactor::parse(text.expose()).ok_or_else(|| {
        malformed(
            "otp",
            "a code is six digits; a recovery code has 24 characters",
        )
    })
}

/// A problem of a text that is none of the codes that the field takes.
pub fn malformed(field: &str, detail: &str) -> ApiProblem {
    ApiProblem::at(ProblemCode::MalformedOtp, field, detail)
}

/// The challenge of the first step, where it has not ended.
///
/// # Errors
/// A problem with the code `invalid_challenge` or `challenge_expired`.
pub fn open_challenge(
    config: &Config,
    text: &SecretText,
    now: Timestamp,
) -> Result<ChallengeText, ApiProblem> {
    let challenge = ChallengeText::open(&config.sealer, text.expose().trim())
        .map_err(|_not_ours| invalid_challenge())?;
    if challenge.expires_at <= now {
        return Err(Refusal::ChallengeExpired.into());
    }
    Ok(challenge)
}

/// The problem of a challenge that is not for this.
pub fn invalid_challenge() -> ApiProblem {
    ApiProblem::of(
        ProblemCode::InvalidChallenge,
        "take the challenge as register or login has answered it",
    )
}
