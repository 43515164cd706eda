//! The numbers that a deployment may set, and how it keeps passwords.

use crate::account::passwords::Passwords;
use crate::account::session::SessionLifetime;

/// What the commands of a slot go by.
pub struct Rules {
    /// Keeps and checks passwords.
    pub passwords: Passwords,
    /// Seconds that a challenge lasts.
    pub challenge_seconds: u64,
    /// Seconds after which a registration without a confirmed authenticator gives its name back.
    pub unconfirmed_seconds: u64,
    /// How long sessions last.
    pub session_lifetime: SessionLifetime,
    /// Whether a browser may be trusted for some time after both factors.
    pub trusts_browsers: bool,
}
