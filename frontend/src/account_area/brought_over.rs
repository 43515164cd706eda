//! What somebody whose account came from another service is asked to replace, until it is replaced.

use leptos::prelude::*;
use postern_shared::api::{ActivityEntry, ActivityKind};
use postern_shared::page::Page;

use crate::components::{group, heading, nothing};

/// The request, beside what else there is to look at; nothing where nothing is left to replace. No button takes
/// it away: that others could read the password does not change by having been read.
pub fn request(entries: &[ActivityEntry]) -> AnyView {
    let (password, authenticator) = to_replace(entries);
    if !password && !authenticator {
        return nothing();
    }
    let mut parts = vec![heading(TITLE, SAID)];
    if password {
        parts.push(ask(
            "Others could read your password where it was kept before. ",
            Page::Password,
            "Change your password",
        ));
    }
    if authenticator {
        parts.push(ask(
            "The secret of your authenticator is shorter than it should be. ",
            Page::Authenticators,
            "Replace your authenticator",
        ));
    }
    group("warning", TITLE, parts)
}

/// The same for a screen reader, before its reader comes to it; nothing where there is no request.
pub fn said(entries: &[ActivityEntry]) -> &'static str {
    match to_replace(entries) {
        (false, false) => "",
        _ => SAID,
    }
}

/// Whether the password, and whether an authenticator, is still as it came.
fn to_replace(entries: &[ActivityEntry]) -> (bool, bool) {
    let last = |kinds: &[ActivityKind]| {
        let entries = entries.iter().filter(|entry| kinds.contains(&entry.kind));
        entries.map(|entry| entry.number).max()
    };
    // `None` is less than every number.
    let password = last(&[ActivityKind::PlainPasswordImported])
        > last(&[
            ActivityKind::PasswordChanged,
            ActivityKind::PasswordReset,
            ActivityKind::PasswordResetByLink,
        ]);
    let authenticator = last(&[ActivityKind::ShortSecretImported])
        > last(&[
            ActivityKind::AuthenticatorReplaced,
            ActivityKind::AuthenticatorRemoved,
            ActivityKind::FactorReset,
        ]);
    (password, authenticator)
}

fn ask(why: &'static str, page: Page, what: &'static str) -> AnyView {
    view! {
        <p>{why} <a href=page.path()>{what}</a> "."</p>
    }
    .into_any()
}

/// The id of the heading.
const TITLE: &str = "to-replace";
const SAID: &str = "Your account was brought over: please replace what came with it";
