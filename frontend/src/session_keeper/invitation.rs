//! The invitation of a link, `/register#invitation=…`. It is in memory only: the address bar and the
//! history, which others may look at, do not keep it.

use leptos::prelude::*;
use postern_shared::api::SecretText;

use super::SessionKeeper;
use crate::browser;

impl SessionKeeper {
    /// Takes the invitation out of the address, now and whenever somebody opens a link in this tab.
    pub fn watch_for_invitations(self) {
        let take = move || {
            if let Some(text) = browser::take_fragment(FRAGMENT) {
                self.invitation.set(Some(SecretText::new(text)));
            }
        };
        take();
        let _for_ever = window_event_listener_untyped("hashchange", move |_| take());
    }

    /// Whether somebody has come by an invitation.
    pub fn is_invited(self) -> bool {
        self.invitation.with(Option::is_some)
    }

    /// The invitation, to be sent.
    pub fn invitation(self) -> Option<SecretText> {
        self.invitation.with_untracked(|invitation| {
            let text = invitation.as_ref()?.expose();
            Some(SecretText::new(text.to_owned()))
        })
    }

    /// It has done its work, and the page is being left: nothing is drawn anew.
    pub fn use_up_invitation(self) {
        self.invitation
            .update_untracked(|invitation| *invitation = None);
    }

    /// It is of no use.
    pub fn drop_invitation(self) {
        self.invitation.set(None);
    }
}

/// What stands before it in the fragment.
const FRAGMENT: &str = "invitation=";
