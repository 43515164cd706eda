//! A session and its family of refresh tokens (RFC 9700 §4.14.2): each token is used once, its
//! successor takes its place, and a used one that comes again ends them all.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use postern_shared::timestamp::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::account::client_info::ClientInfo;
use crate::account::moment::Moment;
pub use crate::account::proved_method::ProvedMethod;
use crate::account::refusal::Refusal;
pub use crate::account::session_lifetime::SessionLifetime;

/// Names one session: 128 random bits, the `sid` of its access tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionId(pub [u8; 16]);

impl SessionId {
    /// Reads the text form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for SessionId {
    /// base64url without padding, 22 characters.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

/// A refresh token in clear: 256 random bits. No `Debug`, no `Clone`; zeroized when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct RefreshToken([u8; 32]);

/// What is kept of a refresh token: its SHA-256, which is enough for 256 random bits.
#[derive(Debug, Clone, Copy)]
pub struct RefreshTokenHash(pub [u8; 32]);

impl RefreshToken {
    /// Takes the bytes of a token in.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The one door out.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The form that is stored.
    #[must_use]
    pub fn hash(&self) -> RefreshTokenHash {
        RefreshTokenHash(Sha256::digest(self.0).into())
    }

    /// The token that follows. The same token and nonce give the same successor, so that it can be
    /// answered again without being stored; without the nonce nobody can compute it.
    fn successor(&self, nonce: &[u8; 32]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"postern refresh token successor v1");
        hasher.update(nonce);
        hasher.update(self.0);
        Self(hasher.finalize().into())
    }
}

impl PartialEq for RefreshTokenHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for RefreshTokenHash {}

/// A refresh token as it was presented.
pub struct PresentedToken {
    /// The session that it names.
    pub session: SessionId,
    /// Its place in its family.
    pub generation: u32,
    /// The token.
    pub token: RefreshToken,
    /// What has presented it.
    pub client: ClientInfo,
}

/// The last rotation of a family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    /// The token that was used.
    pub used: RefreshTokenHash,
    /// When.
    pub at: Timestamp,
    /// What its successor was made with.
    pub nonce: [u8; 32],
}

/// A session: what a browser or a program holds after both factors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its name.
    pub id: [u8; 16],
    /// How often its token was rotated.
    pub generation: u32,
    /// The one refresh token that is good.
    pub current: RefreshTokenHash,
    /// The rotation that made it.
    pub last_rotation: Option<Rotation>,
    /// When it began.
    pub began_at: Timestamp,
    /// When the factors were last proved (`auth_time`).
    pub authenticated_at: Timestamp,
    /// When it was last renewed.
    pub last_used_at: Timestamp,
    /// What was proved.
    pub methods: Vec<ProvedMethod>,
    /// What holds it, as it was when it was last used.
    pub client: ClientInfo,
}

impl Session {
    /// Seconds in which a used token gets the same successor again: two tabs, or a lost answer.
    pub const GRACE_SECONDS: u64 = 10;
    /// Seconds for which a proof of both factors lets its holder change what guards the account.
    pub const FRESH_SECONDS: u64 = 300;
    /// Sessions of one account; a further one takes the place of the longest unused.
    pub const MAX_PER_ACCOUNT: usize = 50;

    /// Begins a session.
    #[must_use]
    pub fn begin(
        methods: Vec<ProvedMethod>,
        client: ClientInfo,
        moment: &mut Moment,
    ) -> (Self, RefreshToken) {
        let token = RefreshToken(moment.entropy.draw());
        let session = Self {
            id: moment.entropy.draw(),
            generation: 0,
            current: token.hash(),
            last_rotation: None,
            began_at: moment.now,
            authenticated_at: moment.now,
            last_used_at: moment.now,
            methods,
            client,
        };
        (session, token)
    }

    /// Whether it is over at `now`.
    #[must_use]
    pub fn has_ended(&self, lifetime: &SessionLifetime, now: Timestamp) -> bool {
        self.ends_at(lifetime) <= now
    }

    /// When it ends if it is not used again.
    #[must_use]
    pub fn ends_at(&self, lifetime: &SessionLifetime) -> Timestamp {
        let idle = self.last_used_at.plus(lifetime.idle_seconds);
        let absolute = self.began_at.plus(lifetime.absolute_seconds);
        idle.min(absolute)
    }

    /// Whether both factors were proved not long ago (ASVS 7.5.1). A browser that is trusted proves
    /// none.
    #[must_use]
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        let has = |is_it: fn(&ProvedMethod) -> bool| self.methods.iter().any(is_it);
        has(|method| *method == ProvedMethod::Password)
            && has(|method| method.is_second_factor())
            && now.since(self.authenticated_at) <= Self::FRESH_SECONDS
    }

    /// Takes note that the factors were proved again, and gives a refresh token in place of the
    /// current one, which belongs to the session no more. Whoever presents that, another tab say, is
    /// told that the session has ended, but does not end it.
    pub fn prove_again(&mut self, methods: Vec<ProvedMethod>, moment: &mut Moment) -> RefreshToken {
        let token = RefreshToken(moment.entropy.draw());
        self.current = token.hash();
        self.last_rotation = None;
        self.methods = methods;
        self.authenticated_at = moment.now;
        self.last_used_at = moment.now;
        token
    }

    /// Uses `token`, and gives the one that takes its place.
    ///
    /// # Errors
    /// [`Refusal::RefreshTokenReused`] where the token was used before and is not the latest used
    /// one within [`Self::GRACE_SECONDS`]; the caller must then end the session.
    /// [`Refusal::SessionEnded`] where the token was never this session's.
    pub fn rotate(
        &mut self,
        generation: u32,
        token: &RefreshToken,
        moment: &mut Moment,
    ) -> Result<RefreshToken, Refusal> {
        let presented = token.hash();
        if presented == self.current {
            let nonce = moment.entropy.draw();
            let successor = token.successor(&nonce);
            self.last_rotation = Some(Rotation {
                used: presented,
                at: moment.now,
                nonce,
            });
            self.current = successor.hash();
            self.generation = self.generation.saturating_add(1);
            self.last_used_at = moment.now;
            return Ok(successor);
        }
        match &self.last_rotation {
            Some(last) if last.used == presented => {
                if moment.now.since(last.at) < Self::GRACE_SECONDS {
                    Ok(token.successor(&last.nonce))
                } else {
                    Err(Refusal::RefreshTokenReused)
                }
            }
            _ if generation < self.generation => Err(Refusal::RefreshTokenReused),
            _ => Err(Refusal::SessionEnded),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::moment::Entropy;

    fn moment(seconds: u64) -> Moment {
        Moment {
            now: Timestamp::from_unix_seconds(1_700_000_000 + seconds),
            entropy: Entropy::from_seed([u8::try_from(seconds % 251).unwrap_or(0); 32]),
        }
    }

    #[test]
    fn a_used_token_gets_the_same_successor_for_ten_seconds_only() {
        let (mut session, first) = Session::begin(vec![], ClientInfo::default(), &mut moment(0));
        let second = session
            .rotate(0, &first, &mut moment(100))
            .expect("current");
        let again = session
            .rotate(0, &first, &mut moment(109))
            .expect("in grace");
        assert!(second.expose() == again.expose());
        assert_eq!(
            session.rotate(0, &first, &mut moment(110)).err(),
            Some(Refusal::RefreshTokenReused)
        );
    }

    #[test]
    fn a_token_from_before_the_last_is_reused_however_soon() {
        let (mut session, first) = Session::begin(vec![], ClientInfo::default(), &mut moment(0));
        let second = session.rotate(0, &first, &mut moment(1)).expect("current");
        session.rotate(1, &second, &mut moment(2)).expect("current");
        assert_eq!(
            session.rotate(0, &first, &mut moment(3)).err(),
            Some(Refusal::RefreshTokenReused)
        );
    }

    #[test]
    fn a_session_ends_unused_after_a_week_and_used_after_a_month() {
        let lifetime = SessionLifetime::DEFAULT;
        let (mut session, mut token) =
            Session::begin(vec![], ClientInfo::default(), &mut moment(0));
        let week = 7 * 24 * 3600;
        assert!(!session.has_ended(&lifetime, moment(week - 1).now));
        assert!(session.has_ended(&lifetime, moment(week).now));
        for day in 1..30 {
            let mut at = moment(day * 24 * 3600);
            assert!(!session.has_ended(&lifetime, at.now));
            let generation = session.generation;
            token = session
                .rotate(generation, &token, &mut at)
                .expect("current");
        }
        let month = 30 * 24 * 3600;
        assert!(!session.has_ended(&lifetime, moment(month - 1).now));
        assert!(session.has_ended(&lifetime, moment(month).now));
    }
}
