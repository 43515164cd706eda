//! The Durable Objects of the deployment as a whole: load, command, commit, reply.
//!
//! Between loading and committing nothing is awaited, so commands run one after the other. Nothing is
//! kept in memory, because hardly anything is asked of it. As in the accounts' object, nothing panics.

#![expect(missing_docs, reason = "the attribute macro makes methods without")]

use std::sync::Arc;
use std::time::Duration;

use worker::{
    DurableObject, Env, Request, Response, ResponseBody, State, console_error, durable_object,
};

use crate::adapters::account_object::moment;
use crate::adapters::environment;
use crate::adapters::instance_execute::execute;
use crate::adapters::instance_memory::{Opened, open, seal};
use crate::adapters::instance_store::InstanceStore;
use crate::adapters::messages::{InstanceCommand, Message, Reply};
use crate::config::Config;
use crate::ports::Unavailable;

/// What is of the deployment as a whole.
#[durable_object(alarm)]
pub struct InstanceObject {
    state: State,
    env: Env,
}

impl DurableObject for InstanceObject {
    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let message = request.bytes().await?;
        let reply = match InstanceCommand::decode(&message) {
            Ok(command) => match self.run(command).await {
                Ok(reply) => reply,
                Err(Unavailable) => Reply::Failed,
            },
            Err(_unknown) => Reply::Failed,
        };
        Response::from_body(ResponseBody::Body(reply.encode()?))
    }

    async fn alarm(&self) -> worker::Result<Response> {
        if self.run(InstanceCommand::Wake).await.is_err() {
            console_error!("instance_alarm_failed");
            let later = Duration::from_secs(RETRY_SECONDS);
            let _not_set = self.state.storage().set_alarm(later).await;
        }
        Response::empty()
    }
}

impl InstanceObject {
    async fn run(&self, command: InstanceCommand) -> Result<Reply, Unavailable> {
        let config = self.config()?;
        let mut moment = moment()?;
        let store = InstanceStore::new(&self.state);
        let Opened {
            mut instance,
            holding,
            is_outdated,
        } = open(&config, store.load()?, command.asks(), moment.now)?;
        let reply = execute(&mut instance, command, moment.now);
        if instance.take_change() || is_outdated {
            store.save(seal(&config, holding, &instance, &mut moment.entropy)?)?;
        }
        // Set each time: it may have failed the last time.
        if let Some(end) = instance.next_end() {
            let storage = self.state.storage();
            storage
                .set_alarm(Duration::from_secs(end.since(moment.now)))
                .await
                .map_err(|_not_set| Unavailable)?;
        }
        Ok(reply)
    }

    fn config(&self) -> Result<Arc<Config>, Unavailable> {
        environment::config(&self.env).map_err(|error| {
            console_error!("config_error: {error}");
            Unavailable
        })
    }
}

/// Seconds until an alarm that has failed rings again.
const RETRY_SECONDS: u64 = 600;
