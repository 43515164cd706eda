//! The port to the deployment's one object.

use worker::Env;

use crate::adapters::messages::{InstanceCommand, Reply};
use crate::adapters::object_channel::ObjectChannel;
use crate::instance::{InvitationId, InvitationStep};
use crate::ports::{AccountsError, Instance};
use crate::stopwatch::Stopwatch;

/// The commands by messages.
#[derive(Clone)]
pub struct InstanceClient(ObjectChannel);

impl InstanceClient {
    /// To the object of this environment.
    #[must_use]
    pub fn new(env: Env) -> Self {
        Self(ObjectChannel::new(env))
    }

    /// The same, with its times written down.
    #[must_use]
    pub fn timed(&self, stopwatch: &Stopwatch) -> Self {
        Self(self.0.timed(stopwatch))
    }

    /// Has the object seal anew what is not sealed under the active root.
    ///
    /// # Errors
    /// [`AccountsError::Unavailable`] where it does not answer.
    pub async fn wake(&self) -> Result<(), AccountsError> {
        self.send(InstanceCommand::Wake).await
    }

    async fn send(&self, command: InstanceCommand) -> Result<(), AccountsError> {
        match self.0.send_to_instance(command).await? {
            Reply::Done => Ok(()),
            Reply::Refused(refusal) => Err(refusal.into()),
            _ => Err(AccountsError::Unavailable),
        }
    }
}

impl Instance for InstanceClient {
    async fn invitation(
        &self,
        id: InvitationId,
        step: InvitationStep,
    ) -> Result<(), AccountsError> {
        self.send(InstanceCommand::Invitation { id, step }).await
    }
}
