//! What an account may do: the rules of registration, sign-in and sessions.
//!
//! Everything here is synchronous and total. The clock and the randomness are arguments
//! ([`Moment`]); nothing here reads, stores or sends anything, and nothing panics. One
//! [`Slot`] belongs to one username, and its commands are the only way to change it.

pub mod activity;
pub mod administration;
pub mod authenticator;
pub mod breach_hash;
pub mod challenge;
pub mod client_info;
pub mod holder;
pub mod import;
pub mod known_browser;
pub mod locator;
pub mod log_entry;
pub mod moment;
pub mod password;
pub mod password_record;
pub mod passwords;
pub mod pending_login;
pub mod permission;
pub mod profile;
pub mod proved_method;
pub mod recovery_code;
pub mod refusal;
pub mod reset_link;
pub mod rules;
pub mod second_factor;
pub mod session;
pub mod session_lifetime;
pub mod slot;
pub mod throttle;

pub use activity::ActivityLog;
pub use administration::{Actor, Administered, Deed, InvitationNote, Order};
pub use authenticator::{Authenticator, AuthenticatorId};
pub use breach_hash::{BreachHash, RangeName};
pub use challenge::{ChallengeId, Challenges};
pub use client_info::ClientInfo;
pub use holder::{Account, AccountId, Factor, Profile, Replay};
pub use import::{Import, Imported, ImportedPassword, RowDigest};
pub use known_browser::{BrowserId, BrowserToken, KnownBrowser};
pub use locator::Locator;
pub use log_entry::LogEntry;
pub use moment::{Entropy, Moment};
pub use password::Password;
pub use password_record::PasswordRecord;
pub use passwords::{Passwords, RegistrationStarted};
pub use pending_login::{LoginId, PendingLogins};
pub use postern_opaque::Argon2Cost;
pub use postern_opaque::server::KeptRecord;
pub use recovery_code::{RecoveryCode, RecoveryCodes};
pub use refusal::Refusal;
pub use reset_link::{ResetLink, ResetToken};
pub use rules::Rules;
pub use second_factor::SecondFactor;
pub use session::{
    PresentedToken, ProvedMethod, RefreshToken, RefreshTokenHash, Session, SessionId,
    SessionLifetime,
};
pub use slot::{
    Answered, Asking, Change, CodePresented, LoginStarted, NewPassword, PasswordChange,
    PasswordChangeStarted, PasswordProved, PasswordReset, Registration, ResetProof, SelfService,
    Served, SignedIn, Slot, Tenure,
};
pub use throttle::Throttle;
