//! The object's alarm: what time has ended goes, and KV is told what it does not know yet.

use std::sync::Arc;

use worker::console_error;

use crate::account::{Moment, Tenure};
use crate::adapters::account_object::{AccountObject, moment};
use crate::adapters::object_store::ObjectStore;
use crate::config::Config;
use crate::ports::Unavailable;

impl AccountObject {
    /// The alarm: what time has ended goes, what KV does not know yet is published.
    pub(super) async fn ring(&self) -> Result<(), Unavailable> {
        let config = self.config()?;
        if !self.has_memory()? {
            let Some(row) = ObjectStore::new(&self.state).load()? else {
                return Ok(());
            };
            self.load(&row.locator, &config).await?;
        }
        let mut moment = moment()?;
        let is_dirty = self.with_memory(|memory| {
            memory.alarm_at = None;
            memory.slot.expire(&config.rules, moment.now);
            self.commit(memory, &config, &mut moment)?;
            Ok(memory.is_dirty)
        })?;
        let retry = if is_dirty {
            self.publish(&config, &mut moment).await?
        } else {
            None
        };
        let (is_blank, next) = self.with_memory(|memory| {
            let next = memory.slot.next_expiry(&config.rules);
            memory.alarm_at = None;
            Ok((memory.slot.is_blank() && !memory.is_dirty, next))
        })?;
        if is_blank {
            *self.memory.try_borrow_mut().map_err(|_| Unavailable)? = None;
            let storage = self.state.storage();
            return storage.delete_all().await.map_err(|_| Unavailable);
        }
        match (retry, next) {
            (Some(seconds), _) => self.set_alarm(seconds).await,
            (None, Some(next)) => self.set_alarm(next.since(moment.now)).await,
            (None, None) => Ok(()),
        }
    }

    /// Tells KV. Answers after how many seconds to do so again: sooner where a newer change has
    /// come meanwhile (KV takes one write a second for a key), later where KV has failed.
    async fn publish(
        &self,
        config: &Arc<Config>,
        moment: &mut Moment,
    ) -> Result<Option<u64>, Unavailable> {
        let directory = self.directory(config);
        let (locator, revision, sealed) = self.with_memory(|memory| {
            let sealed = match &memory.slot.tenure {
                Tenure::Held(account) => {
                    Some(directory.seal(&memory.locator, account, &mut moment.entropy)?)
                }
                Tenure::Vacant | Tenure::Released { .. } => None,
            };
            Ok((memory.locator.clone(), memory.revision, sealed))
        })?;
        let outcome = directory.publish(&locator, sealed).await;
        self.with_memory(|memory| {
            if outcome.is_err() {
                console_error!("account_publication_failed");
                memory.failed_publications = memory.failed_publications.saturating_add(1);
                let doubled = 1_u64 << memory.failed_publications.min(6);
                return Ok(Some(doubled.min(LONGEST_RETRY_SECONDS)));
            }
            memory.failed_publications = 0;
            if memory.revision != revision {
                return Ok(Some(KV_PAUSE_SECONDS));
            }
            memory.is_dirty = false;
            ObjectStore::new(&self.state).mark_published()?;
            Ok(None)
        })
    }
}

/// KV takes one write a second for a key.
const KV_PAUSE_SECONDS: u64 = 1;
/// Most seconds between two tries to publish.
pub const LONGEST_RETRY_SECONDS: u64 = 60;
