//! `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10): what is left of a
//! limit, and what the limit is.

use http::{HeaderMap, HeaderName, HeaderValue};
use postern_shared::problem::{Problem, ProblemCode};

use crate::account::Throttle;
use crate::account::challenge::Challenge;

/// Requests of one address in [`ADDRESS_PERIOD_SECONDS`], as `wrangler.toml` sets them.
pub const ADDRESS_QUOTA: u64 = 60;
/// Seconds of the limit per address, as `wrangler.toml` sets them.
pub const ADDRESS_PERIOD_SECONDS: u64 = 60;

/// Says what a problem tells of a limit.
pub fn add(problem: &Problem, headers: &mut HeaderMap) {
    let seconds = problem.retry_after.unwrap_or_default();
    match problem.code {
        ProblemCode::RateLimited => {
            set(headers, RATE_LIMIT, &format!("\"address\";r=0;t={seconds}"));
        }
        ProblemCode::TooManyAttempts => {
            let quota = Throttle::FREE_FAILURES;
            set(headers, POLICY, &format!("\"attempts\";q={quota}"));
            set(
                headers,
                RATE_LIMIT,
                &format!("\"attempts\";r=0;t={seconds}"),
            );
        }
        _ => {}
    }
    if let Some(left) = problem.attempts_left {
        let quota = Challenge::MAX_WRONG_CODES;
        set(headers, POLICY, &format!("\"challenge\";q={quota}"));
        set(headers, RATE_LIMIT, &format!("\"challenge\";r={left}"));
    }
}

/// Says what the limit per address is, beside other limits.
pub fn add_address_policy(headers: &mut HeaderMap) {
    let address = format!("\"address\";q={ADDRESS_QUOTA};w={ADDRESS_PERIOD_SECONDS}");
    let others = headers.get(POLICY).and_then(|value| value.to_str().ok());
    let policy = match others {
        Some(others) => format!("{address}, {others}"),
        None => address,
    };
    set(headers, POLICY, &policy);
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_the_one_of_the_deployment() {
        let settings = include_str!("../../../wrangler.toml");
        let simple =
            format!("simple = {{ limit = {ADDRESS_QUOTA}, period = {ADDRESS_PERIOD_SECONDS} }}");
        assert!(settings.contains(&simple));
    }
}
