//! Both factors in one call, as the OAuth 2 password form has it.

use crate::account::authenticator::Verdict;
use crate::account::client_info::ClientInfo;
use crate::account::moment::Moment;
use crate::account::password::Password;
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::second_factor::SecondFactor;
use crate::account::session::ProvedMethod;
use crate::account::slot::arrival::{Arrival, begin_session};
use crate::account::slot::second_step::Presenter;
use crate::account::slot::sessions::SignedIn;
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
        factor: &SecondFactor,
        client: ClientInfo,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<SignedIn, Refusal> {
        let (was_confirmed, is_first) = (self.is_confirmed(), !self.is_somebodys());
        let is_proved = self.try_password(password, None, rules, moment)?;
        if !(is_proved && self.is_confirmed_by(factor, &client, moment)) {
            self.password_throttle.failed(moment.now);
            return Err(Refusal::InvalidCredentials);
        }
        self.password_throttle.succeeded();
        let change = if was_confirmed {
            Change::Unpublished
        } else {
            Change::Published
        };
        self.changed(change);
        self.upgrade_password(password, rules, moment);
        let Tenure::Held(account) = &mut self.tenure else {
            return Err(Refusal::InvalidCredentials);
        };
        account.enrol_until = None;
        if account.profile.disabled {
            return Err(Refusal::AccountDisabled);
        }
        let arrival = Arrival {
            methods: vec![ProvedMethod::Password, factor.method()],
            client,
            browser: None,
            is_to_be_trusted: false,
        };
        Ok(SignedIn {
            is_first,
            ..begin_session(account, arrival, rules, moment)
        })
    }

    /// Uses the factor up where it is right and the account takes it now.
    fn is_confirmed_by(
        &mut self,
        factor: &SecondFactor,
        client: &ClientInfo,
        moment: &Moment,
    ) -> bool {
        let presenter = Presenter {
            client,
            browser: None,
        };
        let verdict = match factor {
            _ if self.check_budget(factor, &presenter, moment.now).is_err() => {
                return false;
            }
            SecondFactor::Code(code) => self.try_code(code, &presenter, moment.now),
            SecondFactor::Recovery(code) => self.try_recovery_code(code, &presenter, moment.now),
            SecondFactor::TrustedBrowser => return false,
        };
        verdict == Verdict::Accepted
    }
}
