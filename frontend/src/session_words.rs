//! Sessions in words. No DOM, no clock.

use postern_shared::api::{AuthenticationMethod, ClientKind, Replay, Session};

/// What holds a session: `Firefox 145 on Linux`.
pub fn holder(session: &Session) -> String {
    let name = session.browser.as_deref();
    let mut words = match (session.client, name) {
        (ClientKind::Browser, None) => "A browser".to_owned(),
        (ClientKind::Browser, Some(name)) => name.to_owned(),
        (ClientKind::Native, None) => "A program".to_owned(),
        (ClientKind::Native, Some(name)) => format!("A program, {name}"),
    };
    if let Some(system) = &session.system {
        words.push_str(" on ");
        words.push_str(system);
    }
    words
}

/// A browser or a program: `Firefox 145 on Linux`; nothing where nothing is known of it.
pub fn program(browser: Option<&str>, system: Option<&str>) -> Option<String> {
    match (browser, system) {
        (Some(browser), Some(system)) => Some(format!("{browser} on {system}")),
        (Some(browser), None) => Some(browser.to_owned()),
        (None, Some(system)) => Some(format!("A browser on {system}")),
        (None, None) => None,
    }
}

/// What held a session that was ended: ` in Firefox 145 on Linux`, as a sentence goes on.
pub fn held_in(replay: &Replay) -> String {
    match (&replay.browser, &replay.system) {
        (Some(browser), Some(system)) => format!(" in {browser} on {system}"),
        (Some(browser), None) => format!(" in {browser}"),
        (None, Some(system)) => format!(" on {system}"),
        (None, None) => String::new(),
    }
}

/// How somebody proved who they are.
pub fn methods(methods: &[AuthenticationMethod]) -> String {
    let words: Vec<_> = methods
        .iter()
        .map(|method| match method {
            AuthenticationMethod::Password => "password",
            AuthenticationMethod::OneTimeCode => "authenticator code",
            AuthenticationMethod::RecoveryCode => "recovery code",
            AuthenticationMethod::TrustedBrowser => "trusted browser",
        })
        .collect();
    match words.as_slice() {
        [] => "In a way that this page does not know".to_owned(),
        words => format!("With {}", words.join(" and ")),
    }
}

/// `1 other session`, `3 other sessions`.
pub fn others(count: usize) -> String {
    match count {
        1 => "1 other session".to_owned(),
        count => format!("{count} other sessions"),
    }
}

/// How many sessions were ended.
pub fn ended(count: u32) -> String {
    match count {
        0 => "The other sessions had ended already.".to_owned(),
        1 => "1 other session was ended.".to_owned(),
        count => format!("{count} other sessions were ended."),
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn session(client: ClientKind, browser: Option<&str>, system: Option<&str>) -> Session {
        Session {
            id: String::new(),
            current: false,
            client,
            browser: browser.map(str::to_owned),
            system: system.map(str::to_owned),
            country: None,
            methods: Vec::new(),
            created_at: 0,
            authenticated_at: 0,
            last_used_at: 0,
            expires_at: 0,
        }
    }

    #[test]
    fn what_holds_a_session_has_a_name_even_where_nothing_is_known() {
        let browser = |name, system| holder(&session(ClientKind::Browser, name, system));
        assert_eq!(
            browser(Some("Firefox 145"), Some("Linux")),
            "Firefox 145 on Linux"
        );
        assert_eq!(browser(Some("Firefox 145"), None), "Firefox 145");
        assert_eq!(browser(None, Some("Linux")), "A browser on Linux");
        assert_eq!(browser(None, None), "A browser");
        let program = |name, system| holder(&session(ClientKind::Native, name, system));
        assert_eq!(program(Some("curl 8"), None), "A program, curl 8");
        assert_eq!(
            program(Some("curl 8"), Some("Linux")),
            "A program, curl 8 on Linux"
        );
        assert_eq!(program(None, None), "A program");
    }

    #[test]
    fn a_replay_names_what_is_known_of_the_session() {
        let replay = |browser: Option<&str>, system: Option<&str>| {
            held_in(&Replay {
                session: String::new(),
                at: 0,
                browser: browser.map(str::to_owned),
                system: system.map(str::to_owned),
                country: None,
            })
        };
        assert_eq!(
            replay(Some("Safari 18"), Some("iOS")),
            " in Safari 18 on iOS"
        );
        assert_eq!(replay(Some("curl 8"), None), " in curl 8");
        assert_eq!(replay(None, Some("Linux")), " on Linux");
        assert_eq!(replay(None, None), "");
    }

    #[test]
    fn a_program_is_named_by_what_is_known_of_it() {
        let both = program(Some("Safari 18"), Some("iOS"));
        assert_eq!(both.as_deref(), Some("Safari 18 on iOS"));
        assert_eq!(program(Some("curl 8"), None).as_deref(), Some("curl 8"));
        let system = program(None, Some("Linux"));
        assert_eq!(system.as_deref(), Some("A browser on Linux"));
        assert_eq!(program(None, None), None);
    }

    #[test]
    fn methods_and_counts_read_like_speech() {
        let both = [
            AuthenticationMethod::Password,
            AuthenticationMethod::OneTimeCode,
        ];
        assert_eq!(methods(&both), "With password and authenticator code");
        assert_eq!(methods(&both[..1]), "With password");
        let recovered = [
            AuthenticationMethod::Password,
            AuthenticationMethod::RecoveryCode,
        ];
        assert_eq!(methods(&recovered), "With password and recovery code");
        assert!(methods(&[]).ends_with("does not know"));
        assert_eq!(others(1), "1 other session");
        assert_eq!(others(49), "49 other sessions");
        assert!(ended(0).ends_with("already."));
        assert_eq!(ended(1), "1 other session was ended.");
        assert_eq!(ended(2), "2 other sessions were ended.");
    }
}
