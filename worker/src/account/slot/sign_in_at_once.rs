//! Both factors in one call, as the OAuth 2 password form has it.

use postern_shared::one_time_code::OneTimeCode;

use crate::account::authenticator::Verdict;
use crate::account::client_info::ClientInfo;
use crate::account::moment::Moment;
use crate::account::password::Password;
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::session::ProvedMethod;
use crate::account::slot::sessions::SignedIn;
use crate::account::slot::sign_in::begin_session;
use crate::account::slot::{Change, Slot, Tenure};

impl Slot {
    /// Proves password and code together, and begins a session.
    ///
    /// A wrong code is answered and counted like a wrong password, so that nobody learns by this
    /// way which of the two was right; it counts against the authenticator besides.
    ///
    /// # Errors
    /// [`Refusal::Wait`] before any work where there were too many failures;
    /// [`Refusal::InvalidCredentials`] for everything that is wrong, also for a code of the
    /// authenticator while it takes none; [`Refusal::AccountDisabled`] after both were right.
    pub fn sign_in_at_once(
        &mut self,
        password: &Password,
        code: &OneTimeCode,
        client: ClientInfo,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<SignedIn, Refusal> {
        let is_proved = self.try_password(password, rules, moment)?;
        let was_confirmed = self.is_confirmed();
        if !(is_proved && self.accepts_code(code, moment)) {
            self.password_throttle.failed(moment.now);
            return Err(Refusal::InvalidCredentials);
        }
        self.password_throttle.succeeded();
        if !was_confirmed {
            self.changed(Change::Published);
        }
        self.upgrade_password(password, rules, moment);
        let Tenure::Held(account) = &mut self.tenure else {
            return Err(Refusal::InvalidCredentials);
        };
        if account.profile.disabled {
            return Err(Refusal::AccountDisabled);
        }
        let methods = vec![ProvedMethod::Password, ProvedMethod::Totp];
        Ok(begin_session(account, methods, client, rules, moment))
    }

    /// Uses up the code's step where it is right and the authenticator takes codes now.
    fn accepts_code(&mut self, code: &OneTimeCode, moment: &Moment) -> bool {
        if self.code_throttle.failures >= Self::MAX_WRONG_CODES
            || self.code_throttle.wait(moment.now).is_some()
        {
            return false;
        }
        let Tenure::Held(account) = &mut self.tenure else {
            return false;
        };
        let verdict = account
            .authenticator()
            .map(|authenticator| authenticator.check(code, moment.now));
        match verdict {
            Some(Verdict::Accepted) => {
                self.code_throttle.succeeded();
                true
            }
            Some(Verdict::Wrong) => {
                self.code_throttle.failed(moment.now);
                false
            }
            Some(Verdict::AlreadyUsed) | None => false,
        }
    }
}
