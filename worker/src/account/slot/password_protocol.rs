//! The first step by a client that does not show the password (RFC 9807).
//!
//! With one answer of the service a client can test one guess without ever coming back. So each
//! answer counts as a failure from the start, and only the proof takes it back.

use postern_opaque::{Argon2Cost, Ke1, Ke2, Ke3, RegistrationRequest};
use postern_shared::timestamp::Timestamp;

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
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<RegistrationStarted, Refusal> {
        self.count_guess(rules, moment)?;
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
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<LoginStarted, Refusal> {
        self.count_guess(rules, moment)?;
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
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<PasswordProved, Refusal> {
        self.expire(rules, moment.now);
        let expected = self.logins.take(login, moment.now)?;
        self.changed(Change::Unpublished);
        let is_proved = expected.is_met_by(ke3);
        let Some(record) = self.password_record().filter(|_| is_proved) else {
            return Err(Refusal::InvalidCredentials);
        };
        let renewal = renewal
            .filter(|_| rules.passwords.is_outdated(record))
            .and_then(|request| rules.passwords.start_registration(&self.locator, request));
        if self.is_confirmed() {
            self.password_throttle.succeeded();
        } else {
            self.password_throttle.take_back();
        }
        Ok(PasswordProved {
            renewal,
            ..self.open_challenge(rules, moment)
        })
    }

    fn count_guess(&mut self, rules: &Rules, moment: &Moment) -> Result<(), Refusal> {
        self.expire(rules, moment.now);
        if let Some(seconds) = self.password_throttle.wait(moment.now) {
            return Err(Refusal::Wait { seconds });
        }
        self.password_throttle.failed(moment.now);
        self.changed(Change::Unpublished);
        Ok(())
    }
}
