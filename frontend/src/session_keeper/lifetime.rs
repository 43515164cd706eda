//! A session over time: restored after a reload, renewed ahead of its end, ended.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::api::{SecretText, TokenResponse};
use postern_shared::page::Page;
use postern_shared::problem::ProblemCode;

use super::SessionKeeper;
use crate::api_client::{self, Failure};
use crate::browser::{self, Place};
use crate::notice::Notice;
use crate::session_state::Session;

impl SessionKeeper {
    /// Whether this browser had a session that [`restore`](Self::restore) may bring back.
    pub fn may_be_signed_in() -> bool {
        browser::kept(Place::Browser, SIGNED_IN_KEY).is_some()
    }

    /// Restores the session that this browser had, if it had one.
    pub async fn restore(self) {
        if !Self::may_be_signed_in() {
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
        let user = self
            .with_token(async |token| api_client::me(token).await)
            .await?;
        if let Some(user) = user {
            self.session.update(|session| {
                if let Some(session) = session {
                    session.user = user;
                }
            });
        }
        Ok(())
    }

    /// Signs out, here and in this browser's other tabs.
    ///
    /// # Errors
    /// The service did not hear it: the session is still there.
    pub async fn sign_out(self) -> Result<(), Failure> {
        // Not while a renewal is under way, which would bring the session back.
        let answer = browser::alone(RENEWAL_LOCK, async move {
            match api_client::logout().await {
                Err(failure) if !ends_session(&failure) => Err(failure),
                _signed_out => {
                    self.end(Notice::SignedOut);
                    Ok(())
                }
            }
        });
        answer.await.unwrap_or(Err(Failure::Unreadable))
    }

    /// The account is deleted, and every session with it. Not while a renewal is under way, which
    /// would bring this one back.
    pub async fn leave_deleted_account(self) {
        browser::alone(RENEWAL_LOCK, async move {
            self.end(Notice::AccountDeleted);
        })
        .await;
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

    /// What proves to the service who asks; none where nobody is signed in.
    pub(super) fn access_token(self) -> Option<SecretText> {
        self.session.with_untracked(|session| {
            let session = session.as_ref()?;
            Some(SecretText::new(session.access_token.expose().to_owned()))
        })
    }

    /// A new access token, taken by the browser's tabs in turns; or the end of the session.
    pub(super) async fn renew(self) {
        browser::alone(RENEWAL_LOCK, async move {
            if self.session.with_untracked(Option::is_none) {
                return;
            }
            match api_client::refresh().await {
                Ok(response) => self.hold(response),
                Err(failure) if ends_session(&failure) => self.end(Notice::SessionEnded),
                Err(_unreachable) => self.renew_in(RETRY_SECONDS),
            }
        })
        .await;
    }

    pub(super) fn hold(self, response: TokenResponse) {
        let session = Session::begin(response);
        let renew_after = session.renew_after();
        browser::keep(Place::Browser, SIGNED_IN_KEY, "yes");
        self.session.set(Some(session));
        self.renew_in(renew_after);
    }

    pub(super) fn renew_in(self, seconds: u64) {
        let task = move || {
            if self.session.with_untracked(Option::is_some) {
                spawn_local(self.renew());
            }
        };
        let timer = set_timeout_with_handle(task, Duration::from_secs(seconds)).ok();
        self.replace_timer(timer);
    }

    /// The session is over, here and in this browser's other tabs.
    pub fn end(self, notice: Notice) {
        browser::forget(Place::Browser, SIGNED_IN_KEY);
        self.replace_timer(None);
        self.session.set(None);
        self.fresh_codes.set_value(None);
        self.lead(Page::SignIn, Some(notice));
    }

    fn replace_timer(self, timer: Option<TimeoutHandle>) {
        if let Some(before) = self.renewal.get_value() {
            before.clear();
        }
        self.renewal.set_value(timer);
    }
}

/// Whether the answer says that there is no session any more. Not every 401 does: a wrong code or a
/// proof that is too old leaves the session as it is.
pub(super) fn ends_session(failure: &Failure) -> bool {
    match failure {
        Failure::Problem(problem) => matches!(
            problem.code,
            ProblemCode::MissingToken
                | ProblemCode::InvalidToken
                | ProblemCode::TokenExpired
                | ProblemCode::SessionEnded
                | ProblemCode::RefreshTokenReused
        ),
        Failure::Network | Failure::Unreadable | Failure::Device(_) => false,
    }
}

/// Until the next try when a renewal found no network.
const RETRY_SECONDS: u64 = 15;
const RENEWAL_LOCK: &str = "postern.renewal";
const SIGNED_IN_KEY: &str = "postern.signed_in";
