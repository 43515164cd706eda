//! A password in the form in which it is hashed or proved.

use postern_shared::common_passwords::CommonPasswords;
use postern_shared::password::{self, PasswordContext, PasswordError};
use zeroize::Zeroize;

/// A password in its normalized form (NFC, NIST SP 800-63B-4 §3.1.1.2). Zeroized when dropped.
pub struct Password(String);

impl Password {
    /// Takes a text that is in NFC already, and checks the form that every password has.
    ///
    /// # Errors
    /// Too long, or with control characters.
    pub fn from_normalized(text: String) -> Result<Self, PasswordError> {
        let password = Self(text);
        password::check_form(&password.0)?;
        Ok(password)
    }

    /// Whether it may become the new password of the account that `context` is of.
    ///
    /// # Errors
    /// Says which rule it breaks.
    pub fn check_new(
        &self,
        context: PasswordContext<'_>,
        common: CommonPasswords<'_>,
    ) -> Result<(), PasswordError> {
        password::check_new(&self.0, context, common)
    }

    /// The normalized text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Drop for Password {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
