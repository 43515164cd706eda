//! What a password may be (NIST SP 800-63B-4 §3.1.1): long enough, anything printable, no
//! composition rules; the ones that everybody tries first are refused with the reason.

use std::fmt;

/// Fewest characters, where a second factor stands beside it (NIST SP 800-63B-4 §3.1.1.2).
pub const MIN_LENGTH: usize = 8;
/// Most characters. Longer ones are refused, never cut (ASVS 6.2.9).
pub const MAX_LENGTH: usize = 256;

/// Why a text is refused as a new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordError {
    /// Fewer than [`MIN_LENGTH`] characters.
    TooShort,
    /// More than [`MAX_LENGTH`] characters.
    TooLong,
    /// A control character, which some keyboards cannot type again.
    ControlCharacter,
    /// One of the passwords that are tried first.
    Common,
    /// Contains the username or the product's name.
    ContainsName,
}

/// Checks a new password in its normalized form (NFC) for the account named `username`.
///
/// # Errors
/// Says which rule it breaks; never repeats it.
pub fn check_new(password: &str, username: &str) -> Result<(), PasswordError> {
    check_new_folded(password, &password.to_lowercase(), &username.to_lowercase())
}

/// The same where password and username are at hand in lower case: the tables for that are a
/// fifth of a small module.
///
/// # Errors
/// As [`check_new`].
pub fn check_new_folded(
    password: &str,
    folded: &str,
    folded_username: &str,
) -> Result<(), PasswordError> {
    check_form(password)?;
    if password.chars().count() < MIN_LENGTH {
        return Err(PasswordError::TooShort);
    }
    if COMMON.contains(&folded) || is_one_character_repeated(folded) {
        return Err(PasswordError::Common);
    }
    if contains_name(folded, folded_username) {
        return Err(PasswordError::ContainsName);
    }
    Ok(())
}

/// Checks only what any password sent to the service must keep: at most [`MAX_LENGTH`] characters
/// and no control characters.
///
/// # Errors
/// [`PasswordError::TooLong`] or [`PasswordError::ControlCharacter`].
pub fn check_form(password: &str) -> Result<(), PasswordError> {
    if password.chars().count() > MAX_LENGTH {
        return Err(PasswordError::TooLong);
    }
    if password.chars().any(char::is_control) {
        return Err(PasswordError::ControlCharacter);
    }
    Ok(())
}

impl fmt::Display for PasswordError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::TooShort => "a password has at least 8 characters",
            Self::TooLong => "a password has at most 256 characters",
            Self::ControlCharacter => "a password has no control characters",
            Self::Common => "this password is one of those that are tried first",
            Self::ContainsName => "a password does not contain the username or the product's name",
        })
    }
}

impl std::error::Error for PasswordError {}

fn is_one_character_repeated(text: &str) -> bool {
    let mut characters = text.chars();
    characters
        .next()
        .is_some_and(|first| characters.all(|character| character == first))
}

/// A long passphrase may mention the name; a password that is little more than it may not.
fn contains_name(folded: &str, folded_username: &str) -> bool {
    [folded_username, "postern"].iter().any(|name| {
        name.chars().count() >= 3
            && folded.contains(name)
            && folded.chars().count() < name.chars().count() + MIN_LENGTH
    })
}

/// The most common passwords of eight characters and more in public breach statistics. A short
/// list on purpose: it stops the first guesses, not a dictionary.
const COMMON: [&str; 60] = [
    "password",
    "12345678",
    "123456789",
    "1234567890",
    "qwertyui",
    "qwertyuiop",
    "password1",
    "password123",
    "iloveyou",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "trustno1",
    "letmein1",
    "welcome1",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "qazwsxedc",
    "zaq12wsx",
    "q1w2e3r4",
    "abcd1234",
    "abc12345",
    "a1b2c3d4",
    "qwerty12",
    "qwerty123",
    "asdfghjk",
    "asdfghjkl",
    "zxcvbnm1",
    "11223344",
    "12341234",
    "87654321",
    "987654321",
    "0987654321",
    "00000000",
    "11111111",
    "123123123",
    "147258369",
    "159753456",
    "computer",
    "michelle",
    "jennifer",
    "starwars",
    "whatever",
    "corvette",
    "mercedes",
    "maverick",
    "midnight",
    "internet",
    "changeme",
    "default1",
    "admin123",
    "administrator",
    "password!",
    "secret123",
];

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn length_counts_characters_not_bytes() {
        assert_eq!(check_new("ééééééé", "alice"), Err(PasswordError::TooShort));
        assert!(check_new("пароль-1", "alice").is_ok());
        assert!(check_new(&"né".repeat(128), "alice").is_ok());
        assert_eq!(
            check_new(&"né".repeat(129), "alice"),
            Err(PasswordError::TooLong)
        );
    }

    #[test]
    fn common_and_contextual_passwords_are_refused_with_the_reason() {
        assert_eq!(check_new("PassWord", "alice"), Err(PasswordError::Common));
        assert_eq!(check_new("zzzzzzzzzz", "alice"), Err(PasswordError::Common));
        assert_eq!(
            check_new("Alice2026", "alice"),
            Err(PasswordError::ContainsName)
        );
        assert_eq!(
            check_new("postern42", "bob"),
            Err(PasswordError::ContainsName)
        );
        assert!(check_new("alice ate nine oysters", "alice").is_ok());
    }

    #[test]
    fn spaces_are_kept_and_control_characters_refused() {
        assert!(check_new("  correct horse  ", "alice").is_ok());
        assert_eq!(
            check_new("correct\nhorse", "alice"),
            Err(PasswordError::ControlCharacter)
        );
    }
}
