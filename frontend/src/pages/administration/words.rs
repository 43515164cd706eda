//! Administration in words. No DOM, no clock.

use std::cmp::Ordering;

use postern_shared::api::{LogAction, LogLine, PersonResponse, PersonSummary, Role};

/// Who has done what: `alice disabled bob.`
pub fn sentence(line: &LogLine) -> String {
    let actor = &line.actor;
    let target = line.target.as_deref().unwrap_or("somebody");
    let role = line.role.map_or("another role", in_a_sentence);
    let invitation = short_id(line.invitation.as_deref().unwrap_or_default());
    match line.action {
        LogAction::Disabled => format!("{actor} disabled {target}."),
        LogAction::Enabled => format!("{actor} enabled {target} again."),
        LogAction::SessionsEnded => format!("{actor} ended all sessions of {target}."),
        LogAction::Unlocked => format!("{actor} unlocked {target}."),
        LogAction::FactorReset => format!("{actor} reset the second factor of {target}."),
        LogAction::PasswordResetStarted => {
            format!("{actor} made a link with which {target} sets a new password.")
        }
        LogAction::RoleChanged => format!("{actor} changed the role of {target}: {role}."),
        LogAction::Deleted => format!("{actor} deleted {target}."),
        LogAction::InvitationMade => format!("{actor} made invitation {invitation}: {role}."),
        LogAction::InvitationRevoked => format!("{actor} took invitation {invitation} back."),
    }
}

/// Enough of an invitation's id to tell it from others.
pub fn short_id(id: &str) -> &str {
    id.get(..SHORT).unwrap_or(id)
}

const fn in_a_sentence(role: Role) -> &'static str {
    match role {
        Role::User => "user",
        Role::Support => "support",
        Role::Admin => "administrator",
    }
}

/// How many there are to be seen, as a screen reader says it.
pub fn shown(count: usize, has_more: bool) -> String {
    match (count, has_more) {
        (0, _) => "Nobody found.".to_owned(),
        (1, false) => "1 person.".to_owned(),
        (count, false) => format!("{count} people."),
        (count, true) => format!("{count} people so far; there are more."),
    }
}

/// The order of the list: by name.
pub fn by_name(one: &PersonSummary, other: &PersonSummary) -> Ordering {
    one.username.cmp(&other.username)
}

/// The order of the log: as the service answers it, the newest first.
pub fn as_it_came(_one: &LogLine, _other: &LogLine) -> Ordering {
    Ordering::Equal
}

/// The same of the entries of the log.
pub fn entries(count: usize, has_more: bool) -> String {
    match (count, has_more) {
        (1, false) => "1 entry.".to_owned(),
        (count, false) => format!("{count} entries."),
        (count, true) => format!("The newest {count} entries; there are more."),
    }
}

/// Whether something keeps the person out that [`LogAction::Unlocked`] takes away.
pub const fn is_locked(person: &PersonResponse) -> bool {
    person.suspended || person.password_wait > 0 || person.code_wait > 0
}

/// Characters: one in 69 billion is the same.
const SHORT: usize = 6;

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn every_deed_is_a_sentence() {
        let line = |action, role| LogLine {
            at: 0,
            actor: "alice".to_owned(),
            action,
            target: Some("bob".to_owned()),
            role,
            invitation: Some("abcdefghijklmnopqrstuv".to_owned()),
            reason: String::new(),
        };
        let said = |action| sentence(&line(action, None));
        assert_eq!(said(LogAction::Disabled), "alice disabled bob.");
        assert_eq!(
            said(LogAction::SessionsEnded),
            "alice ended all sessions of bob."
        );
        assert_eq!(
            sentence(&line(LogAction::RoleChanged, Some(Role::Admin))),
            "alice changed the role of bob: administrator."
        );
        assert_eq!(
            sentence(&line(LogAction::InvitationMade, Some(Role::User))),
            "alice made invitation abcdef: user."
        );
        assert_eq!(
            said(LogAction::InvitationRevoked),
            "alice took invitation abcdef back."
        );
    }

    #[test]
    fn people_are_counted() {
        assert_eq!(shown(0, false), "Nobody found.");
        assert_eq!(shown(1, false), "1 person.");
        assert_eq!(shown(7, false), "7 people.");
        assert!(shown(100, true).ends_with("there are more."));
        assert_eq!(entries(1, false), "1 entry.");
        assert_eq!(entries(0, false), "0 entries.");
        assert!(entries(100, true).ends_with("there are more."));
    }
}
