//! What is done to accounts by others, as it travels.

use serde::{Deserialize, Serialize};

use crate::account::permission::Action;
use crate::account::{InvitationNote, Order};
use crate::adapters::messages::import::ImportMessage;
use crate::adapters::messages::owner_parts::AskingMessage;

/// The commands of [`crate::ports::Administration`].
#[derive(Serialize, Deserialize)]
pub enum AdministrationCommand {
    /// Tell whether somebody may do something.
    Authorize {
        /// Who asks.
        asking: AskingMessage,
        /// What for.
        action: Action,
    },
    /// Do something to the account.
    Administer(Order),
    /// Write down what was done about an invitation.
    NoteInvitation(InvitationNote),
    /// Tell how the account stands.
    Person,
    /// Take an account of another service over.
    Import(Box<ImportMessage>),
}
