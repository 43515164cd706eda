//! The bodies of the call that takes people over from another service.

use serde::{Deserialize, Serialize};

use crate::api::SecretText;

/// Most rows of one `POST /api/import`: each is a request to an object of its own.
pub const MOST_ROWS: usize = 25;

/// One person of `POST /api/import`.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportRow {
    /// The sign-in name, in any case.
    pub username: String,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Full name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_name: Option<String>,
    /// `user`, `support` or `admin`; `user` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Whether the account is disabled.
    #[serde(default)]
    pub disabled: bool,
    /// The password itself, where the other service kept it so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<SecretText>,
    /// Its hash: `$2a$`, `$2b$` or `$2y$` of bcrypt, or a PHC string of Argon2, PBKDF2 or scrypt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_hash: Option<SecretText>,
    /// The secret of the authenticator in base32, 80 bits at least. Without one the person enrols at
    /// the first sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub totp_secret: Option<SecretText>,
}

/// 200 of `POST /api/import`
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportResponse {
    /// What became of each row, in their order.
    pub rows: Vec<ImportedRow>,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportedRow {
    /// In a word.
    pub outcome: ImportOutcome,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ImportRefusal>,
    /// The same for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// What became of a row, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportOutcome {
    /// There is an account now.
    Imported,
    /// The same row was imported before.
    ThereAlready,
    /// Nothing was done; `code` says why.
    Refused,
}

// `tt`, because a derived schema does not see through a `literal`.
macro_rules! import_refusals {
    ($($(#[$doc:meta])* $name:ident = $text:tt, $detail:literal;)*) => {
        /// Why a row was refused, as a stable word.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum ImportRefusal {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl ImportRefusal {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What to do about it, for people.
            #[must_use]
            pub const fn detail(self) -> &'static str {
                match self { $(Self::$name => $detail,)* }
            }
        }
    };
}

import_refusals! {
    /// A field that no row has.
    UnknownField = "unknown_field", "it has a field that an import does not know";
    /// `username` is missing.
    MissingField = "missing_field", "it has no username";
    /// A field of the wrong type, or one that stands twice.
    InvalidField = "invalid_field", "a field has the wrong type, or stands twice";
    /// The username breaks a rule.
    InvalidUsername = "invalid_username", "a username has 3 to 64 of a-z, 0-9 and . _ - @, and begins with a letter or a digit";
    /// The e-mail address is none.
    InvalidEmail = "invalid_email", "the e-mail address is not one";
    /// The full name breaks a rule.
    InvalidFullName = "invalid_full_name", "a full name has at most 100 characters, and no control characters";
    /// There is no such role.
    InvalidRole = "invalid_role", "a role is user, support or admin";
    /// Neither a password nor a hash.
    NoPassword = "no_password", "it has neither password_hash nor password";
    /// Both of them.
    TwoPasswords = "two_passwords", "it has both password_hash and password";
    /// The password breaks a rule of form.
    InvalidPassword = "invalid_password", "a password has at most 256 characters, and no control characters";
    /// The hash is of a form that is not known here.
    PasswordHashUnsupported = "password_hash_unsupported", "the hash is neither bcrypt nor a PHC string of Argon2, PBKDF2 or scrypt";
    /// The hash is cut, or broken in another way.
    PasswordHashInvalid = "password_hash_invalid", "the hash is cut, or broken in another way";
    /// Checking the hash would take too much time or memory.
    PasswordHashTooCostly = "password_hash_too_costly", "checking the hash would take more time or memory than the service has";
    /// This deployment takes no passwords, which a hash of another service needs once.
    PlainPasswordsOff = "plain_passwords_off", "PLAIN_PASSWORDS is off, and a hash of another service can be checked with the password alone";
    /// The secret is no base32, or shorter than 80 bits.
    InvalidTotpSecret = "invalid_totp_secret", "a TOTP secret is base32 of at least 80 bits";
    /// Somebody has the name.
    UsernameTaken = "username_taken", "somebody has this username, and it is not from the same row";
    /// The account's object did not answer. It may have been imported: send the row again.
    Unavailable = "unavailable", "the service did not answer for this row; import the file again";
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn a_refusal_is_the_same_word_everywhere() {
        for refusal in ImportRefusal::ALL {
            let json = serde_json::to_value(refusal).expect("a word");
            assert_eq!(json, refusal.as_str());
        }
    }
}
