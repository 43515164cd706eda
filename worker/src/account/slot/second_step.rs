//! The second factor, wherever it is proved: at a sign-in, within a session, in the password form.

use postern_shared::api::ActivityKind;
use postern_shared::one_time_code::OneTimeCode;
use postern_shared::timestamp::Timestamp;

use crate::account::activity::Entry;
use crate::account::authenticator::Verdict;
use crate::account::challenge::{ChallengeId, Standing};
use crate::account::client_info::ClientInfo;
use crate::account::known_browser::BrowserToken;
use crate::account::recovery_code::RecoveryCode;
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::second_factor::SecondFactor;
use crate::account::session::ProvedMethod;
use crate::account::slot::{Change, Slot, Tenure};

/// Who presents a second factor.
pub(super) struct Presenter<'a> {
    /// What it said of itself.
    pub client: &'a ClientInfo,
    /// The browser that it is, where it has signed in before.
    pub browser: Option<&'a BrowserToken>,
}

impl Slot {
    /// Proves a second factor with an open challenge, which it uses up. Answers all that was proved.
    ///
    /// # Errors
    /// Says what is wrong with the challenge or the factor, or how long to wait.
    pub(super) fn answer_challenge(
        &mut self,
        challenge: &ChallengeId,
        factor: &SecondFactor,
        presenter: &Presenter,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Vec<ProvedMethod>, Refusal> {
        let open = self.challenges.find_open(challenge, now)?;
        let mut proved = open.proved.clone();
        self.check_budget(factor, presenter, now)?;
        self.changed(Change::Unpublished);
        let verdict = match factor {
            SecondFactor::TrustedBrowser => {
                if !self.is_trusted(presenter.browser, rules, now) {
                    return Err(Refusal::NoTrustedBrowser);
                }
                Verdict::Accepted
            }
            SecondFactor::Code(code) => self.try_code(code, presenter, now),
            SecondFactor::Recovery(code) => self.try_recovery_code(code, presenter, now),
        };
        let open = self.challenges.find_open(challenge, now)?;
        match verdict {
            Verdict::Accepted => {
                open.standing = Standing::Used;
                proved.push(factor.method());
                Ok(proved)
            }
            Verdict::Wrong => Err(Refusal::InvalidOtp {
                attempts_left: open.refuse_code(),
            }),
            Verdict::AlreadyUsed => {
                let attempts_left = open.refuse_code();
                Err(match factor {
                    SecondFactor::Recovery(_) => Refusal::RecoveryCodeUsed { attempts_left },
                    _ => Refusal::OtpAlreadyUsed { attempts_left },
                })
            }
        }
    }

    /// Whether the factor may be tried now. A recovery code cannot be guessed, and is the way in
    /// for its owner while others use up the tries.
    pub(super) fn check_budget(
        &mut self,
        factor: &SecondFactor,
        presenter: &Presenter,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        match factor {
            SecondFactor::Code(_) => self.check_code_budget(presenter.browser, now),
            SecondFactor::Recovery(_) | SecondFactor::TrustedBrowser => Ok(()),
        }
    }

    /// Whether a code of an authenticator may be tried now.
    pub(super) fn check_code_budget(
        &mut self,
        browser: Option<&BrowserToken>,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if self.is_suspended() {
            return Err(Refusal::AuthenticatorSuspended);
        }
        match self.code_budget(browser).wait(now) {
            Some(seconds) => Err(Refusal::Wait { seconds }),
            None => Ok(()),
        }
    }

    /// Checks a code of an authenticator after the password was right, counts it, and writes down
    /// what its owner has to know.
    pub(super) fn try_code(
        &mut self,
        code: &OneTimeCode,
        presenter: &Presenter,
        now: Timestamp,
    ) -> Verdict {
        let verdict = match &mut self.tenure {
            Tenure::Held(account) => account.check_code(code, now),
            Tenure::Vacant | Tenure::Released { .. } => Verdict::Wrong,
        };
        match verdict {
            Verdict::Accepted => self.code_budget(presenter.browser).succeeded(),
            Verdict::Wrong => {
                self.code_budget(presenter.browser).failed(now);
                self.note(Entry::new(ActivityKind::WrongCode, presenter.client, now));
                if self.is_suspended() {
                    let kind = ActivityKind::AuthenticatorsSuspended;
                    self.note(Entry::new(kind, presenter.client, now));
                }
            }
            Verdict::AlreadyUsed => {
                self.note(Entry::new(ActivityKind::UsedCode, presenter.client, now));
            }
        }
        verdict
    }

    /// Checks a recovery code after the password was right, and uses it up.
    pub(super) fn try_recovery_code(
        &mut self,
        code: &RecoveryCode,
        presenter: &Presenter,
        now: Timestamp,
    ) -> Verdict {
        let codes = match &mut self.tenure {
            Tenure::Held(account) => account.recovery.as_mut(),
            Tenure::Vacant | Tenure::Released { .. } => None,
        };
        let verdict = codes.map_or(Verdict::Wrong, |codes| codes.take(code, now));
        let kind = match verdict {
            Verdict::Accepted => {
                // One that was used must not come back with an older record.
                self.changed(Change::Published);
                self.lift_suspension();
                ActivityKind::RecoveryCodeUsed
            }
            Verdict::AlreadyUsed => ActivityKind::UsedCode,
            Verdict::Wrong => ActivityKind::WrongCode,
        };
        self.note(Entry::new(kind, presenter.client, now));
        verdict
    }

    /// What may prove the second factor now.
    pub(super) fn offered_methods(
        &mut self,
        browser: Option<&BrowserToken>,
        rules: &Rules,
        now: Timestamp,
    ) -> Vec<ProvedMethod> {
        let is_trusted = self.is_trusted(browser, rules, now);
        let mut methods = vec![ProvedMethod::Totp];
        if let Tenure::Held(account) = &self.tenure
            && account
                .recovery
                .as_ref()
                .is_some_and(|codes| codes.left() > 0)
        {
            methods.push(ProvedMethod::RecoveryCode);
        }
        if is_trusted {
            methods.push(ProvedMethod::TrustedBrowser);
        }
        methods
    }

    /// Whether the browser is trusted now. A deployment that trusts none any more asks all again.
    fn is_trusted(
        &mut self,
        browser: Option<&BrowserToken>,
        rules: &Rules,
        now: Timestamp,
    ) -> bool {
        match &mut self.tenure {
            Tenure::Held(account) if rules.trusts_browsers => account
                .known_browser(browser)
                .is_some_and(|known| known.is_trusted(now)),
            Tenure::Held(_) | Tenure::Vacant | Tenure::Released { .. } => false,
        }
    }

    /// Writes an entry into the log of whoever holds the name.
    pub(super) fn note(&mut self, entry: Entry) {
        if let Tenure::Held(account) = &mut self.tenure {
            account.log(entry);
        }
    }
}
