//! What has happened to an account, for its owner: each entry is hashed together with the one
//! before, so that none is changed, taken out or put in without being noticed.

mod word;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use postern_shared::api::{ActivityEntry, ActivityKind, ActivityResponse, ClientKind};
use postern_shared::timestamp::Timestamp;
use sha2::{Digest, Sha256};

use crate::account::client_info::ClientInfo;
use crate::account::session::{ProvedMethod, SessionId};
pub use word::{is_of_administration, word};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1 on.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: ActivityKind,
    /// How often in a row.
    pub count: u32,
    /// The factors that were used.
    pub methods: Vec<ProvedMethod>,
    /// What the request said of the program that sent it, in words.
    pub client: ClientInfo,
    /// The session that began, or that asked.
    pub session: Option<SessionId>,
    /// The label of an authenticator.
    pub label: Option<String>,
}

/// The entries, oldest first, at most [`ActivityLog::MAX_ENTRIES`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ActivityLog {
    /// The entries that are kept.
    pub entries: Vec<Entry>,
    /// The hash before the oldest of them; zeros before the first one ever.
    pub anchor: [u8; 32],
    /// The hash of the newest.
    pub head: [u8; 32],
    /// The number of the last entry that the person has seen.
    pub seen: u64,
}

impl Entry {
    /// An entry to be added: the log gives it its number.
    #[must_use]
    pub fn new(kind: ActivityKind, client: &ClientInfo, at: Timestamp) -> Self {
        Self {
            number: 0,
            at,
            kind,
            count: 1,
            methods: Vec::new(),
            client: ClientInfo {
                kind: ClientKind::default(),
                ..client.clone()
            },
            session: None,
            label: None,
        }
    }

    /// The same, of this session.
    #[must_use]
    pub fn of(mut self, session: SessionId) -> Self {
        self.session = Some(session);
        self
    }

    /// The same, by these methods.
    #[must_use]
    pub fn by(mut self, methods: &[ProvedMethod]) -> Self {
        self.methods = methods.to_vec();
        self
    }

    /// The same, about something with this label.
    #[must_use]
    pub fn about(mut self, label: &str) -> Self {
        // The bar divides the parts of what is hashed.
        let label = label.chars().filter(|it| !matches!(it, '|' | '\\'));
        self.label = Some(label.take(MAX_LABEL_LENGTH).collect());
        self
    }

    /// Its hash after the one before it.
    fn hash(&self, before: &[u8; 32]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(before);
        let methods: Vec<_> = self.methods.iter().map(|method| method.amr()).collect();
        let client = &self.client;
        let session = self
            .session
            .map(|session| URL_SAFE_NO_PAD.encode(session.0));
        let line = [
            self.number.to_string(),
            self.at.unix_seconds().to_string(),
            word(self.kind).to_owned(),
            self.count.to_string(),
            methods.join(","),
            client.browser.clone().unwrap_or_default(),
            client.system.clone().unwrap_or_default(),
            client.country.clone().unwrap_or_default(),
            session.unwrap_or_default(),
            self.label.clone().unwrap_or_default(),
        ];
        hasher.update(line.join("|"));
        hasher.finalize().into()
    }

    fn shown(&self, hash: &[u8; 32]) -> ActivityEntry {
        ActivityEntry {
            number: self.number,
            at: self.at.unix_seconds(),
            kind: self.kind,
            count: self.count,
            methods: self.methods.iter().map(|method| method.shown()).collect(),
            browser: self.client.browser.clone(),
            system: self.client.system.clone(),
            country: self.client.country.clone(),
            session: self
                .session
                .map(|session| URL_SAFE_NO_PAD.encode(session.0)),
            label: self.label.clone(),
            hash: URL_SAFE_NO_PAD.encode(hash),
        }
    }

    /// Whether `next` is one more of the same, rather than something new to read.
    fn is_repeated_by(&self, next: &Self) -> bool {
        let is_counted = matches!(self.kind, ActivityKind::WrongCode | ActivityKind::UsedCode);
        is_counted
            && self.kind == next.kind
            && self.client == next.client
            && self.session == next.session
            && next.at.since(self.at) < COUNTED_TOGETHER_SECONDS
    }
}

impl ActivityLog {
    /// Entries that are kept; a further one takes the place of the oldest.
    pub const MAX_ENTRIES: usize = 100;

    /// Adds an entry. One that repeats the newest, which nobody has seen yet, is counted with it, so
    /// that guesses do not push everything else out.
    pub fn add(&mut self, mut entry: Entry) {
        if let Some(newest) = self.entries.last_mut()
            && newest.number > self.seen
            && newest.is_repeated_by(&entry)
        {
            newest.count = newest.count.saturating_add(1);
            self.head = self.computed_head();
            return;
        }
        entry.number = self
            .entries
            .last()
            .map_or(0, |newest| newest.number)
            .saturating_add(1);
        while self.entries.len() >= Self::MAX_ENTRIES {
            let oldest = self.entries.remove(0);
            self.anchor = oldest.hash(&self.anchor);
        }
        self.head = entry.hash(&self.head);
        self.entries.push(entry);
    }

    /// Remembers that the person has seen the entries up to this number.
    pub fn mark_seen(&mut self, number: u64) {
        let newest = self.entries.last().map_or(0, |newest| newest.number);
        self.seen = self.seen.max(number.min(newest));
    }

    /// Whether the entries are those that were added.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.computed_head() == self.head
    }

    /// As its owner sees it, without what is to be replaced.
    #[must_use]
    pub fn shown(&self) -> ActivityResponse {
        let mut hash = self.anchor;
        let mut entries = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            hash = entry.hash(&hash);
            entries.push(entry.shown(&hash));
        }
        entries.reverse();
        ActivityResponse {
            entries,
            anchor: URL_SAFE_NO_PAD.encode(self.anchor),
            intact: hash == self.head,
            seen: self.seen,
            to_replace: Vec::new(),
        }
    }

    fn computed_head(&self) -> [u8; 32] {
        self.entries
            .iter()
            .fold(self.anchor, |hash, entry| entry.hash(&hash))
    }
}

/// Characters of a label that an entry keeps.
const MAX_LABEL_LENGTH: usize = 32;
/// Within how many seconds repetitions are counted together.
const COUNTED_TOGETHER_SECONDS: u64 = 3600;

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: ActivityKind, seconds: u64) -> Entry {
        let at = Timestamp::from_unix_seconds(1_700_000_000 + seconds);
        Entry::new(kind, &ClientInfo::default(), at)
    }

    #[test]
    fn a_word_is_the_one_that_travels() {
        for kind in [
            ActivityKind::SignedInFromNewBrowser,
            ActivityKind::OtherSessionsEnded,
            ActivityKind::RefreshTokenReplayed,
            ActivityKind::SessionsEndedForYou,
            ActivityKind::PasswordResetByLink,
            ActivityKind::EnrolledAnew,
            ActivityKind::Imported,
            ActivityKind::ShortSecretImported,
            ActivityKind::PlainPasswordImported,
        ] {
            let travels = serde_json::to_value(kind).expect("a word");
            assert_eq!(travels.as_str(), Some(word(kind)));
        }
    }

    #[test]
    fn the_chain_shows_every_change() {
        let mut log = ActivityLog::default();
        for seconds in 0..150 {
            log.add(entry(ActivityKind::SignedIn, seconds).about("a|b"));
        }
        assert_eq!(log.entries.len(), ActivityLog::MAX_ENTRIES);
        assert_eq!(log.entries.last().map(|entry| entry.number), Some(150));
        assert!(log.is_intact() && log.shown().intact);

        let changes: [fn(&mut ActivityLog); 6] = [
            |log| log.entries[50].kind = ActivityKind::SignedOut,
            |log| log.entries[50].at = log.entries[50].at.plus(1),
            |log| log.entries[50].client.country = Some("DE".to_owned()),
            |log| drop(log.entries.remove(50)),
            |log| drop(log.entries.pop()),
            |log| log.entries.swap(3, 4),
        ];
        for change in changes {
            let mut changed = log.clone();
            change(&mut changed);
            assert!(!changed.is_intact() && !changed.shown().intact);
        }
    }

    #[test]
    fn wrong_codes_in_a_row_are_counted_until_they_are_seen() {
        let mut log = ActivityLog::default();
        for seconds in 0..5 {
            log.add(entry(ActivityKind::WrongCode, seconds));
        }
        assert_eq!((log.entries.len(), log.entries[0].count), (1, 5));
        assert!(log.is_intact());
        log.mark_seen(1);
        log.add(entry(ActivityKind::WrongCode, 6));
        assert_eq!(
            log.entries.len(),
            2,
            "what was seen is not changed any more"
        );
        log.add(entry(ActivityKind::WrongCode, 5000));
        assert_eq!(log.entries.len(), 3, "an hour later is another time");
        log.mark_seen(99);
        assert_eq!(log.seen, 3, "what is not there yet was not seen");
    }
}
