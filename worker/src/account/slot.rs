//! One username and everything about it: who holds it, and what guards its sign-in.

mod administration;
mod arrival;
mod authenticators;
mod browsers;
mod budgets;
mod import;
mod own_data;
mod password_change;
mod password_protocol;
mod password_reset;
mod person;
mod recovery_codes;
mod registration;
mod second_step;
mod self_service;
mod served;
mod session_list;
mod sessions;
mod sign_in;
mod sign_in_at_once;
mod step_up;

pub use password_change::{PasswordChange, PasswordChangeStarted};
pub use password_protocol::LoginStarted;
pub use password_reset::{PasswordReset, ResetProof};
pub use registration::{NewPassword, Registration};
pub use self_service::{Asking, SelfService};
pub use served::{Answered, Served};
pub use sessions::SignedIn;
pub use sign_in::{CodePresented, PasswordProved};

use postern_shared::timestamp::Timestamp;
use postern_shared::username::Username;

use crate::account::challenge::Challenges;
use crate::account::holder::{Account, Profile};
use crate::account::locator::Locator;
use crate::account::log_entry::LogEntry;
use crate::account::pending_login::PendingLogins;
use crate::account::rules::Rules;
use crate::account::throttle::Throttle;

/// Who holds a username.
pub enum Tenure {
    /// Nobody.
    Vacant,
    /// An account.
    Held(Box<Account>),
    /// Nobody any more. Kept until `until`, for longer than a copy in KV can be stale, so that an
    /// old copy does not bring the account back.
    Released {
        /// When the memory of it may go.
        until: Timestamp,
        /// Whether nobody may have the name until then: its owner has deleted the account.
        is_reserved: bool,
        /// The name under which the directory of people has the account, until KV has let go of it.
        listed_as: Option<Username>,
    },
}

/// What a command has changed, hence what must be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Nothing.
    Nothing,
    /// Failure counts, challenges, sessions, or which codes were used: kept by the object only.
    Unpublished,
    /// What else there is of the account: kept by the object, and published.
    Published,
}

/// One username. Whether somebody holds it or not, failures are counted alike, so that the
/// answers do not tell which.
pub struct Slot {
    /// The name's pseudonym.
    pub locator: Locator,
    /// Who holds it.
    pub tenure: Tenure,
    /// Wrong passwords in a row.
    pub password_throttle: Throttle,
    /// Wrong codes in a row.
    pub code_throttle: Throttle,
    /// Sign-ins between their two steps.
    pub challenges: Challenges,
    /// Sign-ins before their first step is done.
    pub logins: PendingLogins,
    /// What the deployment's log has still to be told, oldest first.
    pub news: Vec<LogEntry>,
    change: Change,
}

impl Slot {
    /// Seconds for which a released name is remembered; KV may be 60 s stale, and this is ten
    /// times that.
    pub const TOMBSTONE_SECONDS: u64 = 600;
    /// Seconds after which failures of a vacant name are forgotten.
    pub const FORGET_SECONDS: u64 = 24 * 3600;
    /// Wrong codes in a row after which no further one is looked at (NIST SP 800-63B-4 §3.2.2).
    pub const MAX_WRONG_CODES: u32 = 100;

    /// A slot with this tenure and nothing under way.
    #[must_use]
    pub fn new(locator: Locator, tenure: Tenure) -> Self {
        Self {
            locator,
            tenure,
            password_throttle: Throttle::default(),
            code_throttle: Throttle::default(),
            challenges: Challenges::default(),
            logins: PendingLogins::default(),
            news: Vec::new(),
            change: Change::Nothing,
        }
    }

    /// What has changed since the last call of this.
    pub fn take_change(&mut self) -> Change {
        std::mem::replace(&mut self.change, Change::Nothing)
    }

    /// Whether anything has.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        self.change > Change::Nothing
    }

    /// What the account says of its holder, if somebody holds the name.
    pub fn profile(&mut self, rules: &Rules, now: Timestamp) -> Option<Profile> {
        self.expire(rules, now);
        match &self.tenure {
            Tenure::Held(account) => Some(account.profile.clone()),
            Tenure::Vacant | Tenure::Released { .. } => None,
        }
    }

    /// Lets go of what time has ended: a registration that was never confirmed, the memory of a
    /// released name, and the failures of a name that nobody holds.
    pub fn expire(&mut self, rules: &Rules, now: Timestamp) {
        match &mut self.tenure {
            Tenure::Held(account) if account.is_confirmed() => {
                if account.drop_lapsed_enrolments(now) {
                    self.changed(Change::Unpublished);
                }
            }
            Tenure::Held(account) if account.enrol_until.is_some() => {
                if account.drop_lapsed_reset(now) {
                    self.changed(Change::Published);
                }
            }
            Tenure::Held(account) => {
                let deadline = account.profile.created_at.plus(rules.unconfirmed_seconds);
                if deadline <= now {
                    self.tenure = Tenure::Released {
                        until: now.plus(Self::TOMBSTONE_SECONDS),
                        is_reserved: false,
                        listed_as: None,
                    };
                    self.challenges = Challenges::default();
                    self.code_throttle.succeeded();
                    self.changed(Change::Published);
                }
            }
            // Where KV has the name still, it is remembered for as long.
            Tenure::Released {
                until,
                listed_as: None,
                ..
            } if *until <= now => {
                self.tenure = Tenure::Vacant;
                self.changed(Change::Unpublished);
            }
            Tenure::Vacant | Tenure::Released { .. } => {}
        }
        // Nothing has to be written for it: nobody meets them any more.
        self.logins.expire(now);
        let throttle = &mut self.password_throttle;
        if throttle.failures > 0 && throttle.last_failure.plus(Self::FORGET_SECONDS) <= now {
            throttle.succeeded();
            self.changed(Change::Unpublished);
        }
    }

    /// When [`Self::expire`] has something to do next.
    #[must_use]
    pub fn next_expiry(&self, rules: &Rules) -> Option<Timestamp> {
        let tenure = match &self.tenure {
            Tenure::Held(account) if account.enrol_until.is_some() => account.enrolment_end(),
            Tenure::Held(account) if !account.is_confirmed() => {
                Some(account.profile.created_at.plus(rules.unconfirmed_seconds))
            }
            Tenure::Held(account) => account.next_lapse(),
            Tenure::Released { until, .. } => Some(*until),
            Tenure::Vacant => None,
        };
        let has_failures = self.password_throttle.failures > 0;
        // Those of a sign-in that has begun are forgotten when it is done, else by whoever comes next:
        // an account stays, whatever is forgotten of it.
        let is_under_way = self.is_confirmed() && !self.logins.0.is_empty();
        let failures = (has_failures && !is_under_way).then(|| {
            self.password_throttle
                .last_failure
                .plus(Self::FORGET_SECONDS)
        });
        tenure.into_iter().chain(failures).min()
    }

    /// Begins the memory of a released name anew. The object calls this when KV has really let go
    /// of the record, which may be long after the release.
    pub fn record_withdrawn(&mut self, now: Timestamp) {
        let is_reserved = match self.tenure {
            Tenure::Held(_) => return,
            Tenure::Vacant => false,
            Tenure::Released { is_reserved, .. } => is_reserved,
        };
        self.tenure = Tenure::Released {
            until: now.plus(Self::TOMBSTONE_SECONDS),
            is_reserved,
            listed_as: None,
        };
        self.changed(Change::Unpublished);
    }

    /// Whether there is nothing to remember.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        matches!(self.tenure, Tenure::Vacant)
            && self.password_throttle.failures == 0
            && self.news.is_empty()
    }

    fn changed(&mut self, change: Change) {
        self.change = self.change.max(change);
    }
}

#[cfg(test)]
mod tests;
