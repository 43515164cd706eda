//! What has happened, and the known browsers, in a real browser.

use postern_shared::api::{
    ActivityEntry, ActivityKind, AuthenticationMethod, ClientKind, KnownBrowser, Session,
};
use wasm_bindgen_test::wasm_bindgen_test;

use super::mounted::Mounted;
use crate::components::{activity_facts, browser_facts};
use crate::intl;

#[wasm_bindgen_test]
fn an_entry_says_what_when_by_what_from_where_and_in_which_session() {
    let page = drawn(&entry(Some("this")), "this");
    assert_eq!(page.text("strong"), "Signed in from a new browser");
    assert_eq!(page.text(".badge"), "This session");
    let text = page.text(".details");
    for part in [
        intl::ago(3_600).as_str(),
        &intl::moment(NOW - 3_600),
        "Firefox 145 on Linux",
        &intl::country("DE"),
        "With password and authenticator code",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    let time = page.element("time").get_attribute("datetime");
    assert_eq!(time.as_deref(), Some("2026-11-21T18:13:20.000Z"));
}

#[wasm_bindgen_test]
fn an_entry_of_another_session_says_whether_that_is_open() {
    let open = drawn(&entry(Some("other")), "this");
    assert_eq!(open.text(".badge"), "");
    assert!(open.text(".details").contains("open elsewhere"));
    let gone = drawn(&entry(Some("gone")), "this");
    assert_eq!(gone.text(".badge"), "");
    assert!(!gone.text(".details").contains("open elsewhere"));
}

#[wasm_bindgen_test]
fn an_entry_of_which_little_is_known_is_short_and_never_markup() {
    let little = ActivityEntry {
        kind: ActivityKind::AuthenticatorAdded,
        methods: Vec::new(),
        browser: None,
        system: None,
        country: None,
        label: Some("<img src=x>".to_owned()),
        ..entry(None)
    };
    let page = drawn(&little, "this");
    assert!(page.find("img").is_none());
    assert_eq!(page.text("strong"), "Authenticator added: “<img src=x>”");
    assert_eq!(page.all(".details > *").len(), 2);
}

#[wasm_bindgen_test]
fn a_known_browser_says_since_when_and_until_when_it_is_trusted() {
    let browser = |trusted_until| {
        let facts = browser_facts(&known(trusted_until), NOW);
        Mounted::new(move || facts)
    };
    let page = browser(Some(NOW + 86_400));
    assert_eq!(page.text("strong"), "Firefox 145 on Linux");
    assert_eq!(page.text(".badge"), "This browser");
    let text = page.text("dl");
    for part in [
        "First sign-in",
        &intl::moment(NOW - 86_400),
        "No code until",
        &intl::moment(NOW + 86_400),
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    for trusted_until in [None, Some(NOW)] {
        let page = browser(trusted_until);
        assert!(!page.text("dl").contains("No code until"));
    }
}

fn drawn(entry: &ActivityEntry, this: &str) -> Mounted {
    let open = ["this", "other"].map(|id| session(id, id == this));
    let facts = activity_facts(entry, &open, NOW);
    Mounted::new(move || facts)
}

fn entry(session: Option<&str>) -> ActivityEntry {
    ActivityEntry {
        number: 7,
        at: NOW - 3_600,
        kind: ActivityKind::SignedInFromNewBrowser,
        count: 1,
        methods: vec![
            AuthenticationMethod::Password,
            AuthenticationMethod::OneTimeCode,
        ],
        browser: Some("Firefox 145".to_owned()),
        system: Some("Linux".to_owned()),
        country: Some("DE".to_owned()),
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

fn known(trusted_until: Option<u64>) -> KnownBrowser {
    KnownBrowser {
        id: "AAECAwQFBgcICQoLDA0ODw".to_owned(),
        current: true,
        browser: Some("Firefox 145".to_owned()),
        system: Some("Linux".to_owned()),
        country: Some("DE".to_owned()),
        first_seen_at: NOW - 86_400,
        last_seen_at: NOW - 60,
        trusted_until,
    }
}

/// 2026-11-21T19:13:20Z
const NOW: u64 = 1_795_288_400;
