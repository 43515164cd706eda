//! What Worker and object say to each other. It is never stored; two deployments understand each
//! other only where the form of it is the same (`encoding`).

mod administration;
mod command;
mod commands_made;
mod encoding;
mod import;
mod instance_command;
mod owner_parts;
mod parts;
mod reply;
mod session_parts;

pub use administration::AdministrationCommand;
pub use command::{Command, Envelope};
pub use encoding::Message;
pub use instance_command::InstanceCommand;
pub use owner_parts::{AskingMessage, PasswordChangeMessage, ResetMessage, parse_factor};
pub use parts::{NewPasswordMessage, ProfileMessage, RecordMessage};
pub use reply::Reply;
