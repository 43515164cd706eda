//! The way to the accounts' objects: one request each.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use worker::send::SendFuture;
use worker::{Delay, Env, console_error};
use zeroize::Zeroizing;

use crate::account::{Locator, Session};
use crate::adapters::messages::{Command, Envelope, Message, Reply};
use crate::adapters::pace::Pace;
use crate::adapters::{environment, object_call};
use crate::hold::Hold;
use crate::ports::AccountsError;
use crate::stopwatch::Stopwatch;

/// The object namespace bound as [`environment::ACCOUNT`].
#[derive(Clone)]
pub struct AccountChannel {
    env: Env,
    stopwatch: Option<Stopwatch>,
    hold: Option<Hold>,
}

impl AccountChannel {
    /// The namespace of this environment.
    #[must_use]
    pub fn new(env: Env) -> Self {
        Self {
            env,
            stopwatch: None,
            hold: None,
        }
    }

    /// The same for one request: its times are written down, where there is a stopwatch, and its answer
    /// is held.
    #[must_use]
    pub fn for_request(&self, stopwatch: Option<&Stopwatch>, hold: &Hold) -> Self {
        Self {
            env: self.env.clone(),
            stopwatch: stopwatch.cloned(),
            hold: Some(hold.clone()),
        }
    }

    /// Sends a command, and waits for what came of it. For as long as every answer to it takes the answer
    /// of the request is held; without a request it is waited for here.
    ///
    /// # Errors
    /// [`AccountsError::Unavailable`] where nothing came, or not in time.
    pub async fn send(&self, locator: &Locator, command: Command) -> Result<Reply, AccountsError> {
        let patience = patience(&command);
        let wait = command
            .is_timed_alike()
            .then(|| PACE.wait(environment::milliseconds()));
        let mut exchange = pin!(self.exchange(locator, command));
        if let Some(wait) = wait {
            match select(exchange, Delay::from(wait)).await {
                Either::Left((exchanged, rest_of_the_wait)) => {
                    match &self.hold {
                        Some(hold) => hold.until(SendFuture::new(rest_of_the_wait)),
                        None => rest_of_the_wait.await,
                    }
                    return answer(exchanged);
                }
                Either::Right(((), unfinished)) => exchange = unfinished,
            }
        }
        match select(exchange, Delay::from(patience)).await {
            Either::Left((exchanged, _)) => answer(exchanged),
            Either::Right(_) => {
                console_error!("account_object_timed_out");
                Err(AccountsError::Unavailable)
            }
        }
    }

    async fn exchange(&self, locator: &Locator, command: Command) -> worker::Result<Reply> {
        let envelope = Zeroizing::new(Envelope::new(locator, command).encode()?);
        let objects = self.env.durable_object(environment::ACCOUNT)?;
        let start = environment::milliseconds();
        let (response, reply) =
            object_call::send(&objects, &locator.to_string(), &envelope).await?;
        if let Some(stopwatch) = &self.stopwatch {
            stopwatch.record("object", environment::milliseconds().saturating_sub(start));
            let inside = response.headers().get(SERVER_TIMING)?;
            stopwatch.append(&inside.unwrap_or_default());
        }
        Reply::decode(&reply)
    }
}

fn answer(exchanged: worker::Result<Reply>) -> Result<Reply, AccountsError> {
    match exchanged {
        Ok(Reply::Failed) => {
            console_error!("account_object_failed");
            Err(AccountsError::Unavailable)
        }
        Ok(reply) => Ok(reply),
        Err(error) => {
            console_error!("account_object_unreachable: {error}");
            Err(AccountsError::Unavailable)
        }
    }
}

/// The header with which an object tells how long its parts took, where answers say so.
pub const SERVER_TIMING: &str = "server-timing";

/// Of all answers of this isolate that must not tell by their time who has a name.
static PACE: Pace = Pace::new();

/// How long to wait for an object. Behind a burst of sign-ins to one account it works off one
/// Argon2 after the other; a panic in it would never answer. A renewal that was carried out
/// without its answer arriving must be tried again within [`Session::GRACE_SECONDS`].
const fn patience(command: &Command) -> Duration {
    match command {
        Command::Renew { .. } => Duration::from_secs(Session::GRACE_SECONDS - 2),
        _ => Duration::from_secs(20),
    }
}
