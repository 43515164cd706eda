//! What the calls need from outside, each with its guarantee. The real ones are in
//! [`crate::adapters`]; the tests bring their own.

mod administration;
mod directory;
mod failure;
mod instance;

use std::future::Future;

use postern_opaque::{Ke1, Ke3, RegistrationRequest};
use postern_shared::timestamp::Timestamp;

use crate::account::Locator;
use crate::account::{
    Answered, Asking, BrowserToken, ChallengeId, ClientInfo, CodePresented, Entropy, LoginId,
    LoginStarted, Password, PasswordChange, PasswordChangeStarted, PasswordProved, PasswordReset,
    PresentedToken, Profile, RangeName, Registration, RegistrationStarted, SecondFactor,
    SelfService, SessionId, SignedIn,
};
use crate::hold::Hold;
use crate::instance::Tally;
use crate::stopwatch::Stopwatch;
pub use administration::Administration;
pub use directory::{Directory, Page};
pub use failure::{AccountsError, Unavailable};
pub use instance::Instance;

/// Every port, as one type that a router is made for.
pub trait Ports: Clone + Send + Sync + 'static {
    /// Exact account commands.
    type Accounts: Accounts + Administration;
    /// What is of the deployment as a whole.
    type Instance: Instance;
    /// Reads that may be stale.
    type Directory: Directory;
    /// The limit per address.
    type FloodShield: FloodShield;
    /// The client's files.
    type ClientFiles: ClientFiles;
    /// The list of breached passwords.
    type BreachedPasswords: BreachedPasswords;
    /// Signatures.
    type Signer: Signer;

    /// Exact account commands.
    fn accounts(&self) -> &Self::Accounts;
    /// What is of the deployment as a whole.
    fn instance(&self) -> &Self::Instance;
    /// Reads that may be stale.
    fn directory(&self) -> &Self::Directory;
    /// The limit per address.
    fn flood_shield(&self) -> &Self::FloodShield;
    /// The client's files.
    fn client_files(&self) -> &Self::ClientFiles;
    /// The list of breached passwords.
    fn breached_passwords(&self) -> &Self::BreachedPasswords;
    /// Signatures.
    fn signer(&self) -> &Self::Signer;
    /// What this isolate has counted and not handed over yet.
    fn tally(&self) -> &Tally;
    /// The clock's reading.
    fn now(&self) -> Timestamp;
    /// Randomness for one request; `None` where the system has none.
    fn entropy(&self) -> Option<Entropy>;
    /// The text in Unicode's normalization form C. The runtime has the tables for it, which would
    /// make the Worker a fifth larger.
    fn normalize(&self, text: &str) -> String;
    /// These ports for one request. They write down in `stopwatch` how long each took, where there is one,
    /// and say in `hold` what its answer has to wait for.
    #[must_use]
    fn for_request(&self, stopwatch: Option<&Stopwatch>, hold: &Hold) -> Self;
}

/// The account's one object. Every command is **exact**: commands for one account run one after
/// the other, each sees all earlier ones, and what it answers is durable before the answer leaves.
/// Counted and single-use facts exist only here.
pub trait Accounts {
    /// Claims a name, at most once.
    fn register(
        &self,
        locator: &Locator,
        registration: Registration,
    ) -> impl Future<Output = Result<PasswordProved, AccountsError>>;

    /// Checks a password and counts the try.
    fn log_in(
        &self,
        locator: &Locator,
        password: Password,
        browser: Option<BrowserToken>,
    ) -> impl Future<Output = Result<PasswordProved, AccountsError>>;

    /// Answers a registration without a shown password, and counts it as a try.
    fn start_registration(
        &self,
        locator: &Locator,
        request: RegistrationRequest,
        browser: Option<BrowserToken>,
    ) -> impl Future<Output = Result<RegistrationStarted, AccountsError>>;

    /// Answers a sign-in without a shown password, and counts it as a try.
    fn start_login(
        &self,
        locator: &Locator,
        ke1: Ke1,
        browser: Option<BrowserToken>,
    ) -> impl Future<Output = Result<LoginStarted, AccountsError>>;

    /// Checks the proof of a password, at most once for each start.
    fn finish_login(
        &self,
        locator: &Locator,
        login: LoginId,
        ke3: Ke3,
        renewal: Option<RegistrationRequest>,
        browser: Option<BrowserToken>,
    ) -> impl Future<Output = Result<PasswordProved, AccountsError>>;

    /// Accepts a code, or a recovery code, at most once and counts the try.
    fn verify_code(
        &self,
        locator: &Locator,
        presented: CodePresented,
    ) -> impl Future<Output = Result<SignedIn, AccountsError>>;

    /// Checks password and code together and counts the try.
    fn sign_in_at_once(
        &self,
        locator: &Locator,
        password: Password,
        factor: SecondFactor,
        client: ClientInfo,
    ) -> impl Future<Output = Result<SignedIn, AccountsError>>;

    /// Uses up a refresh token.
    fn renew(
        &self,
        locator: &Locator,
        presented: PresentedToken,
    ) -> impl Future<Output = Result<SignedIn, AccountsError>>;

    /// Ends a session.
    fn log_out(
        &self,
        locator: &Locator,
        session: SessionId,
    ) -> impl Future<Output = Result<(), AccountsError>>;

    /// Proves both factors once more within a session, by a challenge at most once, and gives the
    /// session another refresh token.
    fn step_up(
        &self,
        locator: &Locator,
        asking: Asking,
        challenge: ChallengeId,
        factor: SecondFactor,
    ) -> impl Future<Output = Result<SignedIn, AccountsError>>;

    /// Answers a change of the password in which neither is shown, and counts it as a try.
    fn start_password_change(
        &self,
        locator: &Locator,
        asking: Asking,
        ke1: Ke1,
        request: RegistrationRequest,
    ) -> impl Future<Output = Result<PasswordChangeStarted, AccountsError>>;

    /// Checks the current password, counts the try, and sets another.
    fn change_password(
        &self,
        locator: &Locator,
        asking: Asking,
        change: PasswordChange,
        keep_other_sessions: bool,
    ) -> impl Future<Output = Result<(), AccountsError>>;

    /// Uses up a recovery code and a code, counts the try, and sets another password.
    fn reset_password(
        &self,
        locator: &Locator,
        reset: PasswordReset,
    ) -> impl Future<Output = Result<(), AccountsError>>;

    /// Does `what`, for the holder of a session that lives.
    fn serve(
        &self,
        locator: &Locator,
        asking: Asking,
        what: SelfService,
    ) -> impl Future<Output = Result<Answered, AccountsError>>;

    /// Whose session this is; `None` where it has ended or the account is disabled.
    fn live_session(
        &self,
        locator: &Locator,
        session: SessionId,
    ) -> impl Future<Output = Result<Option<Profile>, AccountsError>>;

    /// The profile as it is now; `None` where nobody holds the name.
    fn current_profile(
        &self,
        locator: &Locator,
    ) -> impl Future<Output = Result<Option<Profile>, AccountsError>>;
}

/// The limit of requests per address. **Approximate**, counted where the request arrives.
pub trait FloodShield {
    /// Whether a request from `address` may go on. Lets all pass where the shield itself fails:
    /// the exact limits of the object stay.
    fn admit(&self, address: &str) -> impl Future<Output = bool>;
}

/// The built client.
pub trait ClientFiles {
    /// The file at `path` (which begins with a slash), if there is one.
    fn read(&self, path: &str) -> impl Future<Output = Result<Option<Vec<u8>>, Unavailable>>;
}

/// Somebody else's list of passwords that were stolen. **Advice**, which is there or not: answers
/// within a second or so, and what it is told is the name of a range and nothing else.
pub trait BreachedPasswords {
    /// The lines of a range, each the rest of a hash and how often it was seen. `None` where they
    /// are not to be had in time; the log says so then.
    fn range(&self, name: RangeName) -> impl Future<Output = Option<String>>;
}

/// Ed25519 (RFC 8032). The runtime has it, and signs quicker than code of ours could without large tables.
pub trait Signer {
    /// The signature of `message` by the key with this name, made of this seed (RFC 8032 §5.1.5); `None`
    /// where the runtime refuses, which it has no reason to.
    fn sign(
        &self,
        name: &str,
        seed: &[u8; 32],
        message: &[u8],
    ) -> impl Future<Output = Option<[u8; 64]>>;
}
