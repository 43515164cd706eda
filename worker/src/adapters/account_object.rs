//! The Durable Object around one slot: load, command, commit, reply; and the outbox to KV.
//!
//! Between loading and committing nothing is awaited, so commands run one after the other. A panic
//! in here would leave the caller hanging: nothing unwraps, indexes or overflows.

#![expect(missing_docs, reason = "the attribute macro makes methods without")]

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use postern_shared::timestamp::Timestamp;
use worker::{DurableObject, Env, Request, Response, State, console_error, durable_object};
use zeroize::Zeroizing;

use crate::account::{Change, Moment, Slot, Tenure};
use crate::adapters::environment;
use crate::adapters::execute::execute;
use crate::adapters::kv_directory::KvDirectory;
use crate::adapters::messages::{Envelope, Reply};
use crate::adapters::object_store::{ObjectStore, Row};
use crate::adapters::records::StoredSlot;
use crate::config::Config;
use crate::keys::{Locator, Purpose};
use crate::ports::Unavailable;

/// One account.
#[durable_object(alarm)]
pub struct AccountObject {
    state: State,
    env: Env,
    memory: RefCell<Option<Memory>>,
}

/// What the object remembers between requests; all of it follows from storage.
struct Memory {
    locator: Locator,
    slot: Slot,
    /// Whether KV has still to be told.
    is_dirty: bool,
    /// Counts the changes, so that a publication knows whether it was overtaken.
    revision: u64,
    /// Publications that have failed since the last one that did not.
    failed_publications: u32,
    /// When the alarm rings, as far as this object has set it.
    alarm_at: Option<Timestamp>,
}

impl DurableObject for AccountObject {
    fn new(state: State, env: Env) -> Self {
        Self {
            state,
            env,
            memory: RefCell::new(None),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        // serde_json rather than the runtime's JSON: one deserializer in the Worker is enough.
        let text = Zeroizing::new(request.text().await?);
        let reply = match serde_json::from_str::<Envelope>(&text) {
            Ok(envelope) => self.run(envelope).await.unwrap_or(Reply::Failed),
            Err(_) => Reply::Failed,
        };
        Response::ok(serde_json::to_string(&reply)?)
    }

    async fn alarm(&self) -> worker::Result<Response> {
        if self.ring().await.is_err() {
            console_error!("account_alarm_failed");
            let _later = self.set_alarm(LONGEST_RETRY_SECONDS).await;
        }
        Response::empty()
    }
}

impl AccountObject {
    async fn run(&self, envelope: Envelope) -> Result<Reply, Unavailable> {
        let config = self.config()?;
        let locator = Locator::parse(&envelope.locator).ok_or(Unavailable)?;
        self.load(&locator, &config).await?;
        let mut moment = moment()?;
        let (reply, wake) = self.with_memory(|memory| {
            let reply = execute(
                &mut memory.slot,
                envelope.command,
                &config.rules,
                &mut moment,
            );
            let wake = self.commit(memory, &config, &mut moment)?;
            Ok((reply, wake))
        })?;
        self.schedule(wake, moment.now).await?;
        Ok(reply)
    }

    /// Brings the slot into memory: from the object's storage, else from KV.
    ///
    /// KV is asked at every start, also where storage has the slot: so a start takes as long for a
    /// name that nobody has. Its answer counts only where storage is empty.
    async fn load(&self, locator: &Locator, config: &Arc<Config>) -> Result<(), Unavailable> {
        if self.has_memory()? {
            return Ok(());
        }
        let published = self.directory(config).read(locator).await;
        if self.has_memory()? {
            return Ok(());
        }
        let (slot, is_dirty) = match ObjectStore::new(&self.state).load()? {
            Some(row) => (open(config, &row)?, row.is_dirty),
            None => match published? {
                Some(account) => (Slot::new(Tenure::Held(Box::new(account))), false),
                None => (Slot::new(Tenure::Vacant), false),
            },
        };
        let memory = Memory {
            locator: locator.clone(),
            slot,
            is_dirty,
            revision: 0,
            failed_publications: 0,
            alarm_at: None,
        };
        *self.memory.try_borrow_mut().map_err(|_| Unavailable)? = Some(memory);
        Ok(())
    }

    /// Stores what a command has changed, and says when the object has to wake up.
    fn commit(
        &self,
        memory: &mut Memory,
        config: &Config,
        moment: &mut Moment,
    ) -> Result<Option<Timestamp>, Unavailable> {
        let change = memory.slot.take_change();
        if change > Change::Nothing {
            memory.is_dirty |= change == Change::Account;
            memory.revision = memory.revision.wrapping_add(1);
            ObjectStore::new(&self.state).save(Row {
                locator: memory.locator.clone(),
                sealed: seal(config, memory, moment)?,
                is_dirty: memory.is_dirty,
            })?;
        }
        let wake = if memory.is_dirty {
            Some(moment.now)
        } else {
            memory.slot.next_expiry(&config.rules)
        };
        Ok(wake.filter(|wake| {
            let is_earlier = memory.alarm_at.is_none_or(|set| *wake < set);
            if is_earlier {
                memory.alarm_at = Some(*wake);
            }
            is_earlier
        }))
    }

    /// The alarm: what time has ended goes, what KV does not know yet is published.
    async fn ring(&self) -> Result<(), Unavailable> {
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

    /// Runs `work` on the memory. Where it fails, the memory is dropped and read from storage the
    /// next time, so that it never holds what storage does not.
    fn with_memory<T>(
        &self,
        work: impl FnOnce(&mut Memory) -> Result<T, Unavailable>,
    ) -> Result<T, Unavailable> {
        let mut memory = self.memory.try_borrow_mut().map_err(|_| Unavailable)?;
        let outcome = work(memory.as_mut().ok_or(Unavailable)?);
        if outcome.is_err() {
            *memory = None;
        }
        outcome
    }

    fn has_memory(&self) -> Result<bool, Unavailable> {
        let memory = self.memory.try_borrow().map_err(|_| Unavailable)?;
        Ok(memory.is_some())
    }

    async fn schedule(&self, wake: Option<Timestamp>, now: Timestamp) -> Result<(), Unavailable> {
        match wake {
            Some(wake) => self.set_alarm(wake.since(now)).await,
            None => Ok(()),
        }
    }

    async fn set_alarm(&self, seconds: u64) -> Result<(), Unavailable> {
        let storage = self.state.storage();
        storage
            .set_alarm(Duration::from_secs(seconds))
            .await
            .map_err(|_not_set| Unavailable)
    }

    fn directory(&self, config: &Arc<Config>) -> KvDirectory {
        KvDirectory::new(self.env.clone(), Arc::clone(config))
    }

    fn config(&self) -> Result<Arc<Config>, Unavailable> {
        environment::config(&self.env).map_err(|error| {
            console_error!("config_error: {error}");
            Unavailable
        })
    }
}

fn moment() -> Result<Moment, Unavailable> {
    Ok(Moment {
        now: environment::now(),
        entropy: environment::entropy().ok_or(Unavailable)?,
    })
}

fn seal(config: &Config, memory: &Memory, moment: &mut Moment) -> Result<Vec<u8>, Unavailable> {
    let stored = StoredSlot::of(&memory.slot);
    let plain = Zeroizing::new(serde_json::to_vec(&stored).map_err(|_never| Unavailable)?);
    config
        .sealer
        .seal(
            Purpose::ObjectState,
            memory.locator.as_bytes(),
            &plain,
            &mut moment.entropy,
        )
        .map_err(|_never| Unavailable)
}

fn open(config: &Config, row: &Row) -> Result<Slot, Unavailable> {
    let context = row.locator.as_bytes();
    let plain = config
        .sealer
        .open(Purpose::ObjectState, context, &row.sealed)
        .map_err(|_not_ours| Unavailable)?;
    let stored: StoredSlot = serde_json::from_slice(&plain).map_err(|_unknown| Unavailable)?;
    stored.into_slot().ok_or(Unavailable)
}

/// KV takes one write a second for a key.
const KV_PAUSE_SECONDS: u64 = 1;
/// Most seconds between two tries to publish.
const LONGEST_RETRY_SECONDS: u64 = 60;
