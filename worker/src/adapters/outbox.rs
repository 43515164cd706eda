//! The object's alarm: what time has ended goes, and KV is told what it does not know yet.

use std::sync::Arc;

use worker::console_error;

use crate::account::Moment;
use crate::adapters::account_object::{AccountObject, moment};
use crate::adapters::environment;
use crate::adapters::object_store::ObjectStore;
use crate::adapters::publication::Publication;
use crate::config::Config;
use crate::ports::Unavailable;
use crate::stopwatch::Stopwatch;

impl AccountObject {
    /// The alarm: what time has ended goes, what KV does not know yet is published.
    pub(super) async fn ring(&self) -> Result<(), Unavailable> {
        let config = self.config()?;
        if !self.has_memory()? {
            let Some(row) = ObjectStore::new(&self.state).load()? else {
                return Ok(());
            };
            self.load(&row.locator, &config, &Stopwatch::default())
                .await?;
        }
        let mut moment = moment()?;
        let is_dirty = self.with_memory(|memory| {
            memory.alarm_at = None;
            memory.slot.expire(&config.rules, moment.now);
            self.commit(memory, &config, &mut moment)?;
            Ok(memory.is_dirty)
        })?;
        if is_dirty {
            self.publish(&config, &mut moment).await?;
        }
        let now = environment::now();
        let (is_blank, wake) = self.with_memory(|memory| {
            memory.alarm_at = memory.next_wake(&config.rules, now);
            Ok((memory.slot.is_blank() && !memory.is_dirty, memory.alarm_at))
        })?;
        if is_blank {
            *self.memory.try_borrow_mut().map_err(|_| Unavailable)? = None;
            let storage = self.state.storage();
            return storage.delete_all().await.map_err(|_| Unavailable);
        }
        self.schedule(wake, now).await
    }

    /// Tells KV. Where it fails, or a newer change has come meanwhile, it is told again later.
    async fn publish(&self, config: &Arc<Config>, moment: &mut Moment) -> Result<(), Unavailable> {
        let directory = self.directory(config);
        let revision = self.revision.get();
        let (locator, publication) = self.with_memory(|memory| {
            let publication = Publication::of(config, memory, &mut moment.entropy)?;
            Ok((memory.locator.clone(), publication))
        })?;
        let outcome = directory.publish(&locator, &publication).await;
        moment.now = environment::now();
        self.with_memory(|memory| {
            if outcome.is_err() {
                console_error!("account_publication_failed");
                memory.failed_publications = memory.failed_publications.saturating_add(1);
                let doubled = 1_u64 << memory.failed_publications.min(6);
                memory.retry_at = moment.now.plus(doubled.min(LONGEST_RETRY_SECONDS));
                return Ok(());
            }
            memory.failed_publications = 0;
            memory.retry_at = moment.now.plus(KV_PAUSE_SECONDS);
            let is_withdrawal = publication.is_withdrawal();
            publication.done(memory);
            if self.revision.get() != revision {
                self.commit(memory, config, moment)?;
                return Ok(());
            }
            memory.is_dirty = false;
            if is_withdrawal {
                memory.slot.record_withdrawn(moment.now);
            }
            // What was not known before the publication is in the same row.
            if memory.slot.has_changed() {
                self.commit(memory, config, moment)?;
                return Ok(());
            }
            ObjectStore::new(&self.state).mark_published()
        })
    }
}

/// KV takes one write a second for a key.
const KV_PAUSE_SECONDS: u64 = 1;
/// Most seconds between two tries to publish.
pub const LONGEST_RETRY_SECONDS: u64 = 60;
