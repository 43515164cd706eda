//! The way to the objects: one request each.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, join, select};
use worker::js_sys::Uint8Array;
use worker::wasm_bindgen::JsCast;
use worker::wasm_bindgen_futures::JsFuture;
use worker::web_sys::{Request, RequestInit, Response};
use worker::worker_sys::DurableObject;
use worker::{Delay, Env, console_error};
use zeroize::Zeroizing;

use crate::account::{Locator, Session};
use crate::adapters::environment;
use crate::adapters::messages::{Command, Envelope, InstanceCommand, Message, Reply};
use crate::ports::AccountsError;
use crate::stopwatch::Stopwatch;

/// The namespaces bound as [`environment::ACCOUNT`] and [`environment::INSTANCE`].
#[derive(Clone)]
pub struct ObjectChannel {
    env: Env,
    stopwatch: Option<Stopwatch>,
}

/// A message to one object.
struct Question {
    namespace: &'static str,
    name: String,
    message: Zeroizing<Vec<u8>>,
    patience: Duration,
}

impl ObjectChannel {
    /// The namespaces of this environment.
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

    /// Sends a command to an account, and waits for what came of it, and for as long as every answer
    /// to it takes.
    ///
    /// # Errors
    /// [`AccountsError::Unavailable`] where nothing came, or not in time.
    pub async fn send(&self, locator: &Locator, command: Command) -> Result<Reply, AccountsError> {
        let is_timed_alike = command.is_timed_alike();
        let patience = patience(&command);
        let message = Envelope::new(locator, command).encode();
        let question = Question {
            namespace: environment::ACCOUNT,
            name: locator.to_string(),
            message: Zeroizing::new(message.map_err(|_never| AccountsError::Unavailable)?),
            patience,
        };
        let answer = self.answer(question);
        if is_timed_alike {
            return join(answer, Delay::from(LEAST_TIME)).await.0;
        }
        answer.await
    }

    /// Sends a command to the deployment's one object.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn send_to_instance(&self, command: InstanceCommand) -> Result<Reply, AccountsError> {
        let question = Question {
            namespace: environment::INSTANCE,
            name: "instance".to_owned(),
            message: Zeroizing::new(command.to_bytes()),
            patience: PATIENCE,
        };
        self.answer(question).await
    }

    async fn answer(&self, question: Question) -> Result<Reply, AccountsError> {
        let exchange = pin!(self.exchange(&question));
        let namespace = question.namespace;
        match select(exchange, Delay::from(question.patience)).await {
            Either::Left((Ok(Reply::Failed), _)) => {
                console_error!("object_failed: {namespace}");
                Err(AccountsError::Unavailable)
            }
            Either::Left((Ok(reply), _)) => Ok(reply),
            Either::Left((Err(error), _)) => {
                console_error!("object_unreachable: {namespace}: {error}");
                Err(AccountsError::Unavailable)
            }
            Either::Right(_) => {
                console_error!("object_timed_out: {namespace}");
                Err(AccountsError::Unavailable)
            }
        }
    }

    async fn exchange(&self, question: &Question) -> worker::Result<Reply> {
        let init = RequestInit::new();
        init.set_method("POST");
        init.set_body(&Uint8Array::from(question.message.as_slice()));
        let request = Request::new_with_str_and_init("http://object/", &init)?;
        let objects = self.env.durable_object(question.namespace)?;
        let object: DurableObject = objects.get_by_name(&question.name)?.into_rpc();
        let start = environment::milliseconds();
        let response = JsFuture::from(object.fetch_with_request(&request)?).await?;
        let response: Response = response.dyn_into()?;
        // At once: as a stream it would cost more than the object does.
        let reply = JsFuture::from(response.array_buffer()?).await?;
        let reply = Zeroizing::new(Uint8Array::new(&reply).to_vec());
        if let Some(stopwatch) = &self.stopwatch {
            stopwatch.record("object", environment::milliseconds().saturating_sub(start));
            let inside = response.headers().get(SERVER_TIMING)?;
            stopwatch.append(&inside.unwrap_or_default());
        }
        Reply::decode(&reply)
    }
}

/// The header with which an object tells how long its parts took, where answers say so.
pub const SERVER_TIMING: &str = "server-timing";

/// How long an answer takes at least that must not tell by its time who has a name: an object that has
/// to be made takes some milliseconds more than one whose storage is there, and that more than one in
/// memory. Where Argon2 runs, it hides them.
const LEAST_TIME: Duration = Duration::from_millis(50);

/// How long to wait for an object. Behind a burst of sign-ins to one account it works off one
/// Argon2 after the other; a panic in it would never answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// The same for a command. A renewal that was carried out without its answer arriving must be tried
/// again within [`Session::GRACE_SECONDS`].
const fn patience(command: &Command) -> Duration {
    match command {
        Command::Renew { .. } => Duration::from_secs(Session::GRACE_SECONDS - 2),
        _ => PATIENCE,
    }
}
