//! What stops the work on a password: it is said, nothing typed is lost, and nothing is sent.

use memchr::memmem;
use postern_e2e::browser::Browser;
use postern_e2e::mode::Mode;
use postern_e2e::person::Person;
use postern_e2e::wire_tap::{Change, WireTap, replace};
use serde_json::json;

use super::{OFFER, before_scripts, enter, found, is_shown};
use crate::accessibility::check;
use crate::steps;

#[tokio::test]
async fn where_passwords_are_not_taken_in_plain_nobody_is_asked_to_send_one() {
    let server = Mode::Opaque.start(&["PLAIN_PASSWORDS=off"]);
    let browser = Browser::open(server.origin()).await;
    enter(&browser, "nobody.here", "certainly not this one").await;
    let text = steps::said(&browser, "[role=alert]").await;
    assert!(text.contains("is not right"), "{text}");
    assert!(!is_shown(&browser, OFFER).await);
}

#[tokio::test]
async fn a_script_or_a_module_that_does_not_arrive_is_said_and_the_next_try_works() {
    let server = Mode::Opaque.start(&[]);
    let tap = WireTap::before(server.origin()).await;
    let module = module_path(&tap).await;
    for part in ["/assets/password-", &module] {
        let browser = Browser::open(tap.origin()).await;
        let person = Person::new();
        drop(tap.sent());
        tap.cut(part);
        enter(&browser, &person.username, &person.password).await;
        let text = steps::said(&browser, "[role=alert]").await;
        assert!(text.contains("did not arrive"), "{part}: {text}");
        assert!(text.contains("was not sent"), "{text}");
        assert_eq!(browser.value_of("username").await, person.username);
        assert_eq!(browser.value_of("password").await, person.password);
        let sent = tap.sent();
        assert!(found(&sent, "GET /api/sign-in-options"), "{part}");
        assert!(!found(&sent, "POST /api/"), "{part}: something was sent");
        assert!(!is_shown(&browser, OFFER).await);
        check(&browser, "sign-in-module-missing").await;

        tap.mend();
        browser.submit().await;
        let said = "return document.querySelector('[role=alert]').innerText.includes('not right')";
        browser.wait_until(said).await;
    }
}

#[tokio::test]
async fn a_cost_out_of_bounds_is_refused_and_nothing_is_proved() {
    let server = Mode::Opaque.start(&[]);
    for change in [too_cheap as Change, too_dear] {
        let tap = WireTap::before(server.origin()).await;
        let browser = Browser::open(tap.origin()).await;
        let person = Person::new();
        tap.change(change);
        enter(&browser, &person.username, &person.password).await;
        let text = steps::said(&browser, "[role=alert]").await;
        assert!(text.contains("This page refuses"), "{text}");
        assert!(text.contains("was not sent"), "{text}");
        assert!(!is_shown(&browser, OFFER).await);
        assert_eq!(browser.value_of("password").await, person.password);

        browser.visit("/register").await;
        browser.fill("username", &person.username).await;
        browser.fill("password", &person.password).await;
        browser.submit().await;
        let text = steps::said(&browser, "[role=alert]").await;
        assert!(text.contains("This page refuses"), "{text}");
        check(&browser, "register-cost-refused").await;
        assert_eq!(tap.changed(), 2);
        let sent = tap.sent();
        assert!(found(&sent, "POST /api/login/start "));
        assert!(found(&sent, "POST /api/register/start "));
        assert!(!found(&sent, "POST /api/login "), "a proof was sent");
        assert!(!found(&sent, "POST /api/register "), "a record was sent");
    }
}

#[tokio::test]
async fn an_answer_changed_on_the_way_reads_like_a_wrong_password() {
    let server = Mode::Opaque.start(&[]);
    let tap = WireTap::before(server.origin()).await;
    let browser = Browser::open(tap.origin()).await;
    let person = Person::new();
    steps::register(&browser, &person).await;
    tap.change(another_ke2);
    enter(&browser, &person.username, &person.password).await;
    let text = steps::said(&browser, "[role=alert]").await;
    assert!(text.contains("is not right"), "{text}");
    assert_eq!(tap.changed(), 1);
    let sent = tap.sent();
    assert!(found(&sent, "POST /api/login/start "));
    assert!(!found(&sent, "POST /api/login "), "a proof was sent");
}

#[tokio::test]
async fn without_workers_or_with_one_that_fails_or_says_nothing_the_password_stays() {
    let server = Mode::Opaque.start(&[]);
    for (script, expected) in [
        ("delete globalThis.Worker", "did not arrive"),
        (FAULT, "could not finish"),
        (SILENCE, "slow or short of memory"),
    ] {
        let tap = WireTap::before(server.origin()).await;
        let browser = Browser::open(tap.origin()).await;
        before_scripts(&browser, script).await;
        let person = Person::new();
        enter(&browser, &person.username, &person.password).await;
        let text = steps::said(&browser, "[role=alert]").await;
        assert!(text.contains(expected), "{text}");
        assert!(text.contains("ot sent"), "{text}");
        assert_eq!(browser.value_of("password").await, person.password);
        let sent = tap.sent();
        assert!(found(&sent, "GET /api/sign-in-options"));
        assert!(!found(&sent, "POST /api/"), "something was sent");
        assert!(!is_shown(&browser, OFFER).await);
    }
}

#[tokio::test]
async fn without_the_options_nothing_is_sent_and_the_next_try_asks_again() {
    let server = Mode::Opaque.start(&[]);
    let tap = WireTap::before(server.origin()).await;
    let browser = Browser::open(tap.origin()).await;
    let person = Person::new();
    tap.cut("/api/sign-in-options");
    enter(&browser, &person.username, &person.password).await;
    let text = steps::said(&browser, "[role=alert]").await;
    assert!(text.contains("cannot be reached"), "{text}");
    assert_eq!(browser.value_of("password").await, person.password);
    assert!(!found(&tap.sent(), "POST /api/"), "something was sent");
    tap.mend();
    browser.submit().await;
    let said = "return document.querySelector('[role=alert]').innerText.includes('not right')";
    browser.wait_until(said).await;
    assert!(!found(&tap.sent(), "\"password\""));
}

#[tokio::test]
async fn a_password_that_is_easy_to_guess_is_refused_before_anything_is_sent() {
    let server = Mode::Opaque.start(&[]);
    let tap = WireTap::before(server.origin()).await;
    let browser = Browser::open(tap.origin()).await;
    let person = Person::new();
    for password in ["PassWord123", "dragon12", "postern-42", &person.email] {
        browser.visit("/register").await;
        browser.fill("username", &person.username).await;
        browser.fill("password", password).await;
        browser.fill("email", &person.email).await;
        browser.submit().await;
        let text = steps::said(&browser, "#password-error").await;
        assert!(text.contains("too easy to guess"), "{text}");
    }
    let focused = browser.evaluate("return document.activeElement.name").await;
    assert_eq!(focused, "password");
    assert!(!found(&tap.sent(), "POST /api/"), "something was sent");
}

#[tokio::test]
async fn without_the_list_of_common_passwords_nothing_is_sent_and_the_next_try_works() {
    let server = Mode::Opaque.start(&[]);
    let tap = WireTap::before(server.origin()).await;
    let browser = Browser::open(tap.origin()).await;
    let person = Person::new();
    enter(&browser, &person.username, &person.password).await;
    steps::said(&browser, "[role=alert]").await;
    assert!(!found(&tap.sent(), LIST), "no sign-in needs it");

    tap.cut("/assets/common-passwords-");
    browser.visit("/register").await;
    browser.fill("username", &person.username).await;
    browser.fill("password", &person.password).await;
    browser.submit().await;
    let text = steps::said(&browser, "[role=alert]").await;
    assert!(text.contains("did not arrive"), "{text}");
    assert!(text.contains("was not sent"), "{text}");
    assert_eq!(browser.value_of("password").await, person.password);
    let sent = tap.sent();
    assert!(found(&sent, LIST), "it was not asked for");
    assert!(!found(&sent, "POST /api/"), "something was sent");

    tap.mend();
    browser.submit().await;
    browser.wait_for_path("/enrol").await;
    assert!(!found(&tap.sent(), "\"password\""));
}

#[tokio::test]
async fn what_takes_long_is_said_quietly() {
    let server = Mode::Opaque.start(&[]);
    let browser = Browser::open(server.origin()).await;
    before_scripts(&browser, IMPATIENCE).await;
    browser.visit("/sign-in").await;
    browser
        .evaluate(
            "globalThis.said = [];
             const progress = document.querySelector('.progress');
             new MutationObserver(() => said.push(progress.innerText))
                 .observe(progress, { childList: true, characterData: true, subtree: true });",
        )
        .await;
    browser.fill("username", "nobody.here").await;
    browser.fill("password", "certainly not this one").await;
    browser.submit().await;
    steps::said(&browser, "[role=alert]").await;
    let said = browser.evaluate("return said.filter(text => text)").await;
    assert_eq!(said, json!(["Working on your password on this device…"]));
    assert_eq!(browser.text_of(".progress").await, "");
    browser
        .evaluate(
            "document.querySelector('[role=alert]').textContent = '';
             document.getElementById('offer').hidden = true;
             document.querySelector('[type=submit]').classList.add('busy');
             document.querySelector('[type=submit]').textContent = 'Signing in…';
             document.querySelector('.progress').textContent = said.find(text => text);",
        )
        .await;
    check(&browser, "sign-in-working").await;
}

/// Where the module is, as the page says.
async fn module_path(tap: &WireTap) -> String {
    let browser = Browser::open(tap.origin()).await;
    browser.visit("/sign-in").await;
    let path = browser
        .evaluate("return document.querySelector('[name=postern-password-module]').content")
        .await;
    path.as_str().expect("the page names it").to_owned()
}

fn too_cheap(piece: &mut [u8]) -> bool {
    replace(piece, "\"memory_kib\":19456", "\"memory_kib\":8.000")
}

fn too_dear(piece: &mut [u8]) -> bool {
    replace(piece, "\"memory_kib\":19456", "\"memory_kib\":65537")
}

fn another_ke2(piece: &mut [u8]) -> bool {
    // Well behind the group's elements.
    let start = "\"ke2\":\"";
    let Some(at) = memmem::find(piece, start.as_bytes()) else {
        return false;
    };
    let Some(character) = piece.get_mut(at + start.len() + 400) else {
        return false;
    };
    *character = if *character == b'A' { b'B' } else { b'A' };
    true
}

const LIST: &str = "GET /assets/common-passwords-";
/// The worker breaks at its first question.
const FAULT: &str = "
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message) {
        if (message.act) {
            const event = new ErrorEvent('error', { message: 'broken', cancelable: true });
            setTimeout(() => this.dispatchEvent(event), 300);
        } else {
            post.call(this, message);
        }
    };
";
/// The worker hears nothing, and a minute is short.
const SILENCE: &str = "
    Worker.prototype.postMessage = () => {};
    const wait = setTimeout;
    globalThis.setTimeout = (act, time, ...more) =>
        wait(act, time === 60000 ? 500 : time, ...more);
";
/// A second is nothing.
const IMPATIENCE: &str = "
    const wait = setTimeout;
    globalThis.setTimeout = (act, time, ...more) => wait(act, time === 1000 ? 0 : time, ...more);
";
