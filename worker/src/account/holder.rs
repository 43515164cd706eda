//! The account itself: who holds a username, with which factors and sessions.

use postern_shared::timestamp::Timestamp;
use postern_shared::username::Username;
use serde::{Deserialize, Serialize};

use crate::account::authenticator::Authenticator;
use crate::account::client_info::ClientInfo;
use crate::account::password_record::PasswordRecord;
use crate::account::session::{Session, SessionId, SessionLifetime};

/// Names one account: 128 random bits, the `sub` of its access tokens. Never given again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountId(pub [u8; 16]);

/// What the account says of its holder.
#[derive(Clone, PartialEq, Eq)]
pub struct Profile {
    /// The account's name in tokens.
    pub id: [u8; 16],
    /// The sign-in name.
    pub username: Username,
    /// E-mail address.
    pub email: Option<String>,
    /// Full name.
    pub full_name: Option<String>,
    /// Whether an administrator has disabled the account.
    pub disabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

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
            Self::Totp(authenticator) => authenticator.confirmed_at.is_some(),
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
}

impl Account {
    /// Replays that are remembered; a further one takes the place of the oldest.
    pub const MAX_REPLAYS: usize = 10;

    /// Whether a second factor has proved itself; until then the name is only reserved.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        self.factors.iter().any(Factor::is_confirmed)
    }

    /// The authenticator that codes are checked against.
    pub fn authenticator(&mut self) -> Option<&mut Authenticator> {
        self.factors
            .iter_mut()
            .map(|factor| match factor {
                Factor::Totp(authenticator) => authenticator,
            })
            .next()
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
