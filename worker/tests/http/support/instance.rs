//! The deployment's objects in memory: each one thread of control, and a row sealed as the real one is.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use postern_shared::api::{InvitationsResponse, SecretText};
use postern_shared::timestamp::Timestamp;
use postern_worker::account::{Answered, Entropy, Locator};
use postern_worker::adapters::instance_memory::{Holding, InstanceRow, Opened, open, seal};
use postern_worker::config::Config;
use postern_worker::instance::{
    Counts, DepartureStep, Instance as Remembered, InvitationId, InvitationStep, MadeInvitation,
};
use postern_worker::ports::{AccountsError, Instance, Unavailable};

use super::clock::{Clock, Seeds};

/// The object, as the Worker with these settings reaches it.
#[derive(Clone)]
pub struct MemoryInstance {
    pub config: Arc<Config>,
    pub clock: Clock,
    pub seeds: Seeds,
    row: Arc<Mutex<Option<InstanceRow>>>,
    counters: Arc<Mutex<Option<InstanceRow>>>,
    fails_after: Arc<AtomicU32>,
}

impl MemoryInstance {
    pub fn new(config: Arc<Config>, clock: Clock, seeds: Seeds) -> Self {
        Self {
            config,
            clock,
            seeds,
            row: Arc::default(),
            counters: Arc::default(),
            fails_after: Arc::new(AtomicU32::new(u32::MAX)),
        }
    }

    /// Answers so many questions more, and then none until it is told another number.
    pub fn fail_after(&self, answers: u32) {
        self.fails_after.store(answers, Ordering::SeqCst);
    }

    /// What is stored.
    pub fn row(&self) -> Option<InstanceRow> {
        self.lock().clone()
    }

    /// What the alarm and the hourly run do.
    pub fn wake(&self) {
        let woken = self.run(|instance| instance.forget(self.clock.now()));
        woken.expect("the row opens");
    }

    fn run<T>(&self, command: impl FnOnce(&mut Remembered) -> T) -> Result<T, Unavailable> {
        let (mut row, holding) = (self.lock(), Holding::Exact);
        let now = self.clock.now();
        let Opened {
            mut instance,
            is_outdated,
            ..
        } = open(&self.config, row.clone(), Some(holding), now)?;
        let outcome = command(&mut instance);
        if instance.take_change() || is_outdated {
            let mut entropy = self.seeds.next().expect("objects always have randomness");
            *row = seal(&self.config, holding, &instance, &mut entropy)?;
        }
        Ok(outcome)
    }

    /// One request to the object.
    async fn ask<T>(&self, command: impl FnOnce(&mut Remembered) -> T) -> Result<T, AccountsError> {
        // So that others come in between, as they do where an object is asked.
        tokio::task::yield_now().await;
        let left = self.fails_after.load(Ordering::SeqCst);
        if left == 0 {
            return Err(AccountsError::Unavailable);
        }
        if left < u32::MAX {
            self.fails_after.store(left - 1, Ordering::SeqCst);
        }
        self.run(command)
            .map_err(|Unavailable| AccountsError::Unavailable)
    }

    /// What the counters store.
    pub fn counters_row(&self) -> Option<InstanceRow> {
        lock(&self.counters).clone()
    }

    /// One request to the object of the counters, which does nothing to the other's answers.
    pub fn ask_counters<T>(
        &self,
        command: impl FnOnce(&mut Remembered, Timestamp) -> T,
    ) -> Result<T, AccountsError> {
        if self.fails_after.load(Ordering::SeqCst) == 0 {
            return Err(AccountsError::Unavailable);
        }
        let now = self.clock.now();
        let (mut row, holding) = (lock(&self.counters), Holding::Counters);
        let opened = open(&self.config, row.clone(), Some(holding), now);
        let Opened {
            instance: mut counters,
            is_outdated,
            ..
        } = opened.map_err(|_closed| AccountsError::Unavailable)?;
        let outcome = command(&mut counters, now);
        if counters.take_change() || is_outdated {
            let mut entropy = Entropy::from_seed([7; 32]);
            let sealed = seal(&self.config, holding, &counters, &mut entropy);
            *row = sealed.map_err(|_never| AccountsError::Unavailable)?;
        }
        Ok(outcome)
    }

    fn lock(&self) -> MutexGuard<'_, Option<InstanceRow>> {
        lock(&self.row)
    }
}

fn lock<T>(row: &Mutex<T>) -> MutexGuard<'_, T> {
    row.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Instance for MemoryInstance {
    async fn invitation(
        &self,
        id: InvitationId,
        step: InvitationStep,
    ) -> Result<(), AccountsError> {
        let now = self.clock.now();
        let asked = self.ask(|instance| instance.invitation(id, step, now));
        Ok(asked.await??)
    }

    async fn departure(&self, target: &Locator, step: DepartureStep) -> Result<(), AccountsError> {
        let now = self.clock.now();
        let asked = self.ask(|instance| instance.departure(*target.as_bytes(), step, now));
        Ok(asked.await??)
    }

    async fn make_invitation(&self, made: MadeInvitation) -> Result<(), AccountsError> {
        let now = self.clock.now();
        let asked = self.ask(|instance| instance.make_invitation(made, now));
        Ok(asked.await??)
    }

    async fn revoke_invitation(&self, id: InvitationId) -> Result<(), AccountsError> {
        let now = self.clock.now();
        let asked = self.ask(|instance| instance.revoke_invitation(id, now));
        Ok(asked.await??)
    }

    async fn invitations(&self) -> Result<InvitationsResponse, AccountsError> {
        let now = self.clock.now();
        self.ask(|instance| instance.made_invitations(now)).await
    }

    async fn count(&self, counts: Counts) -> Result<(), AccountsError> {
        self.ask_counters(|counters, now| counters.count(&counts, now))
    }

    async fn overview(&self) -> Result<Answered, AccountsError> {
        let overview = self.ask_counters(Remembered::overview)?;
        let json = serde_json::to_string(&overview).expect("numbers are JSON");
        Ok(Answered::Body {
            is_created: false,
            json: SecretText::new(json),
        })
    }
}
