//! What Worker and object say to each other, within one deployment. It crosses no network of ours
//! and is never stored, so it has no version.

mod command;
mod encoding;
mod parts;
mod reply;

pub use command::{Command, Envelope};
pub use encoding::Message;
pub use parts::{NewPasswordMessage, ProfileMessage, RecordMessage};
pub use reply::Reply;
