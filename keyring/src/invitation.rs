//! Invitations: sealed texts that let somebody register, made wherever the keys are.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use postern_shared::api::Role;
use postern_shared::timestamp::Timestamp;
use zeroize::Zeroizing;

use crate::sealed::{self, NONCE_LENGTH, SealError};
use crate::{Key, KeyRing};

/// What an invitation says inside.
pub struct Invitation {
    /// Its name: 128 random bits.
    pub id: [u8; 16],
    /// The role of the account that it is for.
    pub role: Role,
    /// The e-mail address of the account, unless the registration names another.
    pub email: Option<String>,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Invitation {
    /// What its key is derived for.
    pub const LABEL: &str = "postern seal invitation v1";
    /// Hours that one lasts where nobody says otherwise.
    pub const USUAL_HOURS: u64 = 24;
    /// Hours that one lasts at most: 30 days.
    pub const MOST_HOURS: u64 = 30 * 24;

    /// Its sealed form under the active root, base64url without padding.
    ///
    /// # Errors
    /// [`SealError`] never happens for a text this short and a ring, which always has a root.
    pub fn seal(&self, ring: &KeyRing, nonce: [u8; NONCE_LENGTH]) -> Result<String, SealError> {
        self.seal_with(&ring.derive(Self::LABEL), nonce)
    }

    /// The same with the keys of [`Self::LABEL`], the active one first.
    ///
    /// # Errors
    /// [`SealError`] where there is no key.
    pub fn seal_with(
        &self,
        keys: &[(u32, Key)],
        nonce: [u8; NONCE_LENGTH],
    ) -> Result<String, SealError> {
        let (root, key) = keys.first().ok_or(SealError)?;
        let sealed = sealed::seal((*root, key), nonce, b"", &self.to_bytes())?;
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
        Self::from_bytes(&plain).ok_or(SealError)
    }

    /// Id (16), end in seconds (8, big endian), role (1), and the e-mail address in what is left.
    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let email = self.email.as_deref().unwrap_or_default();
        let mut plain = Zeroizing::new(Vec::with_capacity(25 + email.len()));
        plain.extend_from_slice(&self.id);
        plain.extend_from_slice(&self.expires_at.unix_seconds().to_be_bytes());
        plain.push(match self.role {
            Role::User => 0,
            Role::Support => 1,
            Role::Admin => 2,
        });
        plain.extend_from_slice(email.as_bytes());
        plain
    }

    fn from_bytes(plain: &[u8]) -> Option<Self> {
        let (id, rest) = plain.split_first_chunk()?;
        let (expires_at, rest) = rest.split_first_chunk()?;
        let (role, email) = rest.split_first()?;
        let email = str::from_utf8(email).ok()?;
        Some(Self {
            id: *id,
            role: match role {
                0 => Role::User,
                1 => Role::Support,
                2 => Role::Admin,
                _another => return None,
            },
            email: Some(email.to_owned()).filter(|email| !email.is_empty()),
            expires_at: Timestamp::from_unix_seconds(u64::from_be_bytes(*expires_at)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const B: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";

    fn ring(roots: &str) -> KeyRing {
        KeyRing::parse(&format!("directory:{A},{roots}")).expect("well formed")
    }

    fn invitation(role: Role, email: Option<&str>) -> Invitation {
        Invitation {
            id: [5; 16],
            role,
            email: email.map(str::to_owned),
            expires_at: Timestamp::from_unix_seconds(1_795_292_542),
        }
    }

    #[test]
    fn it_says_inside_what_it_was_made_with_under_every_root_that_is_there() {
        let (one, both) = (ring(&format!("1:{B}")), ring(&format!("2:{A},1:{B}")));
        for role in Role::ALL {
            for email in [None, Some("alice@example.com")] {
                let sealed = invitation(role, email).seal(&one, [7; NONCE_LENGTH]);
                let text = sealed.expect("it is short");
                let opened = Invitation::open(&both.derive(Invitation::LABEL), &text);
                let opened = opened.expect("it is ours");
                assert_eq!((opened.id, opened.role), ([5; 16], role));
                assert_eq!(opened.email.as_deref(), email);
                assert_eq!(opened.expires_at.unix_seconds(), 1_795_292_542);
            }
        }
    }

    #[test]
    fn the_active_root_seals_it_and_another_key_does_not_open_it() {
        let both = ring(&format!("2:{A},1:{B}"));
        let sealed = invitation(Role::Admin, None).seal(&both, [7; NONCE_LENGTH]);
        let text = sealed.expect("it is short");
        let one = ring(&format!("1:{B}"));
        assert!(Invitation::open(&one.derive(Invitation::LABEL), &text).is_err());
        let keys = both.derive("postern seal object state v1");
        assert!(Invitation::open(&keys, &text).is_err());
    }

    #[test]
    fn neither_the_role_nor_the_address_can_be_read_or_changed_without_the_key() {
        let ring = ring(&format!("1:{B}"));
        let keys = ring.derive(Invitation::LABEL);
        let sealed = invitation(Role::User, Some("alice@example.com"));
        let text = sealed.seal(&ring, [7; NONCE_LENGTH]).expect("it is short");
        let bytes = URL_SAFE_NO_PAD.decode(&text).expect("base64url");
        assert!(!bytes.windows(5).any(|part| part == b"alice"));
        for place in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            let text = URL_SAFE_NO_PAD.encode(changed);
            assert!(Invitation::open(&keys, &text).is_err(), "{place}");
        }
        for text in ["", "x", "AQAAAAE", &format!("{text}A"), &text[1..]] {
            assert!(Invitation::open(&keys, text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_role_that_is_none_is_refused() {
        let mut plain = invitation(Role::Admin, None).to_bytes();
        assert!(Invitation::from_bytes(&plain).is_some());
        plain[24] = 3;
        assert!(Invitation::from_bytes(&plain).is_none());
    }
}
