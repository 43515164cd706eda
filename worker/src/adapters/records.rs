//! The stored forms, versioned: what an object keeps, and what is published to KV.
//!
//! A stored form never changes once it has been written; a new need is a new version beside the
//! old, with a conversion. Both are JSON, and stored sealed only.

use serde::{Deserialize, Serialize};

use crate::account::{Account, Slot};
use crate::adapters::records::account_v1::AccountV1;
use crate::adapters::records::account_v2::AccountV2;
use crate::adapters::records::slot_form::SlotForm;

mod account_v1;
mod account_v2;
mod bytes;
mod slot_form;

/// What KV holds of an account.
#[derive(Serialize, Deserialize)]
pub enum StoredAccount {
    /// The first form, which is only read.
    #[serde(rename = "1", skip_serializing)]
    V1(AccountV1),
    /// The second form.
    #[serde(rename = "2")]
    V2(AccountV2),
}

/// What an object holds of its username.
#[derive(Serialize, Deserialize)]
pub enum StoredSlot {
    /// The first form, which is only read.
    #[serde(rename = "1", skip_serializing)]
    V1(SlotForm<AccountV1>),
    /// The second form.
    #[serde(rename = "2")]
    V2(SlotForm<AccountV2>),
}

impl StoredAccount {
    /// The newest form of an account.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        Self::V2(AccountV2::of(account))
    }

    /// The account; `None` where the form holds a secret that no account can have.
    #[must_use]
    pub fn into_account(self) -> Option<Account> {
        match self {
            Self::V1(stored) => stored.into_account(),
            Self::V2(stored) => stored.into_account(),
        }
    }
}

impl StoredSlot {
    /// The newest form of a slot.
    #[must_use]
    pub fn of(slot: &Slot) -> Self {
        Self::V2(SlotForm::of(slot, AccountV2::of))
    }

    /// The slot; `None` where the form holds a secret that no account can have.
    #[must_use]
    pub fn into_slot(self) -> Option<Slot> {
        match self {
            Self::V1(stored) => stored.into_slot(AccountV1::into_account),
            Self::V2(stored) => stored.into_slot(AccountV2::into_account),
        }
    }
}

#[cfg(test)]
mod tests;
