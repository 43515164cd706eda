//! How an account stands, for administrators: no secret, no hash.

use postern_shared::api::PersonResponse;
use postern_shared::timestamp::Timestamp;

use crate::account::known_browser::KnownBrowser;
use crate::account::recovery_code;
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::session::SessionId;
use crate::account::slot::served::Served;
use crate::account::slot::session_list::list_sessions;
use crate::account::slot::{Slot, Tenure, authenticators};
use crate::account::throttle::Throttle;

impl Slot {
    /// How the account stands.
    ///
    /// # Errors
    /// [`Refusal::PersonNotFound`] where nobody holds the name, or has not confirmed to be there.
    pub fn person(&mut self, rules: &Rules, now: Timestamp) -> Result<Served, Refusal> {
        self.expire(rules, now);
        let wait = |throttle: &Throttle| throttle.wait(now).unwrap_or_default();
        let (strangers_password, strangers_code) =
            (wait(&self.password_throttle), wait(&self.code_throttle));
        let suspended = self.is_suspended();
        let account = match &self.tenure {
            Tenure::Held(account) if account.is_somebodys() => account,
            Tenure::Held(_) | Tenure::Vacant | Tenure::Released { .. } => {
                return Err(Refusal::PersonNotFound);
            }
        };
        let enrol_until = account.enrol_until.filter(|until| *until > now);
        let link = account.reset_link.as_ref();
        let link = link.filter(|link| link.expires_at > now);
        let longest = |of: fn(&KnownBrowser) -> &Throttle, strangers: u64| {
            let waits = account.browsers.iter().map(|browser| wait(of(browser)));
            waits.fold(strangers, u64::max)
        };
        Ok(Served::Person(Box::new(PersonResponse {
            user: account.profile.shown(),
            password_wait: longest(|browser| &browser.password_throttle, strangers_password),
            code_wait: longest(|browser| &browser.code_throttle, strangers_code),
            suspended,
            enrol_until: enrol_until.map(Timestamp::unix_seconds),
            password_reset_until: link.map(|link| link.expires_at.unix_seconds()),
            authenticators: authenticators::list(account).authenticators,
            recovery_codes: recovery_code::shown(account.recovery.as_ref()),
            sessions: list_sessions(account, SessionId(NOBODY), rules, now),
            activity: account.shown_activity(),
        })))
    }
}

/// None of the sessions is the one that asks.
const NOBODY: [u8; 16] = [0; 16];
