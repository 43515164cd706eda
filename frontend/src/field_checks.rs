//! What can be said about a field before it is sent, so that nobody waits for an answer that is
//! already known. The Worker checks everything again.

use postern_shared::one_time_code::OneTimeCode;
use postern_shared::password;
use postern_shared::profile;
use postern_shared::username::{Username, UsernameError};

/// What is wrong with a new account's username.
pub fn new_username(text: &str) -> Option<&'static str> {
    match Username::parse(text.trim()) {
        Ok(_) => None,
        Err(_) if text.trim().is_empty() => Some("Choose a username."),
        Err(UsernameError::TooShort) => Some("A username has at least 3 characters."),
        Err(UsernameError::TooLong) => Some("A username has at most 64 characters."),
        Err(UsernameError::ForbiddenCharacter) => {
            Some("Use letters from a to z, digits, and . _ - @ only.")
        }
        Err(UsernameError::ForbiddenStart) => Some("Begin with a letter or a digit."),
    }
}

/// What is wrong with a new password. Whether it is too easy to guess is for the Worker to say, or
/// for the password module where the password is not sent.
pub fn new_password(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("Choose a password.");
    }
    if text.chars().count() < password::MIN_LENGTH {
        return Some("A password has at least 8 characters.");
    }
    existing_password(text)
}

/// What is wrong with a username to sign in with.
pub fn existing_username(text: &str) -> Option<&'static str> {
    text.trim().is_empty().then_some("Enter your username.")
}

/// What is wrong with a password to sign in with.
pub fn existing_password(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("Enter your password.");
    }
    password::check_form(text).is_err().then_some(
        "A password has at most 256 characters, and none of them are control characters.",
    )
}

/// What is wrong with an e-mail address; none at all is right too.
pub fn email(text: &str) -> Option<&'static str> {
    profile::parse_email(text)
        .is_err()
        .then_some("Write an address like name@example.com, or leave this empty.")
}

/// What is wrong with a full name; none at all is right too.
pub fn full_name(text: &str) -> Option<&'static str> {
    profile::parse_full_name(text)
        .is_err()
        .then_some("A name has at most 100 characters, and none of them are control characters.")
}

/// What is wrong with the name of an authenticator.
pub fn label(text: &str) -> Option<&'static str> {
    let length = text.trim().chars().count();
    if length == 0 {
        return Some("Give it a name.");
    }
    (length > 64 || text.trim().contains(char::is_control))
        .then_some("A name has at most 64 characters, and none of them are control characters.")
}

/// What is wrong with a recovery code.
pub fn recovery_code(text: &str) -> Option<&'static str> {
    (recovery_code_of(text).len() != RECOVERY_CODE_LENGTH)
        .then_some("A recovery code has 24 letters and digits, in groups.")
}

/// The letters and digits of a recovery code, without whatever stands between them.
pub fn recovery_code_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// What is wrong with a one-time code.
pub fn one_time_code(text: &str) -> Option<&'static str> {
    OneTimeCode::parse(text)
        .is_err()
        .then_some("Enter the six digits that your app shows.")
}

const RECOVERY_CODE_LENGTH: usize = 24;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_broken_rule_of_a_username_is_named() {
        assert_eq!(new_username(" Alice "), None);
        assert_eq!(new_username("  "), Some("Choose a username."));
        for (text, word) in [
            ("al", "at least 3"),
            ("al ice", "letters"),
            (".alice", "Begin"),
            (&"a".repeat(65), "at most 64"),
        ] {
            assert!(new_username(text).is_some_and(|said| said.contains(word)));
        }
    }

    #[test]
    fn a_password_counts_in_characters() {
        assert_eq!(new_password("пароль-1"), None);
        assert!(new_password("ééééééé").is_some_and(|said| said.contains("at least 8")));
        assert!(new_password(&"é".repeat(257)).is_some_and(|said| said.contains("at most 256")));
        assert_eq!(existing_password("short"), None);
    }

    #[test]
    fn what_is_optional_may_be_empty() {
        assert_eq!(email(""), None);
        assert_eq!(full_name("  "), None);
        assert!(email("alice").is_some());
        assert!(full_name("a\u{7}").is_some());
    }

    #[test]
    fn a_label_is_one_line_of_at_most_64_characters() {
        assert_eq!(label(&format!(" {} ", "é".repeat(64))), None);
        assert_eq!(label("  "), Some("Give it a name."));
        assert!(label(&"é".repeat(65)).is_some());
        assert!(label("a\nb").is_some());
    }

    #[test]
    fn a_code_is_six_digits() {
        assert_eq!(one_time_code("123 456"), None);
        assert!(one_time_code("12345").is_some());
    }

    #[test]
    fn a_recovery_code_may_be_typed_with_anything_between_its_groups() {
        for text in [
            "ABCD-EFGH-JKMN-PQRS-TVWX-YZ01",
            " abcd efgh jkmn pqrs tvwx yz01 ",
            "abcd\u{2013}efghjkmnpqrstvwxyz01",
        ] {
            assert_eq!(recovery_code(text), None, "{text}");
            assert_eq!(recovery_code_of(text).len(), 24);
        }
        for text in ["", "123456", "ABCD-EFGH-JKMN-PQRS-TVWX-YZ0"] {
            assert!(recovery_code(text).is_some(), "{text}");
        }
    }
}
