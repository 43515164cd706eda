//! The numbers that a deployment may set, and the hasher with its keys.

use crate::account::password_hash::PasswordHasher;
use crate::account::session::SessionLifetime;

/// What the commands of a slot go by.
pub struct Rules {
    /// Hashes and checks passwords.
    pub hasher: PasswordHasher,
    /// Seconds that a challenge lasts.
    pub challenge_seconds: u64,
    /// Seconds after which a registration without a confirmed authenticator gives its name back.
    pub unconfirmed_seconds: u64,
    /// How long sessions last.
    pub session_lifetime: SessionLifetime,
}
