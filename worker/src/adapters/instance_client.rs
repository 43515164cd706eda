//! The port to the deployment's one object.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use postern_shared::api::InvitationsResponse;
use worker::{Delay, Env, console_error};

use crate::account::Locator;
use crate::adapters::messages::{InstanceCommand, Message, Reply};
use crate::adapters::{environment, object_call};
use crate::instance::{DepartureStep, InvitationId, InvitationStep, MadeInvitation};
use crate::ports::{AccountsError, Instance};

/// The object bound as [`environment::INSTANCE`].
#[derive(Clone)]
pub struct InstanceClient(Env);

impl InstanceClient {
    /// To the object of this environment.
    #[must_use]
    pub const fn new(env: Env) -> Self {
        Self(env)
    }

    /// Has the object seal anew what is not sealed under the active root.
    ///
    /// # Errors
    /// [`AccountsError::Unavailable`] where it does not answer.
    pub async fn wake(&self) -> Result<(), AccountsError> {
        self.done(InstanceCommand::Wake).await
    }

    async fn done(&self, command: InstanceCommand) -> Result<(), AccountsError> {
        match self.send(command).await? {
            Reply::Done => Ok(()),
            _another => Err(AccountsError::Unavailable),
        }
    }

    async fn send(&self, command: InstanceCommand) -> Result<Reply, AccountsError> {
        let exchange = pin!(self.exchange(command));
        match select(exchange, Delay::from(PATIENCE)).await {
            Either::Left((Ok(Reply::Refused(refusal)), _)) => Err(refusal.into()),
            Either::Left((Ok(reply @ (Reply::Done | Reply::Invitations(_))), _)) => Ok(reply),
            Either::Left((Err(error), _)) => {
                console_error!("instance_object_unreachable: {error}");
                Err(AccountsError::Unavailable)
            }
            Either::Left(_) | Either::Right(_) => {
                console_error!("instance_object_failed");
                Err(AccountsError::Unavailable)
            }
        }
    }

    async fn exchange(&self, command: InstanceCommand) -> worker::Result<Reply> {
        let objects = self.0.durable_object(environment::INSTANCE)?;
        let (_, reply) = object_call::send(&objects, NAME, &command.encode()?).await?;
        Reply::decode(&reply)
    }
}

impl Instance for InstanceClient {
    async fn invitation(
        &self,
        id: InvitationId,
        step: InvitationStep,
    ) -> Result<(), AccountsError> {
        self.done(InstanceCommand::Invitation { id, step }).await
    }

    async fn departure(&self, target: &Locator, step: DepartureStep) -> Result<(), AccountsError> {
        let target = *target.as_bytes();
        self.done(InstanceCommand::Departure { target, step }).await
    }

    async fn make_invitation(&self, made: MadeInvitation) -> Result<(), AccountsError> {
        self.done(InstanceCommand::Make(made)).await
    }

    async fn revoke_invitation(&self, id: InvitationId) -> Result<(), AccountsError> {
        self.done(InstanceCommand::Revoke(id)).await
    }

    async fn invitations(&self) -> Result<InvitationsResponse, AccountsError> {
        match self.send(InstanceCommand::List).await? {
            Reply::Invitations(invitations) => Ok(invitations),
            _another => Err(AccountsError::Unavailable),
        }
    }
}

/// The object's name: there is one.
const NAME: &str = "instance";
/// How long to wait for it. What it does takes no more than a moment.
const PATIENCE: Duration = Duration::from_secs(10);
