//! The first step by a client that does not show the password (RFC 9807).
//!
//! With one answer of the service a client can test one guess without ever coming back. So each
//! answer counts as a failure from the start, and only the proof takes it back.

use postern_opaque::{Argon2Cost, Ke1, Ke2, Ke3, RegistrationRequest};
use postern_shared::timestamp::Timestamp;

use crate::account::known_browser::BrowserToken;
use crate::account::moment::Moment;
use crate::account::passwords::RegistrationStarted;
use crate::account::pending_login::LoginId;
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::slot::sign_in::PasswordProved;
use crate::account::slot::{Change, Slot};

/// The answer to somebody who signs in.
pub struct LoginStarted {
    /// Names the sign-in.
    pub login: LoginId,
    /// When it ends.
    pub expires_at: Timestamp,
    /// The answer.
    pub ke2: Ke2,
    /// What the record may have cost, the latest first; the same for every name.
    pub costs: Vec<Argon2Cost>,
}

impl Slot {
    /// Answers a registration, alike whether somebody holds the name or not. Counted, because what
    /// is answered is what a sign-in begins with; the registration itself takes it back.
    ///
    /// # Errors
    /// [`Refusal::Wait`] before any work where there were too many failures.
    pub fn start_registration(
        &mut self,
        request: &RegistrationRequest,
        browser: Option<&BrowserToken>,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<RegistrationStarted, Refusal> {
        self.count_guess(browser, rules, moment)?;
        rules
            .passwords
            .start_registration(&self.locator, request)
            .ok_or(Refusal::OutOfMemory)
    }

    /// Answers a sign-in, alike whether somebody holds the name or not.
    ///
    /// # Errors
    /// [`Refusal::Wait`] before any work where there were too many failures.
    pub fn start_login(
        &mut self,
        ke1: &Ke1,
        browser: Option<&BrowserToken>,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<LoginStarted, Refusal> {
        self.count_guess(browser, rules, moment)?;
        self.answer_login(ke1, rules, moment)
    }

    /// The same, counted already.
    pub(super) fn answer_login(
        &mut self,
        ke1: &Ke1,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<LoginStarted, Refusal> {
        let record = self.password_record();
        let (expected, ke2) = rules
            .passwords
            .start_login(record, &self.locator, ke1, &mut moment.entropy)
            .ok_or(Refusal::OutOfMemory)?;
        let login = self.logins.begin(expected, moment);
        Ok(LoginStarted {
            login: LoginId(login.id),
            expires_at: login.expires_at,
            ke2,
            costs: rules.passwords.costs().collect(),
        })
    }

    /// The first step: proves the password. Whoever was let in to begin may finish, also while others
    /// have to wait. All failures are forgotten with it; before a code has confirmed the account, that
    /// of this sign-in alone.
    ///
    /// # Errors
    /// [`Refusal::LoginUsed`] or [`Refusal::LoginExpired`] where it cannot be finished any more;
    /// [`Refusal::InvalidCredentials`] for a proof that is wrong, as all are for a name that nobody
    /// holds.
    pub fn finish_login(
        &mut self,
        login: &LoginId,
        ke3: &Ke3,
        renewal: Option<&RegistrationRequest>,
        browser: Option<&BrowserToken>,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<PasswordProved, Refusal> {
        self.expire(rules, moment.now);
        self.take_proof(login, ke3, moment)?;
        let record = self.password_record().ok_or(Refusal::InvalidCredentials)?;
        let renewal = renewal
            .filter(|_| rules.passwords.is_outdated(record))
            .and_then(|request| rules.passwords.start_registration(&self.locator, request));
        let is_confirmed = self.is_confirmed();
        let budget = self.password_budget(browser);
        if is_confirmed {
            budget.succeeded();
        } else {
            budget.take_back();
        }
        Ok(PasswordProved {
            renewal,
            ..self.open_challenge(browser, rules, moment)
        })
    }

    /// Whether the sign-in is proved, which is used up whatever comes of it.
    ///
    /// # Errors
    /// As of [`Self::finish_login`].
    pub(super) fn take_proof(
        &mut self,
        login: &LoginId,
        ke3: &Ke3,
        moment: &Moment,
    ) -> Result<(), Refusal> {
        let expected = self.logins.take(login, moment.now)?;
        self.changed(Change::Unpublished);
        let is_proved = expected.is_met_by(ke3) && self.password_record().is_some();
        is_proved.then_some(()).ok_or(Refusal::InvalidCredentials)
    }

    /// Counts a guess before it is answered.
    ///
    /// # Errors
    /// [`Refusal::Wait`] where there were too many.
    pub(super) fn count_guess(
        &mut self,
        browser: Option<&BrowserToken>,
        rules: &Rules,
        moment: &Moment,
    ) -> Result<(), Refusal> {
        self.expire(rules, moment.now);
        let budget = self.password_budget(browser);
        if let Some(seconds) = budget.wait(moment.now) {
            return Err(Refusal::Wait { seconds });
        }
        budget.failed(moment.now);
        self.changed(Change::Unpublished);
        Ok(())
    }
}
