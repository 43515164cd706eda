//! The two steps of a sign-in.

use postern_opaque::server::KeptRecord;
use postern_shared::timestamp::Timestamp;
use postern_shared::totp::TotpSecret;

use crate::account::challenge::ChallengeId;
use crate::account::client_info::ClientInfo;
use crate::account::known_browser::BrowserToken;
use crate::account::moment::Moment;
use crate::account::password::Password;
use crate::account::password_record::PasswordRecord;
use crate::account::passwords::RegistrationStarted;
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::second_factor::SecondFactor;
use crate::account::session::ProvedMethod;
use crate::account::slot::arrival::{Arrival, begin_session, confirm};
use crate::account::slot::second_step::Presenter;
use crate::account::slot::sessions::SignedIn;
use crate::account::slot::{Change, Slot, Tenure};

/// What somebody presents for the second step; each part is already checked.
pub struct CodePresented {
    /// Names the challenge.
    pub challenge: ChallengeId,
    /// The factor.
    pub factor: SecondFactor,
    /// What will hold the session.
    pub client: ClientInfo,
    /// A new record of the password, where the first step asked for one.
    pub renewal: Option<KeptRecord>,
    /// The browser, where it has signed in before.
    pub browser: Option<BrowserToken>,
    /// Whether it shall not be asked for a code for some time.
    pub trust_browser: bool,
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
    /// What may prove the second factor.
    pub methods: Vec<ProvedMethod>,
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
        browser: Option<&BrowserToken>,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<PasswordProved, Refusal> {
        let is_proved = self.try_password(password, browser, rules, moment)?;
        if !is_proved {
            self.password_budget(browser).failed(moment.now);
            return Err(Refusal::InvalidCredentials);
        }
        if self.is_confirmed() {
            self.password_budget(browser).succeeded();
        }
        self.upgrade_password(password, rules, moment);
        Ok(self.open_challenge(browser, rules, moment))
    }

    /// The second step: proves a second factor, which begins a session. The first right code confirms
    /// the authenticator and brings the recovery codes; each lets a new record of the password take
    /// the place of the old one.
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
        let (was_confirmed, is_first) = (self.is_confirmed(), !self.is_somebodys());
        let (browser, now) = (presented.browser.as_ref(), moment.now);
        let presenter = Presenter {
            client: &presented.client,
            browser,
        };
        let methods = self.answer_challenge(
            &presented.challenge,
            &presented.factor,
            &presenter,
            rules,
            now,
        )?;
        self.password_budget(browser).succeeded();
        let Tenure::Held(account) = &mut self.tenure else {
            return Err(Refusal::ChallengeUsed);
        };
        if account.profile.disabled {
            return Err(Refusal::AccountDisabled);
        }
        if let Some(record) = presented.renewal {
            account.password = PasswordRecord::Opaque(record);
            self.logins.disappoint(&mut moment.entropy);
            self.change = Change::Published;
        }
        let recovery_codes = (!was_confirmed).then(|| confirm(account, moment));
        if !was_confirmed {
            self.change = Change::Published;
        }
        let may_be_trusted = rules.trusts_browsers && presented.factor.method().is_second_factor();
        let arrival = Arrival {
            methods,
            client: presented.client,
            browser,
            is_to_be_trusted: presented.trust_browser && may_be_trusted,
        };
        Ok(SignedIn {
            recovery_codes,
            is_first,
            ..begin_session(account, arrival, rules, moment)
        })
    }

    pub(super) fn open_challenge(
        &mut self,
        browser: Option<&BrowserToken>,
        rules: &Rules,
        moment: &mut Moment,
    ) -> PasswordProved {
        self.changed(Change::Unpublished);
        let enrolment = match &self.tenure {
            Tenure::Held(account) => account.first_enrolment().and_then(|authenticator| {
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
            methods: self.offered_methods(browser, rules, moment.now),
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
        browser: Option<&BrowserToken>,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<bool, Refusal> {
        self.expire(rules, moment.now);
        if let Some(seconds) = self.password_budget(browser).wait(moment.now) {
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

    /// Whether somebody's account is there.
    pub(super) fn is_somebodys(&self) -> bool {
        match &self.tenure {
            Tenure::Held(account) => account.is_somebodys(),
            Tenure::Vacant | Tenure::Released { .. } => false,
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
