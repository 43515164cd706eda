//! A new password for whoever has forgotten theirs: a recovery code and a code of the authenticator
//! together, so that recovery takes two factors as well, and turns none off (ASVS 6.4.3). What an
//! administrator has made stands in for the recovery code (ASVS 6.4.6).

use postern_shared::api::ActivityKind;
use postern_shared::one_time_code::OneTimeCode;
use postern_shared::timestamp::Timestamp;

use crate::account::activity::Entry;
use crate::account::authenticator::Verdict;
use crate::account::client_info::ClientInfo;
use crate::account::known_browser::BrowserToken;
use crate::account::moment::Moment;
use crate::account::password_record::PasswordRecord;
use crate::account::recovery_code::RecoveryCode;
use crate::account::refusal::Refusal;
use crate::account::reset_link::ResetToken;
use crate::account::rules::Rules;
use crate::account::second_factor::SecondFactor;
use crate::account::slot::registration::NewPassword;
use crate::account::slot::second_step::Presenter;
use crate::account::slot::{Slot, Tenure};

/// What somebody presents who has forgotten the password.
pub struct PasswordReset {
    /// What stands in for the old one.
    pub proof: ResetProof,
    /// The new password; a plain one obeys the policy.
    pub password: NewPassword,
    /// What has sent it.
    pub client: ClientInfo,
    /// The browser, where it has signed in before.
    pub browser: Option<BrowserToken>,
}

/// What stands in for a forgotten password.
pub enum ResetProof {
    /// What the person has kept.
    Recovery {
        /// A recovery code.
        recovery: RecoveryCode,
        /// A code of an authenticator.
        code: OneTimeCode,
    },
    /// What an administrator has made.
    Link {
        /// The token.
        token: ResetToken,
        /// A code of an authenticator, or a recovery code; none where the second factor was reset.
        factor: Option<SecondFactor>,
    },
}

impl Slot {
    /// Sets a new password, and ends all sessions. A recovery code that is not the account's is
    /// counted like a wrong password, and then the other code is not looked at: so nobody uses up
    /// the authenticator's tries without one. Nothing is used up unless both are right.
    ///
    /// # Errors
    /// [`Refusal::InvalidRecovery`] for everything that is wrong, also for a name that nobody holds;
    /// [`Refusal::Wait`]; to whoever has a recovery code [`Refusal::AuthenticatorSuspended`].
    pub fn reset_password(
        &mut self,
        reset: PasswordReset,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<(), Refusal> {
        self.expire(rules, moment.now);
        let (browser, now) = (reset.browser.as_ref(), moment.now);
        // A record was counted when it was begun.
        if matches!(reset.password, NewPassword::Plain(_))
            && let Some(seconds) = self.password_budget(browser).wait(now)
        {
            return Err(Refusal::Wait { seconds });
        }
        let is_half_proved = match &reset.proof {
            ResetProof::Recovery { recovery, .. } => self.has_recovery_code(recovery),
            ResetProof::Link { token, .. } => self.has_reset_link(token, now),
        };
        if !is_half_proved {
            self.count_failed_reset(&reset, moment);
            return Err(Refusal::InvalidRecovery);
        }
        if self.try_second_half(&reset, now)? != Verdict::Accepted {
            self.count_failed_reset(&reset, moment);
            return Err(Refusal::InvalidRecovery);
        }
        let record = match reset.password {
            NewPassword::Plain(password) => rules
                .passwords
                .keep(&password, &self.locator, &mut moment.entropy)
                .ok_or(Refusal::OutOfMemory)?,
            NewPassword::Record(record) => PasswordRecord::Opaque(record),
        };
        if let Tenure::Held(account) = &mut self.tenure {
            let kind = match &reset.proof {
                ResetProof::Recovery { recovery, .. } => {
                    if let Some(codes) = &mut account.recovery {
                        codes.take(recovery, now);
                    }
                    ActivityKind::PasswordReset
                }
                ResetProof::Link { .. } => ActivityKind::PasswordResetByLink,
            };
            account.sessions.clear();
            account.log(Entry::new(kind, &reset.client, now));
        }
        self.password_budget(browser).succeeded();
        self.set_password(record, moment);
        Ok(())
    }

    /// The other factor. After a reset of it there is none to prove.
    fn try_second_half(
        &mut self,
        reset: &PasswordReset,
        now: Timestamp,
    ) -> Result<Verdict, Refusal> {
        let presenter = Presenter {
            client: &reset.client,
            browser: reset.browser.as_ref(),
        };
        Ok(match &reset.proof {
            ResetProof::Recovery { code, .. } => {
                self.check_code_budget(presenter.browser, now)?;
                self.try_code(code, &presenter, now)
            }
            ResetProof::Link { factor, .. } if self.is_confirmed() => match factor {
                Some(SecondFactor::Code(code)) => {
                    self.check_code_budget(presenter.browser, now)?;
                    self.try_code(code, &presenter, now)
                }
                Some(SecondFactor::Recovery(code)) => self.try_recovery_code(code, &presenter, now),
                Some(SecondFactor::TrustedBrowser) | None => Verdict::Wrong,
            },
            ResetProof::Link { .. } => Verdict::Accepted,
        })
    }

    /// Whether an administrator has made it for this account, not long ago.
    fn has_reset_link(&self, token: &ResetToken, now: Timestamp) -> bool {
        match &self.tenure {
            Tenure::Held(account) => account
                .reset_link
                .as_ref()
                .is_some_and(|link| link.is_opened_by(token, now)),
            Tenure::Vacant | Tenure::Released { .. } => false,
        }
    }

    /// Whether it is an unused recovery code of a confirmed account.
    fn has_recovery_code(&self, code: &RecoveryCode) -> bool {
        match &self.tenure {
            Tenure::Held(account) if account.is_confirmed() => account
                .recovery
                .as_ref()
                .is_some_and(|codes| codes.check(code) == Verdict::Accepted),
            Tenure::Held(_) | Tenure::Vacant | Tenure::Released { .. } => false,
        }
    }

    fn count_failed_reset(&mut self, reset: &PasswordReset, moment: &Moment) {
        self.changed(super::Change::Unpublished);
        if matches!(reset.password, NewPassword::Plain(_)) {
            self.password_budget(reset.browser.as_ref())
                .failed(moment.now);
        }
    }
}
