//! What the fourth form adds to a stored account: recovery codes, known browsers, activity.

use postern_shared::api::ActivityKind;
use postern_shared::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

use crate::account::activity::Entry;
use crate::account::known_browser::BrowserTokenHash;
use crate::account::recovery_code::{KeptRecoveryCode, RecoveryCodeHash};
use crate::account::{ActivityLog, BrowserId, ClientInfo, KnownBrowser, RecoveryCodes, SessionId};
use crate::adapters::records::account_form::ClientForm;
use crate::adapters::records::account_parts::{FailuresForm, MethodForm};
use crate::adapters::records::bytes::Bytes;

#[derive(Serialize, Deserialize)]
pub struct RecoveryForm {
    made_at: Timestamp,
    is_acknowledged: bool,
    codes: Vec<RecoveryCodeForm>,
}

#[derive(Serialize, Deserialize)]
struct RecoveryCodeForm {
    hash: Bytes<32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    used_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
pub struct BrowserForm {
    id: Bytes<16>,
    token: Bytes<32>,
    client: ClientForm,
    first_seen_at: Timestamp,
    last_seen_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trusted_until: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    password_failures: Option<FailuresForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code_failures: Option<FailuresForm>,
}

#[derive(Default, Serialize, Deserialize)]
pub struct ActivityForm {
    anchor: Bytes<32>,
    head: Bytes<32>,
    seen: u64,
    entries: Vec<EntryForm>,
}

/// Its names are short, because there may be a hundred of them.
#[derive(Serialize, Deserialize)]
struct EntryForm {
    #[serde(rename = "n")]
    number: u64,
    #[serde(rename = "t")]
    at: Timestamp,
    /// The words that travel are stable, so they are what is stored.
    #[serde(rename = "k")]
    kind: ActivityKind,
    #[serde(rename = "c", default = "once", skip_serializing_if = "is_once")]
    count: u32,
    #[serde(rename = "m", default, skip_serializing_if = "Vec::is_empty")]
    methods: Vec<MethodForm>,
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    browser: Option<String>,
    #[serde(rename = "y", default, skip_serializing_if = "Option::is_none")]
    system: Option<String>,
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    session: Option<Bytes<16>>,
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    label: Option<String>,
}

const fn once() -> u32 {
    1
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
const fn is_once(count: &u32) -> bool {
    *count == 1
}

impl RecoveryForm {
    pub(super) fn of(codes: &RecoveryCodes) -> Self {
        let kept = codes.codes.iter().map(|code| RecoveryCodeForm {
            hash: Bytes(code.hash.0),
            used_at: code.used_at,
        });
        Self {
            made_at: codes.made_at,
            is_acknowledged: codes.is_acknowledged,
            codes: kept.collect(),
        }
    }

    pub(super) fn into_codes(self) -> RecoveryCodes {
        let kept = self.codes.into_iter().map(|code| KeptRecoveryCode {
            hash: RecoveryCodeHash(code.hash.0),
            used_at: code.used_at,
        });
        RecoveryCodes {
            made_at: self.made_at,
            is_acknowledged: self.is_acknowledged,
            codes: kept.collect(),
        }
    }
}

impl BrowserForm {
    pub(super) fn of(browser: &KnownBrowser) -> Self {
        Self {
            id: Bytes(browser.id.0),
            token: Bytes(browser.token.0),
            client: ClientForm::of(&browser.client),
            first_seen_at: browser.first_seen_at,
            last_seen_at: browser.last_seen_at,
            trusted_until: browser.trusted_until,
            password_failures: FailuresForm::of_any(browser.password_throttle),
            code_failures: FailuresForm::of_any(browser.code_throttle),
        }
    }

    pub(super) fn into_browser(self) -> KnownBrowser {
        let throttle = |failures: Option<FailuresForm>| {
            failures
                .map(FailuresForm::into_throttle)
                .unwrap_or_default()
        };
        KnownBrowser {
            id: BrowserId(self.id.0),
            token: BrowserTokenHash(self.token.0),
            client: self.client.into_client(),
            first_seen_at: self.first_seen_at,
            last_seen_at: self.last_seen_at,
            trusted_until: self.trusted_until,
            password_throttle: throttle(self.password_failures),
            code_throttle: throttle(self.code_failures),
        }
    }
}

impl ActivityForm {
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn of(log: &ActivityLog) -> Self {
        Self {
            anchor: Bytes(log.anchor),
            head: Bytes(log.head),
            seen: log.seen,
            entries: log.entries.iter().map(EntryForm::of).collect(),
        }
    }

    pub(super) fn into_log(self) -> ActivityLog {
        ActivityLog {
            entries: self
                .entries
                .into_iter()
                .map(EntryForm::into_entry)
                .collect(),
            anchor: self.anchor.0,
            head: self.head.0,
            seen: self.seen,
        }
    }
}

impl EntryForm {
    fn of(entry: &Entry) -> Self {
        Self {
            number: entry.number,
            at: entry.at,
            kind: entry.kind,
            count: entry.count,
            methods: MethodForm::all_of(&entry.methods),
            browser: entry.client.browser.clone(),
            system: entry.client.system.clone(),
            country: entry.client.country.clone(),
            session: entry.session.map(|session| Bytes(session.0)),
            label: entry.label.clone(),
        }
    }

    fn into_entry(self) -> Entry {
        Entry {
            number: self.number,
            at: self.at,
            kind: self.kind,
            count: self.count,
            methods: MethodForm::into_all(self.methods),
            client: ClientInfo {
                browser: self.browser,
                system: self.system,
                country: self.country,
                ..ClientInfo::default()
            },
            session: self.session.map(|session| SessionId(session.0)),
            label: self.label,
        }
    }
}
