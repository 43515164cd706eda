//! The sessions as their holder sees them, and ends them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use postern_shared::api::{self, ActivityKind, SessionsResponse};
use postern_shared::timestamp::Timestamp;

use crate::account::activity::Entry;
use crate::account::holder::{Account, Profile, Replay};
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::session::{Session, SessionId, SessionLifetime};
use crate::account::slot::Slot;
use crate::account::slot::self_service::Asking;

impl Slot {
    /// Ends a session of the account. One's own at any time; another one with a fresh proof
    /// (ASVS 7.5.2).
    ///
    /// # Errors
    /// [`Refusal::SessionNotFound`] where the account has no such session, whoever else may have one.
    pub(super) fn end_session(
        &mut self,
        asking: &Asking,
        ended: SessionId,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if asking.session == ended {
            self.log_out(ended, now);
            return Ok(());
        }
        let account = self.account_of(asking.session, rules, now)?;
        if account
            .live_session(ended, &rules.session_lifetime, now)
            .is_none()
        {
            return Err(Refusal::SessionNotFound);
        }
        self.fresh_account_of(asking, rules, now)?;
        self.end_sessions(|session| session.id == ended.0);
        let entry = Entry::new(ActivityKind::SessionEnded, &asking.client, now);
        self.note(entry.of(ended));
        Ok(())
    }

    /// Ends all sessions but the one that asks, with a fresh proof; says how many.
    pub(super) fn end_other_sessions(
        &mut self,
        asking: &Asking,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<u32, Refusal> {
        let lifetime = rules.session_lifetime;
        self.fresh_account_of(asking, rules, now)?;
        // Those that time has ended are no news to anybody.
        self.end_sessions(|session| session.has_ended(&lifetime, now));
        let ended = self.end_sessions(|session| session.id != asking.session.0);
        if ended > 0 {
            let entry = Entry::new(ActivityKind::OtherSessionsEnded, &asking.client, now);
            self.note(entry.of(asking.session));
        }
        Ok(ended)
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
}

/// The sessions that have not ended, last used first, for the holder of `asking`.
pub(super) fn list_sessions(
    account: &Account,
    asking: SessionId,
    rules: &Rules,
    now: Timestamp,
) -> SessionsResponse {
    let lifetime = &rules.session_lifetime;
    let mut sessions: Vec<_> = account
        .sessions
        .iter()
        .filter(|session| !session.has_ended(lifetime, now))
        .map(|session| shown(session, asking, lifetime))
        .collect();
    sessions.sort_by_key(|session| std::cmp::Reverse(session.last_used_at));
    SessionsResponse {
        sessions,
        replays: account.replays.iter().rev().map(shown_replay).collect(),
    }
}

fn shown(session: &Session, asking: SessionId, lifetime: &SessionLifetime) -> api::Session {
    api::Session {
        id: SessionId(session.id).to_string(),
        current: session.id == asking.0,
        client: session.client.kind,
        browser: session.client.browser.clone(),
        system: session.client.system.clone(),
        country: session.client.country.clone(),
        methods: session
            .methods
            .iter()
            .map(|method| method.shown())
            .collect(),
        created_at: session.began_at.unix_seconds(),
        authenticated_at: session.authenticated_at.unix_seconds(),
        last_used_at: session.last_used_at.unix_seconds(),
        expires_at: session.ends_at(lifetime).unix_seconds(),
    }
}

fn shown_replay(replay: &Replay) -> api::Replay {
    api::Replay {
        session: URL_SAFE_NO_PAD.encode(replay.session.0),
        at: replay.at.unix_seconds(),
        browser: replay.client.browser.clone(),
        system: replay.client.system.clone(),
        country: replay.client.country.clone(),
    }
}
