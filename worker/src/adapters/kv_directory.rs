//! The published records in KV: one sealed value for each account, under its locator.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use postern_shared::api::{LogLine, PersonSummary};
use worker::{Delay, Env, console_warn};

use crate::account::{Locator, Profile};
use crate::adapters::directory_record::{Published, key};
use crate::adapters::environment;
use crate::adapters::kv_namespace::{KvNamespace, KvValue};
use crate::adapters::list_entry::{self, ListEntry};
use crate::adapters::publication::Publication;
use crate::config::Config;
use crate::ports::{Directory, Page, Unavailable};
use crate::stopwatch::Stopwatch;

/// The KV namespace.
#[derive(Clone)]
pub struct KvDirectory {
    env: Env,
    config: Arc<Config>,
    stopwatch: Option<Stopwatch>,
}

impl KvDirectory {
    /// The namespace of this environment.
    #[must_use]
    pub fn new(env: Env, config: Arc<Config>) -> Self {
        Self {
            env,
            config,
            stopwatch: None,
        }
    }

    /// The same, with its times written down.
    #[must_use]
    pub fn timed(&self, stopwatch: &Stopwatch) -> Self {
        Self {
            stopwatch: Some(stopwatch.clone()),
            ..self.clone()
        }
    }

    /// The record as it was published.
    ///
    /// # Errors
    /// [`Unavailable`] where KV fails or is slow, or where the record does not open although its
    /// root is there.
    pub async fn read(&self, locator: &Locator) -> Result<Published, Unavailable> {
        let namespace = KvNamespace::of(&self.env)?;
        let key = key(locator);
        let request = pin!(namespace.get(&key));
        let start = environment::milliseconds();
        let outcome = select(request, Delay::from(PATIENCE)).await;
        if let Some(stopwatch) = &self.stopwatch {
            stopwatch.record("kv", environment::milliseconds().saturating_sub(start));
        }
        let found = match outcome {
            Either::Left((found, _)) => found?,
            Either::Right(_) => return Err(Unavailable),
        };
        match found {
            Some(KvValue { bytes, roots }) => Published::open(&self.config, locator, &bytes, roots),
            None => Ok(Published::Nothing),
        }
    }

    /// Tells KV all of it. It is waited for without a limit: a write
    /// that was given up could still arrive after a newer one, and take its place.
    ///
    /// # Errors
    /// [`Unavailable`] where KV fails; the caller tries again.
    pub async fn publish(
        &self,
        locator: &Locator,
        publication: &Publication,
    ) -> Result<(), Unavailable> {
        let namespace = KvNamespace::of(&self.env)?;
        if let Some(person) = &publication.person {
            namespace.put_entry(person).await?;
        }
        if let Some(key) = &publication.unlisted {
            namespace.delete(key).await?;
        }
        match &publication.record {
            Some(record) => namespace.put(&key(locator), record).await?,
            None => namespace.delete(&key(locator)).await?,
        }
        for entry in &publication.log {
            namespace.put_entry(entry).await?;
        }
        Ok(())
    }

    async fn page(
        &self,
        prefix: &str,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<(Vec<ListEntry>, Option<String>), Unavailable> {
        let namespace = KvNamespace::of(&self.env)?;
        let request = pin!(namespace.list(prefix, cursor, limit));
        match select(request, Delay::from(LIST_PATIENCE)).await {
            Either::Left((page, _)) => {
                let page = page?;
                let entries = page.keys.into_iter().map(|found| ListEntry {
                    key: found.name,
                    text: found.text.unwrap_or_default(),
                });
                Ok((entries.collect(), page.cursor))
            }
            Either::Right(_) => Err(Unavailable),
        }
    }
}

impl Directory for KvDirectory {
    async fn published_profile(&self, locator: &Locator) -> Result<Option<Profile>, Unavailable> {
        let account = self.read(locator).await?.into_account()?;
        Ok(account.map(|account| account.profile))
    }

    async fn people(
        &self,
        beginning: &str,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<PersonSummary>, Unavailable> {
        let prefix = list_entry::people_prefix(&self.config, beginning);
        let (page, cursor) = self.page(&prefix, cursor, limit).await?;
        let (entries, unreadable) = list_entry::people(&self.config, beginning, &page);
        if unreadable > 0 {
            console_warn!("people_not_readable: {unreadable}");
        }
        Ok(Page { entries, cursor })
    }

    async fn log(&self, cursor: Option<&str>, limit: u32) -> Result<Page<LogLine>, Unavailable> {
        let (page, cursor) = self.page(list_entry::LOG_PREFIX, cursor, limit).await?;
        let (entries, unreadable) = list_entry::log_lines(&self.config, &page);
        if unreadable > 0 {
            console_warn!("log_entries_not_readable: {unreadable}");
        }
        Ok(Page { entries, cursor })
    }
}

/// How long to wait for KV.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long to wait for a list of its keys.
const LIST_PATIENCE: Duration = Duration::from_secs(10);
