//! What a password may be (NIST SP 800-63B-4 §3.1.1): long enough, anything printable, no
//! composition rules; common ones and names are refused with the reason.

use std::fmt;

use crate::common_passwords::CommonPasswords;

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
    /// Little more than the username, the e-mail address or the product's name.
    ContainsName,
}

/// What somebody who guesses would try first for this account. Empty where there is none.
#[derive(Debug, Clone, Copy, Default)]
pub struct PasswordContext<'a> {
    /// The account's name.
    pub username: &'a str,
    /// The e-mail address.
    pub email: &'a str,
    /// What the deployment calls itself.
    pub app_name: &'a str,
}

/// Checks a new password in its normalized form (NFC).
///
/// # Errors
/// Says which rule it breaks; never repeats it.
pub fn check_new(
    password: &str,
    context: PasswordContext<'_>,
    common: CommonPasswords<'_>,
) -> Result<(), PasswordError> {
    let PasswordContext {
        username,
        email,
        app_name,
    } = context;
    let [folded, username, email, app_name] =
        [password, username, email, app_name].map(str::to_lowercase);
    let context = PasswordContext {
        username: &username,
        email: &email,
        app_name: &app_name,
    };
    check_new_folded(password, &folded, context, common)
}

/// The same where password and context are at hand in lower case: the tables for that are a
/// fifth of a small module.
///
/// # Errors
/// As [`check_new`].
pub fn check_new_folded(
    password: &str,
    folded: &str,
    context: PasswordContext<'_>,
    common: CommonPasswords<'_>,
) -> Result<(), PasswordError> {
    check_form(password)?;
    if password.chars().count() < MIN_LENGTH {
        return Err(PasswordError::TooShort);
    }
    if common.contain(folded) || is_one_character_repeated(folded) {
        return Err(PasswordError::Common);
    }
    if is_little_more_than_a_name(folded, context) {
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
            Self::ContainsName => {
                "this password is little more than a username, an e-mail address or a product's name"
            },
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

/// A long passphrase may mention a name; a password that is little more than it may not. Spaces and
/// punctuation hide no name.
fn is_little_more_than_a_name(folded: &str, context: PasswordContext<'_>) -> bool {
    let length = folded.chars().count();
    let bare = without_punctuation(folded);
    let email_name = context.email.split('@').next().unwrap_or_default();
    [
        context.username,
        context.email,
        email_name,
        context.app_name,
        "postern",
    ]
    .iter()
    .any(|name| {
        let bare_name = without_punctuation(name);
        bare_name.chars().count() >= SHORTEST_NAME
            && bare.contains(&bare_name)
            && length < name.chars().count() + MIN_LENGTH
    })
}

fn without_punctuation(text: &str) -> String {
    text.replace(|it: char| it.is_ascii_punctuation() || it == ' ', "")
}

/// A shorter name is in too many words.
const SHORTEST_NAME: usize = 3;

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn check(password: &str) -> Result<(), PasswordError> {
        let context = PasswordContext {
            username: "alice",
            email: "a.liddell@wonder.example",
            app_name: "Our Gate",
        };
        check_new(password, context, CommonPasswords::built_in())
    }

    #[test]
    fn length_counts_characters_not_bytes() {
        assert_eq!(check("ééééééé"), Err(PasswordError::TooShort));
        assert!(check("пароль-1").is_ok());
        assert!(check(&"né".repeat(128)).is_ok());
        assert_eq!(check(&"né".repeat(129)), Err(PasswordError::TooLong));
    }

    #[test]
    fn common_passwords_are_refused_in_every_case() {
        for password in ["password", "PassWord", "iloveyou", "zzzzzzzzzz"] {
            assert_eq!(check(password), Err(PasswordError::Common), "{password}");
        }
    }

    #[test]
    fn little_more_than_a_name_is_refused_and_a_phrase_with_it_is_not() {
        for password in [
            "Alice2026",
            "a-l-i-c-e-9",
            "2026 Alice!",
            "A.Liddell",
            "aliddell77",
            "a.liddell@wonder.example",
            "A.Liddell@wonder.example1",
            "our gate 1",
            "OurGate2026",
            "postern42x",
            "Post-Ern-42",
        ] {
            let refusal = check(password);
            assert_eq!(refusal, Err(PasswordError::ContainsName), "{password}");
        }
        for password in [
            "alice ate nine oysters",
            "through our gate at night",
            "liddell99x",
            "wonder.example",
        ] {
            assert_eq!(check(password), Ok(()), "{password}");
        }
        let nameless = PasswordContext {
            username: "al",
            ..PasswordContext::default()
        };
        let common = CommonPasswords::built_in();
        assert_eq!(check_new("algebra-93", nameless, common), Ok(()));
    }

    #[test]
    fn spaces_are_kept_and_control_characters_refused() {
        assert!(check("  correct horse  ").is_ok());
        assert_eq!(
            check("correct\nhorse"),
            Err(PasswordError::ControlCharacter)
        );
    }
}
