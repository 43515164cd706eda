//! From a message to the command of an object of the deployment, and back.

use postern_shared::api::SecretText;
use postern_shared::timestamp::Timestamp;

use crate::account::Answered;
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
        InstanceCommand::Count(counts) => {
            instance.count(&counts, now);
            Reply::Done
        }
        InstanceCommand::Overview => {
            let overview = serde_json::to_string(&instance.overview(now));
            Reply::Answered(Answered::Body {
                is_created: false,
                json: SecretText::new(overview.unwrap_or_default()),
            })
        }
        InstanceCommand::Census => Reply::Census(instance.census()),
        InstanceCommand::TakeCensus(census) => {
            instance.take_census(census, now);
            Reply::Done
        }
    }
}
