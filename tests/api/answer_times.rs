//! Answers that take a least time, so that it does not tell who has a name.

use std::time::Duration;

use postern_e2e::answer::Answer;
use postern_e2e::mode::Mode;
use postern_e2e::opaque_client::{Registering, SigningIn};
use postern_e2e::password_change::{reset, reset_password};
use postern_e2e::password_protocol::{start_login, start_registration};
use postern_e2e::person::{Member, Person};
use tokio::time::Instant;

/// What every such answer takes, for whatever name.
const LEAST: Duration = Duration::from_millis(100);

#[tokio::test]
async fn the_start_of_a_sign_in_or_a_registration_takes_its_least_time_for_every_name() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    for name in [&member.person.username, &Person::new().username] {
        let (_, ke1) = SigningIn::start("a guess");
        let started = answered_after_the_least_time(start_login(&api, name, &ke1)).await;
        started.expect(200);
        let (_, request) = Registering::start("lamp oil");
        let call = start_registration(&api, name, &request);
        answered_after_the_least_time(call).await.expect(200);
    }
}

#[tokio::test]
async fn a_refused_start_takes_it_too() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    for name in [&member.person.username, &Person::new().username] {
        let (_, ke1) = SigningIn::start("a guess");
        for _ in 0..5 {
            start_login(&api, name, &ke1).await.expect(200);
        }
        let refused = answered_after_the_least_time(start_login(&api, name, &ke1)).await;
        refused.expect_problem(429, "too_many_attempts");
    }
}

#[tokio::test]
async fn a_refused_reset_takes_it_too() {
    for mode in [Mode::Argon2id, Mode::Opaque] {
        let api = mode.api();
        let member = Member::new(&api).await;
        let codes = ("0123-4567-89AB-CDEF-GHJK-MNPQ", "000000");
        for name in [&member.person.username, &Person::new().username] {
            let body = reset(&api, name, codes, "a lamp on every sill").await;
            let refused = answered_after_the_least_time(reset_password(&api, &body)).await;
            assert_eq!(refused.status, 401, "{}", refused.text());
        }
    }
}

async fn answered_after_the_least_time(call: impl Future<Output = Answer>) -> Answer {
    let begun = Instant::now();
    let answer = call.await;
    let taken = begun.elapsed();
    assert!(taken >= LEAST, "after {taken:?}: {}", answer.text());
    answer
}
