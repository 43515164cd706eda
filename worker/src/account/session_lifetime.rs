//! How long sessions last.

/// How long sessions last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLifetime {
    /// Seconds without a renewal after which a session ends.
    pub idle_seconds: u64,
    /// Seconds after which it ends however it is used.
    pub absolute_seconds: u64,
}

impl SessionLifetime {
    /// A week unused, 30 days in all (NIST SP 800-63B-4 §2.2.3 asks for a proof every 24 hours at
    /// AAL2 as a recommendation that a deployment may follow by setting it).
    pub const DEFAULT: Self = Self {
        idle_seconds: 7 * 24 * 3600,
        absolute_seconds: 30 * 24 * 3600,
    };
}
