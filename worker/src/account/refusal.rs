//! Why a command was refused.

use serde::{Deserialize, Serialize};

/// Each way in which an account says no. Carries no input and no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// Somebody holds the name.
    UsernameTaken,
    /// Somebody else registers, or has registered, with the invitation.
    InvitationUsed,
    /// An administrator has taken it back.
    InvitationRevoked,
    /// The invitation is too old.
    InvitationExpired,
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
    /// The first code of an authenticator that is to be confirmed is wrong.
    InvalidFirstCode,
    /// The recovery code is right, but was used before.
    RecoveryCodeUsed {
        /// Wrong codes that the challenge still takes.
        attempts_left: u32,
    },
    /// No code was presented, and the browser is not trusted.
    NoTrustedBrowser,
    /// Name, recovery code or code is wrong: the same answer for all of them.
    InvalidRecovery,
    /// Both factors have to be proved again first.
    StepUpRequired,
    /// The account has no such authenticator.
    AuthenticatorNotFound,
    /// The authenticator is confirmed already.
    AuthenticatorConfirmed,
    /// It is the last confirmed authenticator.
    LastAuthenticator,
    /// The account has as many authenticators as it may have.
    TooManyAuthenticators,
    /// The label is empty, too long, or has characters that none may have.
    InvalidLabel,
    /// The account knows no such browser.
    BrowserNotFound,
    /// The name that was typed is another.
    ConfirmationMismatch,
    /// The authenticator has seen too many wrong codes in a row.
    AuthenticatorSuspended,
    /// The session has ended, or never was.
    SessionEnded,
    /// The account has no such session.
    SessionNotFound,
    /// The role does not allow it.
    NotPermitted,
    /// Nobody holds the name, or has confirmed to be there.
    PersonNotFound,
    /// Somebody would administer their own account.
    OwnAccount,
    /// An administrator would be taken away who has to stay.
    LastAdministrator,
    /// It came too late, or could not be written down: nothing was done.
    NotNow,
    /// No administrator has made such an invitation, or it has ended.
    InvitationNotFound,
    /// There are as many invitations as there may be.
    TooManyInvitations,
    /// The refresh token had been used: its session has ended now (RFC 9700 §4.14.2).
    RefreshTokenReused,
}
