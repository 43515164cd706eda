//! What somebody does with their own data: change it, take it along, take it away.

use postern_shared::api::{ActivityKind, ExportResponse, Role, User};
use postern_shared::username::Username;

use crate::account::activity::Entry;
use crate::account::challenge::Challenges;
use crate::account::holder::Account;
use crate::account::moment::Moment;
use crate::account::recovery_code;
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::slot::browsers::list_browsers;
use crate::account::slot::self_service::Asking;
use crate::account::slot::session_list::list_sessions;
use crate::account::slot::{Change, Slot, Tenure, authenticators};

impl Slot {
    /// Changes e-mail address and full name, as far as they are given. Where messages about the
    /// account may go once is worth both factors.
    pub(super) fn change_profile(
        &mut self,
        asking: &Asking,
        (email, full_name): (Option<String>, Option<String>),
        rules: &Rules,
        moment: &Moment,
    ) -> Result<User, Refusal> {
        let account = self.account_of(asking.session, rules, moment.now)?;
        let is_new =
            |text: &String, known: &Option<String>| known.as_deref().unwrap_or_default() != text;
        let email = email.filter(|email| is_new(email, &account.profile.email));
        let full_name = full_name.filter(|name| is_new(name, &account.profile.full_name));
        if email.is_some() {
            self.fresh_account_of(asking, rules, moment.now)?;
        }
        let Tenure::Held(account) = &mut self.tenure else {
            return Err(Refusal::SessionEnded);
        };
        let entry = |kind| Entry::new(kind, &asking.client, moment.now).of(asking.session);
        let is_changed = email.is_some() || full_name.is_some();
        if let Some(email) = email {
            account.profile.email = Some(email).filter(|text| !text.is_empty());
            account.log(entry(ActivityKind::EmailChanged));
        }
        if let Some(full_name) = full_name {
            account.profile.full_name = Some(full_name).filter(|text| !text.is_empty());
            account.log(entry(ActivityKind::FullNameChanged));
        }
        let user = account.profile.shown();
        if is_changed {
            self.changed(Change::Published);
        }
        Ok(user)
    }

    /// Everything that is held about the person, and no secret.
    pub(super) fn export(
        &mut self,
        asking: &Asking,
        rules: &Rules,
        moment: &Moment,
    ) -> Result<ExportResponse, Refusal> {
        let (passwords, codes) = (self.password_throttle.failures, self.code_throttle.failures);
        let account = self.account_of(asking.session, rules, moment.now)?;
        let most = |of: fn(&crate::account::KnownBrowser) -> u32, general: u32| {
            account.browsers.iter().map(of).fold(general, u32::max)
        };
        Ok(ExportResponse {
            exported_at: moment.now.unix_seconds(),
            id: account.subject(),
            user: account.profile.shown(),
            password: account.password.form_and_cost(),
            authenticators: authenticators::list(account).authenticators,
            recovery_codes: recovery_code::shown(account.recovery.as_ref()),
            sessions: list_sessions(account, asking.session, rules, moment.now),
            browsers: list_browsers(account, asking.browser.as_ref(), moment.now).browsers,
            activity: account.shown_activity(),
            wrong_passwords: most(|browser| browser.password_throttle.failures, passwords),
            wrong_codes: most(|browser| browser.code_throttle.failures, codes),
        })
    }

    /// Deletes the account, unless it is an administrator's: another one takes the role away first, so
    /// that the last one stays. Nobody may have the name for some time; what was guessed of it stays
    /// counted, because evaluations of it may wait for the next holder.
    pub(super) fn delete(
        &mut self,
        asking: &Asking,
        username: &Username,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<(), Refusal> {
        let account = self.fresh_account_of(asking, rules, moment.now)?;
        if account.profile.username != *username {
            return Err(Refusal::ConfirmationMismatch);
        }
        if account.profile.role == Role::Admin {
            return Err(Refusal::LastAdministrator);
        }
        self.release(moment);
        Ok(())
    }

    /// Takes the account away, whoever wants it.
    pub(super) fn release(&mut self, moment: &mut Moment) {
        let listed_as = match &self.tenure {
            Tenure::Held(account) => Some(account.profile.username.clone()),
            Tenure::Vacant | Tenure::Released { .. } => None,
        };
        self.tenure = Tenure::Released {
            until: moment.now.plus(Self::TOMBSTONE_SECONDS),
            is_reserved: true,
            listed_as,
        };
        self.challenges = Challenges::default();
        self.code_throttle.succeeded();
        self.logins.disappoint(&mut moment.entropy);
        self.changed(Change::Published);
    }
}

impl Account {
    /// The random name of the account in access tokens.
    fn subject(&self) -> String {
        crate::account::SessionId(self.profile.id).to_string()
    }
}
