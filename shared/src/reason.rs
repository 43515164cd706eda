//! Why an administrator does something, in their words.

use std::fmt;

/// Fewest characters.
pub const MIN_REASON_LENGTH: usize = 3;
/// Most characters.
pub const MAX_REASON_LENGTH: usize = 200;
/// Most bytes in UTF-8: an entry of the log has to fit into what KV keeps beside a key.
pub const MAX_REASON_BYTES: usize = 400;

/// A text that is no reason: too short, too long, or with control characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReasonError;

/// Reads a reason; surrounding space is dropped.
///
/// # Errors
/// [`ReasonError`] where it breaks a bound, or has control characters or others that do not show.
pub fn parse_reason(text: &str) -> Result<String, ReasonError> {
    // With the space around it, as the document of the API counts.
    let is_short = text.chars().count() <= MAX_REASON_LENGTH && text.len() <= MAX_REASON_BYTES;
    let text = text.trim();
    let is_good = is_short
        && text.chars().count() >= MIN_REASON_LENGTH
        && !text.chars().any(crate::profile::is_unsafe);
    is_good.then(|| text.to_owned()).ok_or(ReasonError)
}

impl fmt::Display for ReasonError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(
            "a reason has 3 to 200 characters in at most 400 bytes, and no control characters",
        )
    }
}

impl std::error::Error for ReasonError {}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn a_reason_says_something_in_any_script_and_not_too_much() {
        for good in ["abc", " lost phone ", "потерян телефон", &"x".repeat(200)] {
            assert_eq!(parse_reason(good).as_deref(), Ok(good.trim()));
        }
        for bad in [
            "",
            "ab",
            "  a  ",
            "a\nb c",
            "a\u{202e}bc",
            &"x".repeat(201),
            &"語".repeat(134),
        ] {
            assert_eq!(parse_reason(bad), Err(ReasonError), "{bad}");
        }
    }
}
