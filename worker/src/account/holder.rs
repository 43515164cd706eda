//! The account itself: who holds a username, with which factors and sessions.

use postern_shared::timestamp::Timestamp;
use postern_shared::username::Username;

use crate::account::authenticator::Authenticator;
use crate::account::password_hash::PasswordHash;
use crate::account::session::Session;

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

/// An account.
pub struct Account {
    /// Who holds it.
    pub profile: Profile,
    /// The first factor.
    pub password: PasswordHash,
    /// The second factors.
    pub factors: Vec<Factor>,
    /// The sessions, oldest first.
    pub sessions: Vec<Session>,
}

impl Account {
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
    pub fn add_session(&mut self, session: Session, now: Timestamp) {
        self.sessions.retain(|session| !session.has_ended(now));
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
}
