//! What an object remembers of its slot, and the sealed form that it stores.

use postern_shared::timestamp::Timestamp;
use zeroize::Zeroizing;

use crate::account::{Locator, Moment, Rules, Slot, Tenure};
use crate::adapters::directory_record::Published;
use crate::adapters::object_store::Row;
use crate::adapters::records::StoredSlot;
use crate::config::Config;
use crate::keys::{Purpose, Sealer};
use crate::ports::Unavailable;

/// What the object remembers between requests; all of it follows from storage.
pub struct Memory {
    /// Where the account lives.
    pub locator: Locator,
    /// The account.
    pub slot: Slot,
    /// Whether KV has still to be told.
    pub is_dirty: bool,
    /// Whether the row has still to be written: the start found it, or the record, under a root
    /// that is not the active one.
    pub is_unsaved: bool,
    /// Publications that have failed since the last one that did not.
    pub failed_publications: u32,
    /// Before when KV is not told again, after a failure.
    pub retry_at: Timestamp,
    /// What the directory of people was last told, as far as this object knows.
    pub listed: Option<[u8; 32]>,
    /// When the alarm rings, as far as this object has set it.
    pub alarm_at: Option<Timestamp>,
}

impl Memory {
    /// What an object begins with: its row, else the published record, else an empty slot.
    ///
    /// Where row or record are not sealed under the active root, both are written anew: the row
    /// with the first commit, the record through the outbox. The record's own root decides for the
    /// record, because a row may have been written since it was published. A record that should be
    /// there and is not is written anew too, and one of a version before the directory of people.
    ///
    /// What starts from the record has no sessions, and takes no code that may have been used before
    /// ([`crate::account::Account::start_from_record`]).
    ///
    /// A row of a root that is not in the ring counts as lost; `cargo xtask keys retire` refuses
    /// while a record needs the root. Only a name that KV does not know, with a row that was still
    /// to be published, might be a new account's, and is not given away.
    ///
    /// # Errors
    /// [`Unavailable`] where what would count cannot be read.
    pub fn start(
        config: &Config,
        locator: &Locator,
        row: Option<&Row>,
        published: Result<Published, Unavailable>,
        now: Timestamp,
    ) -> Result<Self, Unavailable> {
        let sealer = &config.sealer;
        let is_record_current = match &published {
            Ok(Published::Account { is_current, .. }) => Some(*is_current),
            Ok(Published::OfAnAbsentRoot) => Some(false),
            Ok(Published::Nothing) => None,
            // It may be; without a rotation there is nothing to find out.
            Err(Unavailable) => Some(!sealer.has_other_roots()),
        };
        let readable = row.filter(|row| !sealer.is_of_an_absent_root(&row.sealed));
        let slot = match (readable, row) {
            (Some(row), _) => open(config, row)?,
            (None, lost) => match published?.into_account()? {
                Some(mut account) => {
                    account.start_from_record(now);
                    Slot::new(locator.clone(), Tenure::Held(account))
                }
                None if lost.is_some_and(|row| row.is_dirty) => return Err(Unavailable),
                None => Slot::new(locator.clone(), Tenure::Vacant),
            },
        };
        // Nothing but a change of the account would bring back a record that is gone.
        let is_record_outdated =
            !is_record_current.unwrap_or(!matches!(slot.tenure, Tenure::Held(_)));
        let is_row_outdated =
            row.is_some_and(|row| Sealer::root_of(&row.sealed) != Some(sealer.active_root()));
        let was_dirty = readable.is_some_and(|row| row.is_dirty);
        Ok(Self {
            locator: locator.clone(),
            slot,
            is_dirty: was_dirty || is_record_outdated,
            is_unsaved: is_row_outdated || (is_record_outdated && !was_dirty),
            failed_publications: 0,
            retry_at: Timestamp::default(),
            listed: None,
            alarm_at: None,
        })
    }

    /// When the object has to wake up: to tell KV, else for what time ends.
    #[must_use]
    pub fn next_wake(&self, rules: &Rules, now: Timestamp) -> Option<Timestamp> {
        if self.is_dirty {
            Some(self.retry_at.max(now))
        } else {
            self.slot.next_expiry(rules)
        }
    }
}

/// The sealed form of the slot.
///
/// # Errors
/// [`Unavailable`] never happens for a slot of our size.
pub fn seal(config: &Config, memory: &Memory, moment: &mut Moment) -> Result<Vec<u8>, Unavailable> {
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

/// The slot of a stored row.
///
/// # Errors
/// [`Unavailable`] where the row was not sealed by us for this locator, or has an unknown form.
fn open(config: &Config, row: &Row) -> Result<Slot, Unavailable> {
    let context = row.locator.as_bytes();
    let plain = config
        .sealer
        .open(Purpose::ObjectState, context, &row.sealed)
        .map_err(|_not_ours| Unavailable)?;
    let stored: StoredSlot = serde_json::from_slice(&plain).map_err(|_unknown| Unavailable)?;
    stored.into_slot(row.locator.clone()).ok_or(Unavailable)
}
