//! The paths of what belongs to an account.

use crate::account::{Refusal, SelfService};
use crate::http::routes::{CallPath, Handle, Table, handle};
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
        (
            call("/api/step-up", "POST"),
            vec![handle(step_up::create::<P>)],
        ),
        (
            call("/api/password/start", "POST"),
            vec![handle(password_change::start::<P>)],
        ),
        (
            call("/api/password", "POST"),
            vec![handle(password_change::change::<P>)],
        ),
        (
            CallPath::shielded("/api/password/reset"),
            vec![handle(password_reset::create::<P>)],
        ),
        (
            call("/api/authenticators", "GET, POST"),
            vec![
                own(|_| Ok(SelfService::ListAuthenticators)),
                handle(authenticators::create::<P>),
            ],
        ),
        (
            call("/api/authenticators/{id}", "PATCH, DELETE"),
            vec![
                handle(authenticators::rename::<P>),
                own(authenticators::removal),
            ],
        ),
        (
            call("/api/authenticators/{id}/confirm", "POST"),
            vec![handle(authenticators::confirm::<P>)],
        ),
        (
            call("/api/recovery-codes", "GET, POST"),
            vec![
                own(|_| Ok(SelfService::ShowRecoveryCodes)),
                own(|_| Ok(SelfService::MakeRecoveryCodes)),
            ],
        ),
        (
            call("/api/recovery-codes/acknowledge", "POST"),
            vec![own(|_| Ok(SelfService::AcknowledgeRecoveryCodes))],
        ),
        (
            call("/api/sessions", "GET, DELETE"),
            vec![
                own(|_| Ok(SelfService::ListSessions)),
                own(|_| Ok(SelfService::EndOtherSessions)),
            ],
        ),
        (
            call("/api/sessions/{id}", "DELETE"),
            vec![own(sessions::ending)],
        ),
        (
            call("/api/browsers", "GET"),
            vec![own(|_| Ok(SelfService::ListBrowsers))],
        ),
        (
            call("/api/browsers/{id}", "DELETE"),
            vec![own(browsers::forgetting)],
        ),
        (
            call("/api/users/me", "GET, PATCH, DELETE"),
            vec![
                handle(users_me::show::<P>),
                handle(profile::change::<P>),
                handle(profile::delete::<P>),
            ],
        ),
        (
            call("/api/users/me/export", "GET"),
            vec![handle(profile::export::<P>)],
        ),
        (
            call("/api/users/me/activity", "GET"),
            vec![own(|_| Ok(SelfService::ShowActivity))],
        ),
        (
            call("/api/users/me/activity/seen", "POST"),
            vec![handle(activity::mark_seen::<P>)],
        ),
    ]
}

/// A call that takes nothing but the access token and the path.
fn own<P: Ports>(what: fn(&str) -> Result<SelfService, Refusal>) -> Handle<P> {
    handle(by_path::<P>(what))
}
