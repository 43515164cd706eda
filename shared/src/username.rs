//! The name that somebody signs in with.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// A sign-in name in its one canonical form: 3 to 64 ASCII letters, digits and `.`, `_`, `-`, `@`,
/// in lower case, beginning with a letter or a digit.
///
/// Names are ASCII so that no two of them look alike (UTS 39): a person's name as they write it
/// belongs in the full name, which takes any script.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Username(String);

/// Why a text is not a [`Username`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsernameError {
    /// Fewer than [`Username::MIN_LENGTH`] characters.
    TooShort,
    /// More than [`Username::MAX_LENGTH`] characters.
    TooLong,
    /// A character that is none of `a-z`, `A-Z`, `0-9`, `.`, `_`, `-`, `@`.
    ForbiddenCharacter,
    /// The first character is neither a letter nor a digit.
    ForbiddenStart,
}

impl Username {
    /// Fewest characters of a name.
    pub const MIN_LENGTH: usize = 3;
    /// Most characters of a name.
    pub const MAX_LENGTH: usize = 64;

    /// Reads a name, folding letters to lower case.
    ///
    /// # Errors
    /// Says which rule the text breaks; never repeats the text.
    pub fn parse(text: &str) -> Result<Self, UsernameError> {
        let mut length = 0;
        for character in text.chars() {
            if !is_allowed(character) {
                return Err(UsernameError::ForbiddenCharacter);
            }
            length += 1;
        }
        if length < Self::MIN_LENGTH {
            return Err(UsernameError::TooShort);
        }
        if length > Self::MAX_LENGTH {
            return Err(UsernameError::TooLong);
        }
        if !text.starts_with(|first: char| first.is_ascii_alphanumeric()) {
            return Err(UsernameError::ForbiddenStart);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// The canonical form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Username {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for UsernameError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::TooShort => "a username has at least 3 characters",
            Self::TooLong => "a username has at most 64 characters",
            Self::ForbiddenCharacter => {
                "a username is made of the letters a to z, digits, and the characters . _ - @"
            }
            Self::ForbiddenStart => "a username begins with a letter or a digit",
        })
    }
}

impl std::error::Error for UsernameError {}

impl<'de> Deserialize<'de> for Username {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

fn is_allowed(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-' | '@')
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn names_that_differ_in_case_are_one_name() {
        assert_eq!(Username::parse("Alice"), Username::parse("aLICE"));
    }

    #[test]
    fn look_alikes_outside_ascii_are_refused() {
        for text in [
            "аlice",
            "ａlice",
            "alic\u{e9}",
            "alice\u{301}",
            "al\u{200d}ice",
        ] {
            assert_eq!(
                Username::parse(text),
                Err(UsernameError::ForbiddenCharacter)
            );
        }
    }

    #[test]
    fn each_bound_has_its_own_reason() {
        assert_eq!(Username::parse("ab"), Err(UsernameError::TooShort));
        assert_eq!(
            Username::parse(&"a".repeat(65)),
            Err(UsernameError::TooLong)
        );
        assert_eq!(Username::parse(".abc"), Err(UsernameError::ForbiddenStart));
        assert!(Username::parse(&"a".repeat(64)).is_ok());
        assert!(Username::parse("alice@example.com").is_ok());
    }
}
