//! What is done about somebody: its words, to whom it is offered, and how it is done.

use leptos::prelude::*;
use postern_shared::api::{PersonResponse, Role};

use super::Sheet;
use crate::account_area::desk::Change;
use crate::grouping::duration;
use crate::pages::administration::calls;
use crate::pages::administration::link::Link;
use crate::pages::administration::words::is_locked;
use crate::role_words::role_name;

/// Something that is done about somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Forgets their failures.
    Unlock,
    /// Ends their sessions.
    EndSessions,
    /// Takes their second factor away.
    ResetFactor,
    /// Makes a link that sets a new password.
    ResetPassword,
    /// Gives them another role.
    ChangeRole,
    /// Keeps them out.
    Disable,
    /// Lets them in again.
    Enable,
    /// Deletes the account.
    Delete,
}

/// In the order of their buttons.
pub const OFFERED: [Deed; 8] = [
    Deed::Unlock,
    Deed::Enable,
    Deed::EndSessions,
    Deed::ResetFactor,
    Deed::ResetPassword,
    Deed::ChangeRole,
    Deed::Disable,
    Deed::Delete,
];

/// What a deed is called.
pub struct Words {
    /// The end of its path, and the key of its button.
    pub key: &'static str,
    /// The button's class.
    pub class: &'static str,
    /// The button.
    pub label: &'static str,
    /// What it does, before it is done.
    pub text: &'static str,
}

impl Deed {
    /// Whether somebody with this role may do it, and it would change something.
    pub fn is_offered(self, role: Role, person: &PersonResponse) -> bool {
        let is_admin = role == Role::Admin;
        match self {
            Self::Unlock => is_locked(person),
            Self::EndSessions => !person.sessions.sessions.is_empty(),
            Self::ResetFactor => true,
            Self::ResetPassword | Self::ChangeRole | Self::Delete => is_admin,
            Self::Disable => is_admin && !person.user.disabled,
            Self::Enable => is_admin && person.user.disabled,
        }
    }

    /// What it is called.
    pub const fn words(self) -> Words {
        let (key, class, label, text) = match self {
            Self::Unlock => ("unlock", "quiet", "Unlock", UNLOCK),
            Self::EndSessions => ("end-sessions", "quiet", "End all sessions", END_SESSIONS),
            Self::ResetFactor => ("reset-factor", "quiet", "Reset second factor", RESET_FACTOR),
            Self::ResetPassword => ("reset-password", "quiet", "Reset password", RESET_PASSWORD),
            Self::ChangeRole => ("role", "quiet", "Change role", CHANGE_ROLE),
            Self::Disable => ("disable", "quiet", "Disable", DISABLE),
            Self::Enable => ("enable", "quiet", "Enable", ENABLE),
            Self::Delete => ("delete", "danger", "Delete account", DELETE),
        };
        Words {
            key,
            class,
            label,
            text,
        }
    }
}

/// Does it; what was done is said at the head of the page.
pub fn act(sheet: Sheet, deed: Deed, username: String, reason: String) {
    let role = sheet.role.chosen_role();
    sheet.reasons.send(async move {
        let area = sheet.reasons.desk.area;
        let id = sheet.id.get_value();
        if deed == Deed::ResetPassword {
            let started = area.make(calls::reset_password(&id, &reason)).await?;
            let link = Link {
                title: "The link for a new password",
                text: format!(
                    "Give it to {username}. It works once, for {}, together with a code of their \
                     authenticator or a recovery code, as long as they have any. The present \
                     password goes on working until they use it; an earlier link does not.",
                    duration(started.expires_in)
                ),
                path: format!("/reset-password#reset={}", started.reset.expose()),
                id,
            };
            return Ok(Box::new(move || {
                sheet.link.show(link);
                sheet.reading.reload();
                format!("There is a link with which {username} sets a new password.")
            }) as Change);
        }
        let to = (deed == Deed::ChangeRole).then_some(role);
        let call = calls::administer(&id, deed.words().key, to, &reason);
        area.make(call).await?;
        Ok(Box::new(move || {
            if deed == Deed::Delete {
                sheet.is_gone.set(true);
                sheet.reading.read.set(None);
                sheet.link.forget(&id);
            } else {
                sheet.reading.reload();
            }
            done(deed, &username, role)
        }) as Change)
    });
}

fn done(deed: Deed, username: &str, role: Role) -> String {
    match deed {
        Deed::Unlock => format!("{username} is unlocked."),
        Deed::EndSessions => format!("All sessions of {username} were ended."),
        Deed::ResetFactor => {
            format!("{username} has no second factor now, and can enrol a new one for 24 hours.")
        }
        Deed::ResetPassword => String::new(),
        Deed::ChangeRole => format!("The role of {username} is {} now.", role_name(role)),
        Deed::Disable => {
            format!("{username} is disabled, and signed out everywhere within a few minutes.")
        }
        Deed::Enable => format!("{username} is enabled, and can sign in again."),
        Deed::Delete => format!("The account of {username} was deleted."),
    }
}

const UNLOCK: &str = "Nobody has to wait any more, and codes of their authenticators count again.";
const END_SESSIONS: &str = "They are signed out everywhere, within a few minutes at the latest, and \
                            can sign in again.";
const RESET_FACTOR: &str = "Their authenticators and recovery codes stop working, and they are \
                            signed out everywhere within a few minutes. For 24 hours, whoever knows their password \
                            enrols a new authenticator: be sure that it is they who ask.";
const RESET_PASSWORD: &str = "You get a link, shown once, with which they set a new password within \
                              an hour. You never see the password.";
const CHANGE_ROLE: &str = "Support reads, unlocks, ends sessions and resets second factors of \
                           users. An administrator does everything.";
const DISABLE: &str = "They cannot sign in until somebody enables the account, and are signed \
                       out everywhere, within a few minutes at the latest.";
const ENABLE: &str = "They can sign in again, with what they had.";
const DELETE: &str = "Everything of it goes, at once and for good. After 10 minutes anybody can \
                      register the username.";

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::pages::administration::browser_tests::person;

    fn offered(role: Role, person: &PersonResponse) -> Vec<Deed> {
        let all = OFFERED.into_iter();
        all.filter(|deed| deed.is_offered(role, person)).collect()
    }

    #[wasm_bindgen_test]
    fn only_what_the_role_may_do_and_what_changes_something_is_offered() {
        let mut bob = person("bob", Role::User);
        assert_eq!(
            offered(Role::Support, &bob),
            [Deed::EndSessions, Deed::ResetFactor]
        );
        let of_admin = [
            Deed::EndSessions,
            Deed::ResetFactor,
            Deed::ResetPassword,
            Deed::ChangeRole,
            Deed::Disable,
            Deed::Delete,
        ];
        assert_eq!(offered(Role::Admin, &bob), of_admin);
        bob.sessions.sessions.clear();
        bob.suspended = true;
        bob.user.disabled = true;
        assert_eq!(
            offered(Role::Support, &bob),
            [Deed::Unlock, Deed::ResetFactor]
        );
        assert!(offered(Role::Admin, &bob).contains(&Deed::Enable));
        assert!(!offered(Role::Admin, &bob).contains(&Deed::Disable));
    }
}
