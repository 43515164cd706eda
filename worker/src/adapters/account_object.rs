//! The Durable Object around one slot: load, command, commit, reply; and the outbox to KV.
//!
//! Between loading and committing nothing is awaited, so commands run one after the other. A panic
//! in here would leave the caller hanging: nothing unwraps, indexes or overflows.

#![expect(missing_docs, reason = "the attribute macro makes methods without")]

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Duration;

use postern_shared::timestamp::Timestamp;
use worker::{
    DurableObject, Env, Request, Response, ResponseBody, State, console_error, console_warn,
    durable_object,
};
use zeroize::Zeroizing;

use crate::account::{Change, Locator, Moment, Refusal};
use crate::adapters::environment;
use crate::adapters::execute::execute;
use crate::adapters::kv_directory::KvDirectory;
use crate::adapters::messages::{Envelope, Message, Reply};
use crate::adapters::object_channel::SERVER_TIMING;
use crate::adapters::object_store::{ObjectStore, Row};
use crate::adapters::outbox::LONGEST_RETRY_SECONDS;
use crate::adapters::slot_memory::{Memory, seal};
use crate::config::Config;
use crate::ports::Unavailable;
use crate::stopwatch::Stopwatch;

/// One account.
#[durable_object(alarm)]
pub struct AccountObject {
    pub(super) state: State,
    env: Env,
    pub(super) memory: RefCell<Option<Memory>>,
    /// Counts the changes that are to be published, so that a publication knows whether it was
    /// overtaken.
    pub(super) revision: Cell<u64>,
}

impl DurableObject for AccountObject {
    fn new(state: State, env: Env) -> Self {
        Self {
            state,
            env,
            memory: RefCell::new(None),
            revision: Cell::new(0),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let message = Zeroizing::new(request.bytes().await?);
        let stopwatch = Stopwatch::default();
        let reply = match Envelope::decode(&message) {
            Ok(envelope) => self
                .run(envelope, &stopwatch)
                .await
                .unwrap_or(Reply::Failed),
            Err(_unknown) => Reply::Failed,
        };
        let response = Response::from_body(ResponseBody::Body(reply.encode()?))?;
        if self.config().is_ok_and(|config| config.is_timing_shown) {
            let entries = stopwatch.entries();
            response.headers().set(SERVER_TIMING, &entries)?;
        }
        Ok(response)
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
    async fn run(&self, envelope: Envelope, stopwatch: &Stopwatch) -> Result<Reply, Unavailable> {
        let config = self.config()?;
        let locator = Locator::parse(&envelope.locator).ok_or(Unavailable)?;
        self.load(&locator, &config, stopwatch).await?;
        let mut moment = moment()?;
        let costly_part = envelope.command.costly_part();
        let (reply, wake) = self.with_memory(|memory| {
            let start = environment::milliseconds();
            let reply = execute(
                &mut memory.slot,
                envelope.command,
                &config.rules,
                &mut moment,
            );
            if let Some(name) = costly_part {
                let end = environment::milliseconds();
                stopwatch.record(name, end.saturating_sub(start));
            }
            let wake = self.commit(memory, &config, &mut moment)?;
            Ok((reply, wake))
        })?;
        if let Reply::Refused(Refusal::RefreshTokenReused) = reply {
            console_warn!("refresh_token_reused: account {locator}");
        }
        self.schedule(wake, moment.now).await?;
        Ok(reply)
    }

    /// Brings the slot into memory: from the object's storage, else from KV.
    ///
    /// KV is asked at every start, also where storage has the slot: so a start takes as long for a
    /// name that nobody has, and a record that is not sealed under the active root is noticed.
    pub(super) async fn load(
        &self,
        locator: &Locator,
        config: &Arc<Config>,
        stopwatch: &Stopwatch,
    ) -> Result<(), Unavailable> {
        if self.has_memory()? {
            return Ok(());
        }
        let directory = self.directory(config).timed(stopwatch);
        let published = directory.read(locator).await;
        if self.has_memory()? {
            return Ok(());
        }
        let row = ObjectStore::new(&self.state).load()?;
        let memory = Memory::start(config, locator, row.as_ref(), published, environment::now())?;
        *self.memory.try_borrow_mut().map_err(|_| Unavailable)? = Some(memory);
        Ok(())
    }

    /// Stores what a command or the start has changed, and says when the object has to wake up.
    pub(super) fn commit(
        &self,
        memory: &mut Memory,
        config: &Config,
        moment: &mut Moment,
    ) -> Result<Option<Timestamp>, Unavailable> {
        let change = memory.slot.take_change();
        if change > Change::Nothing || memory.is_unsaved {
            if change == Change::Published {
                memory.is_dirty = true;
                self.revision.set(self.revision.get().wrapping_add(1));
            }
            ObjectStore::new(&self.state).save(Row {
                locator: memory.locator.clone(),
                sealed: seal(config, memory, moment)?,
                is_dirty: memory.is_dirty,
            })?;
            memory.is_unsaved = false;
        }
        let wake = memory.next_wake(&config.rules, moment.now);
        Ok(wake.filter(|wake| {
            let is_earlier = memory.alarm_at.is_none_or(|set| *wake < set);
            if is_earlier {
                memory.alarm_at = Some(*wake);
            }
            is_earlier
        }))
    }

    /// Runs `work` on the memory. Where it fails, the memory is dropped and read from storage the
    /// next time, so that it never holds what storage does not.
    pub(super) fn with_memory<T>(
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

    pub(super) fn has_memory(&self) -> Result<bool, Unavailable> {
        let memory = self.memory.try_borrow().map_err(|_| Unavailable)?;
        Ok(memory.is_some())
    }

    /// Sets the alarm. Where that fails the memory, which takes it for set, is dropped.
    pub(super) async fn schedule(
        &self,
        wake: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), Unavailable> {
        let Some(wake) = wake else {
            return Ok(());
        };
        let outcome = self.set_alarm(wake.since(now)).await;
        if outcome.is_err() {
            *self.memory.try_borrow_mut().map_err(|_| Unavailable)? = None;
        }
        outcome
    }

    async fn set_alarm(&self, seconds: u64) -> Result<(), Unavailable> {
        let storage = self.state.storage();
        storage
            .set_alarm(Duration::from_secs(seconds))
            .await
            .map_err(|_not_set| Unavailable)
    }

    pub(super) fn directory(&self, config: &Arc<Config>) -> KvDirectory {
        KvDirectory::new(self.env.clone(), Arc::clone(config))
    }

    pub(super) fn config(&self) -> Result<Arc<Config>, Unavailable> {
        environment::config(&self.env).map_err(|error| {
            console_error!("config_error: {error}");
            Unavailable
        })
    }
}

pub(super) fn moment() -> Result<Moment, Unavailable> {
    Ok(Moment {
        now: environment::now(),
        entropy: environment::entropy().ok_or(Unavailable)?,
    })
}
