//! The bodies of the calls about what has happened to an account.

use serde::{Deserialize, Serialize};

use crate::api::AuthenticationMethod;

/// What has happened, as a stable word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    /// The account was confirmed by its first code.
    AccountConfirmed,
    /// A sign-in, from a browser that had signed in before, or by a program.
    SignedIn,
    /// A sign-in from a browser that had never signed in before.
    SignedInFromNewBrowser,
    /// Both factors were proved again within a session.
    SteppedUp,
    /// A wrong code after a right password.
    WrongCode,
    /// A code, or a recovery code, that had been used was presented again after a right password.
    UsedCode,
    /// So many wrong codes in a row that no authenticator takes any more.
    AuthenticatorsSuspended,
    /// A recovery code was used.
    RecoveryCodeUsed,
    /// New recovery codes have taken the place of the old ones.
    RecoveryCodesMade,
    /// An authenticator was added and confirmed.
    AuthenticatorAdded,
    /// An authenticator took the place of another.
    AuthenticatorReplaced,
    /// An authenticator was renamed.
    AuthenticatorRenamed,
    /// An authenticator was removed.
    AuthenticatorRemoved,
    /// The password was changed by its owner.
    PasswordChanged,
    /// A recovery code and a code have set a new password.
    PasswordReset,
    /// The e-mail address was changed.
    EmailChanged,
    /// The full name was changed.
    FullNameChanged,
    /// Somebody signed out.
    SignedOut,
    /// A session was ended from another.
    SessionEnded,
    /// All other sessions were ended.
    OtherSessionsEnded,
    /// A used refresh token was presented again, which ended its session.
    RefreshTokenReplayed,
    /// A browser was trusted for some time.
    BrowserTrusted,
    /// A browser was forgotten.
    BrowserForgotten,
    /// An administrator has disabled the account.
    Disabled,
    /// An administrator has enabled the account again.
    Enabled,
    /// An administrator has ended all sessions.
    SessionsEndedForYou,
    /// An administrator has had the failures forgotten.
    Unlocked,
    /// An administrator has taken the second factor away: a new one has to be enrolled.
    FactorReset,
    /// An administrator has made a link that sets a new password.
    PasswordResetStarted,
    /// An administrator has given the account another role.
    RoleChanged,
    /// A link of an administrator has set a new password.
    PasswordResetByLink,
    /// A new authenticator was enrolled after a reset of the second factor.
    EnrolledAnew,
    /// The account was taken over from another service.
    Imported,
    /// It was taken over with an authenticator whose secret is shorter than it should be.
    ShortSecretImported,
    /// It was taken over with a password that the other service had kept as it is.
    PlainPasswordImported,
}

/// One entry of the account's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActivityEntry {
    /// Its number, from 1 on.
    pub number: u64,
    /// When, in seconds since the epoch.
    pub at: u64,
    /// What.
    pub kind: ActivityKind,
    /// How often in a row, within an hour and from the same client: wrong codes are counted rather
    /// than listed one by one.
    pub count: u32,
    /// The factors that were used, where there were any.
    pub methods: Vec<AuthenticationMethod>,
    /// The browser or program in words, as it said of itself.
    pub browser: Option<String>,
    /// The operating system in words, as the browser said.
    pub system: Option<String>,
    /// A country's two letters (ISO 3166-1), where they are known.
    pub country: Option<String>,
    /// The session: the one that began, or the one that asked.
    pub session: Option<String>,
    /// What it was about: the label of an authenticator.
    pub label: Option<String>,
    /// SHA-256 over this entry and the hash before it: 43 characters of base64url.
    pub hash: String,
}

/// 200 of `GET /api/users/me/activity`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActivityResponse {
    /// The entries, newest first, at most 100.
    pub entries: Vec<ActivityEntry>,
    /// The hash before the oldest entry; that of nothing where it is the first one ever.
    pub anchor: String,
    /// Whether the hashes from the anchor on lead to the one that is kept of the newest entry.
    pub intact: bool,
    /// The number of the last entry that the person has seen.
    pub seen: u64,
    /// What of an account that was imported its owner should replace, until it is replaced. Not sent
    /// where it is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to_replace: Vec<ToReplace>,
}

/// What has come with an import as it should not stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ToReplace {
    /// The password, which the other service had in clear.
    Password,
    /// An authenticator whose secret has fewer than 128 bits.
    Authenticator,
}

/// `POST /api/users/me/activity/seen`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ActivitySeenRequest {
    /// The number of the last entry that the person has seen.
    pub number: u64,
}
