//! What an object remembers of its slot, and the sealed form that it stores.

use postern_shared::timestamp::Timestamp;
use zeroize::Zeroizing;

use crate::account::{Locator, Moment, Rules, Slot};
use crate::adapters::object_store::Row;
use crate::adapters::records::StoredSlot;
use crate::config::Config;
use crate::keys::Purpose;
use crate::ports::Unavailable;

/// What the object remembers between requests; all of it follows from storage.
pub struct Memory {
    /// Where the account lives.
    pub locator: Locator,
    /// The account.
    pub slot: Slot,
    /// Whether KV has still to be told.
    pub is_dirty: bool,
    /// Publications that have failed since the last one that did not.
    pub failed_publications: u32,
    /// Before when KV is not told again, after a failure.
    pub retry_at: Timestamp,
    /// When the alarm rings, as far as this object has set it.
    pub alarm_at: Option<Timestamp>,
}

impl Memory {
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
pub fn open(config: &Config, row: &Row) -> Result<Slot, Unavailable> {
    let context = row.locator.as_bytes();
    let plain = config
        .sealer
        .open(Purpose::ObjectState, context, &row.sealed)
        .map_err(|_not_ours| Unavailable)?;
    let stored: StoredSlot = serde_json::from_slice(&plain).map_err(|_unknown| Unavailable)?;
    stored.into_slot().ok_or(Unavailable)
}
