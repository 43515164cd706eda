//! What lists of KV's keys show whole: people, and the deployment's log. All of an entry stands beside
//! its key, so that a page costs one list and no read.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use postern_shared::api::{LogLine, PersonSummary};
use postern_shared::username::Username;

use crate::account::{Account, Entropy, Locator, LogEntry};
use crate::adapters::records::{StoredLogEntry, StoredPerson};
use crate::config::Config;
use crate::keys::Purpose;
use crate::ports::Unavailable;

/// An entry as KV has it.
#[derive(Clone, PartialEq, Eq)]
pub struct ListEntry {
    /// Its key.
    pub key: String,
    /// All that it says, sealed and bound to the key, as base64url: in KV's metadata, which have at
    /// most 1024 bytes.
    pub text: String,
}

impl ListEntry {
    /// Somebody in the directory of people.
    ///
    /// # Errors
    /// [`Unavailable`] where it cannot be sealed.
    pub fn of_person(
        config: &Config,
        locator: &Locator,
        account: &Account,
        entropy: &mut Entropy,
    ) -> Result<Self, Unavailable> {
        let key = person_key(config, locator, &account.profile.username);
        let plain = serde_json::to_vec(&StoredPerson::of(account)).map_err(|_never| Unavailable)?;
        Self::sealed(config, Purpose::Person, key, &plain, entropy)
    }

    /// An entry of the log.
    ///
    /// # Errors
    /// [`Unavailable`] where it cannot be sealed.
    pub fn of_log(
        config: &Config,
        entry: &LogEntry,
        entropy: &mut Entropy,
    ) -> Result<Self, Unavailable> {
        // The newest first, as KV orders its keys.
        let until_the_end = END_OF_TIME.saturating_sub(entry.at.unix_seconds());
        let id = URL_SAFE_NO_PAD.encode(entry.id);
        let key = format!("{LOG_PREFIX}{until_the_end:010}/{id}");
        let plain = serde_json::to_vec(&StoredLogEntry::of(entry)).map_err(|_never| Unavailable)?;
        Self::sealed(config, Purpose::LogEntry, key, &plain, entropy)
    }

    /// The entry whose value is this, as a backup has it.
    #[must_use]
    pub fn of_value(key: &str, value: &[u8]) -> Self {
        Self {
            key: key.to_owned(),
            text: URL_SAFE_NO_PAD.encode(value),
        }
    }

    /// Its value in KV: the same bytes as in the metadata, for backups, which read values.
    #[must_use]
    pub fn value(&self) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(&self.text).unwrap_or_default()
    }

    /// Who it is; `None` where it does not open, or is of something else.
    #[must_use]
    pub fn person(&self, config: &Config) -> Option<PersonSummary> {
        let (_, locator) = self.key.rsplit_once('/')?;
        let locator = Locator::parse(locator)?;
        let stored: StoredPerson = self.open(config, Purpose::Person)?;
        Some(stored.into_summary(&locator))
    }

    /// What was done; `None` where it does not open, or is of something else.
    #[must_use]
    pub fn log_line(&self, config: &Config) -> Option<LogLine> {
        let stored: StoredLogEntry = self.open(config, Purpose::LogEntry)?;
        Some(stored.into_entry().shown())
    }

    fn sealed(
        config: &Config,
        purpose: Purpose,
        key: String,
        plain: &[u8],
        entropy: &mut Entropy,
    ) -> Result<Self, Unavailable> {
        let sealed = config.sealer.seal(purpose, key.as_bytes(), plain, entropy);
        let text = URL_SAFE_NO_PAD.encode(sealed.map_err(|_never| Unavailable)?);
        Ok(Self { key, text })
    }

    fn open<T: serde::de::DeserializeOwned>(&self, config: &Config, purpose: Purpose) -> Option<T> {
        let sealed = URL_SAFE_NO_PAD.decode(&self.text).ok()?;
        let opened = config.sealer.open(purpose, self.key.as_bytes(), &sealed);
        serde_json::from_slice(&opened.ok()?).ok()
    }
}

/// Under which key the directory of people has an account: a text of the name, so that names which
/// begin alike stand together, and the locator, so that no two names have one key.
#[must_use]
pub fn person_key(config: &Config, locator: &Locator, username: &Username) -> String {
    format!("{}/{locator}", people_prefix(config, username.as_str()))
}

/// How the keys of people begin whose names begin so, in canonical form.
#[must_use]
pub fn people_prefix(config: &Config, beginning: &str) -> String {
    format!("{PEOPLE_PREFIX}{}", config.name_prefixes.of(beginning))
}

/// Those of a page whose names begin so, in order of their names, and how many entries do not open.
#[must_use]
pub fn people(config: &Config, beginning: &str, page: &[ListEntry]) -> (Vec<PersonSummary>, usize) {
    let opened: Vec<_> = page
        .iter()
        .filter_map(|entry| entry.person(config))
        .collect();
    let unreadable = page.len() - opened.len();
    let mut found: Vec<_> = opened
        .into_iter()
        .filter(|person| person.username.starts_with(beginning))
        .collect();
    found.sort_by(|one, other| one.username.cmp(&other.username));
    (found, unreadable)
}

/// The entries of a page of the log, and how many do not open.
#[must_use]
pub fn log_lines(config: &Config, page: &[ListEntry]) -> (Vec<LogLine>, usize) {
    let opened: Vec<_> = page
        .iter()
        .filter_map(|entry| entry.log_line(config))
        .collect();
    let unreadable = page.len() - opened.len();
    (opened, unreadable)
}

/// How the keys of the directory of people begin.
pub const PEOPLE_PREFIX: &str = "people/";
/// How the keys of the log begin.
pub const LOG_PREFIX: &str = "log/";
/// The last second, in the year 2286, that is written with ten digits.
const END_OF_TIME: u64 = 9_999_999_999;
