//! The bond between the two steps of a sign-in: who proved the password may try codes, for a
//! while, a few times, once.

use postern_shared::timestamp::Timestamp;
use subtle::ConstantTimeEq;

use crate::account::moment::Moment;
use crate::account::refusal::Refusal;
use crate::account::session::ProvedMethod;

/// Names one challenge: 128 random bits.
pub struct ChallengeId(pub [u8; 16]);

/// Where a challenge stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Takes codes.
    Open,
    /// A right code has used it up.
    Used,
    /// Wrong codes have used it up.
    Exhausted,
}

/// One challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// Its name.
    pub id: [u8; 16],
    /// When it ends.
    pub expires_at: Timestamp,
    /// Codes that it has refused.
    pub wrong_codes: u32,
    /// Where it stands.
    pub standing: Standing,
    /// What was proved to get it.
    pub proved: Vec<ProvedMethod>,
}

/// The challenges of one account, oldest first, at most [`Challenges::CAPACITY`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Challenges(pub Vec<Challenge>);

impl Challenges {
    /// Challenges kept at a time; a further one takes the place of the oldest. Only who knows the
    /// password gets one.
    pub const CAPACITY: usize = 16;

    /// Opens a challenge for `lifetime` seconds to somebody who has `proved` these methods.
    pub fn open(
        &mut self,
        proved: Vec<ProvedMethod>,
        lifetime: u64,
        moment: &mut Moment,
    ) -> ChallengeId {
        self.0.retain(|challenge| challenge.expires_at > moment.now);
        while self.0.len() >= Self::CAPACITY {
            self.0.remove(0);
        }
        let id = moment.entropy.draw();
        self.0.push(Challenge {
            id,
            expires_at: moment.now.plus(lifetime),
            wrong_codes: 0,
            standing: Standing::Open,
            proved,
        });
        ChallengeId(id)
    }

    /// The open challenge of this name.
    ///
    /// # Errors
    /// Says why it takes no code.
    pub fn find_open(
        &mut self,
        id: &ChallengeId,
        now: Timestamp,
    ) -> Result<&mut Challenge, Refusal> {
        let challenge = self
            .0
            .iter_mut()
            .find(|challenge| bool::from(challenge.id.ct_eq(&id.0)))
            .ok_or(Refusal::ChallengeUsed)?;
        match challenge.standing {
            Standing::Used => Err(Refusal::ChallengeUsed),
            Standing::Exhausted => Err(Refusal::ChallengeExhausted),
            Standing::Open if challenge.expires_at <= now => Err(Refusal::ChallengeExpired),
            Standing::Open => Ok(challenge),
        }
    }
}

impl Challenge {
    /// Codes that one challenge refuses before it is dead.
    pub const MAX_WRONG_CODES: u32 = 5;

    /// Counts a refused code; answers how many more it takes.
    pub fn refuse_code(&mut self) -> u32 {
        self.wrong_codes = self.wrong_codes.saturating_add(1);
        let left = Self::MAX_WRONG_CODES.saturating_sub(self.wrong_codes);
        if left == 0 {
            self.standing = Standing::Exhausted;
        }
        left
    }
}
