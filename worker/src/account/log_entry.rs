//! What was done to whom and when, for the deployment's log. An entry waits in the object of the
//! account that it is about, in the same commit as what was done, until KV has it.

use postern_shared::api::{LogAction, LogLine, Role};
use postern_shared::timestamp::Timestamp;
use postern_shared::username::Username;

use crate::account::session::SessionId;

/// An entry. No `Debug`: it names people.
#[derive(Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// Names it: 128 random bits.
    pub id: [u8; 16],
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Username,
    /// What.
    pub action: LogAction,
    /// To whom, where it was somebody.
    pub target: Option<Username>,
    /// The role that was given, or that the invitation is for.
    pub role: Option<Role>,
    /// Which invitation.
    pub invitation: Option<[u8; 16]>,
    /// Why.
    pub reason: String,
}

impl LogEntry {
    /// Entries that one object keeps until KV has them. Where there are as many, nothing is done that
    /// could not be written down.
    pub const MOST_WAITING: usize = 50;

    /// As administrators see it.
    #[must_use]
    pub fn shown(&self) -> LogLine {
        LogLine {
            at: self.at.unix_seconds(),
            actor: self.actor.to_string(),
            action: self.action,
            target: self.target.as_ref().map(Username::to_string),
            role: self.role,
            invitation: self.invitation.map(|id| SessionId(id).to_string()),
            reason: self.reason.clone(),
        }
    }
}
