//! The port to the exact commands: each is one message to the account's object.

use postern_opaque::{Ke1, Ke3, RegistrationRequest};
use postern_shared::one_time_code::OneTimeCode;
use worker::Env;

use crate::account::Locator;
use crate::account::{
    ClientInfo, CodePresented, LoginId, LoginStarted, Password, PasswordProved, PresentedToken,
    Profile, Registration, RegistrationStarted, SessionId, SessionList, SignedIn,
};
use crate::adapters::account_channel::AccountChannel;
use crate::adapters::messages::{Command, Reply};
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

    /// The same, with its times written down.
    #[must_use]
    pub fn timed(&self, stopwatch: &Stopwatch) -> Self {
        Self(self.0.timed(stopwatch))
    }

    async fn send(&self, locator: &Locator, command: Command) -> Result<Reply, AccountsError> {
        self.0.send(locator, command).await
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
    ) -> Result<PasswordProved, AccountsError> {
        let reply = self.send(locator, Command::log_in(&password)).await?;
        Ok(reply
            .into_password_proved()
            .ok_or(AccountsError::Unavailable)??)
    }

    async fn start_registration(
        &self,
        locator: &Locator,
        request: RegistrationRequest,
    ) -> Result<RegistrationStarted, AccountsError> {
        let command = Command::start_registration(&request);
        let reply = self.send(locator, command).await?;
        Ok(reply
            .into_registration_started()
            .ok_or(AccountsError::Unavailable)??)
    }

    async fn start_login(
        &self,
        locator: &Locator,
        ke1: Ke1,
    ) -> Result<LoginStarted, AccountsError> {
        let reply = self.send(locator, Command::start_login(&ke1)).await?;
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
    ) -> Result<PasswordProved, AccountsError> {
        let command = Command::finish_login(&login, &ke3, renewal.as_ref());
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
        code: OneTimeCode,
        client: ClientInfo,
    ) -> Result<SignedIn, AccountsError> {
        let command = Command::sign_in_at_once(&password, &code, client);
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

    async fn list_sessions(
        &self,
        locator: &Locator,
        asking: SessionId,
    ) -> Result<SessionList, AccountsError> {
        match self.send(locator, Command::ListSessions { asking }).await? {
            Reply::Sessions(list) => Ok(list),
            other => Err(unexpected(&other)),
        }
    }

    async fn end_session(
        &self,
        locator: &Locator,
        asking: SessionId,
        ended: SessionId,
    ) -> Result<(), AccountsError> {
        let command = Command::EndSession { asking, ended };
        match self.send(locator, command).await? {
            Reply::Done => Ok(()),
            other => Err(unexpected(&other)),
        }
    }

    async fn end_other_sessions(
        &self,
        locator: &Locator,
        asking: SessionId,
    ) -> Result<u32, AccountsError> {
        let command = Command::EndOtherSessions { asking };
        match self.send(locator, command).await? {
            Reply::Ended(count) => Ok(count),
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
        match self.send(locator, Command::log_out(session)).await? {
            Reply::Done => Ok(()),
            other => Err(unexpected(&other)),
        }
    }

    async fn current_profile(&self, locator: &Locator) -> Result<Option<Profile>, AccountsError> {
        match self.send(locator, Command::CurrentProfile).await? {
            Reply::Profile(profile) => Ok(profile.map(Into::into)),
            other => Err(unexpected(&other)),
        }
    }
}

/// What a reply says that is not the one asked for: a refusal, else nothing that makes sense.
const fn unexpected(reply: &Reply) -> AccountsError {
    match reply {
        Reply::Refused(refusal) => AccountsError::Refused(*refusal),
        _ => AccountsError::Unavailable,
    }
}
