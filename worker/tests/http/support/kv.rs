//! A KV namespace whose readers see what was written at once, later, or not at all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use postern_worker::ports::Unavailable;

/// KV promises that a write is seen everywhere after a while, and no more: no compare-and-set, and
/// a reader may see the value of a minute ago, or that there was none.
#[derive(Clone, Default)]
pub struct Kv(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    written: HashMap<String, Vec<u8>>,
    seen: HashMap<String, Vec<u8>>,
    lags: bool,
    fails_reads: bool,
    fails_writes: bool,
}

impl Kv {
    /// From now on readers see what they see now.
    pub fn lag(&self) {
        self.state().lags = true;
    }

    /// Readers see everything that was written.
    pub fn catch_up(&self) {
        let mut state = self.state();
        state.lags = false;
        state.show_all();
    }

    pub fn fail_reads(&self, fails: bool) {
        self.state().fails_reads = fails;
    }

    pub fn fail_writes(&self, fails: bool) {
        self.state().fails_writes = fails;
    }

    pub fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Unavailable> {
        let state = self.state();
        if state.fails_reads {
            return Err(Unavailable);
        }
        Ok(state.seen.get(key).cloned())
    }

    /// Writes a value, or takes it away.
    pub fn put(&self, key: &str, value: Option<Vec<u8>>) -> Result<(), Unavailable> {
        let mut state = self.state();
        if state.fails_writes {
            return Err(Unavailable);
        }
        match value {
            Some(value) => state.written.insert(key.to_owned(), value),
            None => state.written.remove(key),
        };
        if !state.lags {
            state.show_all();
        }
        Ok(())
    }

    /// Every key and value that was written, readable or not.
    pub fn written(&self) -> Vec<(String, Vec<u8>)> {
        let mut all: Vec<_> = self.state().written.clone().into_iter().collect();
        all.sort();
        all
    }

    /// How many keys a reader sees.
    pub fn seen(&self) -> usize {
        self.state().seen.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn show_all(&mut self) {
        self.seen.clone_from(&self.written);
    }
}
