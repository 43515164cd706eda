//! From a message to the command of the deployment's object, and back.

use postern_shared::timestamp::Timestamp;

use crate::adapters::messages::{InstanceCommand, Reply};
use crate::instance::Instance;

/// Runs one command.
pub fn execute(instance: &mut Instance, command: InstanceCommand, now: Timestamp) -> Reply {
    match command {
        InstanceCommand::Invitation { id, step } => Reply::done(instance.invitation(id, step, now)),
        InstanceCommand::Departure { target, step } => {
            Reply::done(instance.departure(target, step, now))
        }
        InstanceCommand::Make(made) => Reply::done(instance.make_invitation(made, now)),
        InstanceCommand::Revoke(id) => Reply::done(instance.revoke_invitation(id, now)),
        InstanceCommand::List => Reply::Invitations(instance.made_invitations(now)),
        InstanceCommand::Wake => {
            instance.forget(now);
            Reply::Done
        }
    }
}
