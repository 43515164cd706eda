//! The paths of administration.

use postern_shared::api::Role;

use crate::account::Deed;
use crate::http::administration::{ReadDeed, doing, for_a_reason, to_a_role};
use crate::http::routes::{CallPath, Handle, Table, handle};
use crate::http::{administration_invitations, administration_log, overview, people};
use crate::ports::Ports;

/// Each with the handlers of its methods.
pub(super) fn table<P: Ports>() -> Table<P> {
    let call = CallPath::new;
    let mut table = vec![
        (
            call("/api/admin/overview", "GET"),
            vec![handle(overview::show::<P>)],
        ),
        (
            call("/api/admin/people", "POST"),
            vec![handle(people::list::<P>)],
        ),
        (
            call("/api/admin/people/{id}", "GET"),
            vec![handle(people::show::<P>)],
        ),
        (
            call("/api/admin/log", "POST"),
            vec![handle(administration_log::list::<P>)],
        ),
        (
            call("/api/admin/log/export", "POST"),
            vec![handle(administration_log::export::<P>)],
        ),
        (
            call("/api/admin/invitations", "GET, POST"),
            vec![
                handle(administration_invitations::list::<P>),
                handle(administration_invitations::create::<P>),
            ],
        ),
        (
            call("/api/admin/invitations/{id}/revoke", "POST"),
            vec![handle(administration_invitations::revoke::<P>)],
        ),
        (
            call("/api/admin/people/{id}/role", "POST"),
            vec![deed::<P>(Deed::ChangeRole(Role::User), to_a_role)],
        ),
    ];
    for (path, what) in DEEDS {
        table.push((call(path, "POST"), vec![deed::<P>(what, for_a_reason)]));
    }
    table
}

fn deed<P: Ports>(what: Deed, read: ReadDeed) -> Handle<P> {
    handle(doing::<P>((what, read)))
}

/// What is done for a reason.
const DEEDS: [(&str, Deed); 7] = [
    ("/api/admin/people/{id}/disable", Deed::Disable),
    ("/api/admin/people/{id}/enable", Deed::Enable),
    ("/api/admin/people/{id}/end-sessions", Deed::EndSessions),
    ("/api/admin/people/{id}/unlock", Deed::Unlock),
    ("/api/admin/people/{id}/reset-factor", Deed::ResetFactor),
    (
        "/api/admin/people/{id}/reset-password",
        Deed::StartPasswordReset,
    ),
    ("/api/admin/people/{id}/delete", Deed::Delete),
];
