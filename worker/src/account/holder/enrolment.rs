//! Authenticators that have not proved themselves yet: the first one of an account, a further one, the
//! first one after a reset of the second factor.

use postern_shared::api::{ActivityResponse, ToReplace};
use postern_shared::timestamp::Timestamp;

use crate::account::authenticator::Authenticator;
use crate::account::holder::{Account, Factor};

impl Account {
    /// Seconds in which somebody whose second factor was reset may enrol anew: the password alone
    /// is enough for as long.
    pub const ENROL_ANEW_SECONDS: u64 = 24 * 3600;
    /// The same for somebody who was imported without a second factor: 30 days, because nobody tells
    /// them one by one.
    pub const ENROL_IMPORTED_SECONDS: u64 = 30 * 24 * 3600;

    /// The authenticator that has to prove itself before the account is anybody's.
    #[must_use]
    pub fn first_enrolment(&self) -> Option<&Authenticator> {
        self.authenticators()
            .next()
            .filter(|_| !self.is_confirmed())
    }

    /// Lets go of authenticators that nobody has confirmed in time; whether there were any.
    pub fn drop_lapsed_enrolments(&mut self, now: Timestamp) -> bool {
        let before = self.factors.len();
        self.factors.retain(|factor| match factor {
            Factor::Totp(authenticator) => authenticator.lapses_at().is_none_or(|at| at > now),
        });
        self.factors.len() != before
    }

    /// When the next of them goes.
    #[must_use]
    pub fn next_lapse(&self) -> Option<Timestamp> {
        self.authenticators()
            .filter_map(Authenticator::lapses_at)
            .min()
    }

    /// Whether somebody has confirmed the account, even if its second factor was reset since.
    #[must_use]
    pub fn is_somebodys(&self) -> bool {
        self.is_confirmed() || self.enrol_until.is_some()
    }

    /// What came with an import as it should not stay, for as long as it is there.
    #[must_use]
    pub fn to_replace(&self) -> Vec<ToReplace> {
        let is_short = self.authenticators().any(|it| it.secret.is_short());
        let password = self.came_in_clear.then_some(ToReplace::Password);
        let authenticator = is_short.then_some(ToReplace::Authenticator);
        password.into_iter().chain(authenticator).collect()
    }

    /// What has happened, as its owner sees it.
    #[must_use]
    pub fn shown_activity(&self) -> ActivityResponse {
        ActivityResponse {
            to_replace: self.to_replace(),
            ..self.activity.shown()
        }
    }

    /// Lets go of the enrolment after a reset that nobody has confirmed in time; whether there was
    /// one. Nobody signs in then until there is another reset.
    pub fn drop_lapsed_reset(&mut self, now: Timestamp) -> bool {
        let is_over = self.enrolment_end().is_some_and(|end| end <= now);
        if is_over {
            self.factors.clear();
        }
        is_over
    }

    /// When the enrolment after a reset ends, while there is one.
    #[must_use]
    pub fn enrolment_end(&self) -> Option<Timestamp> {
        let is_open = !self.is_confirmed() && !self.factors.is_empty();
        self.enrol_until.filter(|_| is_open)
    }
}
