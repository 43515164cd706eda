//! The published records in KV: one sealed value for each account, under its locator.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use worker::{Delay, Env};

use crate::account::{Locator, Profile};
use crate::adapters::directory_record::{DirectoryRecord, Published, RecordRoots, key};
use crate::adapters::environment;
use crate::config::Config;
use crate::ports::{Directory, Unavailable};

/// The KV namespace.
#[derive(Clone)]
pub struct KvDirectory {
    env: Env,
    config: Arc<Config>,
}

impl KvDirectory {
    /// The namespace bound as [`environment::DIRECTORY`].
    #[must_use]
    pub fn new(env: Env, config: Arc<Config>) -> Self {
        Self { env, config }
    }

    /// The record as it was published.
    ///
    /// # Errors
    /// [`Unavailable`] where KV fails or is slow, or where the record does not open although its
    /// root is there.
    pub async fn read(&self, locator: &Locator) -> Result<Published, Unavailable> {
        let store = environment::directory(&self.env)?;
        let request = store
            .get(&key(locator))
            .bytes_with_metadata::<serde_json::Value>();
        let (sealed, metadata) = match select(pin!(request), Delay::from(PATIENCE)).await {
            Either::Left((Ok(found), _)) => found,
            Either::Left((Err(_), _)) | Either::Right(_) => return Err(Unavailable),
        };
        let roots = metadata.as_ref().and_then(RecordRoots::read);
        Published::open(&self.config, locator, sealed.as_deref(), roots)
    }

    /// Publishes a record, or takes the published one away.
    ///
    /// # Errors
    /// [`Unavailable`] where KV fails; the caller tries again.
    pub async fn publish(
        &self,
        locator: &Locator,
        record: Option<DirectoryRecord>,
    ) -> Result<(), Unavailable> {
        let key = key(locator);
        let store = environment::directory(&self.env)?;
        let outcome = match record {
            Some(record) => {
                let put = store
                    .put_bytes(&key, &record.sealed)
                    .and_then(|put| put.metadata(record.roots))
                    .map_err(|_not_accepted| Unavailable)?;
                put.execute().await
            }
            None => store.delete(&key).await,
        };
        outcome.map_err(|_not_stored| Unavailable)
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
