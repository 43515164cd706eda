//! What is taken over from another service.

use postern_import::ForeignHash;
use postern_shared::api::Role;
use postern_shared::totp::TotpSecret;
use postern_shared::username::Username;
use serde::{Deserialize, Serialize};

use crate::account::password::Password;

/// An account of another service; each part is already checked.
pub struct Import {
    /// The name.
    pub username: Username,
    /// An e-mail address.
    pub email: Option<String>,
    /// A full name.
    pub full_name: Option<String>,
    /// What the account may do beside what everybody may.
    pub role: Role,
    /// Whether it is disabled.
    pub disabled: bool,
    /// The password.
    pub password: ImportedPassword,
    /// The secret of the authenticator, which may be short.
    pub totp_secret: Option<TotpSecret>,
    /// Of the row that says all this.
    pub digest: RowDigest,
}

/// What the other service had of the password.
pub enum ImportedPassword {
    /// Its hash.
    Hash(ForeignHash),
    /// The password itself.
    Plain(Password),
}

/// SHA-256 of a row, without a password in clear: by it the same row is known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowDigest(pub [u8; 32]);

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Imported {
    /// There is an account now.
    Now,
    /// The same row was imported before; nothing was changed.
    Before,
}
