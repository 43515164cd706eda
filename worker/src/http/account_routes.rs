//! The paths of what belongs to an account.

use http::HeaderMap;

use crate::account::{Locator, Refusal, SelfService};
use crate::http::json_body::JsonBody;
use crate::http::problem_response::ApiProblem;
use crate::http::routes::{CallPath, Handle, Table, handle};
use crate::http::self_service::{by_body, by_path};
use crate::http::{
    activity, authenticators, browsers, password_change, password_reset, profile, sessions,
    step_up, users_me,
};
use crate::ports::Ports;

/// Each with the handlers of its methods.
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
                own_by_body(authenticators::addition),
            ],
        ),
        (
            call("/api/authenticators/{id}", "PATCH, DELETE"),
            vec![
                own_by_body(authenticators::renaming),
                own(authenticators::removal),
            ],
        ),
        (
            call("/api/authenticators/{id}/confirm", "POST"),
            vec![own_by_body(authenticators::confirmation)],
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
                own_by_body(profile::change),
                handle(by_body::<P>((profile::deletion, profile::without_cookies))),
            ],
        ),
        (
            call("/api/users/me/export", "GET"),
            vec![handle(by_path::<P>((
                |_| Ok(SelfService::Export),
                profile::as_file,
            )))],
        ),
        (
            call("/api/users/me/activity", "GET"),
            vec![own(|_| Ok(SelfService::ShowActivity))],
        ),
        (
            call("/api/users/me/activity/seen", "POST"),
            vec![own_by_body(activity::seen)],
        ),
    ]
}

/// A call that takes nothing but the access token and the path.
fn own<P: Ports>(what: fn(&str) -> Result<SelfService, Refusal>) -> Handle<P> {
    handle(by_path::<P>((what, alone)))
}

/// A call that takes a body as well.
fn own_by_body<P: Ports>(what: fn(&str, JsonBody) -> Result<SelfService, ApiProblem>) -> Handle<P> {
    handle(by_body::<P>((what, alone)))
}

/// With nothing besides in the answer.
fn alone(_locator: &Locator, _headers: &mut HeaderMap) {}
