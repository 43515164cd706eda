//! The stored forms, versioned: what an object keeps, and what is published to KV.
//!
//! What has been written stays readable. A new need is a new version: an older service refuses it
//! rather than lose what it does not know. Where it only adds, the old version is read with defaults,
//! and still written where nothing of the new need is there.
//! Both are JSON, and stored sealed only.

use serde::{Deserialize, Serialize};

use crate::account::activity::is_of_administration;
use crate::account::{Account, Locator, PasswordRecord, Slot, Tenure};
use crate::adapters::records::account_form::AccountForm;
pub use crate::adapters::records::administration_form::{StoredLogEntry, StoredPerson};
pub use crate::adapters::records::instance_form::StoredInstance;
use crate::adapters::records::slot_form::SlotForm;

mod account_additions;
mod account_form;
mod account_parts;
mod administration_form;
mod bytes;
mod factor_form;
mod instance_form;
mod slot_form;

/// What KV holds of an account: all but its sessions, which begin and end with every sign-in.
#[derive(Serialize, Deserialize)]
pub enum StoredAccount {
    /// The first form, which is only read.
    #[serde(rename = "1", skip_serializing)]
    V1(AccountForm),
    /// The second form, which has one kind of password only.
    #[serde(rename = "2")]
    V2(AccountForm),
    /// The third form, which has one authenticator only, and no recovery codes.
    #[serde(rename = "3")]
    V3(AccountForm),
    /// The fourth form, which knows nothing of administration.
    #[serde(rename = "4")]
    V4(AccountForm),
    /// The fifth form.
    #[serde(rename = "5")]
    V5(AccountForm),
}

/// What an object holds of its username.
#[derive(Serialize, Deserialize)]
pub enum StoredSlot {
    /// The first form, which is only read.
    #[serde(rename = "1", skip_serializing)]
    V1(SlotForm),
    /// The second form, which has one kind of password only and no sign-ins that wait for a proof.
    #[serde(rename = "2")]
    V2(SlotForm),
    /// The third form, which has no more of an account than the third of that.
    #[serde(rename = "3")]
    V3(SlotForm),
    /// The fourth form, which knows nothing of administration.
    #[serde(rename = "4")]
    V4(SlotForm),
    /// The fifth form.
    #[serde(rename = "5")]
    V5(SlotForm),
}

impl StoredAccount {
    /// The oldest form that has all of the account, so that the way back to the version before stays
    /// open as long as nothing would be lost.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        let form = AccountForm::without_sessions(account);
        match account.password {
            _ if is_of_the_fifth(account) => Self::V5(form),
            _ if is_of_the_fourth(account) => Self::V4(form),
            PasswordRecord::Argon2id { .. } => Self::V2(form),
            PasswordRecord::Opaque(_) => Self::V3(form),
            PasswordRecord::Foreign(_) => Self::V5(form),
        }
    }

    /// The account, with the sessions that earlier versions wrote; `None` where the form holds a
    /// secret that no account can have.
    #[must_use]
    pub fn into_account(self) -> Option<Account> {
        match self {
            Self::V1(stored)
            | Self::V2(stored)
            | Self::V3(stored)
            | Self::V4(stored)
            | Self::V5(stored) => stored.into_account(),
        }
    }
}

impl StoredSlot {
    /// The oldest form that has all of the slot.
    #[must_use]
    pub fn of(slot: &Slot) -> Self {
        let form = SlotForm::of(slot);
        let (is_of_the_third, is_of_the_fourth) = match &slot.tenure {
            Tenure::Held(account) => (
                matches!(account.password, PasswordRecord::Opaque(_)),
                is_of_the_fourth(account),
            ),
            Tenure::Released { is_reserved, .. } => (false, *is_reserved),
            Tenure::Vacant => (false, false),
        };
        let is_of_the_fifth = match &slot.tenure {
            Tenure::Held(account) => is_of_the_fifth(account),
            Tenure::Released { listed_as, .. } => listed_as.is_some(),
            Tenure::Vacant => false,
        };
        if is_of_the_fifth || !slot.news.is_empty() {
            Self::V5(form)
        } else if is_of_the_fourth {
            Self::V4(form)
        } else if is_of_the_third || !slot.logins.0.is_empty() {
            Self::V3(form)
        } else {
            Self::V2(form)
        }
    }

    /// The slot of the name at `locator`; `None` where the form holds a secret that no account can
    /// have.
    #[must_use]
    pub fn into_slot(self, locator: Locator) -> Option<Slot> {
        match self {
            Self::V1(stored)
            | Self::V2(stored)
            | Self::V3(stored)
            | Self::V4(stored)
            | Self::V5(stored) => stored.into_slot(locator),
        }
    }
}

/// Whether the account has what the forms before the fourth do not know.
fn is_of_the_fourth(account: &Account) -> bool {
    !account.profile.role.is_user()
        || account.recovery.is_some()
        || !account.browsers.is_empty()
        || !account.activity.entries.is_empty()
        || account.authenticators().any(factor_form::is_named)
}

/// Whether the account has what the forms before the fifth do not know.
fn is_of_the_fifth(account: &Account) -> bool {
    let kinds = account.activity.entries.iter().map(|entry| entry.kind);
    account.enrol_until.is_some()
        || account.reset_link.is_some()
        || account.imported.is_some()
        || matches!(account.password, PasswordRecord::Foreign(_))
        || kinds.into_iter().any(is_of_administration)
}

#[cfg(test)]
mod tests;
