//! What lets somebody set a new password who has nothing but their second factor left: made by an
//! administrator, handed to the person, good once.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use postern_shared::api::SecretText;
use postern_shared::timestamp::Timestamp;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// 256 random bits, as they are handed out.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct ResetToken([u8; 32]);

/// What is kept of one: its SHA-256, which is enough for 256 random bits, and when it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResetLink {
    /// The hash.
    pub hash: [u8; 32],
    /// When it ends.
    pub expires_at: Timestamp,
}

impl ResetToken {
    /// Takes the bytes of one in.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads the text form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
        bytes.as_slice().try_into().ok().map(Self)
    }

    /// The one door out: 43 characters of base64url.
    #[must_use]
    pub fn expose(&self) -> SecretText {
        SecretText::new(URL_SAFE_NO_PAD.encode(self.0))
    }

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl ResetLink {
    /// Seconds that one is good for: as long as somebody waits for it.
    pub const LIFE_SECONDS: u64 = 3600;

    /// What is kept of a token that is handed out now.
    #[must_use]
    pub fn of(token: &ResetToken, now: Timestamp) -> Self {
        Self {
            hash: token.hash(),
            expires_at: now.plus(Self::LIFE_SECONDS),
        }
    }

    /// Whether it is this token, in time.
    #[must_use]
    pub fn is_opened_by(&self, token: &ResetToken, now: Timestamp) -> bool {
        let is_it: bool = self.hash.ct_eq(&token.hash()).into();
        is_it && now < self.expires_at
    }
}
