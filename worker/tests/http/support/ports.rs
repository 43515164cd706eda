//! Every port in memory.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ed25519_dalek::Signer as _;
use postern_shared::timestamp::Timestamp;
use postern_worker::account::{Entropy, RangeName};
use postern_worker::hold::Hold;
use postern_worker::instance::Tally;
use postern_worker::ports::{
    BreachedPasswords, ClientFiles, FloodShield, Ports, Signer, Unavailable,
};
use postern_worker::stopwatch::Stopwatch;
use unicode_normalization::UnicodeNormalization;

use super::accounts::{MemoryAccounts, MemoryDirectory};
use super::clock::{Clock, Seeds};
use super::instance::MemoryInstance;

/// What a router is made for here.
#[derive(Clone)]
pub struct MemoryPorts {
    pub accounts: MemoryAccounts,
    pub instance: MemoryInstance,
    pub flood_shield: MemoryShield,
    pub client_files: MemoryFiles,
    pub breaches: MemoryBreaches,
    pub clock: Clock,
    pub seeds: Seeds,
    pub tally: Tally,
}

/// Refuses when told to, and remembers who it was asked about.
#[derive(Clone, Default)]
pub struct MemoryShield(Arc<ShieldState>);

#[derive(Default)]
struct ShieldState {
    refuses: AtomicBool,
    asked: Mutex<Vec<String>>,
}

/// A built client, of a few bytes.
#[derive(Clone, Default)]
pub struct MemoryFiles(Arc<FileState>);

#[derive(Default)]
struct FileState {
    files: Mutex<HashMap<String, &'static str>>,
    is_unavailable: AtomicBool,
}

/// A list of breached passwords, of one range, which remembers what it was asked.
#[derive(Clone, Default)]
pub struct MemoryBreaches(Arc<Mutex<BreachState>>);

#[derive(Default)]
struct BreachState {
    range: Option<String>,
    asked: Vec<String>,
}

impl Ports for MemoryPorts {
    type Accounts = MemoryAccounts;
    type Instance = MemoryInstance;
    type Directory = MemoryDirectory;
    type FloodShield = MemoryShield;
    type ClientFiles = MemoryFiles;
    type BreachedPasswords = MemoryBreaches;
    type Signer = DalekSigner;

    fn accounts(&self) -> &MemoryAccounts {
        &self.accounts
    }

    fn instance(&self) -> &MemoryInstance {
        &self.instance
    }

    fn directory(&self) -> &MemoryDirectory {
        &self.accounts.directory
    }

    fn flood_shield(&self) -> &MemoryShield {
        &self.flood_shield
    }

    fn client_files(&self) -> &MemoryFiles {
        &self.client_files
    }

    fn breached_passwords(&self) -> &MemoryBreaches {
        &self.breaches
    }

    fn signer(&self) -> &DalekSigner {
        &DalekSigner
    }

    fn tally(&self) -> &Tally {
        &self.tally
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn entropy(&self) -> Option<Entropy> {
        self.seeds.next()
    }

    fn normalize(&self, text: &str) -> String {
        text.nfc().collect()
    }

    fn for_request(&self, stopwatch: Option<&Stopwatch>, _hold: &Hold) -> Self {
        if let Some(stopwatch) = stopwatch {
            stopwatch.record("memory", 1);
        }
        self.clone()
    }
}

/// Another implementation than the runtime's, with the same signatures.
pub struct DalekSigner;

impl Signer for DalekSigner {
    async fn sign(&self, _name: &str, seed: &[u8; 32], message: &[u8]) -> Option<[u8; 64]> {
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        Some(key.sign(message).to_bytes())
    }
}

impl MemoryShield {
    pub fn refuse(&self, refuses: bool) {
        self.0.refuses.store(refuses, Ordering::SeqCst);
    }

    /// The addresses that were asked about, in order.
    pub fn asked(&self) -> Vec<String> {
        let asked = self.0.asked.lock();
        asked.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl FloodShield for MemoryShield {
    async fn admit(&self, address: &str) -> bool {
        let asked = self.0.asked.lock();
        asked
            .unwrap_or_else(PoisonError::into_inner)
            .push(address.to_owned());
        !self.0.refuses.load(Ordering::SeqCst)
    }
}

impl MemoryBreaches {
    /// What it answers from now on; nothing until then.
    pub fn set_range(&self, range: &str) {
        self.state().range = Some(range.to_owned());
    }

    /// The ranges that were asked for, in order.
    pub fn asked(&self) -> Vec<String> {
        self.state().asked.clone()
    }

    fn state(&self) -> MutexGuard<'_, BreachState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl BreachedPasswords for MemoryBreaches {
    async fn range(&self, name: RangeName) -> Option<String> {
        let mut state = self.state();
        state.asked.push(name.as_str().to_owned());
        state.range.clone()
    }
}

impl MemoryFiles {
    pub fn add(&self, path: &str, content: &'static str) {
        let files = self.0.files.lock();
        files
            .unwrap_or_else(PoisonError::into_inner)
            .insert(path.to_owned(), content);
    }

    pub fn set_unavailable(&self) {
        self.0.is_unavailable.store(true, Ordering::SeqCst);
    }
}

impl ClientFiles for MemoryFiles {
    async fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Unavailable> {
        if self.0.is_unavailable.load(Ordering::SeqCst) {
            return Err(Unavailable);
        }
        let files = self.0.files.lock();
        let files = files.unwrap_or_else(PoisonError::into_inner);
        Ok(files.get(path).map(|file| file.as_bytes().to_vec()))
    }
}
