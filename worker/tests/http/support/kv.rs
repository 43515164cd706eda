//! A KV namespace whose readers see what was written at once, later, or not at all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use postern_worker::adapters::directory_record::{DirectoryRecord, PREFIX, RecordRoots};
use postern_worker::adapters::list_entry::ListEntry;
use postern_worker::ports::Unavailable;

/// KV promises that a write is seen everywhere after a while, and no more: no compare-and-set, and
/// a reader may see the value of a minute ago, or that there was none.
#[derive(Clone, Default)]
pub struct Kv(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    written: HashMap<String, Entry>,
    seen: HashMap<String, Entry>,
    lags: bool,
    fails_reads: bool,
    fails_writes: bool,
    lists: u64,
    reads: u64,
    writes: u64,
}

/// A value and its metadata.
#[derive(Clone)]
struct Entry {
    value: Vec<u8>,
    roots: Option<RecordRoots>,
    password: Option<String>,
    /// What lists show whole.
    text: Option<String>,
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
        Ok(self.entry(key)?.map(|entry| entry.value))
    }

    /// Writes a value.
    pub fn put(&self, key: &str, value: Vec<u8>) -> Result<(), Unavailable> {
        let entry = Entry {
            value,
            roots: None,
            password: None,
            text: None,
        };
        self.write(key, Some(entry))
    }

    /// A value, and which roots its metadata name.
    pub fn get_record(
        &self,
        key: &str,
    ) -> Result<(Option<Vec<u8>>, Option<RecordRoots>), Unavailable> {
        Ok(match self.entry(key)? {
            Some(Entry { value, roots, .. }) => (Some(value), roots),
            None => (None, None),
        })
    }

    /// Writes a record, or takes it away.
    pub fn put_record(
        &self,
        key: &str,
        record: Option<DirectoryRecord>,
    ) -> Result<(), Unavailable> {
        let entry = record.map(|record| Entry {
            value: record.sealed,
            roots: Some(record.roots),
            password: Some(record.password),
            text: None,
        });
        self.write(key, entry)
    }

    /// Writes an entry that lists show whole.
    pub fn put_entry(&self, entry: &ListEntry) -> Result<(), Unavailable> {
        assert!(entry.key.len() <= 512, "KV takes no longer key");
        assert!(entry.text.len() <= 1000, "KV takes no longer metadata");
        let kept = Entry {
            value: entry.value(),
            roots: None,
            password: None,
            text: Some(entry.text.clone()),
        };
        self.write(&entry.key, Some(kept))
    }

    /// Takes a key away.
    pub fn delete(&self, key: &str) -> Result<(), Unavailable> {
        self.write(key, None)
    }

    /// A page of the keys that begin with `prefix`, in order, as KV lists them: a cursor is anything to
    /// who gets it.
    pub fn list(
        &self,
        prefix: &str,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<ListEntry>, Option<String>), Unavailable> {
        let mut state = self.state();
        state.lists += 1;
        if state.fails_reads {
            return Err(Unavailable);
        }
        let mut keys: Vec<&String> = state.seen.keys().collect();
        keys.retain(|key| key.starts_with(prefix));
        keys.retain(|key| cursor.is_none_or(|cursor| key.as_str() > cursor));
        keys.sort();
        let is_last = keys.len() <= limit;
        keys.truncate(limit);
        let cursor = keys.last().filter(|_| !is_last);
        let cursor = cursor.map(|key| (*key).clone());
        let page = keys.into_iter().map(|key| ListEntry {
            key: key.clone(),
            text: state
                .seen
                .get(key)
                .and_then(|entry| entry.text.clone())
                .unwrap_or_default(),
        });
        Ok((page.collect(), cursor))
    }

    /// How many lists, reads and writes were asked for.
    pub fn asked(&self) -> (u64, u64, u64) {
        let state = self.state();
        (state.lists, state.reads, state.writes)
    }

    /// Every entry that lists show whole, with its text in clear as it stands there.
    pub fn texts(&self) -> Vec<(String, String)> {
        let state = self.state();
        let texts = state.written.iter();
        let mut texts: Vec<_> = texts
            .filter_map(|(key, entry)| Some((key.clone(), entry.text.clone()?)))
            .collect();
        texts.sort();
        texts
    }

    /// The roots that the metadata of every key that was written name, in the keys' order.
    pub fn roots(&self) -> Vec<Option<RecordRoots>> {
        self.in_order(|entry| entry.roots)
    }

    /// What the metadata of every key that was written say of the password, in the keys' order.
    pub fn passwords(&self) -> Vec<Option<String>> {
        self.in_order(|entry| entry.password.clone())
    }

    /// Takes the metadata away, as version 0.1 wrote none.
    pub fn forget_metadata(&self) {
        self.forget(|entry| (entry.roots, entry.password) = (None, None));
    }

    /// Takes away what the metadata say of the password, as it was not said at first.
    pub fn forget_passwords(&self) {
        self.forget(|entry| entry.password = None);
    }

    /// Takes away what versions before the directory of people did not write.
    pub fn forget_people(&self) {
        let mut state = self.state();
        state.written.retain(|key, _| !key.starts_with("people/"));
        drop(state);
        self.forget(|entry| {
            if let Some(roots) = &mut entry.roots {
                roots.is_listed = false;
            }
        });
    }

    fn in_order<T>(&self, of: impl Fn(&Entry) -> T) -> Vec<T> {
        let state = self.state();
        let records = state.written.iter();
        let mut all: Vec<_> = records.filter(|(key, _)| key.starts_with(PREFIX)).collect();
        all.sort_by_key(|(key, _)| *key);
        all.into_iter().map(|(_, entry)| of(entry)).collect()
    }

    fn forget(&self, what: impl Fn(&mut Entry)) {
        let mut state = self.state();
        state.written.values_mut().for_each(what);
        state.show_all();
    }

    fn entry(&self, key: &str) -> Result<Option<Entry>, Unavailable> {
        let mut state = self.state();
        state.reads += 1;
        if state.fails_reads {
            return Err(Unavailable);
        }
        Ok(state.seen.get(key).cloned())
    }

    fn write(&self, key: &str, entry: Option<Entry>) -> Result<(), Unavailable> {
        let mut state = self.state();
        if state.fails_writes {
            return Err(Unavailable);
        }
        state.writes += 1;
        match entry {
            Some(entry) => state.written.insert(key.to_owned(), entry),
            None => state.written.remove(key),
        };
        if !state.lags {
            state.show_all();
        }
        Ok(())
    }

    /// Every key and value that was written, readable or not, with what lists show of it.
    pub fn written(&self) -> Vec<(String, Vec<u8>)> {
        let state = self.state();
        let mut all: Vec<_> = state
            .written
            .iter()
            .map(|(key, entry)| {
                let text = entry.text.clone().unwrap_or_default();
                (key.clone(), [entry.value.clone(), text.into()].concat())
            })
            .collect();
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
