//! What is taken over from another service, as it travels.

use postern_import::ForeignHash;
use postern_shared::api::{Role, SecretText};
use postern_shared::totp::TotpSecret;
use postern_shared::username::Username;
use serde::{Deserialize, Serialize};

use crate::account::{Import, ImportedPassword, Password, RowDigest};

/// [`Import`]
#[derive(Serialize, Deserialize)]
pub struct ImportMessage {
    username: Username,
    email: Option<String>,
    full_name: Option<String>,
    role: Role,
    disabled: bool,
    password: ImportedPasswordMessage,
    totp_secret: Option<SecretText>,
    digest: RowDigest,
}

#[derive(Serialize, Deserialize)]
enum ImportedPasswordMessage {
    Hash(SecretText),
    Plain(SecretText),
}

impl From<Import> for ImportMessage {
    fn from(import: Import) -> Self {
        let secret = |text: &str| SecretText::new(text.to_owned());
        Self {
            username: import.username,
            email: import.email,
            full_name: import.full_name,
            role: import.role,
            disabled: import.disabled,
            password: match &import.password {
                ImportedPassword::Hash(hash) => {
                    ImportedPasswordMessage::Hash(secret(hash.expose()))
                }
                ImportedPassword::Plain(password) => {
                    ImportedPasswordMessage::Plain(secret(password.expose()))
                }
            },
            totp_secret: import
                .totp_secret
                .map(|secret| SecretText::new(secret.expose_base32())),
            digest: import.digest,
        }
    }
}

impl ImportMessage {
    /// The account; `None` where it is none that the Worker can have sent.
    #[must_use]
    pub fn into_import(self) -> Option<Import> {
        let totp_secret = self.totp_secret.as_ref();
        Some(Import {
            totp_secret: totp_secret
                .map(|text| TotpSecret::parse_imported(text.expose()))
                .transpose()
                .ok()?,
            username: self.username,
            email: self.email,
            full_name: self.full_name,
            role: self.role,
            disabled: self.disabled,
            password: match self.password {
                ImportedPasswordMessage::Hash(text) => {
                    ImportedPassword::Hash(ForeignHash::parse(text.expose()).ok()?)
                }
                ImportedPasswordMessage::Plain(text) => {
                    let password = Password::from_normalized(text.expose().to_owned());
                    ImportedPassword::Plain(password.ok()?)
                }
            },
            digest: self.digest,
        })
    }
}
