//! What the pages share: who is signed in, half a sign-in, and which page comes next.

mod area;
mod calls;
mod invitation;
mod lifetime;

use leptos::prelude::*;
use postern_shared::api::{SecretText, TokenResponse, User};
use postern_shared::page::Page;

use crate::browser::{self, Place};
use crate::notice::Notice;
use crate::session_state::{Enrolment, Gate, PendingSignIn, Session, gate};

/// What the pages share. It is copied freely: the parts are handles.
#[derive(Clone, Copy)]
pub struct SessionKeeper {
    session: RwSignal<Option<Session>>,
    pending: StoredValue<Option<PendingSignIn>>,
    enrolment: StoredValue<Option<Enrolment>>,
    notice: RwSignal<Option<Notice>>,
    step: RwSignal<Option<Step>>,
    renewal: StoredValue<Option<TimeoutHandle>>,
    wanted: StoredValue<Option<Page>>,
    fresh_codes: StoredValue<Option<Vec<SecretText>>>,
    has_arrived: StoredValue<bool>,
    signs_in_next: StoredValue<String>,
    invitation: RwSignal<Option<SecretText>>,
    searched: StoredValue<String>,
}

/// A page to go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The page.
    pub page: Page,
    /// Whether it takes the place of the one before it in the browser's history.
    pub replaces: bool,
}

impl SessionKeeper {
    /// Nobody is signed in; half a sign-in may be left from before a reload.
    pub fn new() -> Self {
        let pending =
            browser::kept(Place::Tab, PENDING_KEY).and_then(|text| PendingSignIn::from_text(&text));
        Self {
            session: RwSignal::new(None),
            pending: StoredValue::new(pending),
            enrolment: StoredValue::new(None),
            notice: RwSignal::new(None),
            step: RwSignal::new(None),
            renewal: StoredValue::new(None),
            wanted: StoredValue::new(None),
            fresh_codes: StoredValue::new(None),
            has_arrived: StoredValue::new(false),
            signs_in_next: StoredValue::new(String::new()),
            invitation: RwSignal::new(None),
            searched: StoredValue::new(String::new()),
        }
    }

    /// Who is signed in.
    pub fn user(self) -> Option<User> {
        self.session
            .with(|session| Some(session.as_ref()?.user.clone()))
    }

    /// What to say on the sign-in page.
    pub fn notice(self) -> Option<Notice> {
        self.notice.get()
    }

    /// The page to go to next.
    pub fn step(self) -> Option<Step> {
        self.step.get()
    }

    /// Reads half a sign-in.
    pub fn with_pending<T>(self, read: impl FnOnce(Option<&PendingSignIn>) -> T) -> T {
        self.pending.with_value(|pending| read(pending.as_ref()))
    }

    /// Reads the authenticator's secret.
    pub fn with_enrolment<T>(self, read: impl FnOnce(Option<&Enrolment>) -> T) -> T {
        self.enrolment
            .with_value(|enrolment| read(enrolment.as_ref()))
    }

    /// Where `page` leads now.
    pub fn gate(self, page: Page) -> Gate {
        let is_signed_in = self.session.with_untracked(Option::is_some);
        self.with_pending(|pending| gate(page, is_signed_in, pending, browser::now()))
    }

    /// Goes to `page`; the back button leads here again.
    pub fn go(self, page: Page) {
        self.leave_for(page, false);
    }

    /// Goes to `page`, which takes this one's place in the history.
    pub fn lead(self, page: Page, notice: Option<Notice>) {
        if notice.is_some() {
            self.notice.set(notice);
        }
        self.leave_for(page, true);
    }

    /// Leads away from `page`, which is not open now; a sign-in leads back to it.
    pub fn turn_away(self, page: Page, other: Page, notice: Option<Notice>) {
        if notice == Some(Notice::SignInFirst) {
            self.wanted.set_value(Some(page));
        }
        self.lead(other, notice);
    }

    /// The notice was read: the next visit of the sign-in page does not show it again.
    pub fn drop_notice(self) {
        self.notice.set(None);
    }

    /// The password was right; the code comes next.
    pub fn begin_second_step(self, pending: PendingSignIn, enrolment: Option<Enrolment>) {
        let page = pending.purpose.page();
        browser::keep(Place::Tab, PENDING_KEY, &pending.to_text());
        self.drop_notice();
        self.pending.set_value(Some(pending));
        self.enrolment.set_value(enrolment);
        self.go(page);
    }

    /// Both steps are done. Recovery codes that were made just now come before any other page.
    pub fn begin_session(self, mut response: TokenResponse) {
        self.drop_second_step();
        let wanted = self.wanted.try_update_value(Option::take).flatten();
        let fresh_codes = response.recovery_codes.take();
        let next = match fresh_codes {
            Some(_) => Page::RecoveryCodes,
            None => wanted.unwrap_or(Page::Account),
        };
        self.fresh_codes.set_value(fresh_codes);
        self.has_arrived.set_value(false);
        self.searched.set_value(String::new());
        self.hold(response);
        self.lead(next, None);
    }

    /// The recovery codes that the first confirmation of the account has brought, once. In memory
    /// only: whoever reloads the page makes new ones.
    pub fn take_fresh_recovery_codes(self) -> Option<Vec<SecretText>> {
        self.fresh_codes.try_update_value(Option::take).flatten()
    }

    /// The half-finished sign-in cannot go on; the username is kept for the next one.
    pub fn abandon_second_step(self, notice: Notice) {
        browser::forget(Place::Tab, PENDING_KEY);
        self.enrolment.set_value(None);
        self.pending.update_value(|pending| {
            if let Some(pending) = pending {
                pending.expires_at = 0;
            }
        });
        self.lead(Page::SignIn, Some(notice));
    }

    /// Whose name the sign-in page begins with: whoever has begun to sign in, or has set a new
    /// password in place of a forgotten one. Empty where nobody has.
    pub fn who_signs_in(self) -> String {
        let begun = self.with_pending(|pending| Some(pending?.username.clone()));
        begun.unwrap_or_else(|| self.signs_in_next.get_value())
    }

    /// The sessions of whoever has this name have ended with their old password; the new one signs
    /// them in. In memory only.
    pub fn end_with_password(self, username: String) {
        self.drop_second_step();
        self.signs_in_next.set_value(username);
        self.end(Notice::PasswordReset);
    }

    fn drop_second_step(self) {
        self.signs_in_next.set_value(String::new());
        browser::forget(Place::Tab, PENDING_KEY);
        self.pending.set_value(None);
        self.enrolment.set_value(None);
    }

    fn leave_for(self, page: Page, replaces: bool) {
        self.step.set(Some(Step { page, replaces }));
    }
}

const PENDING_KEY: &str = "postern.sign_in";
