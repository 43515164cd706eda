//! What is done to accounts by others.

use crate::account::{Asking, Moment, Rules, Slot};
use crate::adapters::messages::{AdministrationCommand, Reply};

/// Runs one command.
pub fn execute(
    slot: &mut Slot,
    command: AdministrationCommand,
    rules: &Rules,
    moment: &mut Moment,
) -> Reply {
    match command {
        AdministrationCommand::Authorize { asking, action } => {
            let actor = slot.authorize(&Asking::from(asking), action, rules, moment.now);
            actor.map_or_else(Reply::Refused, Reply::Actor)
        }
        AdministrationCommand::Administer(order) => slot
            .administer(order, rules, moment)
            .map_or_else(Reply::Refused, Reply::Administered),
        AdministrationCommand::NoteInvitation(note) => {
            Reply::done(slot.note_invitation(&note, moment))
        }
        AdministrationCommand::Import(message) => match message.into_import() {
            Some(import) => slot
                .import(import, rules, moment)
                .map_or_else(Reply::Refused, Reply::Imported),
            None => Reply::Failed,
        },
        AdministrationCommand::Person => Reply::served(slot.person(rules, moment.now)),
    }
}
