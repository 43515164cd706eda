//! Sessions after the sign-in: renewed, ended.

use postern_shared::timestamp::Timestamp;

use crate::account::holder::Profile;
use crate::account::moment::Moment;
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::session::{ProvedMethod, RefreshToken, Session, SessionId};
use crate::account::slot::{Change, Slot, Tenure};

/// A session that has just begun or been renewed.
pub struct SignedIn {
    /// Whose it is.
    pub profile: Profile,
    /// Its name.
    pub session: SessionId,
    /// The refresh token's place in its family.
    pub generation: u32,
    /// The refresh token.
    pub refresh_token: RefreshToken,
    /// Seconds that the refresh token lasts if it is not used.
    pub refresh_seconds: u64,
    /// When both factors were proved.
    pub authenticated_at: Timestamp,
    /// What was proved.
    pub methods: Vec<ProvedMethod>,
}

impl SignedIn {
    /// What the holder of `session` gets at `now`.
    pub(super) fn of(
        profile: &Profile,
        session: &Session,
        refresh_token: RefreshToken,
        now: Timestamp,
    ) -> Self {
        Self {
            profile: profile.clone(),
            session: SessionId(session.id),
            generation: session.generation,
            refresh_token,
            refresh_seconds: session.seconds_left(now),
            authenticated_at: session.authenticated_at,
            methods: session.methods.clone(),
        }
    }
}

impl Slot {
    /// Renews a session: the token is used up, its successor is answered.
    ///
    /// # Errors
    /// [`Refusal::SessionEnded`]; [`Refusal::RefreshTokenReused`], which ends the session.
    pub fn renew(
        &mut self,
        session: SessionId,
        generation: u32,
        token: &RefreshToken,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<SignedIn, Refusal> {
        self.expire(rules, moment.now);
        let Tenure::Held(account) = &mut self.tenure else {
            return Err(Refusal::SessionEnded);
        };
        let position = account
            .sessions
            .iter()
            .position(|candidate| candidate.id == session.0 && !candidate.has_ended(moment.now))
            .ok_or(Refusal::SessionEnded)?;
        let found = account
            .sessions
            .get_mut(position)
            .ok_or(Refusal::SessionEnded)?;
        if account.profile.disabled {
            account.sessions.clear();
            self.changed(Change::Published);
            return Err(Refusal::AccountDisabled);
        }
        let generation_before = found.generation;
        match found.rotate(generation, token, moment) {
            Ok(successor) => {
                let renewed = SignedIn::of(&account.profile, found, successor, moment.now);
                if renewed.generation != generation_before {
                    self.changed(Change::Unpublished);
                }
                Ok(renewed)
            }
            Err(refusal) => {
                if refusal == Refusal::RefreshTokenReused {
                    account.sessions.remove(position);
                    self.changed(Change::Published);
                }
                Err(refusal)
            }
        }
    }

    /// Ends a session; one that has ended already stays so.
    pub fn log_out(&mut self, session: SessionId) {
        if let Tenure::Held(account) = &mut self.tenure {
            let before = account.sessions.len();
            account
                .sessions
                .retain(|candidate| candidate.id != session.0);
            if account.sessions.len() != before {
                self.changed(Change::Published);
            }
        }
    }
}
