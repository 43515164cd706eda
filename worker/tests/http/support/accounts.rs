//! The exact commands on the real slots, each behind a lock of its own, as each account's object
//! is one thread of control; and the published records on [`Kv`].

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use postern_opaque::{Ke1, Ke3, RegistrationRequest};
use postern_shared::api::{LogLine, PersonSummary};
use postern_worker::account::Locator;
use postern_worker::account::permission::Action;
use postern_worker::account::{
    Actor, Administered, Answered, Asking, BrowserToken, ChallengeId, Change, ClientInfo,
    CodePresented, Entropy, Import, Imported, InvitationNote, LoginId, LoginStarted, Moment, Order,
    Password, PasswordChange, PasswordChangeStarted, PasswordProved, PasswordReset, PresentedToken,
    Profile, Refusal, Registration, RegistrationStarted, Rules, SecondFactor, SelfService, Served,
    SessionId, SignedIn, Slot,
};
use postern_worker::adapters::directory_record::{Published, key};
use postern_worker::adapters::list_entry;
use postern_worker::adapters::object_store::Row;
use postern_worker::adapters::publication::Publication;
use postern_worker::adapters::records::StoredSlot;
use postern_worker::adapters::slot_memory::{Memory, seal};
use postern_worker::config::Config;
use postern_worker::keys::Sealer;
use postern_worker::ports::{
    Accounts, AccountsError, Administration, Directory, Page, Unavailable,
};

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
    slots: Mutex<HashMap<String, Arc<Mutex<Object>>>>,
    is_unavailable: AtomicBool,
    commands: AtomicU64,
}

/// An object: what it remembers until it is restarted, and the row that it keeps.
#[derive(Default)]
struct Object {
    memory: Option<Memory>,
    row: Option<Row>,
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

    /// Restarts every object, as a deployment does: what they remember goes, the rows stay.
    pub fn restart(&self) {
        for object in lock(&self.slots).values() {
            lock(object).memory = None;
        }
    }

    /// The root that each row is sealed under.
    pub fn row_roots(&self) -> Vec<Option<u32>> {
        let slots = lock(&self.slots);
        let objects = slots.values().map(|object| lock(object));
        objects
            .filter_map(|object| Some(Sealer::root_of(&object.row.as_ref()?.sealed)))
            .collect()
    }

    /// Everything that the objects remember, in its stored form.
    pub fn snapshot(&self) -> Vec<String> {
        let mut all: Vec<String> = lock(&self.slots)
            .iter()
            .filter_map(|(locator, object)| {
                let object = lock(object);
                let memory = object.memory.as_ref()?;
                let stored = serde_json::to_string(&StoredSlot::of(&memory.slot))
                    .expect("a stored slot is JSON");
                Some(format!("{locator} {} {stored}", memory.is_dirty))
            })
            .collect();
        all.sort();
        all
    }

    fn object(&self, locator: &Locator) -> Arc<Mutex<Object>> {
        Arc::clone(lock(&self.slots).entry(locator.to_string()).or_default())
    }
}

impl MemoryAccounts {
    /// Changes a slot as an administrator or time would.
    pub fn edit(&self, locator: &Locator, edit: impl FnOnce(&mut Slot)) {
        let object = self.objects.object(locator);
        let mut object = lock(&object);
        let memory = object.memory.as_mut().expect("the slot was used before");
        edit(&mut memory.slot);
        memory.is_dirty = true;
        memory.is_unsaved = true;
        self.commit(&mut object, &mut self.moment());
    }

    /// What an account says of its holder who may act, at this moment.
    pub fn actor_for_a_test(&self, locator: &Locator) -> Actor {
        let object = self.objects.object(locator);
        let mut object = lock(&object);
        let memory = object.memory.as_mut().expect("the slot was used before");
        let profile = memory.slot.profile(&self.config.rules, self.clock.now());
        let profile = profile.expect("somebody has the name");
        Actor {
            username: profile.username,
            role: profile.role,
            at: self.clock.now(),
        }
    }

    /// What the alarm does: publishes again where the last time failed.
    pub fn ring_alarm(&self, locator: &Locator) {
        let object = self.objects.object(locator);
        self.commit(&mut lock(&object), &mut self.moment());
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
        let Object { memory, row } = &mut *object;
        let memory = match memory {
            Some(memory) => memory,
            empty => empty.insert(
                Memory::start(
                    &self.config,
                    locator,
                    row.as_ref(),
                    self.directory.read(locator),
                    self.clock.now(),
                )
                .map_err(|Unavailable| AccountsError::Unavailable)?,
            ),
        };
        let mut moment = self.moment();
        let outcome = command(&mut memory.slot, &self.config.rules, &mut moment);
        self.commit(&mut object, &mut moment);
        Ok(outcome)
    }

    /// Keeps the row and publishes, where there is something to keep or to publish.
    fn commit(&self, object: &mut Object, moment: &mut Moment) {
        let Some(memory) = &mut object.memory else {
            return;
        };
        let change = memory.slot.take_change();
        memory.is_dirty |= change == Change::Published;
        memory.is_unsaved |= change > Change::Nothing;
        if memory.is_dirty {
            self.publish(memory);
        }
        if memory.is_unsaved {
            let sealed = seal(&self.config, memory, moment).expect("a slot is short");
            object.row = Some(Row {
                locator: memory.locator.clone(),
                sealed,
                is_dirty: memory.is_dirty,
            });
            memory.is_unsaved = false;
        }
    }

    fn publish(&self, memory: &mut Memory) {
        let publication = Publication::of(&self.config, memory, &mut self.entropy());
        let publication = publication.expect("an account is short");
        let outcome = self.directory.publish(&memory.locator, &publication);
        memory.is_dirty = outcome.is_err();
        if outcome.is_ok() {
            let is_withdrawal = publication.is_withdrawal();
            publication.done(memory);
            if is_withdrawal {
                memory.slot.record_withdrawn(self.clock.now());
            }
            memory.is_unsaved |= memory.slot.take_change() > Change::Nothing;
        }
    }

    fn moment(&self) -> Moment {
        Moment {
            now: self.clock.now(),
            entropy: self.entropy(),
        }
    }

    fn entropy(&self) -> Entropy {
        self.seeds.next().expect("objects always have randomness")
    }
}

impl MemoryDirectory {
    fn read(&self, locator: &Locator) -> Result<Published, Unavailable> {
        let (sealed, roots) = self.kv.get_record(&key(locator))?;
        match sealed {
            Some(sealed) => Published::open(&self.config, locator, &sealed, roots),
            None => Ok(Published::Nothing),
        }
    }

    fn publish(&self, locator: &Locator, publication: &Publication) -> Result<(), Unavailable> {
        if let Some(person) = &publication.person {
            self.kv.put_entry(person)?;
        }
        if let Some(key) = &publication.unlisted {
            self.kv.delete(key)?;
        }
        let record = publication.record.clone();
        self.kv.put_record(&key(locator), record)?;
        for entry in &publication.log {
            self.kv.put_entry(entry)?;
        }
        Ok(())
    }
}

impl Directory for MemoryDirectory {
    async fn published_profile(&self, locator: &Locator) -> Result<Option<Profile>, Unavailable> {
        let account = self.read(locator)?.into_account()?;
        Ok(account.map(|account| account.profile))
    }

    async fn people(
        &self,
        beginning: &str,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<PersonSummary>, Unavailable> {
        let prefix = list_entry::people_prefix(&self.config, beginning);
        let (page, cursor) = self.kv.list(&prefix, cursor, limit as usize)?;
        let (entries, _unreadable) = list_entry::people(&self.config, beginning, &page);
        Ok(Page { entries, cursor })
    }

    async fn log(&self, cursor: Option<&str>, limit: u32) -> Result<Page<LogLine>, Unavailable> {
        let prefix = list_entry::LOG_PREFIX;
        let (page, cursor) = self.kv.list(prefix, cursor, limit as usize)?;
        let (entries, _unreadable) = list_entry::log_lines(&self.config, &page);
        Ok(Page { entries, cursor })
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
        browser: Option<BrowserToken>,
    ) -> Result<PasswordProved, AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.log_in(&password, browser.as_ref(), rules, moment)
        })?;
        refused(outcome)
    }

    async fn start_registration(
        &self,
        locator: &Locator,
        request: RegistrationRequest,
        browser: Option<BrowserToken>,
    ) -> Result<RegistrationStarted, AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.start_registration(&request, browser.as_ref(), rules, moment)
        })?;
        refused(outcome)
    }

    async fn start_login(
        &self,
        locator: &Locator,
        ke1: Ke1,
        browser: Option<BrowserToken>,
    ) -> Result<LoginStarted, AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.start_login(&ke1, browser.as_ref(), rules, moment)
        })?;
        refused(outcome)
    }

    async fn finish_login(
        &self,
        locator: &Locator,
        login: LoginId,
        ke3: Ke3,
        renewal: Option<RegistrationRequest>,
        browser: Option<BrowserToken>,
    ) -> Result<PasswordProved, AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.finish_login(
                &login,
                &ke3,
                renewal.as_ref(),
                browser.as_ref(),
                rules,
                moment,
            )
        })?;
        refused(outcome)
    }

    async fn verify_code(
        &self,
        locator: &Locator,
        presented: CodePresented,
    ) -> Result<SignedIn, AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.verify_code(presented, rules, moment)
        })?;
        refused(outcome)
    }

    async fn sign_in_at_once(
        &self,
        locator: &Locator,
        password: Password,
        factor: SecondFactor,
        client: ClientInfo,
    ) -> Result<SignedIn, AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.sign_in_at_once(&password, &factor, client, rules, moment)
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

    async fn step_up(
        &self,
        locator: &Locator,
        asking: Asking,
        challenge: ChallengeId,
        factor: SecondFactor,
    ) -> Result<SignedIn, AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.step_up(&asking, &challenge, &factor, rules, moment)
        })?;
        refused(outcome)
    }

    async fn start_password_change(
        &self,
        locator: &Locator,
        asking: Asking,
        ke1: Ke1,
        request: RegistrationRequest,
    ) -> Result<PasswordChangeStarted, AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.start_password_change(&asking, &ke1, &request, rules, moment)
        })?;
        refused(outcome)
    }

    async fn change_password(
        &self,
        locator: &Locator,
        asking: Asking,
        change: PasswordChange,
        keep_other_sessions: bool,
    ) -> Result<(), AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.change_password(&asking, change, keep_other_sessions, rules, moment)
        })?;
        refused(outcome)
    }

    async fn reset_password(
        &self,
        locator: &Locator,
        reset: PasswordReset,
    ) -> Result<(), AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.reset_password(reset, rules, moment)
        })?;
        refused(outcome)
    }

    async fn serve(
        &self,
        locator: &Locator,
        asking: Asking,
        what: SelfService,
    ) -> Result<Answered, AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.serve(&asking, what, rules, moment)
        })?;
        refused(outcome.map(Served::into_answer))
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
        self.run(locator, |slot, _rules, moment| {
            slot.log_out(session, moment.now);
        })
    }

    async fn current_profile(&self, locator: &Locator) -> Result<Option<Profile>, AccountsError> {
        self.run(locator, |slot, rules, moment| {
            slot.profile(rules, moment.now)
        })
    }
}

impl Administration for MemoryAccounts {
    async fn authorize(
        &self,
        locator: &Locator,
        asking: Asking,
        action: Action,
    ) -> Result<Actor, AccountsError> {
        // So that others come in between, as they do where an object is asked.
        tokio::task::yield_now().await;
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.authorize(&asking, action, rules, moment.now)
        })?;
        refused(outcome)
    }

    async fn administer(
        &self,
        locator: &Locator,
        order: Order,
    ) -> Result<Administered, AccountsError> {
        tokio::task::yield_now().await;
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.administer(order, rules, moment)
        })?;
        refused(outcome)
    }

    async fn note_invitation(
        &self,
        locator: &Locator,
        note: InvitationNote,
    ) -> Result<(), AccountsError> {
        let outcome = self.run(locator, |slot, _rules, moment| {
            slot.note_invitation(&note, moment)
        })?;
        refused(outcome)
    }

    async fn import(&self, locator: &Locator, import: Import) -> Result<Imported, AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.import(import, rules, moment)
        })?;
        refused(outcome)
    }

    async fn person(&self, locator: &Locator) -> Result<Answered, AccountsError> {
        let outcome = self.run(locator, |slot, rules, moment| {
            slot.person(rules, moment.now)
        })?;
        refused(outcome.map(Served::into_answer))
    }
}

fn refused<T>(outcome: Result<T, Refusal>) -> Result<T, AccountsError> {
    Ok(outcome?)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
