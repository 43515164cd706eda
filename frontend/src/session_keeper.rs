//! Keeps the session: begins it, restores it after a reload, renews it ahead of its end, ends it.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::api::{TokenResponse, User};
use postern_shared::page::Page;

use crate::api_client::{self, Failure};
use crate::browser::{self, Place};
use crate::notice::Notice;
use crate::session_state::{Enrolment, Gate, PendingSignIn, Session, gate};

/// What the pages share. It is copied freely: the parts are signals.
#[derive(Clone, Copy)]
pub struct SessionKeeper {
    session: RwSignal<Option<Session>>,
    pending: RwSignal<Option<PendingSignIn>>,
    enrolment: RwSignal<Option<Enrolment>>,
    notice: RwSignal<Option<Notice>>,
    step: RwSignal<Option<Step>>,
    renewal: StoredValue<Option<TimeoutHandle>>,
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
            pending: RwSignal::new(pending),
            enrolment: RwSignal::new(None),
            notice: RwSignal::new(None),
            step: RwSignal::new(None),
            renewal: StoredValue::new(None),
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

    /// Reads half a sign-in, without being told of its changes.
    pub fn with_pending<T>(self, read: impl FnOnce(Option<&PendingSignIn>) -> T) -> T {
        self.pending
            .with_untracked(|pending| read(pending.as_ref()))
    }

    /// Reads the authenticator's secret, without being told of its changes.
    pub fn with_enrolment<T>(self, read: impl FnOnce(Option<&Enrolment>) -> T) -> T {
        self.enrolment
            .with_untracked(|enrolment| read(enrolment.as_ref()))
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

    /// The notice was read: the next visit of the sign-in page does not show it again.
    pub fn drop_notice(self) {
        self.notice.set(None);
    }

    /// The password was right; the code comes next.
    pub fn begin_second_step(self, pending: PendingSignIn, enrolment: Option<Enrolment>) {
        let page = pending.purpose.page();
        browser::keep(Place::Tab, PENDING_KEY, &pending.to_text());
        self.drop_notice();
        self.pending.set(Some(pending));
        self.enrolment.set(enrolment);
        self.go(page);
    }

    /// Both steps are done.
    pub fn begin_session(self, response: TokenResponse) {
        self.drop_second_step();
        self.hold(response);
        self.lead(Page::Account, None);
    }

    /// The half-finished sign-in cannot go on; the username is kept for the next one.
    pub fn abandon_second_step(self, notice: Notice) {
        browser::forget(Place::Tab, PENDING_KEY);
        self.enrolment.set(None);
        self.lead(Page::SignIn, Some(notice));
    }

    /// Restores the session that this browser had, if it had one.
    pub async fn restore(self) {
        if browser::kept(Place::Browser, SIGNED_IN_KEY).is_none() {
            return;
        }
        browser::alone(RENEWAL_LOCK, async move {
            match api_client::refresh().await {
                Ok(response) => self.hold(response),
                Err(failure) if ends_session(&failure) => {
                    browser::forget(Place::Browser, SIGNED_IN_KEY);
                }
                Err(_unreachable) => self.notice.set(Some(Notice::Unreachable)),
            }
        })
        .await;
    }

    /// Asks the service who is signed in, with a new token where the old one has ended.
    ///
    /// # Errors
    /// Why the account may be out of date. A session that has ended leads to the sign-in page.
    pub async fn reload_user(self) -> Result<(), Failure> {
        match self.fetch_user().await {
            Err(failure) if ends_session(&failure) => {
                self.renew().await;
                self.fetch_user().await
            }
            other => other,
        }
    }

    /// Signs out, here and in this browser's other tabs.
    ///
    /// # Errors
    /// The service did not hear it: the session is still there.
    pub async fn sign_out(self) -> Result<(), Failure> {
        match api_client::logout().await {
            Err(failure) if !ends_session(&failure) => Err(failure),
            _signed_out => {
                self.end(Notice::SignedOut);
                Ok(())
            }
        }
    }

    /// Ends this tab's session when another tab signs out.
    pub fn watch_other_tabs(self) {
        let listener = window_event_listener(ev::storage, move |event| {
            let is_ours = event.key().as_deref() == Some(SIGNED_IN_KEY);
            let is_signed_in = self.session.with_untracked(Option::is_some);
            if is_ours && event.new_value().is_none() && is_signed_in {
                self.end(Notice::SignedOut);
            }
        });
        // It listens for as long as the page is there.
        std::mem::forget(listener);
    }

    async fn fetch_user(self) -> Result<(), Failure> {
        let token = self.session.with_untracked(|session| {
            let session = session.as_ref()?;
            Some(postern_shared::api::SecretText::new(
                session.access_token.expose().to_owned(),
            ))
        });
        let Some(token) = token else {
            return Ok(());
        };
        let user = api_client::me(&token).await?;
        self.session.update(|session| {
            if let Some(session) = session {
                session.user = user;
            }
        });
        Ok(())
    }

    async fn renew(self) {
        browser::alone(RENEWAL_LOCK, async move {
            match api_client::refresh().await {
                Ok(response) => self.hold(response),
                Err(failure) if ends_session(&failure) => self.end(Notice::SessionEnded),
                Err(_unreachable) => self.renew_in(RETRY_SECONDS),
            }
        })
        .await;
    }

    fn hold(self, response: TokenResponse) {
        let session = Session::begin(response);
        let renew_after = session.renew_after();
        browser::keep(Place::Browser, SIGNED_IN_KEY, "yes");
        self.session.set(Some(session));
        self.renew_in(renew_after);
    }

    fn renew_in(self, seconds: u64) {
        let task = move || {
            if self.session.with_untracked(Option::is_some) {
                spawn_local(self.renew());
            }
        };
        let timer = set_timeout_with_handle(task, Duration::from_secs(seconds)).ok();
        self.replace_timer(timer);
    }

    fn end(self, notice: Notice) {
        browser::forget(Place::Browser, SIGNED_IN_KEY);
        self.replace_timer(None);
        self.session.set(None);
        self.lead(Page::SignIn, Some(notice));
    }

    fn drop_second_step(self) {
        browser::forget(Place::Tab, PENDING_KEY);
        self.pending.set(None);
        self.enrolment.set(None);
    }

    fn leave_for(self, page: Page, replaces: bool) {
        self.step.set(Some(Step { page, replaces }));
    }

    fn replace_timer(self, timer: Option<TimeoutHandle>) {
        if let Some(before) = self.renewal.get_value() {
            before.clear();
        }
        self.renewal.set_value(timer);
    }
}

/// Whether the answer says that there is no session any more.
fn ends_session(failure: &Failure) -> bool {
    match failure {
        Failure::Problem(problem) => problem.status == UNAUTHORIZED,
        Failure::Network | Failure::Unreadable => false,
    }
}

const UNAUTHORIZED: u16 = 401;
/// Until the next try when a renewal found no network.
const RETRY_SECONDS: u64 = 15;
const RENEWAL_LOCK: &str = "postern.renewal";
const SIGNED_IN_KEY: &str = "postern.signed_in";
const PENDING_KEY: &str = "postern.sign_in";
