//! A one-time code as a person types it.

use std::fmt;

use zeroize::Zeroize;

/// Six decimal digits (RFC 4226 §5.3), as text because leading zeros count.
///
/// A code is a secret for as long as its step lasts, so it has no `Debug` and no `Display`.
pub struct OneTimeCode(String);

/// The text is not six digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OneTimeCodeError;

impl OneTimeCode {
    /// Number of digits (RFC 6238 as every authenticator app implements it).
    pub const DIGITS: usize = 6;

    /// Reads a code. Spaces and hyphens are dropped, because apps show `123 456`.
    ///
    /// # Errors
    /// [`OneTimeCodeError`] where anything but six ASCII digits is left.
    pub fn parse(text: &str) -> Result<Self, OneTimeCodeError> {
        let mut digits = String::with_capacity(Self::DIGITS);
        for character in text.chars() {
            if character.is_ascii_digit() && digits.len() < Self::DIGITS {
                digits.push(character);
            } else if !(character.is_whitespace() || character == '-') {
                digits.zeroize();
                return Err(OneTimeCodeError);
            }
        }
        if digits.len() == Self::DIGITS {
            Ok(Self(digits))
        } else {
            digits.zeroize();
            Err(OneTimeCodeError)
        }
    }

    /// The six digits.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Drop for OneTimeCode {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Display for OneTimeCodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a code is six digits")
    }
}

impl std::error::Error for OneTimeCodeError {}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn spaces_and_hyphens_do_not_matter() {
        for text in ["012345", " 012 345 ", "012-345", "0 1 2 3 4 5"] {
            assert_eq!(
                OneTimeCode::parse(text).map(|code| code.expose().to_owned()),
                Ok("012345".to_owned())
            );
        }
    }

    #[test]
    fn anything_else_is_no_code() {
        for text in [
            "",
            "12345",
            "1234567",
            "12345a",
            "１２３４５６",
            "+12345",
            "12.345",
        ] {
            assert!(OneTimeCode::parse(text).is_err(), "{text}");
        }
    }
}
