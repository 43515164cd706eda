//! What the fifth form adds to a stored slot, and what administrators read of lists: the directory of
//! people, the deployment's log.

use postern_shared::api::{LogAction, PersonSummary, Role};
use postern_shared::timestamp::Timestamp;
use postern_shared::username::Username;
use serde::{Deserialize, Serialize};

use crate::account::{Account, Locator, LogEntry, ResetLink};
use crate::adapters::records::bytes::Bytes;

/// Somebody in the directory of people.
#[derive(Serialize, Deserialize)]
pub enum StoredPerson {
    /// The first form.
    #[serde(rename = "1")]
    V1(PersonForm),
}

/// An entry of the deployment's log.
#[derive(Serialize, Deserialize)]
pub enum StoredLogEntry {
    /// The first form.
    #[serde(rename = "1")]
    V1(LogEntryForm),
}

/// Its names are short, because it has to fit beside a key of KV.
#[derive(Serialize, Deserialize)]
pub struct PersonForm {
    #[serde(rename = "u")]
    username: Username,
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(rename = "r", default, skip_serializing_if = "Role::is_user")]
    role: Role,
    #[serde(rename = "d", default, skip_serializing_if = "std::ops::Not::not")]
    disabled: bool,
    #[serde(rename = "f")]
    has_second_factor: bool,
    #[serde(rename = "c")]
    created_at: Timestamp,
}

/// Likewise.
#[derive(Serialize, Deserialize)]
pub struct LogEntryForm {
    #[serde(rename = "i")]
    id: Bytes<16>,
    #[serde(rename = "t")]
    at: Timestamp,
    #[serde(rename = "w")]
    actor: Username,
    /// The words that travel are stable, so they are what is stored.
    #[serde(rename = "a")]
    action: LogAction,
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    target: Option<Username>,
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    #[serde(rename = "v", default, skip_serializing_if = "Option::is_none")]
    invitation: Option<Bytes<16>>,
    #[serde(rename = "y")]
    reason: String,
}

#[derive(Serialize, Deserialize)]
pub struct ResetLinkForm {
    hash: Bytes<32>,
    expires_at: Timestamp,
}

impl StoredPerson {
    /// What the list shows of an account.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        let profile = &account.profile;
        Self::V1(PersonForm {
            username: profile.username.clone(),
            // A longer one would not fit beside the key; the account itself has it.
            email: profile
                .email
                .clone()
                .filter(|email| email.len() <= MOST_EMAIL_BYTES),
            role: profile.role,
            disabled: profile.disabled,
            has_second_factor: account.is_confirmed(),
            created_at: profile.created_at,
        })
    }

    /// As the list shows it.
    #[must_use]
    pub fn into_summary(self, locator: &Locator) -> PersonSummary {
        let Self::V1(form) = self;
        PersonSummary {
            id: locator.to_string(),
            username: form.username.to_string(),
            email: form.email,
            role: form.role,
            disabled: form.disabled,
            has_second_factor: form.has_second_factor,
            created_at: form.created_at.unix_seconds(),
        }
    }
}

impl StoredLogEntry {
    /// All of it.
    #[must_use]
    pub fn of(entry: &LogEntry) -> Self {
        Self::V1(LogEntryForm::of(entry))
    }

    /// The entry.
    #[must_use]
    pub fn into_entry(self) -> LogEntry {
        let Self::V1(form) = self;
        form.into_entry()
    }
}

impl LogEntryForm {
    pub(super) fn of(entry: &LogEntry) -> Self {
        Self {
            id: Bytes(entry.id),
            at: entry.at,
            actor: entry.actor.clone(),
            action: entry.action,
            target: entry.target.clone(),
            role: entry.role,
            invitation: entry.invitation.map(Bytes),
            reason: entry.reason.clone(),
        }
    }

    pub(super) fn into_entry(self) -> LogEntry {
        LogEntry {
            id: self.id.0,
            at: self.at,
            actor: self.actor,
            action: self.action,
            target: self.target,
            role: self.role,
            invitation: self.invitation.map(|id| id.0),
            reason: self.reason,
        }
    }
}

impl ResetLinkForm {
    pub(super) const fn of(link: &ResetLink) -> Self {
        Self {
            hash: Bytes(link.hash),
            expires_at: link.expires_at,
        }
    }

    pub(super) fn into_link(self) -> ResetLink {
        ResetLink {
            hash: self.hash.0,
            expires_at: self.expires_at,
        }
    }
}

/// Bytes of an e-mail address that a list shows; beyond ASCII an address may have four times as many
/// as characters.
const MOST_EMAIL_BYTES: usize = 254;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_read_as_was_always_written() {
        let first = include_str!("person_v1.json");
        let stored: StoredPerson = serde_json::from_str(first).expect("version 1");
        let again = serde_json::to_value(&stored).expect("JSON");
        let fixture: serde_json::Value = serde_json::from_str(first).expect("JSON");
        assert_eq!(again, fixture);
        let summary = stored.into_summary(&Locator::from_bytes([7; 32]));
        assert_eq!(summary.username, "alice");
        assert!(summary.disabled && summary.has_second_factor);
        assert!(serde_json::from_str::<StoredPerson>(r#"{"2":{}}"#).is_err());
    }

    #[test]
    fn an_entry_of_the_log_is_read_as_was_always_written() {
        let first = include_str!("log_entry_v1.json");
        let stored: StoredLogEntry = serde_json::from_str(first).expect("version 1");
        let entry = stored.into_entry();
        assert_eq!(entry.shown().action, LogAction::RoleChanged);
        let again = serde_json::to_value(StoredLogEntry::of(&entry)).expect("JSON");
        let fixture: serde_json::Value = serde_json::from_str(first).expect("JSON");
        assert_eq!(again, fixture);
        assert!(serde_json::from_str::<StoredLogEntry>(r#"{"2":{}}"#).is_err());
    }
}
