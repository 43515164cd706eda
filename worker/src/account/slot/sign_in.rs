//! The two steps of a sign-in.

use postern_opaque::server::KeptRecord;
use postern_shared::one_time_code::OneTimeCode;
use postern_shared::timestamp::Timestamp;
use postern_shared::totp::TotpSecret;

use crate::account::authenticator::Verdict;
use crate::account::challenge::{ChallengeId, Standing};
use crate::account::client_info::ClientInfo;
use crate::account::holder::Account;
use crate::account::moment::Moment;
use crate::account::password::Password;
use crate::account::password_record::PasswordRecord;
use crate::account::passwords::RegistrationStarted;
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::session::{ProvedMethod, Session};
use crate::account::slot::sessions::SignedIn;
use crate::account::slot::{Change, Slot, Tenure};

/// What somebody presents for the second step; each part is already checked.
pub struct CodePresented {
    /// Names the challenge.
    pub challenge: ChallengeId,
    /// The code.
    pub code: OneTimeCode,
    /// What will hold the session.
    pub client: ClientInfo,
    /// A new record of the password, where the first step asked for one.
    pub renewal: Option<KeptRecord>,
}

/// The way to the second step.
pub struct PasswordProved {
    /// Names the challenge.
    pub challenge: ChallengeId,
    /// When it ends.
    pub expires_at: Timestamp,
    /// The authenticator's secret, as long as it is not confirmed.
    pub enrolment: Option<TotpSecret>,
    /// Where the record of the password should be made anew: the answer to the client that does.
    pub renewal: Option<RegistrationStarted>,
}

impl Slot {
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
        let is_proved = self.try_password(password, rules, moment)?;
        if !is_proved {
            self.password_throttle.failed(moment.now);
            return Err(Refusal::InvalidCredentials);
        }
        if self.is_confirmed() {
            self.password_throttle.succeeded();
        }
        self.upgrade_password(password, rules, moment);
        Ok(self.open_challenge(rules, moment))
    }

    /// The second step: proves a code, which begins a session. The first right code confirms the
    /// authenticator; each lets a new record of the password take the place of the old one.
    ///
    /// # Errors
    /// Says what is wrong with the challenge or the code, or how long to wait.
    pub fn verify_code(
        &mut self,
        presented: CodePresented,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<SignedIn, Refusal> {
        self.expire(rules, moment.now);
        let Tenure::Held(account) = &mut self.tenure else {
            return Err(Refusal::ChallengeUsed);
        };
        let challenge = self
            .challenges
            .find_open(&presented.challenge, moment.now)?;
        if self.code_throttle.failures >= Self::MAX_WRONG_CODES {
            return Err(Refusal::AuthenticatorSuspended);
        }
        if let Some(seconds) = self.code_throttle.wait(moment.now) {
            return Err(Refusal::Wait { seconds });
        }
        let is_confirmation = !account.is_confirmed();
        let authenticator = account.authenticator().ok_or(Refusal::ChallengeUsed)?;
        self.change = self.change.max(Change::Unpublished);
        match authenticator.check(&presented.code, moment.now) {
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
                self.password_throttle.succeeded();
                if is_confirmation {
                    self.change = Change::Published;
                }
                if account.profile.disabled {
                    return Err(Refusal::AccountDisabled);
                }
                let mut methods = challenge.proved.clone();
                methods.push(ProvedMethod::Totp);
                if let Some(record) = presented.renewal {
                    account.password = PasswordRecord::Opaque(record);
                    self.logins.disappoint(&mut moment.entropy);
                    self.change = Change::Published;
                }
                let client = presented.client;
                Ok(begin_session(account, methods, client, rules, moment))
            }
        }
    }

    pub(super) fn open_challenge(&mut self, rules: &Rules, moment: &mut Moment) -> PasswordProved {
        self.changed(Change::Unpublished);
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
            renewal: None,
        }
    }

    /// Whether this is the password, after the same work for a name that nobody holds. The caller
    /// counts what came of it.
    ///
    /// # Errors
    /// [`Refusal::Wait`] before any work where there were too many failures; [`Refusal::OutOfMemory`].
    pub(super) fn try_password(
        &mut self,
        password: &Password,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<bool, Refusal> {
        self.expire(rules, moment.now);
        if let Some(seconds) = self.password_throttle.wait(moment.now) {
            return Err(Refusal::Wait { seconds });
        }
        self.changed(Change::Unpublished);
        let (record, entropy) = (self.password_record(), &mut moment.entropy);
        rules
            .passwords
            .verify(record, &self.locator, password, entropy)
            .ok_or(Refusal::OutOfMemory)
    }

    /// Gives a password that was just shown the form that a new one would have.
    pub(super) fn upgrade_password(
        &mut self,
        password: &Password,
        rules: &Rules,
        moment: &mut Moment,
    ) {
        if let Tenure::Held(account) = &mut self.tenure
            && rules.passwords.is_outdated(&account.password)
            && let Some(record) = rules
                .passwords
                .keep(password, &self.locator, &mut moment.entropy)
        {
            account.password = record;
            self.logins.disappoint(&mut moment.entropy);
            self.changed(Change::Published);
        }
    }

    /// Whether an account holds the name and a code has confirmed it.
    pub(super) fn is_confirmed(&self) -> bool {
        match &self.tenure {
            Tenure::Held(account) => account.is_confirmed(),
            Tenure::Vacant | Tenure::Released { .. } => false,
        }
    }

    pub(super) fn password_record(&self) -> Option<&PasswordRecord> {
        match &self.tenure {
            Tenure::Held(account) => Some(&account.password),
            Tenure::Vacant | Tenure::Released { .. } => None,
        }
    }
}

/// Begins a session for somebody who has proved `methods`.
pub(super) fn begin_session(
    account: &mut Account,
    methods: Vec<ProvedMethod>,
    client: ClientInfo,
    rules: &Rules,
    moment: &mut Moment,
) -> SignedIn {
    let lifetime = &rules.session_lifetime;
    let (session, token) = Session::begin(methods, client, moment);
    let signed_in = SignedIn::of(&account.profile, &session, token, lifetime, moment.now);
    account.add_session(session, lifetime, moment.now);
    signed_in
}
