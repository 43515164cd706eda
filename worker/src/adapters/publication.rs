//! What KV has to be told about a slot, and what it has been told.

use sha2::{Digest, Sha256};

use crate::account::{Account, Entropy, LogEntry, Tenure};
use crate::adapters::directory_record::DirectoryRecord;
use crate::adapters::list_entry::{ListEntry, person_key};
use crate::adapters::records::StoredPerson;
use crate::adapters::slot_memory::Memory;
use crate::config::Config;
use crate::ports::Unavailable;

/// Everything, in the order in which it is written: the directory of people, so that no record says
/// of itself to need no other root while the entry beside it does; the record; the log.
pub struct Publication {
    /// The entry of the directory of people, where it has changed.
    pub person: Option<ListEntry>,
    /// The key of an entry that goes.
    pub unlisted: Option<String>,
    /// The record; it goes where there is none.
    pub record: Option<DirectoryRecord>,
    /// Entries of the log.
    pub log: Vec<ListEntry>,
    news: Vec<LogEntry>,
    listed: Option<[u8; 32]>,
}

impl Publication {
    /// What there is to tell about this slot.
    ///
    /// # Errors
    /// [`Unavailable`] where it cannot be sealed.
    pub fn of(
        config: &Config,
        memory: &Memory,
        entropy: &mut Entropy,
    ) -> Result<Self, Unavailable> {
        let locator = &memory.locator;
        let mut publication = Self {
            person: None,
            unlisted: None,
            record: None,
            log: Vec::new(),
            news: memory.slot.news.clone(),
            listed: memory.listed,
        };
        match &memory.slot.tenure {
            Tenure::Held(account) => {
                if account.is_somebodys() {
                    let listed = Some(digest(config, account)?);
                    if listed != memory.listed {
                        let entry = ListEntry::of_person(config, locator, account, entropy)?;
                        publication.person = Some(entry);
                        publication.listed = listed;
                    }
                }
                let record = DirectoryRecord::of(config, locator, account, entropy)?;
                publication.record = Some(record);
            }
            Tenure::Released {
                listed_as: Some(name),
                ..
            } => {
                publication.unlisted = Some(person_key(config, locator, name));
                publication.listed = None;
            }
            Tenure::Released { .. } | Tenure::Vacant => {}
        }
        for entry in &memory.slot.news {
            publication
                .log
                .push(ListEntry::of_log(config, entry, entropy)?);
        }
        Ok(publication)
    }

    /// Whether it takes the account away.
    #[must_use]
    pub const fn is_withdrawal(&self) -> bool {
        self.record.is_none()
    }

    /// Notes that KV has taken all of it. What has changed meanwhile has still to be told.
    pub fn done(self, memory: &mut Memory) {
        memory.listed = self.listed;
        if !self.news.is_empty() {
            memory.slot.told(&self.news);
        }
    }
}

/// Tells one content of the entry from another, and one root that it is sealed under. An object that
/// has just started does not know what was written last: it writes the entry with its next
/// publication, whatever that is about.
fn digest(config: &Config, account: &Account) -> Result<[u8; 32], Unavailable> {
    let plain = serde_json::to_vec(&StoredPerson::of(account)).map_err(|_never| Unavailable)?;
    let mut hasher = Sha256::new();
    hasher.update(config.sealer.active_root().to_be_bytes());
    hasher.update(plain);
    Ok(hasher.finalize().into())
}
