//! The exact commands on the real slots, each behind a lock of its own, as each account's object
//! is one thread of control; and the published records on [`Kv`].

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use postern_shared::one_time_code::OneTimeCode;
use postern_worker::account::Locator;
use postern_worker::account::{
    Account, ChallengeId, Change, ClientInfo, Entropy, Moment, Password, PasswordProved,
    PresentedToken, Profile, Refusal, Registration, Rules, SessionId, SessionList, SignedIn, Slot,
    Tenure,
};
use postern_worker::adapters::records::{StoredAccount, StoredSlot};
use postern_worker::config::Config;
use postern_worker::keys::Purpose;
use postern_worker::ports::{Accounts, AccountsError, Directory, Unavailable};

use super::clock::{Clock, Seeds};
use super::kv::Kv;

/// The objects, as the Worker with these settings reaches them.
#[derive(Clone)]
pub struct MemoryAccounts {
    pub config: Arc<Config>,
    pub directory: MemoryDirectory,
    pub clock: Clock,
    pub seeds: Seeds,
    pub objects: Arc<Objects>,
}

/// What the objects hold, whatever the settings.
#[derive(Default)]
pub struct Objects {
    slots: Mutex<HashMap<String, Arc<Mutex<Option<Object>>>>>,
    is_unavailable: AtomicBool,
    commands: AtomicU64,
}

struct Object {
    slot: Slot,
    is_dirty: bool,
}

/// Published records, sealed as the real ones are.
#[derive(Clone)]
pub struct MemoryDirectory {
    pub config: Arc<Config>,
    pub kv: Kv,
}

impl Objects {
    pub fn set_unavailable(&self, is_unavailable: bool) {
        self.is_unavailable.store(is_unavailable, Ordering::SeqCst);
    }

    /// How many commands have come.
    pub fn commands(&self) -> u64 {
        self.commands.load(Ordering::SeqCst)
    }

    /// Loses every object's state.
    pub fn forget(&self) {
        lock(&self.slots).clear();
    }

    /// Everything that the objects hold, in its stored form.
    pub fn snapshot(&self) -> Vec<String> {
        let mut all: Vec<String> = lock(&self.slots)
            .iter()
            .filter_map(|(locator, object)| {
                let object = lock(object);
                let object = object.as_ref()?;
                let stored = serde_json::to_string(&StoredSlot::of(&object.slot))
                    .expect("a stored slot is JSON");
                Some(format!("{locator} {} {stored}", object.is_dirty))
            })
            .collect();
        all.sort();
        all
    }

    fn object(&self, locator: &Locator) -> Arc<Mutex<Option<Object>>> {
        Arc::clone(lock(&self.slots).entry(locator.to_string()).or_default())
    }
}

impl MemoryAccounts {
    /// Changes a slot as an administrator or time would.
    pub fn edit(&self, locator: &Locator, edit: impl FnOnce(&mut Slot)) {
        let object = self.objects.object(locator);
        let mut object = lock(&object);
        let object = object.as_mut().expect("the slot was used before");
        edit(&mut object.slot);
        object.is_dirty = true;
        self.publish(locator, object);
    }

    /// What the alarm does: publishes again where the last time failed.
    pub fn ring_alarm(&self, locator: &Locator) {
        let object = self.objects.object(locator);
        if let Some(object) = lock(&object).as_mut() {
            self.publish(locator, object);
        }
    }

    fn run<T>(
        &self,
        locator: &Locator,
        command: impl FnOnce(&mut Slot, &Rules, &mut Moment) -> T,
    ) -> Result<T, AccountsError> {
        self.objects.commands.fetch_add(1, Ordering::SeqCst);
        if self.objects.is_unavailable.load(Ordering::SeqCst) {
            return Err(AccountsError::Unavailable);
        }
        let object = self.objects.object(locator);
        let mut object = lock(&object);
        let object = match &mut *object {
            Some(object) => object,
            empty => empty.insert(self.start(locator)?),
        };
        let mut moment = Moment {
            now: self.clock.now(),
            entropy: self.entropy(),
        };
        let outcome = command(&mut object.slot, &self.config.rules, &mut moment);
        object.is_dirty |= object.slot.take_change() == Change::Published;
        if object.is_dirty {
            self.publish(locator, object);
        }
        Ok(outcome)
    }

    /// An object without a state of its own begins with what KV knows.
    fn start(&self, locator: &Locator) -> Result<Object, AccountsError> {
        let published = self
            .directory
            .read(locator)
            .map_err(|Unavailable| AccountsError::Unavailable)?;
        Ok(Object {
            slot: Slot::new(
                published.map_or(Tenure::Vacant, |account| Tenure::Held(Box::new(account))),
            ),
            is_dirty: false,
        })
    }

    fn publish(&self, locator: &Locator, object: &mut Object) {
        let account = match &object.slot.tenure {
            Tenure::Held(account) => Some(account.as_ref()),
            Tenure::Vacant | Tenure::Released { .. } => None,
        };
        let outcome = self
            .directory
            .publish(locator, account, &mut self.entropy());
        object.is_dirty = outcome.is_err();
    }

    fn entropy(&self) -> Entropy {
        self.seeds.next().expect("objects always have randomness")
    }
}

impl MemoryDirectory {
    fn read(&self, locator: &Locator) -> Result<Option<Account>, Unavailable> {
        let key = key(locator);
        let Some(sealed) = self.kv.get(&key)? else {
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

    fn publish(
        &self,
        locator: &Locator,
        account: Option<&Account>,
        entropy: &mut Entropy,
    ) -> Result<(), Unavailable> {
        let key = key(locator);
        let sealed = account.map(|account| {
            let plain =
                serde_json::to_vec(&StoredAccount::of(account)).expect("a stored account is JSON");
            self.config
                .sealer
                .seal(Purpose::DirectoryRecord, key.as_bytes(), &plain, entropy)
                .expect("an account is short")
        });
        self.kv.put(&key, sealed)
    }
}

impl Directory for MemoryDirectory {
    async fn published_profile(&self, locator: &Locator) -> Result<Option<Profile>, Unavailable> {
        Ok(self.read(locator)?.map(|account| account.profile))
    }
}

impl Accounts for MemoryAccounts {
    async fn register(
        &self,
        locator: &Locator,
        registration: Registration,
    ) -> Result<PasswordProved, AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.register(registration, rules, moment)
        })?;
        refused(outcome)
    }

    async fn log_in(
        &self,
        locator: &Locator,
        password: Password,
    ) -> Result<PasswordProved, AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.log_in(&password, rules, moment)
        })?;
        refused(outcome)
    }

    async fn verify_code(
        &self,
        locator: &Locator,
        challenge: ChallengeId,
        code: OneTimeCode,
        client: ClientInfo,
    ) -> Result<SignedIn, AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.verify_code(&challenge, &code, client, rules, moment)
        })?;
        refused(outcome)
    }

    async fn sign_in_at_once(
        &self,
        locator: &Locator,
        password: Password,
        code: OneTimeCode,
        client: ClientInfo,
    ) -> Result<SignedIn, AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.sign_in_at_once(&password, &code, client, rules, moment)
        })?;
        refused(outcome)
    }

    async fn renew(
        &self,
        locator: &Locator,
        presented: PresentedToken,
    ) -> Result<SignedIn, AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.renew(presented, rules, moment)
        })?;
        refused(outcome)
    }

    async fn list_sessions(
        &self,
        locator: &Locator,
        asking: SessionId,
    ) -> Result<SessionList, AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.list_sessions(asking, rules, moment.now)
        })?;
        refused(outcome)
    }

    async fn end_session(
        &self,
        locator: &Locator,
        asking: SessionId,
        ended: SessionId,
    ) -> Result<(), AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.end_session(asking, ended, rules, moment.now)
        })?;
        refused(outcome)
    }

    async fn end_other_sessions(
        &self,
        locator: &Locator,
        asking: SessionId,
    ) -> Result<u32, AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.end_other_sessions(asking, rules, moment.now)
        })?;
        refused(outcome)
    }

    async fn live_session(
        &self,
        locator: &Locator,
        session: SessionId,
    ) -> Result<Option<Profile>, AccountsError> {
        self.run(locator, |slot, rules, moment| {
            slot.live_session(session, rules, moment.now)
        })
    }

    async fn log_out(&self, locator: &Locator, session: SessionId) -> Result<(), AccountsError> {
        self.run(locator, |slot, _rules, _moment| slot.log_out(session))
    }

    async fn current_profile(&self, locator: &Locator) -> Result<Option<Profile>, AccountsError> {
        self.run(locator, |slot, rules, moment| {
            slot.profile(rules, moment.now)
        })
    }
}

fn refused<T>(outcome: Result<T, Refusal>) -> Result<T, AccountsError> {
    Ok(outcome?)
}

fn key(locator: &Locator) -> String {
    format!("account/{locator}")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
