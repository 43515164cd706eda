//! Why a command was refused.

use serde::{Deserialize, Serialize};

/// Each way in which an account says no. Carries no input and no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// Somebody holds the name.
    UsernameTaken,
    /// Unknown name or wrong password: the same answer, after the same work.
    InvalidCredentials,
    /// There was no memory for the work; nothing was counted.
    OutOfMemory,
    /// Too many failures in a row.
    Wait {
        /// Until the next try, at least 1.
        seconds: u64,
    },
    /// Both factors were right, but an administrator has disabled the account.
    AccountDisabled,
    /// The sign-in without a shown password took too long.
    LoginExpired,
    /// It was used, or newer ones took its place.
    LoginUsed,
    /// The challenge is too old.
    ChallengeExpired,
    /// The challenge was used, or newer ones took its place.
    ChallengeUsed,
    /// The challenge has seen too many wrong codes.
    ChallengeExhausted,
    /// The code is wrong.
    InvalidOtp {
        /// Wrong codes that the challenge still takes.
        attempts_left: u32,
    },
    /// The code is right, but its step is not later than the last accepted one (RFC 6238 §5.2).
    OtpAlreadyUsed {
        /// Wrong codes that the challenge still takes.
        attempts_left: u32,
    },
    /// The authenticator has seen too many wrong codes in a row.
    AuthenticatorSuspended,
    /// The session has ended, or never was.
    SessionEnded,
    /// The account has no such session.
    SessionNotFound,
    /// The refresh token had been used: its session has ended now (RFC 9700 §4.14.2).
    RefreshTokenReused,
}
