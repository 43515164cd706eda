//! What has happened to an account, in words. No DOM, no clock.

use postern_shared::api::{ActivityEntry, ActivityKind, ActivityResponse, Role, Session};

use crate::role_words::role_name;

/// What an entry is about: `3 wrong codes after the right password`.
pub fn what(entry: &ActivityEntry) -> String {
    let once = match entry.kind {
        ActivityKind::AccountConfirmed => "Account confirmed by its first code",
        ActivityKind::SignedIn => "Signed in",
        ActivityKind::SignedInFromNewBrowser => "Signed in from a new browser",
        ActivityKind::SteppedUp => "Password and code entered again",
        ActivityKind::WrongCode => {
            return counted(entry.count, "wrong code after the right password");
        }
        ActivityKind::UsedCode => return counted(entry.count, "used code entered again"),
        ActivityKind::AuthenticatorsSuspended => "Codes suspended after too many wrong ones",
        ActivityKind::RecoveryCodeUsed => "Recovery code used",
        ActivityKind::RecoveryCodesMade => "New recovery codes made",
        ActivityKind::AuthenticatorAdded => return about("Authenticator added", entry),
        ActivityKind::AuthenticatorReplaced => return about("Authenticator replaced", entry),
        ActivityKind::AuthenticatorRenamed => return about("Authenticator renamed", entry),
        ActivityKind::AuthenticatorRemoved => return about("Authenticator removed", entry),
        ActivityKind::PasswordChanged => "Password changed",
        ActivityKind::PasswordReset => "Password set anew with a recovery code",
        ActivityKind::EmailChanged => "E-mail address changed",
        ActivityKind::FullNameChanged => "Name changed",
        ActivityKind::SignedOut => "Signed out",
        ActivityKind::SessionEnded => "Another session ended",
        ActivityKind::OtherSessionsEnded => "All other sessions ended",
        ActivityKind::RefreshTokenReplayed => "Sign-in token used twice",
        ActivityKind::BrowserTrusted => "Browser trusted for 30 days",
        ActivityKind::BrowserForgotten => "Browser forgotten",
        ActivityKind::Disabled => "Account disabled by an administrator",
        ActivityKind::Enabled => "Account enabled by an administrator",
        ActivityKind::SessionsEndedForYou => "All sessions ended by support or an administrator",
        ActivityKind::Unlocked => "Unlocked by support or an administrator",
        ActivityKind::FactorReset => "Authenticators removed by support or an administrator",
        ActivityKind::PasswordResetStarted => "Password reset begun by an administrator",
        ActivityKind::RoleChanged => return role_changed(entry),
        ActivityKind::PasswordResetByLink => "Password set anew with an administrator’s link",
        ActivityKind::EnrolledAnew => return about("New authenticator enrolled", entry),
        ActivityKind::Imported => "Account brought over from another service",
        ActivityKind::ShortSecretImported => {
            "Authenticator brought over with a secret that is too short"
        }
        ActivityKind::PlainPasswordImported => {
            "Password brought over from where others could read it"
        }
    };
    once.to_owned()
}

/// Where the session of an entry stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// It is the one that asks.
    This,
    /// It is open elsewhere.
    Another,
    /// It has ended.
    Ended,
    /// There was none.
    None,
}

/// Where the session of `entry` stands among those that are open.
pub fn whose(entry: &ActivityEntry, open: &[Session]) -> Whose {
    let Some(id) = &entry.session else {
        return Whose::None;
    };
    match open.iter().find(|session| session.id == *id) {
        Some(session) if session.current => Whose::This,
        Some(_) => Whose::Another,
        None => Whose::Ended,
    }
}

/// What the person has to be asked about, or told: what they have not seen yet, and somebody else may have
/// done (ASVS 6.3.5, 6.3.7). What this session did itself is no news to it.
pub fn news<'a>(activity: &'a ActivityResponse, open: &[Session]) -> Vec<&'a ActivityEntry> {
    let is_new = |entry: &&ActivityEntry| {
        entry.number > activity.seen
            && concern(entry.kind) != Concern::None
            && whose(entry, open) != Whose::This
    };
    activity.entries.iter().filter(is_new).collect()
}

/// What stands above the news: a question, unless all of it was done by those who run the service.
pub fn title(news: &[&ActivityEntry]) -> &'static str {
    if asks(news) {
        "Was this you?"
    } else {
        "The people who run this service changed your account"
    }
}

/// What there is to look at, as a screen reader says it; nothing where there is nothing.
pub fn to_look_at(news: &[&ActivityEntry]) -> String {
    let title = title(news);
    match news.len() {
        0 => String::new(),
        _several if !asks(news) => title.to_owned(),
        1 => format!("{title} One thing has happened to your account."),
        count => format!("{title} {count} things have happened to your account."),
    }
}

/// Whether the person is asked about some of it.
pub fn asks(news: &[&ActivityEntry]) -> bool {
    news.iter().any(|it| concern(it.kind) == Concern::Asked)
}

/// Whether the person is told of some of it: those who run the service did it.
pub fn tells(news: &[&ActivityEntry]) -> bool {
    news.iter().any(|it| concern(it.kind) == Concern::Told)
}

/// What the person has to do with something that has happened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Concern {
    /// They may have done it, or somebody else in their name.
    Asked,
    /// An administrator or support did it.
    Told,
    /// It is no news.
    None,
}

const fn concern(kind: ActivityKind) -> Concern {
    match kind {
        ActivityKind::SignedInFromNewBrowser
        | ActivityKind::WrongCode
        | ActivityKind::UsedCode
        | ActivityKind::AuthenticatorsSuspended
        | ActivityKind::RecoveryCodeUsed
        | ActivityKind::RecoveryCodesMade
        | ActivityKind::AuthenticatorAdded
        | ActivityKind::AuthenticatorReplaced
        | ActivityKind::AuthenticatorRemoved
        | ActivityKind::PasswordChanged
        | ActivityKind::PasswordReset
        | ActivityKind::EmailChanged
        | ActivityKind::RefreshTokenReplayed
        | ActivityKind::PasswordResetByLink
        | ActivityKind::EnrolledAnew => Concern::Asked,
        ActivityKind::Disabled
        | ActivityKind::Enabled
        | ActivityKind::SessionsEndedForYou
        | ActivityKind::Unlocked
        | ActivityKind::FactorReset
        | ActivityKind::PasswordResetStarted
        | ActivityKind::RoleChanged => Concern::Told,
        ActivityKind::AccountConfirmed
        | ActivityKind::SignedIn
        | ActivityKind::SteppedUp
        | ActivityKind::AuthenticatorRenamed
        | ActivityKind::FullNameChanged
        | ActivityKind::SignedOut
        | ActivityKind::SessionEnded
        | ActivityKind::OtherSessionsEnded
        | ActivityKind::BrowserTrusted
        | ActivityKind::BrowserForgotten
        // What these ask for stands there until it is done: `account_area::brought_over`.
        | ActivityKind::Imported
        | ActivityKind::ShortSecretImported
        | ActivityKind::PlainPasswordImported => Concern::None,
    }
}

fn counted(count: u32, what: &str) -> String {
    match (count, what.split_once("code")) {
        (2.., Some((before, after))) => format!("{count} {before}codes{after}"),
        _once => {
            let (first, rest) = what.split_at(1);
            format!("{}{rest}", first.to_uppercase())
        }
    }
}

fn role_changed(entry: &ActivityEntry) -> String {
    let role = entry.label.as_deref().and_then(Role::parse);
    let role = role.map_or("another one", role_name);
    format!("Role changed by an administrator: {role}")
}

fn about(what: &str, entry: &ActivityEntry) -> String {
    match &entry.label {
        Some(label) => format!("{what}: “{label}”"),
        None => what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use postern_shared::api::ClientKind;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn codes_are_counted_and_authenticators_named() {
        let said = |kind, count, label: Option<&str>| {
            let label = label.map(str::to_owned);
            what(&ActivityEntry {
                count,
                label,
                ..entry(1, kind, None)
            })
        };
        let wrong = ActivityKind::WrongCode;
        assert_eq!(said(wrong, 1, None), "Wrong code after the right password");
        assert_eq!(
            said(wrong, 3, None),
            "3 wrong codes after the right password"
        );
        assert_eq!(
            said(ActivityKind::UsedCode, 1, None),
            "Used code entered again"
        );
        assert_eq!(
            said(ActivityKind::UsedCode, 2, None),
            "2 used codes entered again"
        );
        let added = ActivityKind::AuthenticatorAdded;
        assert_eq!(
            said(added, 1, Some("Phone")),
            "Authenticator added: “Phone”"
        );
        assert_eq!(said(added, 1, None), "Authenticator added");
    }

    #[test]
    fn what_is_new_and_may_be_somebody_elses_doing_is_asked_about() {
        let activity = ActivityResponse {
            entries: vec![
                entry(9, ActivityKind::PasswordChanged, Some("this")),
                entry(8, ActivityKind::SignedInFromNewBrowser, Some("this")),
                entry(7, ActivityKind::EmailChanged, Some("other")),
                entry(6, ActivityKind::SignedIn, Some("other")),
                entry(5, ActivityKind::WrongCode, None),
                entry(4, ActivityKind::RecoveryCodesMade, Some("gone")),
                entry(3, ActivityKind::WrongCode, None),
            ],
            anchor: String::new(),
            intact: true,
            seen: 3,
            to_replace: Vec::new(),
        };
        let open = [session("other", false), session("this", true)];
        let numbers: Vec<_> = news(&activity, &open).iter().map(|it| it.number).collect();
        assert_eq!(numbers, [7, 5, 4]);
        let seen = ActivityResponse {
            seen: 9,
            ..activity
        };
        assert!(news(&seen, &open).is_empty());
    }

    #[test]
    fn whoever_was_helped_is_not_asked_whether_it_was_them() {
        let (wrong, reset, role) = (
            entry(1, ActivityKind::WrongCode, None),
            entry(2, ActivityKind::FactorReset, None),
            ActivityEntry {
                label: Some("admin".to_owned()),
                ..entry(3, ActivityKind::RoleChanged, None)
            },
        );
        assert_eq!(to_look_at(&[]), "");
        let one = "Was this you? One thing has happened to your account.";
        assert_eq!(to_look_at(&[&wrong]), one);
        assert!(to_look_at(&[&role, &reset, &wrong]).starts_with("Was this you? 3 things have"));
        let by_others = to_look_at(&[&role, &reset]);
        assert!(by_others.starts_with("The people who run"), "{by_others}");
        assert_eq!(
            what(&role),
            "Role changed by an administrator: Administrator"
        );
    }

    #[test]
    fn the_session_of_an_entry_is_this_one_or_another_or_has_ended() {
        let open = [session("other", false), session("this", true)];
        let of = |id| whose(&entry(1, ActivityKind::SignedIn, id), &open);
        assert_eq!(of(Some("this")), Whose::This);
        assert_eq!(of(Some("other")), Whose::Another);
        assert_eq!(of(Some("gone")), Whose::Ended);
        assert_eq!(of(None), Whose::None);
    }

    fn entry(number: u64, kind: ActivityKind, session: Option<&str>) -> ActivityEntry {
        ActivityEntry {
            number,
            at: 0,
            kind,
            count: 1,
            methods: Vec::new(),
            browser: None,
            system: None,
            country: None,
            session: session.map(str::to_owned),
            label: None,
            hash: String::new(),
        }
    }

    fn session(id: &str, current: bool) -> Session {
        Session {
            id: id.to_owned(),
            current,
            client: ClientKind::Browser,
            browser: None,
            system: None,
            country: None,
            methods: Vec::new(),
            created_at: 0,
            authenticated_at: 0,
            last_used_at: 0,
            expires_at: 0,
        }
    }
}
