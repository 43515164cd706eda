//! The paths of what belongs to an account.

use axum::routing::{delete, get, patch, post};

use crate::account::SelfService;
use crate::http::routes::{CallPath, Table};
use crate::http::self_service::by_path;
use crate::http::{
    activity, authenticators, browsers, password_change, password_reset, profile, sessions,
    step_up, users_me,
};
use crate::ports::Ports;

/// Each with its handlers.
pub(super) fn table<P: Ports>() -> Table<P> {
    let call = CallPath::new;
    vec![
        (call("/api/step-up", "POST"), post(step_up::create::<P>)),
        (
            call("/api/password/start", "POST"),
            post(password_change::start::<P>),
        ),
        (
            call("/api/password", "POST"),
            post(password_change::change::<P>),
        ),
        (
            CallPath::shielded("/api/password/reset"),
            post(password_reset::create::<P>),
        ),
        (
            call("/api/authenticators", "GET, POST"),
            get(by_path::<P>(|_| Ok(SelfService::ListAuthenticators)))
                .post(authenticators::create::<P>),
        ),
        (
            call("/api/authenticators/{id}", "PATCH, DELETE"),
            patch(authenticators::rename::<P>).delete(by_path::<P>(authenticators::removal)),
        ),
        (
            call("/api/authenticators/{id}/confirm", "POST"),
            post(authenticators::confirm::<P>),
        ),
        (
            call("/api/recovery-codes", "GET, POST"),
            get(by_path::<P>(|_| Ok(SelfService::ShowRecoveryCodes)))
                .post(by_path::<P>(|_| Ok(SelfService::MakeRecoveryCodes))),
        ),
        (
            call("/api/recovery-codes/acknowledge", "POST"),
            post(by_path::<P>(|_| Ok(SelfService::AcknowledgeRecoveryCodes))),
        ),
        (
            call("/api/sessions", "GET, DELETE"),
            get(by_path::<P>(|_| Ok(SelfService::ListSessions)))
                .delete(by_path::<P>(|_| Ok(SelfService::EndOtherSessions))),
        ),
        (
            call("/api/sessions/{id}", "DELETE"),
            delete(by_path::<P>(sessions::ending)),
        ),
        (
            call("/api/browsers", "GET"),
            get(by_path::<P>(|_| Ok(SelfService::ListBrowsers))),
        ),
        (
            call("/api/browsers/{id}", "DELETE"),
            delete(by_path::<P>(browsers::forgetting)),
        ),
        (
            call("/api/users/me", "GET, PATCH, DELETE"),
            get(users_me::show::<P>)
                .patch(profile::change::<P>)
                .delete(profile::delete::<P>),
        ),
        (
            call("/api/users/me/export", "GET"),
            get(profile::export::<P>),
        ),
        (
            call("/api/users/me/activity", "GET"),
            get(by_path::<P>(|_| Ok(SelfService::ShowActivity))),
        ),
        (
            call("/api/users/me/activity/seen", "POST"),
            post(activity::mark_seen::<P>),
        ),
    ]
}
