//! Published profiles that this isolate has just read: who asks again within seconds does not wait
//! for KV, which may be a minute behind anyway.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use postern_shared::api::{LogLine, PersonSummary};
use postern_shared::timestamp::Timestamp;

use crate::account::{Locator, Profile};
use crate::adapters::environment;
use crate::adapters::kv_directory::KvDirectory;
use crate::ports::{Directory, Page, Unavailable};
use crate::stopwatch::Stopwatch;

/// The directory, with a short memory.
#[derive(Clone)]
pub struct RememberingDirectory {
    directory: KvDirectory,
    memo: Arc<Mutex<Memo>>,
}

#[derive(Default)]
struct Memo(BTreeMap<[u8; Locator::LENGTH], (Timestamp, Profile)>);

impl RememberingDirectory {
    /// An empty memory in front of `directory`; clones share it.
    #[must_use]
    pub fn new(directory: KvDirectory) -> Self {
        Self {
            directory,
            memo: Arc::default(),
        }
    }

    /// The same, with its times written down.
    #[must_use]
    pub fn timed(&self, stopwatch: &Stopwatch) -> Self {
        Self {
            directory: self.directory.timed(stopwatch),
            memo: Arc::clone(&self.memo),
        }
    }
}

impl Directory for RememberingDirectory {
    async fn published_profile(&self, locator: &Locator) -> Result<Option<Profile>, Unavailable> {
        let remember = || self.memo.lock().unwrap_or_else(PoisonError::into_inner);
        let known = remember().recall(locator, environment::now());
        if known.is_some() {
            return Ok(known);
        }
        let profile = self.directory.published_profile(locator).await?;
        if let Some(profile) = &profile {
            remember().keep(locator, profile, environment::now());
        }
        Ok(profile)
    }

    async fn people(
        &self,
        beginning: &str,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<PersonSummary>, Unavailable> {
        self.directory.people(beginning, cursor, limit).await
    }

    async fn log(&self, cursor: Option<&str>, limit: u32) -> Result<Page<LogLine>, Unavailable> {
        self.directory.log(cursor, limit).await
    }
}

impl Memo {
    /// Seconds for which a profile is remembered.
    const SECONDS: u64 = 5;
    /// Profiles that are remembered at a time, about 100 kB; a further one begins anew.
    const CAPACITY: usize = 256;

    fn recall(&self, locator: &Locator, now: Timestamp) -> Option<Profile> {
        let (read_at, profile) = self.0.get(locator.as_bytes())?;
        (now.since(*read_at) < Self::SECONDS).then(|| profile.clone())
    }

    fn keep(&mut self, locator: &Locator, profile: &Profile, now: Timestamp) {
        if self.0.len() >= Self::CAPACITY {
            self.0.clear();
        }
        self.0.insert(*locator.as_bytes(), (now, profile.clone()));
    }
}

#[cfg(test)]
mod tests {
    use postern_shared::api::Role;
    use postern_shared::username::Username;

    use super::*;

    fn profile() -> Profile {
        Profile {
            id: [1; 16],
            username: Username::parse("alice").expect("a name"),
            email: None,
            full_name: None,
            disabled: false,
            role: Role::User,
            created_at: Timestamp::default(),
        }
    }

    fn locator(number: u16) -> Locator {
        let mut bytes = [0; Locator::LENGTH];
        bytes[..2].copy_from_slice(&number.to_be_bytes());
        Locator::from_bytes(bytes)
    }

    #[test]
    fn a_profile_is_remembered_for_five_seconds_and_for_its_own_name_only() {
        let now = Timestamp::from_unix_seconds(1000);
        let mut memo = Memo::default();
        memo.keep(&locator(1), &profile(), now);
        assert!(memo.recall(&locator(1), now.plus(4)).is_some());
        assert!(memo.recall(&locator(1), now.plus(5)).is_none());
        assert!(memo.recall(&locator(2), now).is_none());
    }

    #[test]
    fn the_memory_does_not_grow_without_end() {
        let now = Timestamp::default();
        let mut memo = Memo::default();
        for number in 0..1000 {
            memo.keep(&locator(number), &profile(), now);
            assert!(memo.0.len() <= Memo::CAPACITY);
        }
    }
}
