//! The account itself: who holds a username, with which factors and sessions.

mod enrolment;

use postern_shared::one_time_code::OneTimeCode;
use postern_shared::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

use crate::account::activity::{ActivityLog, Entry};
use crate::account::authenticator::{Authenticator, AuthenticatorId, Verdict};
use crate::account::client_info::ClientInfo;
use crate::account::import::RowDigest;
use crate::account::known_browser::{BrowserToken, KnownBrowser};
use crate::account::password_record::PasswordRecord;
pub use crate::account::profile::{AccountId, Profile};
use crate::account::recovery_code::RecoveryCodes;
use crate::account::reset_link::ResetLink;
use crate::account::session::{Session, SessionId, SessionLifetime};

/// A second factor.
pub enum Factor {
    /// A TOTP authenticator.
    Totp(Authenticator),
}

impl Factor {
    /// Whether it has proved itself.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        match self {
            Self::Totp(authenticator) => authenticator.is_confirmed(),
        }
    }
}

/// A used refresh token that was presented again, which ended its session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    /// The session that was ended.
    pub session: SessionId,
    /// When.
    pub at: Timestamp,
    /// What held the session.
    pub client: ClientInfo,
}

/// An account.
pub struct Account {
    /// Who holds it.
    pub profile: Profile,
    /// The first factor.
    pub password: PasswordRecord,
    /// The second factors.
    pub factors: Vec<Factor>,
    /// The sessions, oldest first.
    pub sessions: Vec<Session>,
    /// Refresh tokens that were used twice, oldest first, at most [`Self::MAX_REPLAYS`].
    pub replays: Vec<Replay>,
    /// The recovery codes, if they were ever made.
    pub recovery: Option<RecoveryCodes>,
    /// Browsers that have signed in, oldest first.
    pub browsers: Vec<KnownBrowser>,
    /// What has happened.
    pub activity: ActivityLog,
    /// After a reset of the second factor, while none is confirmed: until when the person may enrol.
    pub enrol_until: Option<Timestamp>,
    /// What an administrator has made that sets a new password.
    pub reset_link: Option<ResetLink>,
    /// The row that the account was imported from, if it was.
    pub imported: Option<RowDigest>,
    /// Whether the password is still the one that another service had in clear.
    pub came_in_clear: bool,
}

impl Account {
    /// Replays that are remembered; a further one takes the place of the oldest.
    pub const MAX_REPLAYS: usize = 10;

    /// Whether a second factor has proved itself; until then the name is only reserved.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        self.factors.iter().any(Factor::is_confirmed)
    }

    /// The authenticators.
    pub fn authenticators(&self) -> impl Iterator<Item = &Authenticator> {
        self.factors.iter().map(|factor| match factor {
            Factor::Totp(authenticator) => authenticator,
        })
    }

    /// The authenticator of this name.
    pub fn authenticator(&mut self, id: AuthenticatorId) -> Option<&mut Authenticator> {
        let mut all = self.factors.iter_mut().map(|factor| match factor {
            Factor::Totp(authenticator) => authenticator,
        });
        all.find(|authenticator| authenticator.id == id)
    }

    /// Takes an authenticator away.
    pub fn remove_factor(&mut self, id: AuthenticatorId) {
        self.factors.retain(|factor| match factor {
            Factor::Totp(authenticator) => authenticator.id != id,
        });
    }

    /// Checks a code against those authenticators that count: the confirmed ones; before there is
    /// one, the first. Its step is used up where it is right.
    pub fn check_code(&mut self, code: &OneTimeCode, now: Timestamp) -> Verdict {
        let is_first = !self.is_confirmed();
        let mut verdict = Verdict::Wrong;
        for factor in &mut self.factors {
            let Factor::Totp(authenticator) = factor;
            if !(is_first || authenticator.is_confirmed()) {
                continue;
            }
            match authenticator.check(code, now) {
                Verdict::Accepted => return Verdict::Accepted,
                Verdict::AlreadyUsed => verdict = Verdict::AlreadyUsed,
                Verdict::Wrong => {}
            }
        }
        verdict
    }

    /// The browser that this token was given to.
    pub fn known_browser(&mut self, token: Option<&BrowserToken>) -> Option<&mut KnownBrowser> {
        let hash = token?.hash();
        self.browsers
            .iter_mut()
            .find(|browser| browser.token == hash)
    }

    /// Remembers a browser; the one that was not seen longest goes where there are too many.
    pub fn add_browser(&mut self, browser: KnownBrowser) {
        while self.browsers.len() >= KnownBrowser::MAX_PER_ACCOUNT {
            let longest_unseen = self
                .browsers
                .iter()
                .enumerate()
                .min_by_key(|(_, browser)| browser.last_seen_at)
                .map_or(0, |(index, _)| index);
            self.browsers.remove(longest_unseen);
        }
        self.browsers.push(browser);
    }

    /// Ends the trust in all browsers: a factor or the password is another now.
    pub fn distrust_browsers(&mut self) {
        for browser in &mut self.browsers {
            browser.trusted_until = None;
        }
    }

    /// Writes an entry into the account's log.
    pub fn log(&mut self, entry: Entry) {
        self.activity.add(entry);
    }

    /// Adds a session; ended ones go, and the longest unused one where there are too many.
    pub fn add_session(&mut self, session: Session, lifetime: &SessionLifetime, now: Timestamp) {
        self.sessions
            .retain(|session| !session.has_ended(lifetime, now));
        while self.sessions.len() >= Session::MAX_PER_ACCOUNT {
            let longest_unused = self
                .sessions
                .iter()
                .enumerate()
                .min_by_key(|(_, session)| session.last_used_at)
                .map_or(0, |(index, _)| index);
            self.sessions.remove(longest_unused);
        }
        self.sessions.push(session);
    }

    /// The session of this name, if it has not ended.
    #[must_use]
    pub fn live_session(
        &self,
        id: SessionId,
        lifetime: &SessionLifetime,
        now: Timestamp,
    ) -> Option<&Session> {
        self.sessions
            .iter()
            .find(|session| session.id == id.0 && !session.has_ended(lifetime, now))
    }

    /// What is left of an account whose object has nothing but the published record: that says
    /// nothing of sessions, nor of codes that were used since it was written. So nobody is signed in,
    /// and no code is taken that may have been used before `now`.
    pub fn start_from_record(&mut self, now: Timestamp) {
        self.sessions.clear();
        self.replays.clear();
        // It may have been used since.
        self.reset_link = None;
        for factor in &mut self.factors {
            match factor {
                Factor::Totp(authenticator) => authenticator.refuse_codes_until(now),
            }
        }
    }

    /// Ends a session because a used token of it has come again, and remembers that it did.
    pub fn end_replayed(&mut self, id: SessionId, now: Timestamp) {
        let Some(position) = self.sessions.iter().position(|session| session.id == id.0) else {
            return;
        };
        let ended = self.sessions.remove(position);
        while self.replays.len() >= Self::MAX_REPLAYS {
            self.replays.remove(0);
        }
        self.replays.push(Replay {
            session: id,
            at: now,
            client: ended.client,
        });
    }
}
