//! Others' accounts: who may do something about them, and what is done. Each deed is written down in
//! the same commit, for the person and for the deployment.

use postern_shared::api::{Role, SecretText};
use postern_shared::timestamp::Timestamp;
use postern_shared::totp::TotpSecret;
use postern_shared::username::Username;

use crate::account::activity::Entry;
use crate::account::administration::{Actor, Administered, Deed, InvitationNote, Order};
use crate::account::authenticator::{Authenticator, AuthenticatorId};
use crate::account::challenge::Challenges;
use crate::account::client_info::ClientInfo;
use crate::account::holder::{Account, Factor};
use crate::account::log_entry::LogEntry;
use crate::account::moment::Moment;
use crate::account::permission::{Action, may, may_to};
use crate::account::refusal::Refusal;
use crate::account::reset_link::{ResetLink, ResetToken};
use crate::account::rules::Rules;
use crate::account::slot::self_service::Asking;
use crate::account::slot::{Change, Slot, Tenure};

impl Slot {
    /// Whether the holder of a session may do something about others, by the role of this moment; and
    /// with a fresh proof of both factors, where it changes something.
    ///
    /// # Errors
    /// [`Refusal::SessionEnded`], [`Refusal::AccountDisabled`], [`Refusal::NotPermitted`];
    /// [`Refusal::StepUpRequired`] to who may.
    pub fn authorize(
        &mut self,
        asking: &Asking,
        action: Action,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Actor, Refusal> {
        let profile = &self.account_of(asking.session, rules, now)?.profile;
        if profile.disabled {
            return Err(Refusal::AccountDisabled);
        }
        if !may(profile.role, action) {
            return Err(Refusal::NotPermitted);
        }
        let actor = Actor {
            username: profile.username.clone(),
            role: profile.role,
            at: now,
        };
        if !action.is_reading() {
            self.fresh_account_of(asking, rules, now)?;
        }
        Ok(actor)
    }

    /// Carries out an order. What is so already is done, and not written down again.
    ///
    /// # Errors
    /// [`Refusal::PersonNotFound`] where nobody holds the name; [`Refusal::OwnAccount`];
    /// [`Refusal::NotPermitted`] for an account of this role; [`Refusal::NotNow`] where the order is
    /// late, or it could not be written down.
    pub fn administer(
        &mut self,
        order: Order,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<Administered, Refusal> {
        self.expire(rules, moment.now);
        let Tenure::Held(account) = &mut self.tenure else {
            return Err(Refusal::PersonNotFound);
        };
        if !account.is_somebodys() {
            return Err(Refusal::PersonNotFound);
        }
        let target = account.profile.clone();
        if target.username == order.actor.username {
            return Err(Refusal::OwnAccount);
        }
        if !may_to(order.actor.role, order.deed.action(), target.role) {
            return Err(Refusal::NotPermitted);
        }
        if order.is_late(moment.now) || self.news.len() >= LogEntry::MOST_WAITING {
            return Err(Refusal::NotNow);
        }
        if order.deed.is_so_already(&target) {
            return Ok(Administered {
                has_removed_administrator: false,
                reset: None,
            });
        }
        let was_administrator = target.role == Role::Admin && !target.disabled;
        let administered = Administered {
            has_removed_administrator: was_administrator && order.deed.may_remove_administrator(),
            reset: self.carry_out(order.deed, moment),
        };
        self.write_down(order, target.username, moment);
        Ok(administered)
    }

    /// For the person, and for the deployment.
    fn write_down(&mut self, order: Order, target: Username, moment: &mut Moment) {
        if let Some(kind) = order.deed.told() {
            let mut entry = Entry::new(kind, &ClientInfo::default(), moment.now);
            if let Deed::ChangeRole(role) = order.deed {
                entry = entry.about(role.as_str());
            }
            self.note(entry);
        }
        self.news.push(LogEntry {
            id: moment.entropy.draw(),
            at: moment.now,
            actor: order.actor.username,
            action: order.deed.logged(),
            target: Some(target),
            role: match order.deed {
                Deed::ChangeRole(role) => Some(role),
                _ => None,
            },
            invitation: None,
            reason: order.reason,
        });
        self.changed(Change::Published);
    }

    /// Writes down what the holder of this account has done about an invitation.
    ///
    /// # Errors
    /// [`Refusal::NotNow`] where too much waits to be written down already.
    pub fn note_invitation(
        &mut self,
        order: &InvitationNote,
        moment: &mut Moment,
    ) -> Result<(), Refusal> {
        if self.news.len() >= LogEntry::MOST_WAITING {
            return Err(Refusal::NotNow);
        }
        self.news.push(LogEntry {
            id: moment.entropy.draw(),
            at: moment.now,
            actor: order.actor.username.clone(),
            action: order.action,
            target: None,
            role: order.role,
            invitation: Some(order.invitation),
            reason: order.reason.clone(),
        });
        self.changed(Change::Published);
        Ok(())
    }

    /// Forgets what KV has taken.
    pub fn told(&mut self, entries: &[LogEntry]) {
        self.news
            .retain(|waiting| entries.iter().all(|told| told.id != waiting.id));
        self.changed(Change::Unpublished);
    }

    fn carry_out(&mut self, deed: Deed, moment: &mut Moment) -> Option<(SecretText, u64)> {
        match deed {
            Deed::Disable => {
                self.with_account(|account| account.profile.disabled = true);
                self.end_everything(moment);
            }
            Deed::Enable => self.with_account(|account| account.profile.disabled = false),
            Deed::EndSessions => {
                self.end_sessions(|_| true);
            }
            Deed::Unlock => {
                self.password_throttle.succeeded();
                self.lift_suspension();
                self.with_account(|account| {
                    for browser in &mut account.browsers {
                        browser.password_throttle.succeeded();
                    }
                });
            }
            Deed::ResetFactor => {
                let authenticator = Authenticator::new(
                    AuthenticatorId(moment.entropy.draw()),
                    Authenticator::DEFAULT_LABEL.to_owned(),
                    TotpSecret::from_random(moment.entropy.draw()),
                    moment.now,
                );
                let until = moment.now.plus(Account::ENROL_ANEW_SECONDS);
                self.lift_suspension();
                self.with_account(|account| {
                    account.factors = vec![Factor::Totp(authenticator)];
                    account.enrol_until = Some(until);
                    account.recovery = None;
                    account.distrust_browsers();
                });
                self.end_everything(moment);
            }
            Deed::StartPasswordReset => {
                let token = ResetToken::from_bytes(moment.entropy.draw());
                let link = ResetLink::of(&token, moment.now);
                self.with_account(|account| account.reset_link = Some(link));
                return Some((token.expose(), ResetLink::LIFE_SECONDS));
            }
            Deed::ChangeRole(role) => self.with_account(|account| account.profile.role = role),
            Deed::Delete => self.release(moment),
        }
        None
    }

    /// Sessions, and what is on its way to be one.
    fn end_everything(&mut self, moment: &mut Moment) {
        self.end_sessions(|_| true);
        self.challenges = Challenges::default();
        self.logins.disappoint(&mut moment.entropy);
    }

    fn with_account(&mut self, change: impl FnOnce(&mut Account)) {
        if let Tenure::Held(account) = &mut self.tenure {
            change(account);
        }
    }
}
