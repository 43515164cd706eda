//! When a command runs, and the randomness that it may use.

use chacha20::ChaCha20Rng;
use chacha20::rand_core::{Rng, SeedableRng};
use postern_opaque::Random;
use postern_shared::timestamp::Timestamp;

/// A generator seeded once for each request, so that drawing from it cannot fail (RFC 4086).
pub struct Entropy(ChaCha20Rng);

impl Entropy {
    /// Bytes of a seed.
    pub const SEED_LENGTH: usize = 32;

    /// A generator that follows from `seed` alone.
    #[must_use]
    pub fn from_seed(seed: [u8; Self::SEED_LENGTH]) -> Self {
        Self(ChaCha20Rng::from_seed(seed))
    }

    /// `N` random bytes.
    pub fn draw<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }
}

impl Random for Entropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }
}

/// The two things that a command needs from outside.
pub struct Moment {
    /// The clock's reading when the command began.
    pub now: Timestamp,
    /// Randomness for this command.
    pub entropy: Entropy,
}
