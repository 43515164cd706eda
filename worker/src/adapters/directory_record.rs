//! An account's record in KV: its sealed form, and beside it which roots it needs and what its
//! password is kept as.

use zeroize::Zeroizing;

use crate::account::{Account, Entropy, Locator};
use crate::adapters::records::StoredAccount;
use crate::config::Config;
use crate::keys::{Purpose, Sealer};
use crate::ports::Unavailable;

/// What is written to KV.
#[derive(Clone)]
pub struct DirectoryRecord {
    /// The account, sealed.
    pub sealed: Vec<u8>,
    /// Which roots it needs, in clear in KV's metadata.
    pub roots: RecordRoots,
    /// Form and cost of the password, beside them: `opaque m=19456,t=2,p=1`. For `cargo xtask keys
    /// list`, which counts them; the Worker does not read it, so a record without it, as earlier
    /// versions wrote it, is as good as one with it.
    pub password: String,
}

/// Which roots a record needs, and whether there is more of the account in KV: what `cargo xtask keys`
/// and a start of the account's object read without opening anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordRoots {
    /// The root that it is sealed under.
    pub seal: u32,
    /// The root that the password's pepper was derived from.
    pub pepper: u32,
    /// Whether the directory of people has an entry of the account. A record of a confirmed account
    /// that does not say so is of a version before there was one.
    pub is_listed: bool,
}

/// A record as a start of the account's object finds it.
pub enum Published {
    /// It opens.
    Account {
        /// The account.
        account: Box<Account>,
        /// Whether it is sealed under the active root, and says which roots it needs and that the
        /// directory of people has the account, if it is somebody's.
        is_current: bool,
    },
    /// There is none.
    Nothing,
    /// It was sealed under a root that is not in the ring.
    OfAnAbsentRoot,
}

impl DirectoryRecord {
    /// The record of an account, sealed under the active root.
    ///
    /// # Errors
    /// [`Unavailable`] where it cannot be sealed.
    pub fn of(
        config: &Config,
        locator: &Locator,
        account: &Account,
        entropy: &mut Entropy,
    ) -> Result<Self, Unavailable> {
        let stored = StoredAccount::of(account);
        let plain = Zeroizing::new(serde_json::to_vec(&stored).map_err(|_never| Unavailable)?);
        let key = key(locator);
        let sealed = config
            .sealer
            .seal(Purpose::DirectoryRecord, key.as_bytes(), &plain, entropy)
            .map_err(|_never| Unavailable)?;
        Ok(Self {
            sealed,
            roots: RecordRoots::of(account, config.sealer.active_root()),
            password: account.password.form_and_cost(),
        })
    }
}

impl RecordRoots {
    /// What the record of this account needs, sealed under this root.
    #[must_use]
    pub fn of(account: &Account, seal: u32) -> Self {
        Self {
            seal,
            // What needs no pepper needs the root that it is sealed under, and no other.
            pepper: account.password.pepper_root().unwrap_or(seal),
            is_listed: account.is_somebodys(),
        }
    }
}

impl Published {
    /// Opens what KV has under the locator's key, with what its metadata say.
    ///
    /// # Errors
    /// [`Unavailable`] where it does not open although its root is there, or has an unknown form.
    pub fn open(
        config: &Config,
        locator: &Locator,
        sealed: &[u8],
        roots: Option<RecordRoots>,
    ) -> Result<Self, Unavailable> {
        if config.sealer.is_of_an_absent_root(sealed) {
            return Ok(Self::OfAnAbsentRoot);
        }
        let plain = config
            .sealer
            .open(Purpose::DirectoryRecord, key(locator).as_bytes(), sealed)
            .map_err(|_not_ours| Unavailable)?;
        let stored: StoredAccount =
            serde_json::from_slice(&plain).map_err(|_unknown_form| Unavailable)?;
        let account = Box::new(stored.into_account().ok_or(Unavailable)?);
        let active = config.sealer.active_root();
        let is_current = Sealer::root_of(sealed) == Some(active)
            && roots == Some(RecordRoots::of(&account, active));
        Ok(Self::Account {
            account,
            is_current,
        })
    }

    /// The account, if there is a record.
    ///
    /// # Errors
    /// [`Unavailable`] where it does not open: an account that cannot be read is not an account
    /// that is not there.
    pub fn into_account(self) -> Result<Option<Box<Account>>, Unavailable> {
        match self {
            Self::Account { account, .. } => Ok(Some(account)),
            Self::Nothing => Ok(None),
            Self::OfAnAbsentRoot => Err(Unavailable),
        }
    }
}

/// Where in KV an account's record lies.
#[must_use]
pub fn key(locator: &Locator) -> String {
    format!("{PREFIX}{locator}")
}

/// Whose record lies under this key of KV.
#[must_use]
pub fn locator_of(key: &str) -> Option<Locator> {
    key.strip_prefix(PREFIX).and_then(Locator::parse)
}

/// How the keys of all records begin.
pub const PREFIX: &str = "account/";
