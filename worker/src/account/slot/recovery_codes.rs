//! Recovery codes of whoever is signed in: made anew, and said to be kept.

use postern_shared::api::{ActivityKind, SecretText};

use crate::account::activity::Entry;
use crate::account::moment::Moment;
use crate::account::recovery_code::RecoveryCodes;
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::slot::self_service::Asking;
use crate::account::slot::{Change, Slot, Tenure};

impl Slot {
    pub(super) fn make_recovery_codes(
        &mut self,
        asking: &Asking,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<Vec<SecretText>, Refusal> {
        self.fresh_account_of(asking, rules, moment.now)?;
        let (codes, texts) = RecoveryCodes::make(moment);
        if let Tenure::Held(account) = &mut self.tenure {
            account.recovery = Some(codes);
            account.distrust_browsers();
            let kind = ActivityKind::RecoveryCodesMade;
            account.log(Entry::new(kind, &asking.client, moment.now).of(asking.session));
        }
        self.changed(Change::Published);
        Ok(texts)
    }

    pub(super) fn acknowledge_recovery_codes(&mut self) {
        if let Tenure::Held(account) = &mut self.tenure
            && let Some(codes) = &mut account.recovery
            && !codes.is_acknowledged
        {
            codes.is_acknowledged = true;
            self.changed(Change::Published);
        }
    }
}
