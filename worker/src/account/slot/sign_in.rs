//! Registration and the two steps of a sign-in.

use postern_shared::one_time_code::OneTimeCode;
use postern_shared::timestamp::Timestamp;
use postern_shared::totp::TotpSecret;
use postern_shared::username::Username;

use crate::account::authenticator::{Authenticator, Verdict};
use crate::account::challenge::{ChallengeId, Challenges, Standing};
use crate::account::client_info::ClientInfo;
use crate::account::holder::{Account, Factor, Profile};
use crate::account::moment::Moment;
use crate::account::password_hash::Password;
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::session::{ProvedMethod, Session};
use crate::account::slot::sessions::SignedIn;
use crate::account::slot::{Change, Slot, Tenure};

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

impl Slot {
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
            replays: Vec::new(),
        }));
        self.password_throttle.succeeded();
        self.code_throttle.succeeded();
        self.challenges = Challenges::default();
        self.changed(Change::Published);
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
        let is_proved = self.try_password(password, rules, moment)?;
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
        client: ClientInfo,
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
        self.change = self.change.max(Change::Unpublished);
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
                self.change = Change::Published;
                if account.profile.disabled {
                    return Err(Refusal::AccountDisabled);
                }
                let mut methods = challenge.proved.clone();
                methods.push(ProvedMethod::Totp);
                Ok(begin_session(account, methods, client, rules, moment))
            }
        }
    }

    fn open_challenge(&mut self, rules: &Rules, moment: &mut Moment) -> PasswordProved {
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
        }
    }

    /// Whether this is the password, after the same work for a name that nobody holds. The caller
    /// counts what came of it.
    ///
    /// # Errors
    /// [`Refusal::Wait`] before any work where there were too many failures.
    pub(super) fn try_password(
        &mut self,
        password: &Password,
        rules: &Rules,
        moment: &Moment,
    ) -> Result<bool, Refusal> {
        self.expire(rules, moment.now);
        if let Some(seconds) = self.password_throttle.wait(moment.now) {
            return Err(Refusal::Wait { seconds });
        }
        self.changed(Change::Unpublished);
        Ok(match &self.tenure {
            Tenure::Held(account) => rules.hasher.verify(&account.password, password),
            Tenure::Vacant | Tenure::Released { .. } => rules.hasher.verify_decoy(password),
        })
    }

    pub(super) fn upgrade_password(
        &mut self,
        password: &Password,
        rules: &Rules,
        moment: &mut Moment,
    ) {
        if let Tenure::Held(account) = &mut self.tenure
            && rules.hasher.is_outdated(&account.password)
            && let Some(hash) = rules.hasher.hash(password, moment.entropy.draw())
        {
            account.password = hash;
            self.changed(Change::Published);
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
