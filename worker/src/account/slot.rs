//! One username and everything about it: who holds it, and what guards its sign-in.

use postern_shared::one_time_code::OneTimeCode;
use postern_shared::timestamp::Timestamp;
use postern_shared::totp::TotpSecret;
use postern_shared::username::Username;

use crate::account::authenticator::{Authenticator, Verdict};
use crate::account::challenge::{ChallengeId, Challenges, Standing};
use crate::account::holder::{Account, Factor, Profile};
use crate::account::moment::Moment;
use crate::account::password_hash::Password;
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::session::{ProvedMethod, RefreshToken, Session, SessionId};
use crate::account::throttle::Throttle;

/// Who holds a username.
pub enum Tenure {
    /// Nobody.
    Vacant,
    /// An account.
    Held(Box<Account>),
    /// Nobody any more. Kept until `until`, for longer than a copy in KV can be stale, so that an
    /// old copy does not bring the account back.
    Released {
        /// When the memory of it may go.
        until: Timestamp,
    },
}

/// What a command has changed, hence what must be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Nothing.
    Nothing,
    /// Failure counts or challenges: kept by the object only.
    Guard,
    /// The account: kept by the object, and published.
    Account,
}

/// One username. Whether somebody holds it or not, failures are counted alike, so that the
/// answers do not tell which.
pub struct Slot {
    /// Who holds it.
    pub tenure: Tenure,
    /// Wrong passwords in a row.
    pub password_throttle: Throttle,
    /// Wrong codes in a row.
    pub code_throttle: Throttle,
    /// Sign-ins between their two steps.
    pub challenges: Challenges,
    change: Change,
}

/// What somebody registers with; each part is already checked.
pub struct Registration {
    /// The name.
    pub username: Username,
    /// The password.
    pub password: Password,
    /// An e-mail address.
    pub email: Option<String>,
    /// A full name.
    pub full_name: Option<String>,
}

/// The way to the second step.
pub struct PasswordProved {
    /// Names the challenge.
    pub challenge: ChallengeId,
    /// When it ends.
    pub expires_at: Timestamp,
    /// The authenticator's secret, as long as it is not confirmed.
    pub enrolment: Option<TotpSecret>,
}

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

impl Slot {
    /// Seconds for which a released name is remembered; KV may be 60 s stale, and this is ten
    /// times that.
    pub const TOMBSTONE_SECONDS: u64 = 600;
    /// Seconds after which failures of a vacant name are forgotten.
    pub const FORGET_SECONDS: u64 = 24 * 3600;
    /// Wrong codes in a row after which no further one is looked at (NIST SP 800-63B-4 §3.2.2).
    pub const MAX_WRONG_CODES: u32 = 100;

    /// A slot with this tenure and no failures.
    #[must_use]
    pub fn new(tenure: Tenure) -> Self {
        Self::restore(
            tenure,
            Throttle::default(),
            Throttle::default(),
            Challenges::default(),
        )
    }

    /// A slot as it was stored.
    #[must_use]
    pub fn restore(
        tenure: Tenure,
        password_throttle: Throttle,
        code_throttle: Throttle,
        challenges: Challenges,
    ) -> Self {
        Self {
            tenure,
            password_throttle,
            code_throttle,
            challenges,
            change: Change::Nothing,
        }
    }

    /// What has changed since the last call of this.
    pub fn take_change(&mut self) -> Change {
        std::mem::replace(&mut self.change, Change::Nothing)
    }

    /// Claims the name.
    ///
    /// # Errors
    /// [`Refusal::UsernameTaken`] where somebody holds it.
    pub fn register(
        &mut self,
        registration: Registration,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<PasswordProved, Refusal> {
        self.expire(rules, moment.now);
        if let Tenure::Held(_) = self.tenure {
            return Err(Refusal::UsernameTaken);
        }
        let password = rules
            .hasher
            .hash(&registration.password, moment.entropy.draw())
            .ok_or(Refusal::InvalidCredentials)?;
        let secret: [u8; TotpSecret::NEW_LENGTH] = moment.entropy.draw();
        self.tenure = Tenure::Held(Box::new(Account {
            profile: Profile {
                id: moment.entropy.draw(),
                username: registration.username,
                email: registration.email,
                full_name: registration.full_name,
                disabled: false,
                created_at: moment.now,
            },
            password,
            factors: vec![Factor::Totp(Authenticator::new(TotpSecret::from_random(
                secret,
            )))],
            sessions: Vec::new(),
        }));
        self.password_throttle.succeeded();
        self.code_throttle.succeeded();
        self.challenges = Challenges::default();
        self.changed(Change::Account);
        Ok(self.open_challenge(rules, moment))
    }

    /// The first step: proves the password.
    ///
    /// # Errors
    /// [`Refusal::Wait`] before any work where there were too many failures;
    /// [`Refusal::InvalidCredentials`] for a wrong password and for a name that nobody holds,
    /// after the same work.
    pub fn log_in(
        &mut self,
        password: &Password,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<PasswordProved, Refusal> {
        self.expire(rules, moment.now);
        if let Some(seconds) = self.password_throttle.wait(moment.now) {
            return Err(Refusal::Wait { seconds });
        }
        let is_proved = match &self.tenure {
            Tenure::Held(account) => rules.hasher.verify(&account.password, password),
            Tenure::Vacant | Tenure::Released { .. } => rules.hasher.verify_decoy(password),
        };
        self.changed(Change::Guard);
        if !is_proved {
            self.password_throttle.failed(moment.now);
            return Err(Refusal::InvalidCredentials);
        }
        self.password_throttle.succeeded();
        self.upgrade_password(password, rules, moment);
        Ok(self.open_challenge(rules, moment))
    }

    /// The second step: proves a code, which begins a session. The first right code confirms the
    /// authenticator.
    ///
    /// # Errors
    /// Says what is wrong with the challenge or the code, or how long to wait.
    pub fn verify_code(
        &mut self,
        challenge: &ChallengeId,
        code: &OneTimeCode,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<SignedIn, Refusal> {
        self.expire(rules, moment.now);
        let Tenure::Held(account) = &mut self.tenure else {
            return Err(Refusal::ChallengeUsed);
        };
        let challenge = self.challenges.find_open(challenge, moment.now)?;
        if self.code_throttle.failures >= Self::MAX_WRONG_CODES {
            return Err(Refusal::AuthenticatorSuspended);
        }
        if let Some(seconds) = self.code_throttle.wait(moment.now) {
            return Err(Refusal::Wait { seconds });
        }
        let authenticator = account.authenticator().ok_or(Refusal::ChallengeUsed)?;
        self.change = self.change.max(Change::Guard);
        match authenticator.check(code, moment.now) {
            Verdict::Wrong => {
                self.code_throttle.failed(moment.now);
                let attempts_left = challenge.refuse_code();
                Err(Refusal::InvalidOtp { attempts_left })
            }
            Verdict::AlreadyUsed => {
                let attempts_left = challenge.refuse_code();
                Err(Refusal::OtpAlreadyUsed { attempts_left })
            }
            Verdict::Accepted => {
                challenge.standing = Standing::Used;
                self.code_throttle.succeeded();
                self.change = Change::Account;
                if account.profile.disabled {
                    return Err(Refusal::AccountDisabled);
                }
                let mut methods = challenge.proved.clone();
                methods.push(ProvedMethod::Totp);
                let (session, token) = Session::begin(methods, moment);
                let signed_in = signed_in(&account.profile, &session, token, moment.now);
                account.add_session(session, moment.now);
                Ok(signed_in)
            }
        }
    }

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
            self.changed(Change::Account);
            return Err(Refusal::AccountDisabled);
        }
        let generation_before = found.generation;
        match found.rotate(generation, token, moment) {
            Ok(successor) => {
                let renewed = signed_in(&account.profile, found, successor, moment.now);
                if renewed.generation != generation_before {
                    self.changed(Change::Account);
                }
                Ok(renewed)
            }
            Err(refusal) => {
                if refusal == Refusal::RefreshTokenReused {
                    account.sessions.remove(position);
                    self.changed(Change::Account);
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
                self.changed(Change::Account);
            }
        }
    }

    /// What the account says of its holder, if somebody holds the name.
    pub fn profile(&mut self, rules: &Rules, now: Timestamp) -> Option<Profile> {
        self.expire(rules, now);
        match &self.tenure {
            Tenure::Held(account) => Some(account.profile.clone()),
            Tenure::Vacant | Tenure::Released { .. } => None,
        }
    }

    /// Lets go of what time has ended: a registration that was never confirmed, the memory of a
    /// released name, and the failures of a name that nobody holds.
    pub fn expire(&mut self, rules: &Rules, now: Timestamp) {
        match &self.tenure {
            Tenure::Held(account) => {
                let deadline = account.profile.created_at.plus(rules.unconfirmed_seconds);
                if !account.is_confirmed() && deadline <= now {
                    self.tenure = Tenure::Released {
                        until: now.plus(Self::TOMBSTONE_SECONDS),
                    };
                    self.challenges = Challenges::default();
                    self.code_throttle.succeeded();
                    self.changed(Change::Account);
                }
            }
            Tenure::Released { until } if *until <= now => {
                self.tenure = Tenure::Vacant;
                self.changed(Change::Guard);
            }
            Tenure::Vacant | Tenure::Released { .. } => {}
        }
        let throttle = &mut self.password_throttle;
        if throttle.failures > 0 && throttle.last_failure.plus(Self::FORGET_SECONDS) <= now {
            throttle.succeeded();
            self.changed(Change::Guard);
        }
    }

    /// When [`Self::expire`] has something to do next.
    #[must_use]
    pub fn next_expiry(&self, rules: &Rules) -> Option<Timestamp> {
        let tenure = match &self.tenure {
            Tenure::Held(account) if !account.is_confirmed() => {
                Some(account.profile.created_at.plus(rules.unconfirmed_seconds))
            }
            Tenure::Released { until } => Some(*until),
            Tenure::Held(_) | Tenure::Vacant => None,
        };
        let failures = (self.password_throttle.failures > 0).then(|| {
            self.password_throttle
                .last_failure
                .plus(Self::FORGET_SECONDS)
        });
        tenure.into_iter().chain(failures).min()
    }

    /// Whether there is nothing to remember.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        matches!(self.tenure, Tenure::Vacant) && self.password_throttle.failures == 0
    }

    fn open_challenge(&mut self, rules: &Rules, moment: &mut Moment) -> PasswordProved {
        self.changed(Change::Guard);
        let enrolment = match &mut self.tenure {
            Tenure::Held(account) => account
                .authenticator()
                .filter(|authenticator| authenticator.confirmed_at.is_none())
                .and_then(|authenticator| {
                    TotpSecret::from_bytes(authenticator.secret.expose()).ok()
                }),
            Tenure::Vacant | Tenure::Released { .. } => None,
        };
        PasswordProved {
            challenge: self.challenges.open(
                vec![ProvedMethod::Password],
                rules.challenge_seconds,
                moment,
            ),
            expires_at: moment.now.plus(rules.challenge_seconds),
            enrolment,
        }
    }

    fn upgrade_password(&mut self, password: &Password, rules: &Rules, moment: &mut Moment) {
        if let Tenure::Held(account) = &mut self.tenure
            && rules.hasher.is_outdated(&account.password)
            && let Some(hash) = rules.hasher.hash(password, moment.entropy.draw())
        {
            account.password = hash;
            self.changed(Change::Account);
        }
    }

    fn changed(&mut self, change: Change) {
        self.change = self.change.max(change);
    }
}

fn signed_in(
    profile: &Profile,
    session: &Session,
    refresh_token: RefreshToken,
    now: Timestamp,
) -> SignedIn {
    SignedIn {
        profile: profile.clone(),
        session: SessionId(session.id),
        generation: session.generation,
        refresh_token,
        refresh_seconds: session.seconds_left(now),
        authenticated_at: session.authenticated_at,
        methods: session.methods.clone(),
    }
}

#[cfg(test)]
mod tests;
