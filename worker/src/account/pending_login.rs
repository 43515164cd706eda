//! Sign-ins between the service's answer and the client's proof (RFC 9807 §6.1).

use postern_opaque::server::ExpectedProof;
use postern_shared::timestamp::Timestamp;
use subtle::ConstantTimeEq;

use crate::account::moment::{Entropy, Moment};
use crate::account::refusal::Refusal;

/// Names one of them: 128 random bits.
pub struct LoginId(pub [u8; 16]);

/// One of them.
pub struct PendingLogin {
    /// Its name.
    pub id: [u8; 16],
    /// When it ends.
    pub expires_at: Timestamp,
    /// What the client has to prove.
    pub expected: ExpectedProof,
}

/// Those of one username, oldest first, at most [`PendingLogins::CAPACITY`]. A name that nobody
/// holds has them too.
#[derive(Default)]
pub struct PendingLogins(pub Vec<PendingLogin>);

impl PendingLogins {
    /// How many are kept at a time; a further one takes the place of the oldest. The limit on
    /// failures lets far fewer begin before one ends.
    pub const CAPACITY: usize = 16;
    /// Seconds that one lasts: longer than the slowest phone stretches a password.
    pub const LIFETIME_SECONDS: u64 = 120;
    const TOLD_SECONDS: u64 = 60;

    /// Begins one.
    pub fn begin(&mut self, expected: ExpectedProof, moment: &mut Moment) -> &PendingLogin {
        self.expire(moment.now);
        while self.0.len() >= Self::CAPACITY {
            self.0.remove(0);
        }
        self.0.push_mut(PendingLogin {
            id: moment.entropy.draw(),
            expires_at: moment.now.plus(Self::LIFETIME_SECONDS),
            expected,
        })
    }

    /// Takes the one of this name out: it works once, whatever comes of it.
    ///
    /// # Errors
    /// [`Refusal::LoginUsed`] where there is none, [`Refusal::LoginExpired`] where it has ended.
    pub fn take(&mut self, id: &LoginId, now: Timestamp) -> Result<ExpectedProof, Refusal> {
        let position = self
            .0
            .iter()
            .position(|login| bool::from(login.id.ct_eq(&id.0)))
            .ok_or(Refusal::LoginUsed)?;
        let login = self.0.remove(position);
        if login.expires_at <= now {
            return Err(Refusal::LoginExpired);
        }
        Ok(login.expected)
    }

    /// Lets go of those that have ended, a minute after it, so that they can be told so until then.
    pub fn expire(&mut self, now: Timestamp) {
        let kept = |login: &PendingLogin| login.expires_at.plus(Self::TOLD_SECONDS) > now;
        self.0.retain(kept);
    }

    /// Makes that none of them is met any more, because the password has changed. They stay, so that
    /// whoever has begun one learns nothing of it but that the proof is wrong.
    pub fn disappoint(&mut self, entropy: &mut Entropy) {
        for login in &mut self.0 {
            login.expected = ExpectedProof::from_bytes(entropy.draw());
        }
    }
}
