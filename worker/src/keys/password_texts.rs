//! The sealed texts of the password protocol, which travel through the caller's hands.

use postern_shared::timestamp::Timestamp;

use crate::account::{Argon2Cost, Entropy, Locator, LoginId};
use crate::keys::sealed_text::{open, seal, take, timestamp};
use crate::keys::sealing::{Purpose, SealError, Sealer};

/// What a sign-in without a shown password says inside, until its proof.
pub struct LoginText {
    /// Whose sign-in it is.
    pub locator: Locator,
    /// Which of the name's sign-ins.
    pub id: LoginId,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What a client has to bring back with the record of a password.
pub struct RegistrationText {
    /// Whose record it will be.
    pub locator: Locator,
    /// The key pair that it needs.
    pub key_pair: u32,
    /// What it was made with.
    pub cost: Argon2Cost,
    /// The challenge that it goes with; zeros for a new account.
    pub challenge: [u8; 16],
    /// When it ends.
    pub expires_at: Timestamp,
}

impl LoginText {
    /// Its sealed form, base64url.
    ///
    /// # Errors
    /// [`SealError`] never happens for a text this short.
    pub fn seal(&self, sealer: &Sealer, entropy: &mut Entropy) -> Result<String, SealError> {
        let mut plain = Vec::with_capacity(56);
        plain.extend_from_slice(self.locator.as_bytes());
        plain.extend_from_slice(&self.id.0);
        plain.extend_from_slice(&self.expires_at.unix_seconds().to_be_bytes());
        seal(sealer, Purpose::PasswordLogin, &plain, entropy)
    }

    /// Reads a sealed one.
    ///
    /// # Errors
    /// [`SealError`] for anything that [`Self::seal`] has not made.
    pub fn open(sealer: &Sealer, text: &str) -> Result<Self, SealError> {
        let plain = open(sealer, Purpose::PasswordLogin, text)?;
        let mut rest = plain.as_slice();
        Ok(Self {
            locator: Locator::from_bytes(take(&mut rest)?),
            id: LoginId(take(&mut rest)?),
            expires_at: timestamp(&mut rest)?,
        })
    }
}

impl RegistrationText {
    /// Its sealed form, base64url.
    ///
    /// # Errors
    /// [`SealError`] never happens for a text this short.
    pub fn seal(&self, sealer: &Sealer, entropy: &mut Entropy) -> Result<String, SealError> {
        let Argon2Cost {
            memory_kib,
            passes,
            lanes,
        } = self.cost;
        let mut plain = Vec::with_capacity(72);
        plain.extend_from_slice(self.locator.as_bytes());
        for number in [self.key_pair, memory_kib, passes, lanes] {
            plain.extend_from_slice(&number.to_be_bytes());
        }
        plain.extend_from_slice(&self.challenge);
        plain.extend_from_slice(&self.expires_at.unix_seconds().to_be_bytes());
        seal(sealer, Purpose::PasswordRegistration, &plain, entropy)
    }

    /// Reads a sealed one.
    ///
    /// # Errors
    /// [`SealError`] for anything that [`Self::seal`] has not made.
    pub fn open(sealer: &Sealer, text: &str) -> Result<Self, SealError> {
        let plain = open(sealer, Purpose::PasswordRegistration, text)?;
        let mut rest = plain.as_slice();
        Ok(Self {
            locator: Locator::from_bytes(take(&mut rest)?),
            key_pair: u32::from_be_bytes(take(&mut rest)?),
            cost: Argon2Cost {
                memory_kib: u32::from_be_bytes(take(&mut rest)?),
                passes: u32::from_be_bytes(take(&mut rest)?),
                lanes: u32::from_be_bytes(take(&mut rest)?),
            },
            challenge: take(&mut rest)?,
            expires_at: timestamp(&mut rest)?,
        })
    }
}
