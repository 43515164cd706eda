//! The published records in KV: one sealed value for each account, under its locator.

use futures_util::future::{Either, select};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use worker::{Delay, Env};

use crate::account::Locator;
use crate::account::{Account, Entropy, Profile};
use crate::adapters::environment;
use crate::adapters::records::StoredAccount;
use crate::config::Config;
use crate::keys::Purpose;
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
    /// The namespace bound as [`environment::DIRECTORY`].
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

    /// The account as it was published.
    ///
    /// # Errors
    /// [`Unavailable`] where KV fails or is slow, or where the record does not open: an account
    /// that cannot be read is not an account that is not there.
    pub async fn read(&self, locator: &Locator) -> Result<Option<Account>, Unavailable> {
        let key = key(locator);
        let store = self.store()?;
        let request = pin!(store.get(&key).bytes());
        let start = environment::milliseconds();
        let outcome = select(request, Delay::from(PATIENCE)).await;
        if let Some(stopwatch) = &self.stopwatch {
            stopwatch.record("kv", environment::milliseconds().saturating_sub(start));
        }
        let sealed = match outcome {
            Either::Left((Ok(sealed), _)) => sealed,
            Either::Left((Err(_), _)) | Either::Right(_) => return Err(Unavailable),
        };
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        let plain = self
            .config
            .sealer
            .open(Purpose::DirectoryRecord, key.as_bytes(), &sealed)
            .map_err(|_not_ours| Unavailable)?;
        let stored: StoredAccount =
            serde_json::from_slice(&plain).map_err(|_unknown_form| Unavailable)?;
        stored.into_account().map(Some).ok_or(Unavailable)
    }

    /// The sealed form of a record.
    ///
    /// # Errors
    /// [`Unavailable`] where it cannot be sealed.
    pub fn seal(
        &self,
        locator: &Locator,
        account: &Account,
        entropy: &mut Entropy,
    ) -> Result<Vec<u8>, Unavailable> {
        let plain = zeroize::Zeroizing::new(
            serde_json::to_vec(&StoredAccount::of(account)).map_err(|_never| Unavailable)?,
        );
        self.config
            .sealer
            .seal(
                Purpose::DirectoryRecord,
                key(locator).as_bytes(),
                &plain,
                entropy,
            )
            .map_err(|_never| Unavailable)
    }

    /// Publishes a sealed record, or takes the published one away.
    ///
    /// # Errors
    /// [`Unavailable`] where KV fails; the caller tries again.
    pub async fn publish(
        &self,
        locator: &Locator,
        sealed: Option<Vec<u8>>,
    ) -> Result<(), Unavailable> {
        let key = key(locator);
        let store = self.store()?;
        let outcome = match sealed {
            Some(sealed) => {
                let put = store
                    .put_bytes(&key, &sealed)
                    .map_err(|_not_accepted| Unavailable)?;
                put.execute().await
            }
            None => store.delete(&key).await,
        };
        outcome.map_err(|_not_stored| Unavailable)
    }

    fn store(&self) -> Result<worker::kv::KvStore, Unavailable> {
        self.env
            .kv(environment::DIRECTORY)
            .map_err(|_not_bound| Unavailable)
    }
}

impl Directory for KvDirectory {
    async fn published_profile(&self, locator: &Locator) -> Result<Option<Profile>, Unavailable> {
        let account = self.read(locator).await?;
        Ok(account.map(|account| account.profile))
    }
}

fn key(locator: &Locator) -> String {
    format!("account/{locator}")
}

/// How long to wait for KV.
const PATIENCE: Duration = Duration::from_secs(2);
