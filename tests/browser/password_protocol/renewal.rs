//! The record of a password is made anew while its owner types the code, unseen; and the worker that
//! does it is gone when the sign-in is over.

use memchr::memmem;
use postern_e2e::browser::Browser;
use postern_e2e::mode::Mode;
use postern_e2e::person::Person;
use postern_e2e::phone::Phone;
use postern_e2e::server::Server;
use postern_e2e::wire_tap::WireTap;

use super::{before_scripts, found};
use crate::steps;

#[tokio::test]
async fn a_record_of_an_older_cost_is_made_anew_with_the_code() {
    let (server, person, phone) = after_a_rise().await;
    let tap = WireTap::before(server.origin()).await;
    let browser = Browser::open(tap.origin()).await;
    for is_renewed in [true, false] {
        steps::enter_password(&browser, &person).await;
        drop(tap.sent());
        expect_clean_storage(&browser).await;
        steps::enter_code(&browser, &phone.code().await).await;
        steps::expect_account(&browser, &person).await;
        let sent = tap.sent();
        assert_eq!(times(&sent, "POST /api/verify-otp "), 1);
        assert_eq!(found(&sent, "registration_record"), is_renewed);
        browser.click("[data-testid=sign-out]").await;
        browser.wait_for_path("/sign-in").await;
    }
}

#[tokio::test]
async fn a_new_record_that_is_refused_costs_nobody_the_sign_in() {
    let (server, person, phone) = after_a_rise().await;
    let tap = WireTap::before(server.origin()).await;
    let browser = Browser::open(tap.origin()).await;
    tap.change(another_registration);
    steps::enter_password(&browser, &person).await;
    assert_eq!(tap.changed(), 1);
    drop(tap.sent());
    steps::enter_code(&browser, &phone.code().await).await;
    steps::expect_account(&browser, &person).await;
    let sent = tap.sent();
    assert_eq!(times(&sent, "POST /api/verify-otp "), 2);
    assert_eq!(times(&sent, "registration_record"), 1, "once only");
}

#[tokio::test]
async fn the_worker_is_gone_when_the_sign_in_is_over_or_left() {
    let server = Mode::Opaque.start(&[]);
    let browser = Browser::open(server.origin()).await;
    before_scripts(&browser, COUNT_WORKERS).await;
    let person = Person::new();
    steps::register(&browser, &person).await;
    wait_for_workers(&browser, 0).await;
    let phone = steps::scan(&browser).await;
    steps::confirm(&browser, &person, &phone).await;
    browser.click("[data-testid=sign-out]").await;
    browser.wait_for_path("/sign-in").await;

    browser.fill("username", "a").await;
    wait_for_workers(&browser, 1).await;
    browser.click("a[href='/register']").await;
    browser.wait_for_path("/register").await;
    wait_for_workers(&browser, 0).await;
    browser.fill("username", "a").await;
    wait_for_workers(&browser, 1).await;
}

/// Somebody with an account, and their phone, in a deployment that has raised its cost since.
async fn after_a_rise() -> (Server, Person, Phone) {
    let mut server = Mode::Opaque.start(&[]);
    let browser = Browser::open(server.origin()).await;
    let person = Person::new();
    steps::register(&browser, &person).await;
    let phone = steps::scan(&browser).await;
    steps::confirm(&browser, &person, &phone).await;
    server.stop();
    server.set_variable("PASSWORD_ARGON2=m=19456,t=3,p=1 m=19456,t=2,p=1");
    server.start_again();
    (server, person, phone)
}

async fn wait_for_workers(browser: &Browser, count: usize) {
    browser
        .wait_until(&format!("return workers === {count}"))
        .await;
}

async fn expect_clean_storage(browser: &Browser) {
    let stored = browser
        .evaluate("return JSON.stringify([localStorage, sessionStorage])")
        .await;
    let stored = stored.as_str().unwrap_or_default();
    assert!(stored.contains("postern."), "{stored}");
    assert!(!stored.contains("registration"), "{stored}");
}

fn times(sent: &[u8], text: &str) -> usize {
    memmem::find_iter(sent, text.as_bytes()).count()
}

/// The end of what goes back with the record.
fn another_registration(piece: &mut [u8]) -> bool {
    let start = b"\"registration\":\"";
    let Some(at) = memmem::find(piece, start) else {
        return false;
    };
    let Some(character) = piece.get_mut(at + start.len() + 40) else {
        return false;
    };
    *character = if *character == b'A' { b'B' } else { b'A' };
    true
}

const COUNT_WORKERS: &str = "
    globalThis.workers = 0;
    globalThis.Worker = class extends Worker {
        constructor(...all) { super(...all); workers += 1; }
        terminate() { super.terminate(); workers -= 1; }
    };
";
