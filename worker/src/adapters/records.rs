//! The stored forms, versioned: what an object keeps, and what is published to KV.
//!
//! A stored form never changes once it has been written; a new need is a new version beside the
//! old, with a conversion. Both are JSON, and stored sealed only.

use serde::{Deserialize, Serialize};

use crate::account::{Account, Slot};
use crate::adapters::records::account_v1::AccountV1;
use crate::adapters::records::slot_v1::SlotV1;

mod account_v1;
mod bytes;
mod slot_v1;

/// What KV holds of an account.
#[derive(Serialize, Deserialize)]
pub enum StoredAccount {
    /// The first form.
    #[serde(rename = "1")]
    V1(AccountV1),
}

/// What an object holds of its username.
#[derive(Serialize, Deserialize)]
pub enum StoredSlot {
    /// The first form.
    #[serde(rename = "1")]
    V1(SlotV1),
}

impl StoredAccount {
    /// The newest form of an account.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        Self::V1(AccountV1::of(account))
    }

    /// The account; `None` where the form holds a secret that no account can have.
    #[must_use]
    pub fn into_account(self) -> Option<Account> {
        match self {
            Self::V1(stored) => stored.into_account(),
        }
    }
}

impl StoredSlot {
    /// The newest form of a slot.
    #[must_use]
    pub fn of(slot: &Slot) -> Self {
        Self::V1(SlotV1::of(slot))
    }

    /// The slot; `None` where the form holds a secret that no account can have.
    #[must_use]
    pub fn into_slot(self) -> Option<Slot> {
        match self {
            Self::V1(stored) => stored.into_slot(),
        }
    }
}

#[cfg(test)]
mod tests;
