//! What the holder of a session may ask of their own account, in one table.

use postern_shared::api::SecretText;
use postern_shared::timestamp::Timestamp;
use postern_shared::username::Username;
use serde::{Deserialize, Serialize};

use crate::account::authenticator::AuthenticatorId;
use crate::account::client_info::ClientInfo;
use crate::account::holder::Account;
use crate::account::known_browser::{BrowserId, BrowserToken};
use crate::account::moment::Moment;
use crate::account::recovery_code;
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::session::SessionId;
use crate::account::slot::browsers::list_browsers;
use crate::account::slot::served::Served;
use crate::account::slot::session_list::list_sessions;
use crate::account::slot::{Change, Slot, Tenure, authenticators};

/// Who asks.
pub struct Asking {
    /// The session of the access token.
    pub session: SessionId,
    /// What the request said of the program that sent it.
    pub client: ClientInfo,
    /// The browser, where it has signed in before.
    pub browser: Option<BrowserToken>,
}

/// What is asked.
#[derive(Serialize, Deserialize)]
pub enum SelfService {
    /// Where the account is signed in.
    ListSessions,
    /// The end of a session. Of another one: with a fresh proof.
    EndSession(SessionId),
    /// The end of all other sessions, with a fresh proof.
    EndOtherSessions,
    /// The authenticators.
    ListAuthenticators,
    /// One more authenticator, with a fresh proof.
    AddAuthenticator {
        /// What to call it.
        label: Option<String>,
        /// The one that it takes the place of.
        replaces: Option<AuthenticatorId>,
    },
    /// The first code of it.
    ConfirmAuthenticator {
        /// Which.
        id: AuthenticatorId,
        /// The code.
        code: SecretText,
    },
    /// Another name for it.
    RenameAuthenticator {
        /// Which.
        id: AuthenticatorId,
        /// The name.
        label: String,
    },
    /// Its end, with a fresh proof.
    RemoveAuthenticator(AuthenticatorId),
    /// What there is of recovery codes.
    ShowRecoveryCodes,
    /// New recovery codes, with a fresh proof.
    MakeRecoveryCodes,
    /// That the recovery codes are kept.
    AcknowledgeRecoveryCodes,
    /// The browsers that are known again.
    ListBrowsers,
    /// One of them less, with a fresh proof.
    ForgetBrowser(BrowserId),
    /// What has happened.
    ShowActivity,
    /// That it was seen, up to this number.
    MarkActivitySeen(u64),
    /// Another e-mail address, with a fresh proof, or another full name; or none.
    ChangeProfile {
        /// The e-mail address, where it is to be changed; empty where it is to be none.
        email: Option<String>,
        /// The full name, where it is to be changed; empty where it is to be none.
        full_name: Option<String>,
    },
    /// Everything that is held about the person.
    Export,
    /// The end of the account, with a fresh proof.
    Delete {
        /// The username as the person has typed it.
        username: Username,
    },
}

impl Slot {
    /// Does what the holder of a session asks. A session that has ended is told so, whatever it asks.
    ///
    /// # Errors
    /// [`Refusal::SessionEnded`]; [`Refusal::StepUpRequired`] where the proof of both factors is not
    /// fresh enough; else what is wrong with what is asked.
    pub fn serve(
        &mut self,
        asking: &Asking,
        what: SelfService,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<Served, Refusal> {
        let now = moment.now;
        let account = self.account_of(asking.session, rules, now)?;
        Ok(match what {
            SelfService::ListSessions => {
                Served::Sessions(list_sessions(account, asking.session, rules, now))
            }
            SelfService::EndSession(ended) => {
                self.end_session(asking, ended, rules, now)?;
                Served::Done
            }
            SelfService::EndOtherSessions => {
                Served::Ended(self.end_other_sessions(asking, rules, now)?)
            }
            SelfService::ListAuthenticators => {
                Served::Authenticators(authenticators::list(account))
            }
            SelfService::AddAuthenticator { label, replaces } => {
                self.add_authenticator(asking, label, replaces, rules, moment)?
            }
            SelfService::ConfirmAuthenticator { id, code } => {
                Served::Authenticator(self.confirm_authenticator(asking, id, &code, rules, moment)?)
            }
            SelfService::RenameAuthenticator { id, label } => {
                Served::Authenticator(self.rename_authenticator(asking, id, &label, rules, moment)?)
            }
            SelfService::RemoveAuthenticator(id) => {
                self.remove_authenticator(asking, id, rules, moment)?;
                Served::Done
            }
            SelfService::ShowRecoveryCodes => {
                Served::RecoveryCodes(recovery_code::shown(account.recovery.as_ref()))
            }
            SelfService::MakeRecoveryCodes => {
                Served::NewRecoveryCodes(self.make_recovery_codes(asking, rules, moment)?)
            }
            SelfService::AcknowledgeRecoveryCodes => {
                self.acknowledge_recovery_codes();
                Served::Done
            }
            SelfService::ListBrowsers => {
                Served::Browsers(list_browsers(account, asking.browser.as_ref(), now))
            }
            SelfService::ForgetBrowser(id) => {
                self.forget_browser(asking, id, rules, now)?;
                Served::Done
            }
            SelfService::ShowActivity => Served::Activity(account.shown_activity()),
            SelfService::MarkActivitySeen(number) => {
                self.mark_activity_seen(number);
                Served::Done
            }
            SelfService::ChangeProfile { email, full_name } => {
                Served::User(self.change_profile(asking, (email, full_name), rules, moment)?)
            }
            SelfService::Export => Served::Export(Box::new(self.export(asking, rules, moment)?)),
            SelfService::Delete { username } => {
                self.delete(asking, &username, rules, moment)?;
                Served::Done
            }
        })
    }

    /// The account of a session that has not ended.
    pub(super) fn account_of(
        &mut self,
        asking: SessionId,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<&Account, Refusal> {
        self.expire(rules, now);
        match &self.tenure {
            Tenure::Held(account)
                if account
                    .live_session(asking, &rules.session_lifetime, now)
                    .is_some() =>
            {
                Ok(account)
            }
            Tenure::Held(_) | Tenure::Vacant | Tenure::Released { .. } => {
                Err(Refusal::SessionEnded)
            }
        }
    }

    /// The same, where both factors were proved not long ago.
    pub(super) fn fresh_account_of(
        &mut self,
        asking: &Asking,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<&Account, Refusal> {
        let account = self.account_of(asking.session, rules, now)?;
        if account.profile.disabled {
            return Err(Refusal::AccountDisabled);
        }
        account
            .live_session(asking.session, &rules.session_lifetime, now)
            .is_some_and(|session| session.is_fresh(now))
            .then_some(account)
            .ok_or(Refusal::StepUpRequired)
    }

    fn mark_activity_seen(&mut self, number: u64) {
        if let Tenure::Held(account) = &mut self.tenure {
            account.activity.mark_seen(number);
            self.changed(Change::Unpublished);
        }
    }
}
