//! What Worker and object say to each other. It is never stored; two deployments understand each
//! other only where the form of it is the same (`encoding`).

mod command;
mod encoding;
mod parts;
mod reply;

pub use command::{Command, Envelope};
pub use encoding::Message;
pub use parts::{NewPasswordMessage, ProfileMessage, RecordMessage};
pub use reply::Reply;
