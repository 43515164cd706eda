//! The browsers that an account knows again: listed, and forgotten.

use postern_shared::api::{ActivityKind, BrowsersResponse};
use postern_shared::timestamp::Timestamp;

use crate::account::activity::Entry;
use crate::account::holder::Account;
use crate::account::known_browser::{BrowserId, BrowserToken};
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::slot::self_service::Asking;
use crate::account::slot::{Change, Slot, Tenure};

impl Slot {
    pub(super) fn forget_browser(
        &mut self,
        asking: &Asking,
        id: BrowserId,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        self.fresh_account_of(asking, rules, now)?;
        let Tenure::Held(account) = &mut self.tenure else {
            return Err(Refusal::SessionEnded);
        };
        let before = account.browsers.len();
        account.browsers.retain(|browser| browser.id != id);
        if account.browsers.len() == before {
            return Err(Refusal::BrowserNotFound);
        }
        let entry = Entry::new(ActivityKind::BrowserForgotten, &asking.client, now);
        account.log(entry.of(asking.session));
        self.changed(Change::Unpublished);
        Ok(())
    }
}

/// The browsers that are known again, for their owner.
pub(super) fn list_browsers(
    account: &Account,
    current: Option<&BrowserToken>,
    now: Timestamp,
) -> BrowsersResponse {
    let current = current.map(BrowserToken::hash);
    let mut browsers: Vec<_> = account
        .browsers
        .iter()
        .map(|browser| browser.shown(current.as_ref(), now))
        .collect();
    browsers.sort_by_key(|browser| std::cmp::Reverse(browser.last_seen_at));
    BrowsersResponse { browsers }
}
