//! What Worker and object say to each other, within one deployment. It crosses no network of ours
//! and is never stored, so it has no version.

mod command;
mod encoding;
mod reply;

pub use command::{Command, Envelope};
pub use encoding::Message;
pub use reply::{ProfileMessage, Reply};
