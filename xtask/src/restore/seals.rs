//! Whether a record of a backup is one that the service would read: by the service's own code.

use std::fmt;

use anyhow::{Context as _, Result};
use postern_keyring::KeyRing;
use postern_worker::account::Entropy;
use postern_worker::adapters::directory_record::{Published, RecordRoots, locator_of};
use postern_worker::adapters::list_entry::{LOG_PREFIX, ListEntry};
use postern_worker::config::Config;
use postern_worker::keys::{Purpose, Sealer};
use serde_json::{Value, json};

use crate::records::{Record, Stored};

/// The keys, derived.
pub struct Judge {
    config: Config,
    /// The roots whose peppers check passwords.
    peppers: Vec<u32>,
}

/// What a good record says of itself.
#[derive(Debug)]
pub struct Sound {
    /// What stands beside it in KV, as the service would write it.
    pub metadata: Value,
    /// The root whose pepper its password needs, where the ring does not have it.
    pub absent_pepper: Option<u32>,
}

/// Why a record is not brought back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skip {
    /// Its key is none that an account can have.
    NoAccountsKey,
    /// It is sealed under a root that the ring does not have.
    AbsentRoot(u32),
    /// The seal is broken, or the ring has another key under the root's number.
    BrokenSeal,
    /// What is in it was not written by this version or an earlier one.
    UnknownForm,
    /// The account's name leads to another key: `directory` is not the one it was.
    AnotherDirectory,
    /// The backup has the key more than once; the first one counts.
    Twice,
}

impl Judge {
    /// With the keys of this ring.
    pub fn new(ring: &KeyRing) -> Result<Self> {
        let text = ring.to_text();
        let config = Config::read(|name| (name == "POSTERN_KEYS").then(|| text.to_string()))
            .context("the service would not start with these keys")?;
        Ok(Self {
            config,
            peppers: ring.peppers().iter().map(|(root, _)| *root).collect(),
        })
    }

    /// Opens the record, as the account's object does when it starts.
    pub fn judge(&self, record: &Record) -> Result<Sound, Skip> {
        if record.key.starts_with(LOG_PREFIX) {
            return self.judge_entry_of_the_log(record);
        }
        let locator = locator_of(&record.key).ok_or(Skip::NoAccountsKey)?;
        let sealer = &self.config.sealer;
        let root = Sealer::root_of(&record.value).ok_or(Skip::BrokenSeal)?;
        if sealer.is_of_an_absent_root(&record.value) {
            return Err(Skip::AbsentRoot(root));
        }
        sealer
            .open(
                Purpose::DirectoryRecord,
                record.key.as_bytes(),
                &record.value,
            )
            .map_err(|_broken| Skip::BrokenSeal)?;
        let opened = Published::open(&self.config, &locator, &record.value, None);
        let account = opened
            .and_then(Published::into_account)
            .map_err(|_unknown| Skip::UnknownForm)?
            .ok_or(Skip::UnknownForm)?;
        if self.config.locators.locate(&account.profile.username) != locator {
            return Err(Skip::AnotherDirectory);
        }
        let roots = RecordRoots::of(&account, root);
        let password = account.password.form_and_cost();
        Ok(Sound {
            metadata: json!({
                "seal": roots.seal,
                "pepper": roots.pepper,
                "password": password,
                "listed": roots.is_listed,
            }),
            absent_pepper: Some(roots.pepper).filter(|root| !self.peppers.contains(root)),
        })
    }

    fn judge_entry_of_the_log(&self, record: &Record) -> Result<Sound, Skip> {
        let entry = ListEntry::of_value(&record.key, &record.value);
        entry.log_line(&self.config).ok_or(Skip::BrokenSeal)?;
        Ok(Sound {
            metadata: json!({ "text": entry.text }),
            absent_pepper: None,
        })
    }

    /// What belongs into the directory of people beside a good record, as the account's object would
    /// write it; none for what is no account, or has never been confirmed.
    pub fn listed(&self, record: &Record, entropy: &mut Entropy) -> Option<Stored> {
        let locator = locator_of(&record.key)?;
        let opened = Published::open(&self.config, &locator, &record.value, None).ok()?;
        let account = opened.into_account().ok()??;
        if !account.is_somebodys() {
            return None;
        }
        let entry = ListEntry::of_person(&self.config, &locator, &account, entropy).ok()?;
        Some(Stored {
            metadata: json!({ "text": entry.text }),
            record: Record {
                value: entry.value(),
                key: entry.key,
            },
        })
    }
}

impl fmt::Display for Skip {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAccountsKey => formatter.write_str("no account can have this key"),
            Self::AbsentRoot(root) => {
                write!(
                    formatter,
                    "it is sealed under root {root}, which is not in these keys"
                )
            }
            Self::BrokenSeal => formatter.write_str(
                "its seal does not open: it was changed, or these are not the keys it was sealed \
                 with",
            ),
            Self::UnknownForm => formatter
                .write_str("it was written by a later version; bring it back with that one"),
            Self::AnotherDirectory => formatter.write_str(
                "its owner would not find it: `directory` is not the key that it was named with",
            ),
            Self::Twice => formatter.write_str("it stands in the backup twice"),
        }
    }
}

#[cfg(test)]
mod tests {
    use postern_worker::account::Locator;
    use postern_worker::adapters::directory_record;
    use postern_worker::adapters::records::{StoredAccount, StoredLogEntry};

    use super::*;

    const A: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const B: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";

    const V1: &str = include_str!("../../../worker/src/adapters/records/account_v1.json");
    const V2: &str = include_str!("../../../worker/src/adapters/records/account_v2.json");
    const V3: &str = include_str!("../../../worker/src/adapters/records/account_v3.json");
    const V4: &str = include_str!("../../../worker/src/adapters/records/account_v4.json");
    const V5: &str = include_str!("../../../worker/src/adapters/records/account_v5.json");
    const LOG_ENTRY: &str = include_str!("../../../worker/src/adapters/records/log_entry_v1.json");

    fn judge(keys: &str) -> Judge {
        Judge::new(&KeyRing::parse(keys).expect("well formed")).expect("they are keys")
    }

    /// Somebody's record, sealed under the active root, peppered under root 1.
    fn record(judge: &Judge) -> Record {
        record_of(judge, V2, None)
    }

    /// The record of a stored form, at its own place or at another.
    fn record_of(judge: &Judge, stored: &str, elsewhere: Option<Locator>) -> Record {
        let form: StoredAccount = serde_json::from_str(stored).expect("a form");
        let account = form.into_account().expect("whole");
        let own = judge.config.locators.locate(&account.profile.username);
        let key = directory_record::key(&elsewhere.unwrap_or(own));
        let mut entropy = Entropy::from_seed([7; 32]);
        let purpose = Purpose::DirectoryRecord;
        let sealer = &judge.config.sealer;
        let value = sealer.seal(purpose, key.as_bytes(), stored.as_bytes(), &mut entropy);
        let value = value.expect("it is short");
        Record { key, value }
    }

    #[test]
    fn a_good_record_says_what_stands_beside_it_in_kv() {
        let judge = judge(&format!("directory:{A},1:{A}"));
        let sound = judge.judge(&record(&judge)).expect("it is good");
        let password = "argon2id m=19456,t=2,p=1";
        let expected = json!({ "seal": 1, "pepper": 1, "password": password, "listed": true });
        assert_eq!((sound.metadata, sound.absent_pepper), (expected, None));
    }

    #[test]
    fn records_of_every_version_are_good_and_one_of_a_later_version_is_named() {
        let judge = judge(&format!("directory:{A},2:{B},1:{A}"));
        for stored in [V1, V2, V3, V4, V5] {
            judge
                .judge(&record_of(&judge, stored, None))
                .expect("it is good");
        }
        let mut later = record(&judge);
        let purpose = Purpose::DirectoryRecord;
        let mut entropy = Entropy::from_seed([7; 32]);
        let sealer = &judge.config.sealer;
        let value = sealer.seal(purpose, later.key.as_bytes(), b"{\"99\":{}}", &mut entropy);
        later.value = value.expect("it is short");
        assert_eq!(judge.judge(&later).err(), Some(Skip::UnknownForm));
    }

    #[test]
    fn an_account_comes_back_with_its_entry_in_the_directory_of_people() {
        let judge = judge(&format!("directory:{A},2:{B},1:{A}"));
        let mut entropy = Entropy::from_seed([8; 32]);
        for stored in [V1, V2, V3, V4, V5] {
            let record = record_of(&judge, stored, None);
            let listed = judge.listed(&record, &mut entropy);
            let Stored { record, metadata } = listed.expect("somebody has confirmed it");
            let entry = ListEntry::of_value(&record.key, &record.value);
            assert_eq!(metadata, json!({ "text": entry.text }));
            let person = entry.person(&judge.config).expect("the service reads it");
            assert_eq!(person.username, "alice");
        }
    }

    #[test]
    fn an_entry_of_the_log_comes_back_with_what_lists_show_of_it_and_a_changed_one_is_named() {
        let judge = judge(&format!("directory:{A},1:{A}"));
        let mut entropy = Entropy::from_seed([8; 32]);
        let stored: StoredLogEntry = serde_json::from_str(LOG_ENTRY).expect("a form");
        let entry = ListEntry::of_log(&judge.config, &stored.into_entry(), &mut entropy);
        let entry = entry.expect("it is short");
        let good = Record {
            value: entry.value(),
            key: entry.key,
        };
        let sound = judge.judge(&good).expect("it is good");
        assert_eq!(sound.metadata, json!({ "text": entry.text }));
        assert!(judge.listed(&good, &mut entropy).is_none());
        for at in 0..good.value.len() {
            let mut bad = good.clone();
            bad.value[at] ^= 1;
            assert_eq!(judge.judge(&bad).err(), Some(Skip::BrokenSeal), "byte {at}");
        }
    }

    #[test]
    fn one_changed_byte_is_found_wherever_it_is() {
        let judge = judge(&format!("directory:{A},1:{A}"));
        let good = record(&judge);
        for at in 0..good.value.len() {
            let mut bad = good.clone();
            bad.value[at] ^= 1;
            assert!(judge.judge(&bad).is_err(), "byte {at}");
        }
        for length in 0..good.value.len() {
            let mut bad = good.clone();
            bad.value.truncate(length);
            assert_eq!(judge.judge(&bad).err(), Some(Skip::BrokenSeal));
        }
    }

    #[test]
    fn other_keys_are_told_apart() {
        let record = record(&judge(&format!("directory:{A},1:{A}")));
        for (keys, skip) in [
            (format!("directory:{A},1:{B}"), Skip::BrokenSeal),
            (format!("directory:{A},2:{A}"), Skip::AbsentRoot(1)),
            (format!("directory:{B},1:{A}"), Skip::AnotherDirectory),
        ] {
            assert_eq!(judge(&keys).judge(&record).err(), Some(skip), "{skip}");
        }
    }

    #[test]
    fn a_record_under_another_ones_key_is_not_brought_back() {
        let judge = judge(&format!("directory:{A},1:{A}"));
        let good = record(&judge);
        for (key, skip) in [
            (format!("account/{B}"), Skip::BrokenSeal),
            ("account/x".to_owned(), Skip::NoAccountsKey),
            ("settings".to_owned(), Skip::NoAccountsKey),
        ] {
            let moved = Record {
                key,
                ..good.clone()
            };
            assert_eq!(judge.judge(&moved).err(), Some(skip));
        }
        let elsewhere = record_of(&judge, V2, Some(Locator::from_bytes([9; 32])));
        assert_eq!(judge.judge(&elsewhere).err(), Some(Skip::AnotherDirectory));
    }

    #[test]
    fn a_password_whose_pepper_is_gone_is_noticed() {
        let before = record(&judge(&format!("directory:{A},2:{B},1:{A}")));
        let ring = format!("directory:{A},2:{B}");
        let sound = judge(&ring).judge(&before).expect("root 2 has sealed it");
        assert_eq!(sound.absent_pepper, Some(1));
        let ring = format!("directory:{A},2:{B},pepper-1:{A}");
        let sound = judge(&ring).judge(&before).expect("root 2 has sealed it");
        assert_eq!(sound.absent_pepper, None);
    }
}
