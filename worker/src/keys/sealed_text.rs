//! Challenge, refresh token and browser token: sealed texts that travel through the caller's hands.
//! Each carries where the account lives, so that the right object is asked, and works for nothing
//! else.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use postern_shared::timestamp::Timestamp;

use crate::account::Locator;
use crate::account::{BrowserToken, ChallengeId, Entropy, RefreshToken, SessionId};
use crate::keys::sealing::{Purpose, SealError, Sealer};

/// What a challenge says inside.
pub struct ChallengeText {
    /// Whose sign-in it is.
    pub locator: Locator,
    /// Which of the account's challenges.
    pub id: ChallengeId,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What a refresh token says inside.
pub struct RefreshText {
    /// Whose session it is.
    pub locator: Locator,
    /// Which of the account's sessions.
    pub session: SessionId,
    /// The token's place in its family.
    pub generation: u32,
    /// The token itself.
    pub token: RefreshToken,
}

/// What a browser's cookie says inside.
pub struct BrowserText {
    /// Which account knows the browser.
    pub locator: Locator,
    /// What it is known by.
    pub token: BrowserToken,
}

impl ChallengeText {
    /// Its sealed form, base64url.
    ///
    /// # Errors
    /// [`SealError`] never happens for a text this short.
    pub fn seal(&self, sealer: &Sealer, entropy: &mut Entropy) -> Result<String, SealError> {
        let mut plain = Vec::with_capacity(56);
        plain.extend_from_slice(self.locator.as_bytes());
        plain.extend_from_slice(&self.id.0);
        plain.extend_from_slice(&self.expires_at.unix_seconds().to_be_bytes());
        seal(sealer, Purpose::SecondFactorChallenge, &plain, entropy)
    }

    /// Reads a sealed one.
    ///
    /// # Errors
    /// [`SealError`] for anything that [`Self::seal`] has not made.
    pub fn open(sealer: &Sealer, text: &str) -> Result<Self, SealError> {
        let plain = open(sealer, Purpose::SecondFactorChallenge, text)?;
        let mut rest = plain.as_slice();
        Ok(Self {
            locator: Locator::from_bytes(take(&mut rest)?),
            id: ChallengeId(take(&mut rest)?),
            expires_at: timestamp(&mut rest)?,
        })
    }
}

impl RefreshText {
    /// Its sealed form, base64url.
    ///
    /// # Errors
    /// [`SealError`] never happens for a text this short.
    pub fn seal(&self, sealer: &Sealer, entropy: &mut Entropy) -> Result<String, SealError> {
        let mut plain = zeroize::Zeroizing::new(Vec::with_capacity(84));
        plain.extend_from_slice(self.locator.as_bytes());
        plain.extend_from_slice(&self.session.0);
        plain.extend_from_slice(&self.generation.to_be_bytes());
        plain.extend_from_slice(self.token.expose());
        seal(sealer, Purpose::RefreshToken, &plain, entropy)
    }

    /// Reads a sealed one.
    ///
    /// # Errors
    /// [`SealError`] for anything that [`Self::seal`] has not made.
    pub fn open(sealer: &Sealer, text: &str) -> Result<Self, SealError> {
        let plain = open(sealer, Purpose::RefreshToken, text)?;
        let mut rest = plain.as_slice();
        Ok(Self {
            locator: Locator::from_bytes(take(&mut rest)?),
            session: SessionId(take(&mut rest)?),
            generation: u32::from_be_bytes(take(&mut rest)?),
            token: RefreshToken::from_bytes(take(&mut rest)?),
        })
    }
}

impl BrowserText {
    /// Its sealed form, base64url.
    ///
    /// # Errors
    /// [`SealError`] never happens for a text this short.
    pub fn seal(&self, sealer: &Sealer, entropy: &mut Entropy) -> Result<String, SealError> {
        let mut plain = zeroize::Zeroizing::new(Vec::with_capacity(64));
        plain.extend_from_slice(self.locator.as_bytes());
        plain.extend_from_slice(self.token.expose());
        seal(sealer, Purpose::BrowserToken, &plain, entropy)
    }

    /// Reads a sealed one.
    ///
    /// # Errors
    /// [`SealError`] for anything that [`Self::seal`] has not made.
    pub fn open(sealer: &Sealer, text: &str) -> Result<Self, SealError> {
        let plain = open(sealer, Purpose::BrowserToken, text)?;
        let mut rest = plain.as_slice();
        Ok(Self {
            locator: Locator::from_bytes(take(&mut rest)?),
            token: BrowserToken::from_bytes(take(&mut rest)?),
        })
    }
}

/// The next part of a text. Its seal says that it is whole.
pub(super) fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], SealError> {
    let (part, after) = rest.split_first_chunk().ok_or(SealError)?;
    *rest = after;
    Ok(*part)
}

pub(super) fn timestamp(rest: &mut &[u8]) -> Result<Timestamp, SealError> {
    let seconds = u64::from_be_bytes(take(rest)?);
    Ok(Timestamp::from_unix_seconds(seconds))
}

pub(super) fn seal(
    sealer: &Sealer,
    purpose: Purpose,
    plain: &[u8],
    entropy: &mut Entropy,
) -> Result<String, SealError> {
    let sealed = sealer.seal(purpose, b"", plain, entropy)?;
    Ok(URL_SAFE_NO_PAD.encode(sealed))
}

pub(super) fn open(
    sealer: &Sealer,
    purpose: Purpose,
    text: &str,
) -> Result<zeroize::Zeroizing<Vec<u8>>, SealError> {
    let sealed = URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_malformed| SealError)?;
    sealer.open(purpose, b"", &sealed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use postern_keyring::KeyRing;

    fn sealer() -> Sealer {
        let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        Sealer::new(&KeyRing::parse(&format!("directory:{key},1:{key}")).expect("well formed"))
    }

    #[test]
    fn a_text_of_one_purpose_is_none_of_another() {
        let (sealer, mut entropy) = (sealer(), Entropy::from_seed([1; 32]));
        let locator = Locator::from_bytes([9; 32]);
        let refresh = RefreshText {
            locator: locator.clone(),
            session: SessionId([2; 16]),
            generation: 7,
            token: RefreshToken::from_bytes([3; 32]),
        }
        .seal(&sealer, &mut entropy)
        .expect("short");
        let challenge = ChallengeText {
            locator: locator.clone(),
            id: ChallengeId([4; 16]),
            expires_at: Timestamp::from_unix_seconds(5),
        }
        .seal(&sealer, &mut entropy)
        .expect("short");
        let browser = BrowserText {
            locator: locator.clone(),
            token: BrowserToken::from_bytes([6; 32]),
        }
        .seal(&sealer, &mut entropy)
        .expect("short");
        for other in [&refresh, &challenge] {
            assert!(BrowserText::open(&sealer, other).is_err());
        }
        assert!(ChallengeText::open(&sealer, &browser).is_err());
        assert!(RefreshText::open(&sealer, &browser).is_err());
        let opened = BrowserText::open(&sealer, &browser).expect("ours");
        assert!(opened.locator == locator && opened.token.expose() == &[6; 32]);
        assert!(ChallengeText::open(&sealer, &refresh).is_err());
        assert!(RefreshText::open(&sealer, &challenge).is_err());
        let opened = RefreshText::open(&sealer, &refresh).expect("ours");
        assert!(opened.locator == locator && opened.generation == 7);
        assert_eq!(opened.token.expose(), &[3; 32]);
        let opened = ChallengeText::open(&sealer, &challenge).expect("ours");
        assert_eq!(opened.expires_at.unix_seconds(), 5);
    }
}
