//! The port to the exact commands: each is one message to the account's object.

use postern_opaque::{Ke1, Ke3, RegistrationRequest};
use worker::Env;

use crate::account::Locator;
use crate::account::{
    Answered, Asking, BrowserToken, ChallengeId, ClientInfo, CodePresented, LoginId, LoginStarted,
    Password, PasswordChange, PasswordChangeStarted, PasswordProved, PasswordReset, PresentedToken,
    Profile, Registration, RegistrationStarted, SecondFactor, SelfService, SessionId, SignedIn,
};
use crate::adapters::account_channel::AccountChannel;
use crate::adapters::messages::{Command, Reply};
use crate::hold::Hold;
use crate::ports::{Accounts, AccountsError};
use crate::stopwatch::Stopwatch;

/// The commands by messages.
#[derive(Clone)]
pub struct AccountClient(AccountChannel);

impl AccountClient {
    /// To the objects of this environment.
    #[must_use]
    pub fn new(env: Env) -> Self {
        Self(AccountChannel::new(env))
    }

    /// The same for one request.
    #[must_use]
    pub fn for_request(&self, stopwatch: Option<&Stopwatch>, hold: &Hold) -> Self {
        Self(self.0.for_request(stopwatch, hold))
    }

    pub(super) async fn send(
        &self,
        locator: &Locator,
        command: Command,
    ) -> Result<Reply, AccountsError> {
        self.0.send(locator, command).await
    }

    async fn done(&self, locator: &Locator, command: Command) -> Result<(), AccountsError> {
        match self.send(locator, command).await? {
            Reply::Done => Ok(()),
            other => Err(unexpected(&other)),
        }
    }
}

impl Accounts for AccountClient {
    async fn register(
        &self,
        locator: &Locator,
        registration: Registration,
    ) -> Result<PasswordProved, AccountsError> {
        let reply = self.send(locator, Command::register(registration)).await?;
        Ok(reply
            .into_password_proved()
            .ok_or(AccountsError::Unavailable)??)
    }

    async fn log_in(
        &self,
        locator: &Locator,
        password: Password,
        browser: Option<BrowserToken>,
    ) -> Result<PasswordProved, AccountsError> {
        let command = Command::log_in(&password, browser.as_ref());
        let reply = self.send(locator, command).await?;
        Ok(reply
            .into_password_proved()
            .ok_or(AccountsError::Unavailable)??)
    }

    async fn start_registration(
        &self,
        locator: &Locator,
        request: RegistrationRequest,
        browser: Option<BrowserToken>,
    ) -> Result<RegistrationStarted, AccountsError> {
        let command = Command::start_registration(&request, browser.as_ref());
        let reply = self.send(locator, command).await?;
        Ok(reply
            .into_registration_started()
            .ok_or(AccountsError::Unavailable)??)
    }

    async fn start_login(
        &self,
        locator: &Locator,
        ke1: Ke1,
        browser: Option<BrowserToken>,
    ) -> Result<LoginStarted, AccountsError> {
        let command = Command::start_login(&ke1, browser.as_ref());
        let reply = self.send(locator, command).await?;
        Ok(reply
            .into_login_started()
            .ok_or(AccountsError::Unavailable)??)
    }

    async fn finish_login(
        &self,
        locator: &Locator,
        login: LoginId,
        ke3: Ke3,
        renewal: Option<RegistrationRequest>,
        browser: Option<BrowserToken>,
    ) -> Result<PasswordProved, AccountsError> {
        let command = Command::finish_login(&login, &ke3, renewal.as_ref(), browser.as_ref());
        let reply = self.send(locator, command).await?;
        Ok(reply
            .into_password_proved()
            .ok_or(AccountsError::Unavailable)??)
    }

    async fn verify_code(
        &self,
        locator: &Locator,
        presented: CodePresented,
    ) -> Result<SignedIn, AccountsError> {
        let reply = self.send(locator, Command::verify_code(presented)).await?;
        Ok(reply.into_signed_in().ok_or(AccountsError::Unavailable)??)
    }

    async fn sign_in_at_once(
        &self,
        locator: &Locator,
        password: Password,
        factor: SecondFactor,
        client: ClientInfo,
    ) -> Result<SignedIn, AccountsError> {
        let command = Command::sign_in_at_once(&password, &factor, client);
        let reply = self.send(locator, command).await?;
        Ok(reply.into_signed_in().ok_or(AccountsError::Unavailable)??)
    }

    async fn renew(
        &self,
        locator: &Locator,
        presented: PresentedToken,
    ) -> Result<SignedIn, AccountsError> {
        let reply = self.send(locator, Command::renew(presented)).await?;
        Ok(reply.into_signed_in().ok_or(AccountsError::Unavailable)??)
    }

    async fn step_up(
        &self,
        locator: &Locator,
        asking: Asking,
        challenge: ChallengeId,
        factor: SecondFactor,
    ) -> Result<SignedIn, AccountsError> {
        let command = Command::step_up(asking, &challenge, &factor);
        let reply = self.send(locator, command).await?;
        Ok(reply.into_signed_in().ok_or(AccountsError::Unavailable)??)
    }

    async fn start_password_change(
        &self,
        locator: &Locator,
        asking: Asking,
        ke1: Ke1,
        request: RegistrationRequest,
    ) -> Result<PasswordChangeStarted, AccountsError> {
        let command = Command::start_password_change(asking, &ke1, &request);
        let reply = self.send(locator, command).await?;
        Ok(reply
            .into_password_change_started()
            .ok_or(AccountsError::Unavailable)??)
    }

    async fn change_password(
        &self,
        locator: &Locator,
        asking: Asking,
        change: PasswordChange,
        keep_other_sessions: bool,
    ) -> Result<(), AccountsError> {
        let command = Command::change_password(asking, change, keep_other_sessions);
        self.done(locator, command).await
    }

    async fn reset_password(
        &self,
        locator: &Locator,
        reset: PasswordReset,
    ) -> Result<(), AccountsError> {
        self.done(locator, Command::reset_password(reset)).await
    }

    async fn serve(
        &self,
        locator: &Locator,
        asking: Asking,
        what: SelfService,
    ) -> Result<Answered, AccountsError> {
        match self.send(locator, Command::serve(asking, what)).await? {
            Reply::Answered(answered) => Ok(answered),
            other => Err(unexpected(&other)),
        }
    }

    async fn live_session(
        &self,
        locator: &Locator,
        session: SessionId,
    ) -> Result<Option<Profile>, AccountsError> {
        match self.send(locator, Command::LiveSession { session }).await? {
            Reply::Profile(profile) => Ok(profile.map(Into::into)),
            other => Err(unexpected(&other)),
        }
    }

    async fn log_out(&self, locator: &Locator, session: SessionId) -> Result<(), AccountsError> {
        self.done(locator, Command::log_out(session)).await
    }

    async fn current_profile(&self, locator: &Locator) -> Result<Option<Profile>, AccountsError> {
        match self.send(locator, Command::CurrentProfile).await? {
            Reply::Profile(profile) => Ok(profile.map(Into::into)),
            other => Err(unexpected(&other)),
        }
    }
}

/// What a reply says that is not the one asked for: a refusal, else nothing that makes sense.
pub(super) const fn unexpected(reply: &Reply) -> AccountsError {
    match reply {
        Reply::Refused(refusal) => AccountsError::Refused(*refusal),
        _ => AccountsError::Unavailable,
    }
}
