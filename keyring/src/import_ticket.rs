//! Tickets for imports: sealed texts by which the service knows that whoever sends people has its keys.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use postern_shared::timestamp::Timestamp;

use crate::sealed::{self, NONCE_LENGTH, SealError};
use crate::{Key, KeyRing};

/// What a ticket says inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportTicket {
    /// When it ends.
    pub expires_at: Timestamp,
}

impl ImportTicket {
    /// What its key is derived for.
    pub const LABEL: &str = "postern seal import ticket v1";
    /// Seconds that one lasts: a day.
    pub const LIFE_SECONDS: u64 = 24 * 3600;

    /// One that ends [`Self::LIFE_SECONDS`] from now.
    #[must_use]
    pub const fn new(now: Timestamp) -> Self {
        Self {
            expires_at: now.plus(Self::LIFE_SECONDS),
        }
    }

    /// Its sealed form under the active root, base64url without padding.
    ///
    /// # Errors
    /// [`SealError`] never happens for a text this short and a ring, which always has a root.
    pub fn seal(&self, ring: &KeyRing, nonce: [u8; NONCE_LENGTH]) -> Result<String, SealError> {
        let keys = ring.derive(Self::LABEL);
        let (root, key) = keys.first().ok_or(SealError)?;
        let plain = self.expires_at.unix_seconds().to_be_bytes();
        let sealed = sealed::seal((*root, key), nonce, b"", &plain)?;
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Reads a sealed one, with the keys of [`Self::LABEL`].
    ///
    /// # Errors
    /// [`SealError`] for anything that [`Self::seal`] has not made.
    pub fn open(keys: &[(u32, Key)], text: &str) -> Result<Self, SealError> {
        let sealed = URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_malformed| SealError)?;
        let plain = sealed::open(keys, b"", &sealed)?;
        let end: [u8; 8] = plain.as_slice().try_into().map_err(|_other| SealError)?;
        Ok(Self {
            expires_at: Timestamp::from_unix_seconds(u64::from_be_bytes(end)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Invitation;

    const A: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const B: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";

    fn ring(roots: &str) -> KeyRing {
        KeyRing::parse(&format!("directory:{A},{roots}")).expect("well formed")
    }

    #[test]
    fn it_opens_under_every_root_that_is_there_and_for_nothing_else() {
        let (one, both) = (ring(&format!("1:{B}")), ring(&format!("2:{A},1:{B}")));
        let ticket = ImportTicket::new(Timestamp::from_unix_seconds(1000));
        assert_eq!(ticket.expires_at.unix_seconds(), 87_400);
        let text = ticket.seal(&one, [7; NONCE_LENGTH]).expect("it is short");
        let open = |ring: &KeyRing, label| ImportTicket::open(&ring.derive(label), &text);
        assert_eq!(open(&both, ImportTicket::LABEL), Ok(ticket));
        assert!(open(&ring(&format!("1:{A}")), ImportTicket::LABEL).is_err());
        assert!(open(&one, Invitation::LABEL).is_err());
        let keys = one.derive(ImportTicket::LABEL);
        for text in ["", "x", &format!("{text}A"), &text[1..]] {
            assert!(ImportTicket::open(&keys, text).is_err(), "{text}");
        }
    }
}
