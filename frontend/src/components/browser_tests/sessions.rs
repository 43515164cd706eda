//! Sessions in a real browser, whose language is not ours to choose.

use postern_shared::api::{AuthenticationMethod, ClientKind, Replay, Session};
use wasm_bindgen_test::wasm_bindgen_test;

use super::mounted::Mounted;
use crate::components::{replay_warning, session_facts};
use crate::intl;

#[wasm_bindgen_test]
fn a_session_says_what_holds_it_since_when_and_from_where() {
    let page = mounted(&session(false));
    assert_eq!(page.text(".holder"), "Firefox 145 on Linux");
    assert_eq!(page.text(".badge"), "");
    let times: Vec<_> = times(&page);
    assert_eq!(
        times,
        ["2026-11-21T18:13:20.000Z", "2026-11-18T18:13:20.000Z"]
    );
    let facts = page.text("dl");
    assert!(facts.contains("With password and authenticator code"));
    assert!(facts.contains(&intl::ago(3_600)), "{facts}");
    assert!(facts.contains(&intl::ago(3 * 86_400)), "{facts}");
    assert!(facts.contains(&intl::moment(NOW - 3_600)), "{facts}");
    assert!(facts.contains(&intl::country("DE")), "{facts}");
    let language = page.element("time").get_attribute("lang");
    assert_eq!(language, intl::language());
}

#[wasm_bindgen_test]
fn this_device_is_marked_and_used_now() {
    let page = mounted(&session(true));
    assert_eq!(page.text(".badge"), "This device");
    assert_eq!(times(&page)[0], "2026-11-21T19:13:20.000Z");
}

#[wasm_bindgen_test]
fn a_session_of_which_little_is_known_has_no_empty_facts() {
    let mut little = session(false);
    little.browser = None;
    little.system = None;
    little.country = None;
    let page = mounted(&little);
    assert_eq!(page.text(".holder"), "A browser");
    assert!(!page.text("dl").contains("From"));
}

#[wasm_bindgen_test]
fn words_of_a_session_are_never_markup() {
    let mut hostile = session(false);
    hostile.browser = Some("<img src=x> 1".to_owned());
    let page = mounted(&hostile);
    assert!(page.find("img").is_none());
    assert_eq!(page.text(".holder"), "<img src=x> 1 on Linux");
}

#[wasm_bindgen_test]
fn a_token_that_was_used_twice_is_a_warning_with_advice() {
    let none = Mounted::new(|| replay_warning(&[], true));
    assert!(none.find(".warning").is_none());

    let one = Mounted::new(|| replay_warning(&[replay()], true));
    let text = one.text(".warning");
    assert!(
        text.contains("the session in Safari 18 on iOS was ended"),
        "{text}"
    );
    assert!(text.ends_with("Then sign out everywhere else."), "{text}");
    assert!(!text.contains("more before"), "{text}");

    let many = Mounted::new(|| replay_warning(&[replay(), replay(), replay(), replay()], false));
    let text = many.text(".warning");
    assert_eq!(text.matches("Safari 18").count(), 3, "{text}");
    assert!(text.contains("And 1 more before."), "{text}");
    assert!(!text.contains("everywhere else"), "{text}");
}

fn mounted(session: &Session) -> Mounted {
    let facts = session_facts(session, NOW);
    Mounted::new(move || facts)
}

fn times(page: &Mounted) -> Vec<String> {
    let times = page.element("dl").get_elements_by_tag_name("time");
    (0..times.length())
        .filter_map(|index| times.item(index)?.get_attribute("datetime"))
        .collect()
}

fn session(current: bool) -> Session {
    Session {
        id: "AAECAwQFBgcICQoLDA0ODw".to_owned(),
        current,
        client: ClientKind::Browser,
        browser: Some("Firefox 145".to_owned()),
        system: Some("Linux".to_owned()),
        country: Some("DE".to_owned()),
        methods: vec![
            AuthenticationMethod::Password,
            AuthenticationMethod::OneTimeCode,
        ],
        created_at: NOW - 3_600 - 3 * 86_400,
        authenticated_at: NOW - 86_400,
        last_used_at: NOW - 3_600,
        expires_at: NOW + 86_400,
    }
}

fn replay() -> Replay {
    Replay {
        session: "AAECAwQFBgcICQoLDA0ODw".to_owned(),
        at: NOW,
        browser: Some("Safari 18".to_owned()),
        system: Some("iOS".to_owned()),
        country: None,
    }
}

/// 2026-11-21T19:13:20Z
const NOW: u64 = 1_795_288_400;
