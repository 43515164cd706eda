//! The port to the deployment's one object, and to its counters, which are another of the same class.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use postern_shared::api::InvitationsResponse;
use worker::{Delay, Env, console_error};

use crate::account::{Answered, Locator};
use crate::adapters::messages::{InstanceCommand, Message, Reply};
use crate::adapters::{environment, object_call};
use crate::instance::{
    Census, Counts, DepartureStep, InvitationId, InvitationStep, MadeInvitation,
};
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
        self.done(NAME, InstanceCommand::Wake).await
    }

    /// How far the counters have counted the accounts. They seal anew as well.
    ///
    /// # Errors
    /// [`AccountsError::Unavailable`] where they do not answer.
    pub async fn census(&self) -> Result<Census, AccountsError> {
        match self.send(COUNTERS, InstanceCommand::Census).await? {
            Reply::Census(census) => Ok(census),
            _another => Err(AccountsError::Unavailable),
        }
    }

    /// Tells the counters how far the accounts are counted now.
    ///
    /// # Errors
    /// [`AccountsError::Unavailable`] where they do not answer.
    pub async fn take_census(&self, census: Census) -> Result<(), AccountsError> {
        let command = InstanceCommand::TakeCensus(census);
        self.done(COUNTERS, command).await
    }

    async fn done(&self, name: &str, command: InstanceCommand) -> Result<(), AccountsError> {
        match self.send(name, command).await? {
            Reply::Done => Ok(()),
            _another => Err(AccountsError::Unavailable),
        }
    }

    async fn send(&self, name: &str, command: InstanceCommand) -> Result<Reply, AccountsError> {
        let exchange = pin!(self.exchange(name, command));
        match select(exchange, Delay::from(PATIENCE)).await {
            Either::Left((Ok(Reply::Refused(refusal)), _)) => Err(refusal.into()),
            Either::Left((
                Ok(
                    reply @ (Reply::Done
                    | Reply::Invitations(_)
                    | Reply::Answered(_)
                    | Reply::Census(_)),
                ),
                _,
            )) => Ok(reply),
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

    async fn exchange(&self, name: &str, command: InstanceCommand) -> worker::Result<Reply> {
        let objects = self.0.durable_object(environment::INSTANCE)?;
        let (_, reply) = object_call::send(&objects, name, &command.encode()?).await?;
        Reply::decode(&reply)
    }
}

impl Instance for InstanceClient {
    async fn invitation(
        &self,
        id: InvitationId,
        step: InvitationStep,
    ) -> Result<(), AccountsError> {
        let command = InstanceCommand::Invitation { id, step };
        self.done(NAME, command).await
    }

    async fn departure(&self, target: &Locator, step: DepartureStep) -> Result<(), AccountsError> {
        let target = *target.as_bytes();
        let command = InstanceCommand::Departure { target, step };
        self.done(NAME, command).await
    }

    async fn make_invitation(&self, made: MadeInvitation) -> Result<(), AccountsError> {
        self.done(NAME, InstanceCommand::Make(made)).await
    }

    async fn revoke_invitation(&self, id: InvitationId) -> Result<(), AccountsError> {
        self.done(NAME, InstanceCommand::Revoke(id)).await
    }

    async fn invitations(&self) -> Result<InvitationsResponse, AccountsError> {
        match self.send(NAME, InstanceCommand::List).await? {
            Reply::Invitations(invitations) => Ok(invitations),
            _another => Err(AccountsError::Unavailable),
        }
    }

    async fn count(&self, counts: Counts) -> Result<(), AccountsError> {
        self.done(COUNTERS, InstanceCommand::Count(counts)).await
    }

    async fn overview(&self) -> Result<Answered, AccountsError> {
        match self.send(COUNTERS, InstanceCommand::Overview).await? {
            Reply::Answered(answered) => Ok(answered),
            _another => Err(AccountsError::Unavailable),
        }
    }
}

/// The name of the object that is exact: there is one.
const NAME: &str = "instance";
/// The name of the object that counts.
const COUNTERS: &str = "counters";
/// How long to wait for it. What it does takes no more than a moment.
const PATIENCE: Duration = Duration::from_secs(10);
