//! The sessions as their holder sees them, and ends them.

use postern_shared::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

use crate::account::client_info::ClientInfo;
use crate::account::holder::{Account, Profile, Replay};
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::session::{ProvedMethod, Session, SessionId, SessionLifetime};
use crate::account::slot::{Slot, Tenure};

/// A session as its holder sees it in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionSummary {
    /// Its name.
    pub id: SessionId,
    /// What holds it, as it was when it was last used.
    pub client: ClientInfo,
    /// What was proved.
    pub methods: Vec<ProvedMethod>,
    /// When both factors were proved.
    pub authenticated_at: Timestamp,
    /// When it was last renewed.
    pub last_used_at: Timestamp,
    /// When it ends if it is not used again.
    pub ends_at: Timestamp,
}

/// The sessions of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionList {
    /// Those that have not ended, last used first.
    pub sessions: Vec<SessionSummary>,
    /// Refresh tokens that were used twice, newest first.
    pub replays: Vec<Replay>,
}

impl SessionSummary {
    fn of(session: &Session, lifetime: &SessionLifetime) -> Self {
        Self {
            id: SessionId(session.id),
            client: session.client.clone(),
            methods: session.methods.clone(),
            authenticated_at: session.authenticated_at,
            last_used_at: session.last_used_at,
            ends_at: session.ends_at(lifetime),
        }
    }
}

impl Slot {
    /// The sessions of the account, for the holder of one of them.
    ///
    /// # Errors
    /// [`Refusal::SessionEnded`] where `asking` is none of them.
    pub fn list_sessions(
        &mut self,
        asking: SessionId,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<SessionList, Refusal> {
        let lifetime = &rules.session_lifetime;
        let account = self.account_of(asking, rules, now)?;
        let mut sessions: Vec<_> = account
            .sessions
            .iter()
            .filter(|session| !session.has_ended(lifetime, now))
            .map(|session| SessionSummary::of(session, lifetime))
            .collect();
        sessions.sort_by_key(|session| std::cmp::Reverse(session.last_used_at));
        Ok(SessionList {
            sessions,
            replays: account.replays.iter().rev().cloned().collect(),
        })
    }

    /// Ends the session `ended` of the account that `asking` belongs to.
    ///
    /// # Errors
    /// [`Refusal::SessionEnded`] where `asking` has ended; [`Refusal::SessionNotFound`] where the
    /// account has no session `ended`, whoever else may have one.
    pub fn end_session(
        &mut self,
        asking: SessionId,
        ended: SessionId,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let account = self.account_of(asking, rules, now)?;
        if account
            .live_session(ended, &rules.session_lifetime, now)
            .is_none()
        {
            return Err(Refusal::SessionNotFound);
        }
        self.log_out(ended);
        Ok(())
    }

    /// Ends all sessions but `asking`; says how many.
    ///
    /// # Errors
    /// [`Refusal::SessionEnded`] where `asking` has ended.
    pub fn end_other_sessions(
        &mut self,
        asking: SessionId,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<u32, Refusal> {
        let lifetime = rules.session_lifetime;
        self.account_of(asking, rules, now)?;
        // Those that time has ended are no news to anybody.
        self.end_sessions(|session| session.has_ended(&lifetime, now));
        Ok(self.end_sessions(|session| session.id != asking.0))
    }

    /// Whose session this is, where it has not ended and the account is not disabled.
    pub fn live_session(
        &mut self,
        session: SessionId,
        rules: &Rules,
        now: Timestamp,
    ) -> Option<Profile> {
        let account = self.account_of(session, rules, now).ok()?;
        (!account.profile.disabled).then(|| account.profile.clone())
    }

    fn account_of(
        &mut self,
        asking: SessionId,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<&Account, Refusal> {
        self.expire(rules, now);
        match &self.tenure {
            Tenure::Held(account)
                if account
                    .live_session(asking, &rules.session_lifetime, now)
                    .is_some() =>
            {
                Ok(account)
            }
            Tenure::Held(_) | Tenure::Vacant | Tenure::Released { .. } => {
                Err(Refusal::SessionEnded)
            }
        }
    }
}
