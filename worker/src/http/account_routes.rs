//! The paths of what belongs to an account.

use axum::routing::{delete, get, patch, post};

use crate::account::SelfService;
use crate::http::routes::{CallPath, Table};
use crate::http::self_service::{alone, by_body, by_path};
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
            get(by_path::<P>((
                |_| Ok(SelfService::ListAuthenticators),
                alone,
            )))
            .post(by_body::<P>((authenticators::addition, alone))),
        ),
        (
            call("/api/authenticators/{id}", "PATCH, DELETE"),
            patch(by_body::<P>((authenticators::renaming, alone)))
                .delete(by_path::<P>((authenticators::removal, alone))),
        ),
        (
            call("/api/authenticators/{id}/confirm", "POST"),
            post(by_body::<P>((authenticators::confirmation, alone))),
        ),
        (
            call("/api/recovery-codes", "GET, POST"),
            get(by_path::<P>((
                |_| Ok(SelfService::ShowRecoveryCodes),
                alone,
            )))
            .post(by_path::<P>((
                |_| Ok(SelfService::MakeRecoveryCodes),
                alone,
            ))),
        ),
        (
            call("/api/recovery-codes/acknowledge", "POST"),
            post(by_path::<P>((
                |_| Ok(SelfService::AcknowledgeRecoveryCodes),
                alone,
            ))),
        ),
        (
            call("/api/sessions", "GET, DELETE"),
            get(by_path::<P>((|_| Ok(SelfService::ListSessions), alone)))
                .delete(by_path::<P>((|_| Ok(SelfService::EndOtherSessions), alone))),
        ),
        (
            call("/api/sessions/{id}", "DELETE"),
            delete(by_path::<P>((sessions::ending, alone))),
        ),
        (
            call("/api/browsers", "GET"),
            get(by_path::<P>((|_| Ok(SelfService::ListBrowsers), alone))),
        ),
        (
            call("/api/browsers/{id}", "DELETE"),
            delete(by_path::<P>((browsers::forgetting, alone))),
        ),
        (
            call("/api/users/me", "GET, PATCH, DELETE"),
            get(users_me::show::<P>)
                .patch(by_body::<P>((profile::change, alone)))
                .delete(by_body::<P>((profile::deletion, profile::without_cookies))),
        ),
        (
            call("/api/users/me/export", "GET"),
            get(by_path::<P>((
                |_| Ok(SelfService::Export),
                profile::as_file,
            ))),
        ),
        (
            call("/api/users/me/activity", "GET"),
            get(by_path::<P>((|_| Ok(SelfService::ShowActivity), alone))),
        ),
        (
            call("/api/users/me/activity/seen", "POST"),
            post(by_body::<P>((activity::seen, alone))),
        ),
    ]
}
