//! The invitation of a link, `/register#invitation=…`. It is in memory only: the address bar and the
//! history, which others may look at, do not keep it.

use std::cell::RefCell;

use leptos::prelude::{window, window_event_listener_untyped};
use postern_shared::api::{RegistrationMode, SecretText};

use crate::browser;

thread_local! {
    static INVITATION: RefCell<Option<SecretText>> = const { RefCell::new(None) };
}

/// Takes the invitation out of the address. A link that is opened in a tab of Postern changes what is
/// behind `#` alone: then the page is loaded again.
pub fn take() {
    if let Some(text) = browser::take_fragment(FRAGMENT) {
        INVITATION.set(Some(SecretText::new(text)));
    }
    let _for_ever = window_event_listener_untyped("hashchange", |_event| {
        let fragment = window().location().hash().unwrap_or_default();
        if fragment.starts_with(FRAGMENT) {
            browser::reload();
        }
    });
}

/// The invitation, to be sent.
pub fn get() -> Option<SecretText> {
    INVITATION.with_borrow(|invitation| {
        let text = invitation.as_ref()?.expose();
        Some(SecretText::new(text.to_owned()))
    })
}

/// It has done its work, or is of no use.
pub fn drop() {
    INVITATION.set(None);
}

/// Whether somebody can register where it is like this.
pub fn lets_in(mode: RegistrationMode) -> bool {
    match mode {
        RegistrationMode::Open => true,
        RegistrationMode::Invite => INVITATION.with_borrow(Option::is_some),
        RegistrationMode::Closed => false,
    }
}

/// How the address ends in a link.
const FRAGMENT: &str = "#invitation=";
