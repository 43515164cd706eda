//! The stored forms, versioned: what an object keeps, and what is published to KV.
//!
//! What has been written stays readable. A new need is a new version: an older service refuses it
//! rather than lose what it does not know. Where it only adds, the old version is read with defaults.
//! Both are JSON, and stored sealed only.

use serde::{Deserialize, Serialize};

use crate::account::{Account, Slot};
use crate::adapters::records::account_form::AccountForm;
use crate::adapters::records::slot_form::SlotForm;

mod account_form;
mod account_parts;
mod bytes;
mod slot_form;

/// What KV holds of an account.
#[derive(Serialize, Deserialize)]
pub enum StoredAccount {
    /// The first form, which is only read.
    #[serde(rename = "1", skip_serializing)]
    V1(AccountForm),
    /// The second form.
    #[serde(rename = "2")]
    V2(AccountForm),
}

/// What an object holds of its username.
#[derive(Serialize, Deserialize)]
pub enum StoredSlot {
    /// The first form, which is only read.
    #[serde(rename = "1", skip_serializing)]
    V1(SlotForm),
    /// The second form.
    #[serde(rename = "2")]
    V2(SlotForm),
}

impl StoredAccount {
    /// The newest form of an account.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        Self::V2(AccountForm::of(account))
    }

    /// The account; `None` where the form holds a secret that no account can have.
    #[must_use]
    pub fn into_account(self) -> Option<Account> {
        match self {
            Self::V1(stored) | Self::V2(stored) => stored.into_account(),
        }
    }
}

impl StoredSlot {
    /// The newest form of a slot.
    #[must_use]
    pub fn of(slot: &Slot) -> Self {
        Self::V2(SlotForm::of(slot))
    }

    /// The slot; `None` where the form holds a secret that no account can have.
    #[must_use]
    pub fn into_slot(self) -> Option<Slot> {
        match self {
            Self::V1(stored) | Self::V2(stored) => stored.into_slot(),
        }
    }
}

#[cfg(test)]
mod tests;
