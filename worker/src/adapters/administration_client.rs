//! The port to what is done to accounts by others: each is one message to the account's object.

use crate::account::permission::Action;
use crate::account::{
    Actor, Administered, Answered, Asking, Import, Imported, InvitationNote, Locator, Order,
};
use crate::adapters::account_client::{AccountClient, unexpected};
use crate::adapters::messages::{AdministrationCommand, Command, Reply};
use crate::ports::{AccountsError, Administration};

impl AccountClient {
    async fn administration(
        &self,
        locator: &Locator,
        command: AdministrationCommand,
    ) -> Result<Reply, AccountsError> {
        self.send(locator, Command::Administration(command)).await
    }
}

impl Administration for AccountClient {
    async fn authorize(
        &self,
        locator: &Locator,
        asking: Asking,
        action: Action,
    ) -> Result<Actor, AccountsError> {
        let asking = asking.into();
        let command = AdministrationCommand::Authorize { asking, action };
        match self.administration(locator, command).await? {
            Reply::Actor(actor) => Ok(actor),
            other => Err(unexpected(&other)),
        }
    }

    async fn administer(
        &self,
        locator: &Locator,
        order: Order,
    ) -> Result<Administered, AccountsError> {
        let command = AdministrationCommand::Administer(order);
        match self.administration(locator, command).await? {
            Reply::Administered(administered) => Ok(administered),
            other => Err(unexpected(&other)),
        }
    }

    async fn note_invitation(
        &self,
        locator: &Locator,
        note: InvitationNote,
    ) -> Result<(), AccountsError> {
        let command = AdministrationCommand::NoteInvitation(note);
        match self.administration(locator, command).await? {
            Reply::Done => Ok(()),
            other => Err(unexpected(&other)),
        }
    }

    async fn import(&self, locator: &Locator, import: Import) -> Result<Imported, AccountsError> {
        let command = AdministrationCommand::Import(Box::new(import.into()));
        match self.administration(locator, command).await? {
            Reply::Imported(imported) => Ok(imported),
            other => Err(unexpected(&other)),
        }
    }

    async fn person(&self, locator: &Locator) -> Result<Answered, AccountsError> {
        let command = AdministrationCommand::Person;
        match self.administration(locator, command).await? {
            Reply::Answered(answered) => Ok(answered),
            other => Err(unexpected(&other)),
        }
    }
}
