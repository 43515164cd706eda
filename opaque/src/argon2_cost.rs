//! What stretching a password costs (RFC 9106), and how much of that anybody may ask for.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};

/// The parameters of Argon2id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argon2Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Argon2Cost {
    /// The second of the equal choices of the OWASP Password Storage Cheat Sheet, and the least
    /// that a client takes part in: 19 MiB, 2 passes, 1 lane.
    pub const OWASP: Self = Self {
        memory_kib: 19_456,
        passes: 2,
        lanes: 1,
    };
    /// The most memory: 64 MiB, half of what a Worker has, and what an old phone can spare.
    pub const MOST_MEMORY_KIB: u32 = 65_536;
    /// The most passes.
    pub const MOST_PASSES: u32 = 10;

    /// Whether it is neither weaker than [`Self::OWASP`] nor more than a phone or a Worker bears.
    /// A server that has been taken over could ask for either.
    #[must_use]
    pub fn is_in_bounds(self) -> bool {
        (Self::OWASP.memory_kib..=Self::MOST_MEMORY_KIB).contains(&self.memory_kib)
            && (Self::OWASP.passes..=Self::MOST_PASSES).contains(&self.passes)
            && self.lanes == Self::OWASP.lanes
    }

    /// Whether this is less than `other` in memory or in passes.
    #[must_use]
    pub const fn is_below(self, other: Self) -> bool {
        self.memory_kib < other.memory_kib || self.passes < other.passes
    }

    /// Reads the form of `Display`, as PHC strings write it: `m=19456,t=2,p=1`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(',');
        let mut part = |prefix| parts.next()?.strip_prefix(prefix)?.parse().ok();
        let cost = Self {
            memory_kib: part("m=")?,
            passes: part("t=")?,
            lanes: part("p=")?,
        };
        parts.next().is_none().then_some(cost)
    }

    /// Argon2id version 0x13 of `input`, with a secret if there is one (RFC 9106 §3.1). `None` where
    /// the cost is out of Argon2's own bounds or there is no memory for it.
    #[must_use]
    pub fn argon2id<const N: usize>(
        self,
        secret: Option<&[u8]>,
        salt: &[u8; 16],
        input: &[u8],
    ) -> Option<[u8; N]> {
        let mut output = [0; N];
        self.argon2id_into(secret, salt, input, &mut output)?;
        Some(output)
    }

    pub(crate) fn argon2id_into(
        self,
        secret: Option<&[u8]>,
        salt: &[u8; 16],
        input: &[u8],
        output: &mut [u8],
    ) -> Option<()> {
        let length = Some(output.len());
        let params = Params::new(self.memory_kib, self.passes, self.lanes, length).ok()?;
        let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
        let argon2 = match secret {
            Some(secret) => Argon2::new_with_secret(secret, algorithm, version, params).ok()?,
            None => Argon2::new(algorithm, version, params),
        };
        argon2.hash_password_into(input, salt, output).ok()
    }

    /// The context of the protocol (RFC 9807 §6.4): both sides prove that they mean the same cost.
    pub(crate) fn context(self) -> Vec<u8> {
        let mut context = b"postern opaque v1".to_vec();
        for number in [self.memory_kib, self.passes, self.lanes] {
            context.extend_from_slice(&number.to_be_bytes());
        }
        context
    }
}

impl fmt::Display for Argon2Cost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            memory_kib,
            passes,
            lanes,
        } = self;
        write!(formatter, "m={memory_kib},t={passes},p={lanes}")
    }
}
