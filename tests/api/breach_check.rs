//! New passwords against a list of breached ones, on this machine.

use std::time::{Duration, Instant};

use postern_e2e::breach_list::BreachList;
use postern_e2e::mode::Mode;
use postern_e2e::person::Person;
use postern_e2e::server::Server;

#[tokio::test]
async fn a_breached_password_is_refused_and_the_list_hears_five_digits_of_it() {
    let list = BreachList::start(RANGE, Duration::ZERO).await;
    let server = checking(Mode::Argon2id, &list);
    let mut person = Person::new();
    BREACHED.clone_into(&mut person.password);
    let answer = person.register(&server.api()).await;
    answer.expect_problem(422, "breached_password");
    assert_eq!(answer.field("field"), "password");

    let heard = list.heard();
    let request = heard.first().expect("it was asked").to_lowercase();
    assert_eq!(heard.len(), 1);
    assert!(
        request.starts_with("get /range/2068c http/1.1\r\n"),
        "{request}"
    );
    assert!(request.contains("\r\nadd-padding: true\r\n"), "{request}");
    for secret in ["95089c", "three", &person.username, &person.email] {
        assert!(!request.contains(secret), "{secret}: {request}");
    }

    // Padding hides what it is beside.
    let padded = BreachList::start(PADDED, Duration::ZERO).await;
    let server = checking(Mode::Argon2id, &padded);
    person.register(&server.api()).await.expect(201);
    assert_eq!(padded.heard().len(), 1);
    assert!(!server.output().contains(WORD), "{}", server.output());
}

#[tokio::test]
async fn a_list_that_is_slow_or_down_lets_the_password_pass_and_the_log_says_so() {
    let slow = BreachList::start(RANGE, Duration::from_secs(20)).await;
    let down = BreachList::start(RANGE, Duration::ZERO).await;
    let slow_server = checking(Mode::Argon2id, &slow);
    let down_server = checking(Mode::Argon2id, &down);
    drop(down);
    for (server, least) in [(&slow_server, 1), (&down_server, 0)] {
        let mut person = Person::new();
        BREACHED.clone_into(&mut person.password);
        let start = Instant::now();
        person.register(&server.api()).await.expect(201);
        let took = start.elapsed();
        assert!((least..10).contains(&took.as_secs()), "{took:?}");
        let log = said(server, WORD).await;
        assert!(log.contains(WORD), "{log}");
        for secret in [BREACHED, "2068C"] {
            assert!(!log.contains(secret), "{log}");
        }
    }
    assert_eq!(slow.heard().len(), 1);
}

#[tokio::test]
async fn nobody_is_asked_about_a_password_that_stays_with_its_owner() {
    let list = BreachList::start(RANGE, Duration::ZERO).await;
    let server = checking(Mode::Opaque, &list);
    let mut person = Person::new();
    BREACHED.clone_into(&mut person.password);
    let api = Mode::Opaque.client_of(&server);
    person.register(&api).await.expect(201);
    assert!(list.heard().is_empty());
}

fn checking(mode: Mode, list: &BreachList) -> Server {
    let url = format!("BREACH_CHECK_URL={}", list.url());
    mode.start(&["BREACH_CHECK=hibp", &url])
}

/// The log, once it has `words`, or after a while.
async fn said(server: &Server, words: &str) -> String {
    for _ in 0..50 {
        if server.output().contains(words) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    server.output()
}

const BREACHED: &str = "three small locked doors";
/// Has the SHA-1 of [`BREACHED`], 2068C95089C6B51B2C8D98D09C78196704C5041F, seen twice.
const RANGE: &str = "0018A45C4D1DEF81644B54AB7F969B88D65:10\r\n\
    95089C6B51B2C8D98D09C78196704C5041F:2\r\n";
const PADDED: &str = "95089C6B51B2C8D98D09C78196704C5041F:0\r\n";
const WORD: &str = "breach_check_unavailable";
