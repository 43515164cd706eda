//! A new password for whoever knows the one before (ASVS 6.2.3).

use postern_opaque::server::KeptRecord;
use postern_opaque::{Ke1, Ke3, RegistrationRequest};
use postern_shared::api::ActivityKind;

use crate::account::activity::Entry;
use crate::account::challenge::Challenges;
use crate::account::moment::Moment;
use crate::account::password::Password;
use crate::account::password_record::PasswordRecord;
use crate::account::passwords::RegistrationStarted;
use crate::account::pending_login::LoginId;
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::slot::password_protocol::LoginStarted;
use crate::account::slot::self_service::Asking;
use crate::account::slot::{Change, Slot, Tenure};

/// The current password and the new one.
#[expect(
    clippy::large_enum_variant,
    reason = "one is made for each call, and moved a few times"
)]
pub enum PasswordChange {
    /// Both as they are; the new one obeys the policy.
    Plain {
        /// The current one.
        current: Password,
        /// The new one.
        new: Password,
    },
    /// The current one proved, and what is kept of the new one.
    Proved {
        /// Names the proof's beginning.
        login: LoginId,
        /// The proof.
        ke3: Ke3,
        /// The new one's record.
        record: KeptRecord,
    },
}

/// The answers to somebody who changes a password without showing it.
pub struct PasswordChangeStarted {
    /// For the proof of the current one.
    pub login: LoginStarted,
    /// For the record of the new one.
    pub registration: RegistrationStarted,
}

impl Slot {
    /// Answers the first half of a change in which no password is shown. Counted as one guess.
    ///
    /// # Errors
    /// [`Refusal::SessionEnded`], [`Refusal::StepUpRequired`], [`Refusal::Wait`].
    pub fn start_password_change(
        &mut self,
        asking: &Asking,
        ke1: &Ke1,
        request: &RegistrationRequest,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<PasswordChangeStarted, Refusal> {
        self.fresh_account_of(asking, rules, moment.now)?;
        self.count_guess(asking.browser.as_ref(), rules, moment)?;
        let registration = rules
            .passwords
            .start_registration(&self.locator, request)
            .ok_or(Refusal::OutOfMemory)?;
        Ok(PasswordChangeStarted {
            login: self.answer_login(ke1, rules, moment)?,
            registration,
        })
    }

    /// Puts the new password in the place of the current one. Sign-ins under way with the old one
    /// come to nothing; the other sessions end unless they are to be kept; no browser is trusted.
    ///
    /// # Errors
    /// [`Refusal::SessionEnded`], [`Refusal::StepUpRequired`]; [`Refusal::InvalidCredentials`] for a
    /// wrong current password, which is counted; [`Refusal::Wait`] after too many.
    pub fn change_password(
        &mut self,
        asking: &Asking,
        change: PasswordChange,
        keep_other_sessions: bool,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<(), Refusal> {
        self.fresh_account_of(asking, rules, moment.now)?;
        let browser = asking.browser.as_ref();
        let record = match change {
            PasswordChange::Plain { current, new } => {
                if !self.try_password(&current, browser, rules, moment)? {
                    self.password_budget(browser).failed(moment.now);
                    return Err(Refusal::InvalidCredentials);
                }
                rules
                    .passwords
                    .keep(&new, &self.locator, &mut moment.entropy)
                    .ok_or(Refusal::OutOfMemory)?
            }
            PasswordChange::Proved { login, ke3, record } => {
                self.take_proof(&login, &ke3, moment)?;
                PasswordRecord::Opaque(record)
            }
        };
        self.password_budget(browser).succeeded();
        self.set_password(record, moment);
        if !keep_other_sessions {
            self.end_sessions(|session| session.id != asking.session.0);
        }
        let entry = Entry::new(ActivityKind::PasswordChanged, &asking.client, moment.now);
        self.note(entry.of(asking.session));
        Ok(())
    }

    /// Another password from now on: nothing that the old one has begun goes on.
    pub(super) fn set_password(&mut self, record: PasswordRecord, moment: &mut Moment) {
        if let Tenure::Held(account) = &mut self.tenure {
            account.password = record;
            account.came_in_clear = false;
            account.reset_link = None;
            account.distrust_browsers();
        }
        self.logins.disappoint(&mut moment.entropy);
        self.challenges = Challenges::default();
        self.changed(Change::Published);
    }
}
