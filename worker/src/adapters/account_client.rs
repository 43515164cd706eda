//! The port to the exact commands: one request to the account's object each.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use postern_shared::one_time_code::OneTimeCode;
use worker::js_sys::Uint8Array;
use worker::{Delay, Env, Method, Request, RequestInit, console_error};
use zeroize::Zeroizing;

use crate::account::Locator;
use crate::account::{
    ChallengeId, ClientInfo, Password, PasswordProved, PresentedToken, Profile, Registration,
    Session, SessionId, SessionList, SignedIn,
};
use crate::adapters::environment;
use crate::adapters::messages::{Command, Envelope, Message, Reply};
use crate::ports::{Accounts, AccountsError};
use crate::stopwatch::Stopwatch;

/// The object namespace bound as [`environment::ACCOUNT`].
#[derive(Clone)]
pub struct AccountClient {
    env: Env,
    stopwatch: Option<Stopwatch>,
}

impl AccountClient {
    /// The namespace of this environment.
    #[must_use]
    pub fn new(env: Env) -> Self {
        Self {
            env,
            stopwatch: None,
        }
    }

    /// The same, with its times written down.
    #[must_use]
    pub fn timed(&self, stopwatch: &Stopwatch) -> Self {
        Self {
            env: self.env.clone(),
            stopwatch: Some(stopwatch.clone()),
        }
    }

    async fn send(&self, locator: &Locator, command: Command) -> Result<Reply, AccountsError> {
        let patience = patience(&command);
        let exchange = pin!(self.exchange(locator, command));
        match select(exchange, Delay::from(patience)).await {
            Either::Left((Ok(Reply::Failed), _)) => {
                console_error!("account_object_failed");
                Err(AccountsError::Unavailable)
            }
            Either::Left((Ok(reply), _)) => Ok(reply),
            Either::Left((Err(error), _)) => {
                console_error!("account_object_unreachable: {error}");
                Err(AccountsError::Unavailable)
            }
            Either::Right(_) => {
                console_error!("account_object_timed_out");
                Err(AccountsError::Unavailable)
            }
        }
    }

    async fn exchange(&self, locator: &Locator, command: Command) -> worker::Result<Reply> {
        let envelope = Zeroizing::new(Envelope::new(locator, command).encode()?);
        let mut init = RequestInit::new();
        init.with_method(Method::Post)
            .with_body(Some(Uint8Array::from(envelope.as_slice()).into()));
        let request = Request::new_with_init("http://account/", &init)?;
        let objects = self.env.durable_object(environment::ACCOUNT)?;
        let stub = objects.get_by_name(&locator.to_string())?;
        let start = environment::milliseconds();
        let mut response = stub.fetch_with_request(request).await?;
        let reply = Zeroizing::new(response.bytes().await?);
        if let Some(stopwatch) = &self.stopwatch {
            stopwatch.record("object", environment::milliseconds().saturating_sub(start));
            let inside = response.headers().get(SERVER_TIMING)?;
            stopwatch.append(&inside.unwrap_or_default());
        }
        Reply::decode(&reply)
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

    async fn verify_code(
        &self,
        locator: &Locator,
        challenge: ChallengeId,
        code: OneTimeCode,
        client: ClientInfo,
    ) -> Result<SignedIn, AccountsError> {
        let command = Command::verify_code(&challenge, &code, client);
        let reply = self.send(locator, command).await?;
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

/// The header with which an object tells how long its parts took.
pub const SERVER_TIMING: &str = "server-timing";

/// How long to wait for an object. Behind a burst of sign-ins to one account it works off one
/// Argon2 after the other; a panic in it would never answer. A renewal that was carried out
/// without its answer arriving must be tried again within [`Session::GRACE_SECONDS`].
const fn patience(command: &Command) -> Duration {
    match command {
        Command::Renew { .. } => Duration::from_secs(Session::GRACE_SECONDS - 2),
        _ => Duration::from_secs(20),
    }
}
