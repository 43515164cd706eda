//! What a person may say of themselves: e-mail address and full name.

use std::fmt;

/// Most characters of an e-mail address (RFC 5321 §4.5.3.1.3, less the angle brackets).
pub const MAX_EMAIL_LENGTH: usize = 254;
/// Most characters of a full name.
pub const MAX_FULL_NAME_LENGTH: usize = 100;

/// Most characters of an authenticator's label.
pub const MAX_LABEL_LENGTH: usize = 64;

/// Why a text is refused as an e-mail address, a full name or a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileError {
    /// Not of the form `someone@host`, or longer than [`MAX_EMAIL_LENGTH`].
    Email,
    /// A control character, or longer than [`MAX_FULL_NAME_LENGTH`].
    FullName,
    /// Empty, a control character, or longer than [`MAX_LABEL_LENGTH`].
    Label,
}

/// Reads an e-mail address; surrounding space is dropped, and an empty one is none at all.
///
/// The check is that of the HTML standard in spirit: one `@` with something sensible on each side.
/// Only a message proves more, and Postern sends none.
///
/// # Errors
/// [`ProfileError::Email`].
pub fn parse_email(text: &str) -> Result<Option<String>, ProfileError> {
    if text.chars().count() > MAX_EMAIL_LENGTH {
        return Err(ProfileError::Email);
    }
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let (local, host) = text.rsplit_once('@').ok_or(ProfileError::Email)?;
    let is_sensible = !local.is_empty()
        && !local.contains('@')
        && !host.is_empty()
        && !host.starts_with(['.', '-'])
        && !host.ends_with(['.', '-'])
        && !host.contains("..")
        && !text.chars().any(is_unsafe)
        && !text.contains(char::is_whitespace);
    is_sensible
        .then(|| Some(text.to_owned()))
        .ok_or(ProfileError::Email)
}

/// Reads a full name; surrounding space is dropped, and an empty one is none at all.
///
/// # Errors
/// [`ProfileError::FullName`].
pub fn parse_full_name(text: &str) -> Result<Option<String>, ProfileError> {
    // With the space around it, as the document of the API counts.
    if text.chars().count() > MAX_FULL_NAME_LENGTH {
        return Err(ProfileError::FullName);
    }
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().any(is_unsafe) {
        return Err(ProfileError::FullName);
    }
    Ok(Some(text.to_owned()))
}

/// Reads the label of an authenticator; surrounding space is dropped.
///
/// # Errors
/// [`ProfileError::Label`].
pub fn parse_label(text: &str) -> Result<String, ProfileError> {
    let is_short = text.chars().count() <= MAX_LABEL_LENGTH;
    let text = text.trim();
    let is_good = is_short && !text.is_empty() && !text.chars().any(is_unsafe);
    is_good.then(|| text.to_owned()).ok_or(ProfileError::Label)
}

/// Control characters, and the ones that turn the direction of the text around them.
pub(crate) fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl fmt::Display for ProfileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Email => {
                "an e-mail address has the form someone@example.com, at most 254 characters"
            }
            Self::FullName => "a full name has at most 100 characters and no control characters",
            Self::Label => "a label has 1 to 64 characters and no control characters",
        })
    }
}

impl std::error::Error for ProfileError {}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn an_empty_field_is_no_value() {
        assert_eq!(parse_email("  "), Ok(None));
        assert_eq!(parse_full_name(""), Ok(None));
    }

    #[test]
    fn names_in_any_script_are_kept_as_written() {
        assert_eq!(
            parse_full_name(" Жанна д’Арк "),
            Ok(Some("Жанна д’Арк".to_owned()))
        );
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "alice",
            "@example.com",
            "alice@",
            "a b@example.com",
            "a@b@c",
            "a@.com",
        ] {
            assert_eq!(parse_email(text), Err(ProfileError::Email), "{text}");
        }
        assert_eq!(parse_full_name("a\u{202e}b"), Err(ProfileError::FullName));
        assert_eq!(parse_full_name("a\nb"), Err(ProfileError::FullName));
        for text in ["", "  ", "a\u{7}b", "a\u{202e}b", &"x".repeat(65)] {
            assert_eq!(parse_label(text), Err(ProfileError::Label));
        }
        assert_eq!(parse_label(" Phone "), Ok("Phone".to_owned()));
    }
}
