//! Sessions after the sign-in: renewed, ended.

use postern_shared::api::{ActivityKind, ClientKind, SecretText};
use postern_shared::timestamp::Timestamp;

use crate::account::activity::Entry;
use crate::account::holder::Profile;
use crate::account::known_browser::BrowserToken;
use crate::account::moment::Moment;
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::session::{
    PresentedToken, ProvedMethod, RefreshToken, Session, SessionId, SessionLifetime,
};
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
    /// What holds the session.
    pub kind: ClientKind,
    /// With the first confirmation of the account: the recovery codes.
    pub recovery_codes: Option<Vec<SecretText>>,
    /// Whether it has made the account somebody's. Not so after a reset of the second factor, and not
    /// of an account that was imported.
    pub is_first: bool,
    /// Where a browser has signed in for the first time: what it is known by from now on.
    pub new_browser: Option<BrowserToken>,
}

impl SignedIn {
    /// What the holder of `session` gets at `now`.
    pub(super) fn of(
        profile: &Profile,
        session: &Session,
        refresh_token: RefreshToken,
        lifetime: &SessionLifetime,
        now: Timestamp,
    ) -> Self {
        Self {
            profile: profile.clone(),
            session: SessionId(session.id),
            generation: session.generation,
            refresh_token,
            refresh_seconds: session.ends_at(lifetime).since(now),
            authenticated_at: session.authenticated_at,
            methods: session.methods.clone(),
            kind: session.client.kind,
            recovery_codes: None,
            is_first: false,
            new_browser: None,
        }
    }
}

impl Slot {
    /// Renews a session: the token is used up, its successor is answered.
    ///
    /// # Errors
    /// [`Refusal::SessionEnded`], also where another kind of client holds the session;
    /// [`Refusal::RefreshTokenReused`], which ends the session.
    pub fn renew(
        &mut self,
        presented: PresentedToken,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<SignedIn, Refusal> {
        self.expire(rules, moment.now);
        let Tenure::Held(account) = &mut self.tenure else {
            return Err(Refusal::SessionEnded);
        };
        let lifetime = &rules.session_lifetime;
        let session = account
            .sessions
            .iter_mut()
            .find(|candidate| {
                candidate.id == presented.session.0 && !candidate.has_ended(lifetime, moment.now)
            })
            .filter(|session| session.client.kind == presented.client.kind)
            .ok_or(Refusal::SessionEnded)?;
        if account.profile.disabled {
            account.sessions.clear();
            self.changed(Change::Unpublished);
            return Err(Refusal::AccountDisabled);
        }
        let generation_before = session.generation;
        match session.rotate(presented.generation, &presented.token, moment) {
            Ok(successor) => {
                let is_rotated = session.generation != generation_before;
                if is_rotated {
                    session.client = presented.client;
                }
                let renewed =
                    SignedIn::of(&account.profile, session, successor, lifetime, moment.now);
                if is_rotated {
                    account
                        .sessions
                        .retain(|session| !session.has_ended(lifetime, moment.now));
                    self.changed(Change::Unpublished);
                }
                Ok(renewed)
            }
            Err(refusal) => {
                if refusal == Refusal::RefreshTokenReused {
                    let kind = ActivityKind::RefreshTokenReplayed;
                    let entry = Entry::new(kind, &presented.client, moment.now);
                    account.log(entry.of(presented.session));
                    account.end_replayed(presented.session, moment.now);
                    self.changed(Change::Unpublished);
                }
                Err(refusal)
            }
        }
    }

    /// Ends a session; one that has ended already stays so.
    pub fn log_out(&mut self, session: SessionId, now: Timestamp) {
        let Tenure::Held(account) = &mut self.tenure else {
            return;
        };
        if let Some(ended) = account.sessions.iter().find(|it| it.id == session.0) {
            let entry = Entry::new(ActivityKind::SignedOut, &ended.client, now).of(session);
            account.activity.add(entry);
            self.end_sessions(|candidate| candidate.id == session.0);
        }
    }

    pub(super) fn end_sessions(&mut self, is_to_end: impl Fn(&Session) -> bool) -> u32 {
        let Tenure::Held(account) = &mut self.tenure else {
            return 0;
        };
        let before = account.sessions.len();
        account.sessions.retain(|session| !is_to_end(session));
        let ended = before - account.sessions.len();
        if ended > 0 {
            self.changed(Change::Unpublished);
        }
        u32::try_from(ended).unwrap_or(u32::MAX)
    }
}
