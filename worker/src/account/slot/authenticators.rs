//! Several authenticators: added, confirmed, renamed, removed. One that takes the place of another
//! does so when its first code has come, and not before.

use postern_shared::api::{ActivityKind, AuthenticatorSummary, AuthenticatorsResponse, SecretText};
use postern_shared::one_time_code::OneTimeCode;
use postern_shared::profile::parse_label;
use postern_shared::totp::TotpSecret;

use crate::account::activity::Entry;
use crate::account::authenticator::{Authenticator, AuthenticatorId, Verdict};
use crate::account::holder::{Account, Factor};
use crate::account::moment::Moment;
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::slot::self_service::Asking;
use crate::account::slot::served::Served;
use crate::account::slot::{Change, Slot, Tenure};

impl Slot {
    /// Begins the enrolment of one more, in place of one that was begun before.
    pub(super) fn add_authenticator(
        &mut self,
        asking: &Asking,
        label: Option<String>,
        replaces: Option<AuthenticatorId>,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<Served, Refusal> {
        self.fresh_account_of(asking, rules, moment.now)?;
        let Tenure::Held(account) = &mut self.tenure else {
            return Err(Refusal::SessionEnded);
        };
        let replaced = replaces
            .map(|id| account.authenticator(id).filter(|it| it.is_confirmed()))
            .map(|found| {
                found
                    .map(|it| it.label.clone())
                    .ok_or(Refusal::AuthenticatorNotFound)
            })
            .transpose()?;
        let confirmed = account
            .factors
            .iter()
            .filter(|factor| factor.is_confirmed())
            .count();
        if confirmed >= Authenticator::MAX_PER_ACCOUNT && replaces.is_none() {
            return Err(Refusal::TooManyAuthenticators);
        }
        let label = match label {
            Some(text) => parse_label(&text).map_err(|_| Refusal::InvalidLabel)?,
            None => replaced.unwrap_or_else(|| {
                let number = confirmed.saturating_add(1);
                format!("{} {number}", Authenticator::DEFAULT_LABEL)
            }),
        };
        account.factors.retain(Factor::is_confirmed);
        let secret = TotpSecret::from_random(moment.entropy.draw());
        let added = Served::AuthenticatorAdded {
            id: AuthenticatorId(moment.entropy.draw()),
            username: account.profile.username.clone(),
            label: label.clone(),
            secret: SecretText::new(secret.expose_base32()),
            expires_in: Authenticator::ENROLMENT_SECONDS,
        };
        if let Served::AuthenticatorAdded { id, .. } = &added {
            let authenticator = Authenticator::new(*id, label, secret, moment.now);
            account.factors.push(Factor::Totp(Authenticator {
                replaces,
                ..authenticator
            }));
        }
        self.changed(Change::Unpublished);
        Ok(added)
    }

    /// Makes one that was begun a factor by its first code; the one that it replaces goes. No browser
    /// is trusted any more.
    pub(super) fn confirm_authenticator(
        &mut self,
        asking: &Asking,
        id: AuthenticatorId,
        code: &SecretText,
        rules: &Rules,
        moment: &Moment,
    ) -> Result<AuthenticatorSummary, Refusal> {
        self.account_of(asking.session, rules, moment.now)?;
        let Tenure::Held(account) = &mut self.tenure else {
            return Err(Refusal::SessionEnded);
        };
        let found = account
            .authenticator(id)
            .ok_or(Refusal::AuthenticatorNotFound)?;
        if found.is_confirmed() {
            return Err(Refusal::AuthenticatorConfirmed);
        }
        // Whoever confirms has the secret; there is nothing to guess and no count to keep.
        let code = OneTimeCode::parse(code.expose()).map_err(|_| Refusal::InvalidFirstCode)?;
        if found.check(&code, moment.now) != Verdict::Accepted {
            return Err(Refusal::InvalidFirstCode);
        }
        let replaces = found.replaces.take();
        let (label, summary) = (found.label.clone(), found.shown());
        let kind = match replaces {
            Some(old) => {
                account.remove_factor(old);
                ActivityKind::AuthenticatorReplaced
            }
            None => ActivityKind::AuthenticatorAdded,
        };
        account.distrust_browsers();
        let entry = Entry::new(kind, &asking.client, moment.now);
        account.log(entry.of(asking.session).about(&label));
        self.changed(Change::Published);
        Ok(summary)
    }

    /// Gives one another name.
    pub(super) fn rename_authenticator(
        &mut self,
        asking: &Asking,
        id: AuthenticatorId,
        label: &str,
        rules: &Rules,
        moment: &Moment,
    ) -> Result<AuthenticatorSummary, Refusal> {
        self.account_of(asking.session, rules, moment.now)?;
        let Tenure::Held(account) = &mut self.tenure else {
            return Err(Refusal::SessionEnded);
        };
        let found = account
            .authenticator(id)
            .ok_or(Refusal::AuthenticatorNotFound)?;
        let label = parse_label(label).map_err(|_| Refusal::InvalidLabel)?;
        if found.label == label {
            return Ok(found.shown());
        }
        found.label.clone_from(&label);
        let summary = found.shown();
        let kind = ActivityKind::AuthenticatorRenamed;
        let entry = Entry::new(kind, &asking.client, moment.now);
        account.log(entry.of(asking.session).about(&label));
        self.changed(Change::Published);
        Ok(summary)
    }

    /// Removes one; the last confirmed one stays. No browser is trusted any more.
    pub(super) fn remove_authenticator(
        &mut self,
        asking: &Asking,
        id: AuthenticatorId,
        rules: &Rules,
        moment: &Moment,
    ) -> Result<(), Refusal> {
        self.fresh_account_of(asking, rules, moment.now)?;
        let Tenure::Held(account) = &mut self.tenure else {
            return Err(Refusal::SessionEnded);
        };
        let confirmed = account
            .factors
            .iter()
            .filter(|factor| factor.is_confirmed())
            .count();
        let found = account
            .authenticator(id)
            .ok_or(Refusal::AuthenticatorNotFound)?;
        let (label, was_confirmed) = (found.label.clone(), found.is_confirmed());
        if was_confirmed && confirmed <= 1 {
            return Err(Refusal::LastAuthenticator);
        }
        account.remove_factor(id);
        if was_confirmed {
            account.distrust_browsers();
            let kind = ActivityKind::AuthenticatorRemoved;
            let entry = Entry::new(kind, &asking.client, moment.now);
            account.log(entry.of(asking.session).about(&label));
        }
        self.changed(Change::Published);
        Ok(())
    }
}

/// The authenticators, for their owner.
pub(super) fn list(account: &Account) -> AuthenticatorsResponse {
    AuthenticatorsResponse {
        authenticators: account.authenticators().map(Authenticator::shown).collect(),
    }
}
