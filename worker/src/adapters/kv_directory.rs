//! The published records in KV: one sealed value for each account, under its locator.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use worker::{Delay, Env};

use crate::account::{Locator, Profile};
use crate::adapters::directory_record::{DirectoryRecord, Published, key};
use crate::adapters::environment;
use crate::adapters::kv_namespace::{KvNamespace, KvValue};
use crate::config::Config;
use crate::ports::{Directory, Unavailable};
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

    /// Publishes a record, or takes the published one away. It is waited for without a limit: a write
    /// that was given up could still arrive after a newer one, and take its place.
    ///
    /// # Errors
    /// [`Unavailable`] where KV fails; the caller tries again.
    pub async fn publish(
        &self,
        locator: &Locator,
        record: Option<DirectoryRecord>,
    ) -> Result<(), Unavailable> {
        let namespace = KvNamespace::of(&self.env)?;
        match record {
            Some(record) => namespace.put(&key(locator), &record).await,
            None => namespace.delete(&key(locator)).await,
        }
    }
}

impl Directory for KvDirectory {
    async fn published_profile(&self, locator: &Locator) -> Result<Option<Profile>, Unavailable> {
        let account = self.read(locator).await?.into_account()?;
        Ok(account.map(|account| account.profile))
    }
}

/// How long to wait for KV.
const PATIENCE: Duration = Duration::from_secs(2);
