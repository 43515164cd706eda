//! Sealing with a key for each purpose, bound to a context, in the form of [`postern_keyring::sealed`].
//!
//! In place of a root's number, 0 stands for the key that never changes. Entries of the deployment's
//! log are sealed under it, which nobody writes anew, and refresh tokens and browsers' cookies, so that no retired root ends a session or makes a browser a stranger:
//! their seal only hides where the account is; what makes them valid is the random token inside,
//! whose hash the account keeps.

use postern_keyring::{ImportTicket, Invitation, Key, KeyRing, sealed};
use zeroize::Zeroizing;

use crate::account::Entropy;
pub use postern_keyring::sealed::SealError;

/// What a sealed thing is for. One of another purpose does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// An account's record in KV.
    DirectoryRecord,
    /// A slot in its object's storage.
    ObjectState,
    /// The challenge between password and code.
    SecondFactorChallenge,
    /// A sign-in between the service's answer and the client's proof.
    PasswordLogin,
    /// A record of a password that a client is making.
    PasswordRegistration,
    /// A refresh token. Sealed under the key that never changes.
    RefreshToken,
    /// What a browser is known again by. Sealed under the key that never changes.
    BrowserToken,
    /// What lets somebody register.
    Invitation,
    /// What the deployment's one object stores.
    InstanceState,
    /// Somebody in the directory of people.
    Person,
    /// An entry of the deployment's log. Sealed under the key that never changes: nobody writes it
    /// anew.
    LogEntry,
    /// Where a page of a list has ended.
    Cursor,
    /// What lets whoever has the keys import people.
    ImportTicket,
}

/// Seals and opens for every purpose.
pub struct Sealer {
    active_root: u32,
    /// For each purpose: the first one seals, all of them open.
    keys: [Vec<(u32, Key)>; Purpose::ALL.len()],
}

impl Purpose {
    const ALL: [Self; 13] = [
        Self::DirectoryRecord,
        Self::ObjectState,
        Self::SecondFactorChallenge,
        Self::PasswordLogin,
        Self::PasswordRegistration,
        Self::RefreshToken,
        Self::BrowserToken,
        Self::Invitation,
        Self::InstanceState,
        Self::Person,
        Self::LogEntry,
        Self::Cursor,
        Self::ImportTicket,
    ];

    const fn label(self) -> &'static str {
        match self {
            Self::DirectoryRecord => "postern seal directory record v1",
            Self::ObjectState => "postern seal object state v1",
            Self::SecondFactorChallenge => "postern seal second factor challenge v1",
            Self::PasswordLogin => "postern seal password login v1",
            Self::PasswordRegistration => "postern seal password registration v1",
            Self::RefreshToken => "postern seal refresh token v1",
            Self::BrowserToken => "postern seal browser token v1",
            Self::Invitation => Invitation::LABEL,
            Self::InstanceState => "postern seal instance state v1",
            Self::Person => "postern seal person v1",
            Self::LogEntry => "postern seal log entry v1",
            Self::Cursor => "postern seal cursor v1",
            Self::ImportTicket => ImportTicket::LABEL,
        }
    }

    /// Whether the key that never changes seals it.
    const fn is_lasting(self) -> bool {
        matches!(
            self,
            Self::RefreshToken | Self::BrowserToken | Self::LogEntry
        )
    }
}

impl Sealer {
    /// Derives the keys.
    #[must_use]
    pub fn new(ring: &KeyRing) -> Self {
        Self {
            active_root: ring.roots().next().map_or(LASTING, |root| root.id),
            keys: Purpose::ALL.map(|purpose| {
                let mut keys = ring.derive(purpose.label());
                if purpose.is_lasting() {
                    keys.insert(0, (LASTING, ring.derive_lasting(purpose.label())));
                }
                keys
            }),
        }
    }

    /// The number of the root that seals records and rows.
    #[must_use]
    pub const fn active_root(&self) -> u32 {
        self.active_root
    }

    /// Whether there are roots besides the active one.
    #[must_use]
    pub fn has_other_roots(&self) -> bool {
        self.keys(Purpose::ObjectState).len() > 1
    }

    /// Whether `sealed` says that it was sealed under a root that is not in the ring. Anybody who
    /// can write it can make it say so.
    #[must_use]
    pub fn is_of_an_absent_root(&self, sealed: &[u8]) -> bool {
        Self::root_of(sealed).is_some_and(|root| {
            !self
                .keys(Purpose::ObjectState)
                .iter()
                .any(|(id, _)| *id == root)
        })
    }

    /// The root that `sealed` says it was sealed under; `None` where it is too short or of another
    /// version. Only opening it shows whether that is true.
    #[must_use]
    pub fn root_of(sealed: &[u8]) -> Option<u32> {
        sealed::root_of(sealed)
    }

    /// Seals `plaintext` for `purpose` with the first key; it opens only with the same `context`.
    ///
    /// # Errors
    /// [`SealError`] where the text is longer than the cipher takes (256 GiB).
    pub fn seal(
        &self,
        purpose: Purpose,
        context: &[u8],
        plaintext: &[u8],
        entropy: &mut Entropy,
    ) -> Result<Vec<u8>, SealError> {
        let (root, key) = self.keys(purpose).first().ok_or(SealError)?;
        sealed::seal((*root, key), entropy.draw(), context, plaintext)
    }

    /// Opens what [`Self::seal`] made for the same purpose and context, with any root that is there.
    ///
    /// # Errors
    /// [`SealError`], without saying which of its reasons.
    pub fn open(
        &self,
        purpose: Purpose,
        context: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        sealed::open(self.keys(purpose), context, sealed)
    }

    /// Reads a sealed invitation.
    ///
    /// # Errors
    /// [`SealError`] for anything that is none, or is one of a root that is not there.
    pub fn open_invitation(&self, text: &str) -> Result<Invitation, SealError> {
        Invitation::open(self.keys(Purpose::Invitation), text)
    }

    /// Reads a sealed ticket.
    ///
    /// # Errors
    /// [`SealError`] for anything that is none, or is one of a root that is not there.
    pub fn open_import_ticket(&self, text: &str) -> Result<ImportTicket, SealError> {
        ImportTicket::open(self.keys(Purpose::ImportTicket), text)
    }

    /// Seals an invitation.
    ///
    /// # Errors
    /// [`SealError`] never happens for a text this short.
    pub fn seal_invitation(
        &self,
        invitation: &Invitation,
        entropy: &mut Entropy,
    ) -> Result<String, SealError> {
        invitation.seal_with(self.keys(Purpose::Invitation), entropy.draw())
    }

    fn keys(&self, purpose: Purpose) -> &[(u32, Key)] {
        let [
            directory,
            object,
            challenge,
            login,
            registration,
            refresh,
            browser,
            invitation,
            instance,
            person,
            log_entry,
            cursor,
            import_ticket,
        ] = &self.keys;
        match purpose {
            Purpose::DirectoryRecord => directory,
            Purpose::ObjectState => object,
            Purpose::SecondFactorChallenge => challenge,
            Purpose::PasswordLogin => login,
            Purpose::PasswordRegistration => registration,
            Purpose::RefreshToken => refresh,
            Purpose::BrowserToken => browser,
            Purpose::Invitation => invitation,
            Purpose::InstanceState => instance,
            Purpose::Person => person,
            Purpose::LogEntry => log_entry,
            Purpose::Cursor => cursor,
            Purpose::ImportTicket => import_ticket,
        }
    }
}

/// In place of a root's number: the key that never changes.
const LASTING: u32 = 0;

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const B: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";

    fn sealer(roots: &str) -> Sealer {
        let ring = KeyRing::parse(&format!("directory:{A},{roots}")).expect("well formed");
        Sealer::new(&ring)
    }

    fn entropy() -> Entropy {
        Entropy::from_seed([3; 32])
    }

    #[test]
    fn it_opens_with_the_same_purpose_and_context_only() {
        let sealer = sealer(&format!("1:{A}"));
        let sealed = sealer
            .seal(Purpose::ObjectState, b"here", b"text", &mut entropy())
            .expect("short");
        let opened = sealer.open(Purpose::ObjectState, b"here", &sealed);
        assert_eq!(opened.expect("ours").as_slice(), b"text");
        assert!(
            sealer
                .open(Purpose::ObjectState, b"there", &sealed)
                .is_err()
        );
        assert!(
            sealer
                .open(Purpose::DirectoryRecord, b"here", &sealed)
                .is_err()
        );
    }

    #[test]
    fn every_cut_and_every_flipped_bit_is_noticed() {
        let sealer = sealer(&format!("1:{A}"));
        let sealed = sealer
            .seal(Purpose::ObjectState, b"", b"text", &mut entropy())
            .expect("short");
        for length in 0..sealed.len() {
            assert!(
                sealer
                    .open(Purpose::ObjectState, b"", &sealed[..length])
                    .is_err()
            );
        }
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(sealer.open(Purpose::ObjectState, b"", &changed).is_err());
        }
    }

    #[test]
    fn an_older_root_opens_and_a_retired_one_does_not() {
        let old = sealer(&format!("1:{A}"));
        let sealed = old
            .seal(Purpose::ObjectState, b"", b"text", &mut entropy())
            .expect("short");
        let rotated = sealer(&format!("2:{B},1:{A}"));
        assert!(rotated.open(Purpose::ObjectState, b"", &sealed).is_ok());
        let retired = sealer(&format!("2:{B}"));
        assert!(retired.open(Purpose::ObjectState, b"", &sealed).is_err());
        let newer = rotated
            .seal(Purpose::ObjectState, b"", b"text", &mut entropy())
            .expect("short");
        assert!(retired.open(Purpose::ObjectState, b"", &newer).is_ok());
    }

    #[test]
    fn a_refresh_token_outlives_every_root_and_an_older_one_opens_as_long_as_its_root() {
        let old = sealer(&format!("1:{A}"));
        let sealed = old
            .seal(Purpose::RefreshToken, b"", b"token", &mut entropy())
            .expect("short");
        assert_eq!(Sealer::root_of(&sealed), Some(LASTING));
        let another = sealer(&format!("2:{B}"));
        assert!(another.open(Purpose::RefreshToken, b"", &sealed).is_ok());

        // As version 0.1 sealed it.
        let ring = KeyRing::parse(&format!("directory:{B},1:{A}")).expect("well formed");
        let mut of_0_1 = Sealer::new(&ring);
        of_0_1.keys[5].remove(0);
        let sealed = of_0_1
            .seal(Purpose::RefreshToken, b"", b"token", &mut entropy())
            .expect("short");
        assert_eq!(Sealer::root_of(&sealed), Some(1));
        let rotated = sealer(&format!("2:{B},1:{A}"));
        assert!(rotated.open(Purpose::RefreshToken, b"", &sealed).is_ok());
        assert!(another.open(Purpose::RefreshToken, b"", &sealed).is_err());
    }

    #[test]
    fn nothing_but_what_has_to_last_opens_under_the_key_that_never_changes() {
        let sealer = sealer(&format!("1:{A}"));
        for purpose in Purpose::ALL {
            let mut sealed = sealer
                .seal(purpose, b"", b"text", &mut entropy())
                .expect("short");
            let is_lasting = Sealer::root_of(&sealed) == Some(LASTING);
            let has_to = [
                Purpose::RefreshToken,
                Purpose::BrowserToken,
                Purpose::LogEntry,
            ]
            .contains(&purpose);
            assert_eq!(is_lasting, has_to);
            sealed[1..5].copy_from_slice(&LASTING.to_be_bytes());
            assert_eq!(sealer.open(purpose, b"", &sealed).is_ok(), is_lasting);
        }
    }

    #[test]
    fn what_is_sealed_says_under_which_root() {
        let rotated = sealer(&format!("2:{B},1:{A}"));
        assert_eq!(rotated.active_root(), 2);
        assert!(rotated.has_other_roots() && !sealer(&format!("1:{A}")).has_other_roots());
        let sealed = rotated
            .seal(Purpose::ObjectState, b"", b"text", &mut entropy())
            .expect("short");
        assert_eq!(Sealer::root_of(&sealed), Some(2));
        assert!(!rotated.is_of_an_absent_root(&sealed));
        assert!(sealer(&format!("1:{A}")).is_of_an_absent_root(&sealed));
        assert_eq!(Sealer::root_of(&sealed[..4]), None);
        assert_eq!(Sealer::root_of(&[2, 0, 0, 0, 1, 9]), None);
    }
}
