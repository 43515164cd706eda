//! The checks of a row.

use postern_shared::api::{ImportRefusal, ImportRow, Role, SecretText};
use postern_shared::password::check_form;
use postern_shared::profile::{parse_email, parse_full_name};
use postern_shared::totp::TotpSecret;
use postern_shared::username::Username;
use sha2::{Digest, Sha256};

use crate::ForeignHash;

/// A row that is good as far as it says itself; only the service knows whether the name is taken.
pub struct CheckedRow {
    /// The name in its canonical form.
    pub username: Username,
    /// E-mail address.
    pub email: Option<String>,
    /// Full name.
    pub full_name: Option<String>,
    /// The role.
    pub role: Role,
    /// Whether the account is disabled.
    pub disabled: bool,
    /// The hash of the password; `None` where the row has the password itself.
    pub password_hash: Option<ForeignHash>,
    /// The secret of the authenticator, 80 bits at least.
    pub totp_secret: Option<TotpSecret>,
}

/// Checks a row.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn check(row: &ImportRow) -> Result<CheckedRow, ImportRefusal> {
    let username =
        Username::parse(&row.username).map_err(|_error| ImportRefusal::InvalidUsername)?;
    let email = parse_email(row.email.as_deref().unwrap_or_default())
        .map_err(|_error| ImportRefusal::InvalidEmail)?;
    let full_name = parse_full_name(row.full_name.as_deref().unwrap_or_default())
        .map_err(|_error| ImportRefusal::InvalidFullName)?;
    let role = match given(row.role.as_deref()) {
        None => Role::default(),
        Some(word) => Role::parse(word).ok_or(ImportRefusal::InvalidRole)?,
    };
    let password = row.password.as_ref().map(SecretText::expose);
    let password_hash = row.password_hash.as_ref().map(SecretText::expose);
    let password_hash = match (given(password), given(password_hash)) {
        (None, None) => return Err(ImportRefusal::NoPassword),
        (Some(_), Some(_)) => return Err(ImportRefusal::TwoPasswords),
        (Some(password), None) => {
            check_form(password).map_err(|_error| ImportRefusal::InvalidPassword)?;
            None
        }
        (None, Some(hash)) => Some(ForeignHash::parse(hash)?),
    };
    let totp_secret = row.totp_secret.as_ref().map(SecretText::expose);
    let totp_secret = given(totp_secret)
        .map(TotpSecret::parse_imported)
        .transpose()
        .map_err(|_error| ImportRefusal::InvalidTotpSecret)?;
    Ok(CheckedRow {
        username,
        email,
        full_name,
        role,
        disabled: row.disabled,
        password_hash,
        totp_secret,
    })
}

impl CheckedRow {
    /// SHA-256 of all of the row but a password in clear, by which the same row is known again. A hash
    /// as fast as this one of a password would be a gift to whoever guesses; a hash that another
    /// service has salted, and a secret of 80 random bits, cannot be guessed by it.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        let mut add = |part: Option<&[u8]>| {
            let length = part.map_or(u64::MAX, |part| part.len() as u64);
            hasher.update(length.to_be_bytes());
            hasher.update(part.unwrap_or_default());
        };
        add(Some(b"postern imported row v1"));
        add(Some(self.username.as_str().as_bytes()));
        add(self.email.as_deref().map(str::as_bytes));
        add(self.full_name.as_deref().map(str::as_bytes));
        add(Some(self.role.as_str().as_bytes()));
        add(Some(&[u8::from(self.disabled)]));
        add(self.password_hash.as_ref().map(|it| it.expose().as_bytes()));
        add(self.totp_secret.as_ref().map(TotpSecret::expose));
        hasher.finalize().into()
    }
}

/// An empty text is none: CSV has no other way to leave something out.
fn given(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Change = fn(&mut ImportRow);

    fn row() -> ImportRow {
        ImportRow {
            username: "JohnDoe".to_owned(),
            email: Some("johndoe@example.com".to_owned()),
            full_name: Some("John Doe".to_owned()),
            role: None,
            disabled: false,
            password: None,
            password_hash: Some(secret(
                "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
            )),
            totp_secret: Some(secret("LGLEREYEPVVWTLYO")),
        }
    }

    fn secret(text: &str) -> SecretText {
        SecretText::new(text.to_owned())
    }

    fn refusal(change: impl FnOnce(&mut ImportRow)) -> Option<ImportRefusal> {
        let mut row = row();
        change(&mut row);
        check(&row).err()
    }

    fn digest(change: impl FnOnce(&mut ImportRow)) -> [u8; 32] {
        let mut row = row();
        change(&mut row);
        let Ok(checked) = check(&row) else {
            panic!("the row is good")
        };
        checked.digest()
    }

    #[test]
    fn a_good_row_is_read_in_canonical_form() {
        let checked = check(&row()).unwrap_or_else(|_refusal| panic!("it is good"));
        assert_eq!(checked.username.as_str(), "johndoe");
        assert_eq!(checked.role, Role::User);
        let secret = checked.totp_secret.as_ref().expect("it has one");
        assert!(secret.is_short());
        assert!(checked.password_hash.is_some());
    }

    #[test]
    fn each_mistake_has_its_code() {
        let changes: [(Change, ImportRefusal); 12] = [
            (
                |row| row.username = "a b".to_owned(),
                ImportRefusal::InvalidUsername,
            ),
            (
                |row| row.email = Some("nobody".to_owned()),
                ImportRefusal::InvalidEmail,
            ),
            (
                |row| row.full_name = Some("a\nb".to_owned()),
                ImportRefusal::InvalidFullName,
            ),
            (
                |row| row.role = Some("owner".to_owned()),
                ImportRefusal::InvalidRole,
            ),
            (|row| row.password_hash = None, ImportRefusal::NoPassword),
            (
                |row| row.password_hash = Some(secret("")),
                ImportRefusal::NoPassword,
            ),
            (
                |row| row.password = Some(secret("secret")),
                ImportRefusal::TwoPasswords,
            ),
            (
                |row| (row.password, row.password_hash) = (Some(secret("a\nb")), None),
                ImportRefusal::InvalidPassword,
            ),
            (
                |row| row.password_hash = Some(secret("5ebe2294ecd0e0f08eab7690d2a6ee69")),
                ImportRefusal::PasswordHashUnsupported,
            ),
            (
                |row| row.password_hash = Some(secret("$2b$12$x")),
                ImportRefusal::PasswordHashInvalid,
            ),
            (
                |row| row.totp_secret = Some(secret("not base32!")),
                ImportRefusal::InvalidTotpSecret,
            ),
            // 72 bits.
            (
                |row| row.totp_secret = Some(secret("LGLEREYEPVVWTL")),
                ImportRefusal::InvalidTotpSecret,
            ),
        ];
        for (change, expected) in changes {
            assert_eq!(refusal(change), Some(expected), "{}", expected.as_str());
        }
        assert_eq!(refusal(|_| ()), None);
        assert_eq!(refusal(|row| row.totp_secret = Some(secret(""))), None);
    }

    #[test]
    fn the_same_row_is_known_again_and_every_other_one_is_another() {
        let same = digest(|_| ());
        assert_eq!(digest(|row| row.username = "johndoe".to_owned()), same);
        assert_eq!(digest(|row| row.role = Some("user".to_owned())), same);
        let changes: [Change; 8] = [
            |row| row.username = "john".to_owned(),
            |row| row.email = None,
            |row| row.full_name = None,
            |row| row.role = Some("admin".to_owned()),
            |row| row.disabled = true,
            |row| row.totp_secret = None,
            |row| (row.password, row.password_hash) = (Some(secret("secret")), None),
            |row| {
                let other = "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lX";
                row.password_hash = Some(secret(other));
            },
        ];
        for change in changes {
            assert_ne!(digest(change), same);
        }
    }

    #[test]
    fn a_password_in_clear_is_not_part_of_what_is_kept() {
        let of = |password| {
            digest(|row| (row.password, row.password_hash) = (Some(secret(password)), None))
        };
        assert_eq!(of("secret"), of("another"));
    }
}
