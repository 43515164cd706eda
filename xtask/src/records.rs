//! The sealed records of a KV namespace, as backups take and bring them: values are bytes here, and
//! nothing opens them.

mod local;
mod remote;

use std::path::PathBuf;

use anyhow::Result;
use postern_worker::adapters::list_entry::PEOPLE_PREFIX;
use serde_json::Value;

use crate::paths;
use crate::wrangler::Wrangler;
use remote::Remote;

/// Where the command line says that the records are.
pub enum Place {
    /// In the folder of a service on this machine.
    Here(PathBuf),
    /// Of the Worker of an environment of `wrangler.toml`.
    Deployed(String),
}

/// Where the records are.
pub enum Namespace {
    /// In the folder of a service on this machine.
    Local(PathBuf),
    /// Of a deployed Worker.
    Remote(Remote),
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its key in KV.
    pub key: String,
    /// Its value, sealed.
    pub value: Vec<u8>,
}

/// A record on its way into KV.
pub struct Stored {
    /// The record.
    pub record: Record,
    /// What stands beside it in clear.
    pub metadata: Value,
}

/// Takes one record after the other.
pub type Taker<'a> = dyn FnMut(Record) -> Result<()> + 'a;

impl Namespace {
    /// The one at this place.
    pub fn at(place: &Place) -> Result<Self> {
        Ok(match place {
            Place::Here(state) => Self::Local(std::path::absolute(state)?),
            Place::Deployed(environment) => {
                Self::Remote(Remote::new(Wrangler::installed(Some(environment))))
            }
        })
    }

    /// In words.
    pub fn shown(&self) -> String {
        match self {
            Self::Local(state) => paths::shown(state),
            Self::Remote(_) => "the deployed Worker's KV namespace".to_owned(),
        }
    }

    /// The keys of what a backup takes.
    pub fn keys(&self) -> Result<Vec<String>> {
        self.keys_under(&PREFIXES)
    }

    /// The same, and those of the directory of people: where there is one, nothing is empty.
    pub fn all_keys(&self) -> Result<Vec<String>> {
        let mut keys = self.keys()?;
        keys.extend(self.keys_under(&[PEOPLE_PREFIX])?);
        Ok(keys)
    }

    fn keys_under(&self, prefixes: &[&str]) -> Result<Vec<String>> {
        match self {
            Self::Local(state) => local::keys(state, prefixes),
            Self::Remote(remote) => remote.keys(prefixes),
        }
    }

    /// Reads the records of these keys, in any order; one that is gone meanwhile is left out.
    pub fn read(&self, keys: &[String], take: &mut Taker<'_>) -> Result<()> {
        match self {
            Self::Local(state) => local::read(state, keys, take),
            Self::Remote(remote) => remote.read(keys, take),
        }
    }

    /// Writes these records.
    pub fn put(&self, batch: &[Stored]) -> Result<()> {
        match self {
            Self::Local(state) => local::put(state, batch),
            Self::Remote(remote) => remote.put(batch),
        }
    }
}

/// So many records are written at a time: one message, one call of wrangler.
pub const BATCH: usize = 1000;
/// How the keys of what a backup takes begin: accounts, and the log of administration. The directory
/// of people follows from the accounts.
const PREFIXES: [&str; 2] = ["account/", "log/"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake_wrangler::FakeWrangler;

    #[test]
    fn what_is_left_of_the_directory_of_people_is_in_no_backup_but_leaves_nothing_empty() {
        let fake = FakeWrangler::new(
            r#"*"--prefix people/"*) echo '[{"name":"people/a/b"}]' ;;
            *"key list"*) echo '[]' ;;"#,
        );
        let wrangler = fake.wrangler(Some("staging"));
        let namespace = Namespace::Remote(Remote::new(wrangler));
        assert_eq!(namespace.keys().expect("it lists them"), [""; 0]);
        assert_eq!(namespace.all_keys().expect("it lists them"), ["people/a/b"]);
    }
}
