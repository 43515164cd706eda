//! Which count a failure belongs to: that of a browser which has signed in before, or the one of all
//! others. So strangers use up their own tries, and the owner goes on from their own browser.
//!
//! A success clears its own count alone: the owner's sign-ins do not give strangers new guesses.

use crate::account::known_browser::BrowserToken;
use crate::account::slot::{Slot, Tenure};
use crate::account::throttle::Throttle;

impl Slot {
    /// The count of wrong passwords for whoever presents `browser`.
    pub(super) fn password_budget(&mut self, browser: Option<&BrowserToken>) -> &mut Throttle {
        if let Tenure::Held(account) = &mut self.tenure
            && let Some(known) = account.known_browser(browser)
        {
            return &mut known.password_throttle;
        }
        &mut self.password_throttle
    }

    /// The count of wrong codes for whoever presents `browser`.
    pub(super) fn code_budget(&mut self, browser: Option<&BrowserToken>) -> &mut Throttle {
        if let Tenure::Held(account) = &mut self.tenure
            && let Some(known) = account.known_browser(browser)
        {
            return &mut known.code_throttle;
        }
        &mut self.code_throttle
    }

    /// Whether so many wrong codes came in a row that no authenticator is asked any more, whoever
    /// presents a code.
    pub(super) fn is_suspended(&self) -> bool {
        let is_over = |throttle: &Throttle| throttle.failures >= Self::MAX_WRONG_CODES;
        let browsers = match &self.tenure {
            Tenure::Held(account) => account.browsers.as_slice(),
            Tenure::Vacant | Tenure::Released { .. } => &[],
        };
        is_over(&self.code_throttle)
            || browsers
                .iter()
                .any(|browser| is_over(&browser.code_throttle))
    }

    /// Forgets all wrong codes: a recovery code has shown who is there.
    pub(super) fn lift_suspension(&mut self) {
        self.code_throttle.succeeded();
        if let Tenure::Held(account) = &mut self.tenure {
            for browser in &mut account.browsers {
                browser.code_throttle.succeeded();
            }
        }
    }
}
