//! What a sign-in costs on the platform's price list, counted on workerd between the deployed Worker and
//! its bindings. `docs/operations.md` reckons with these numbers.

use std::time::Duration;

use postern_e2e::counted::{Counted, Counts};
use postern_e2e::mode::Mode;
use postern_e2e::person::{Member, Person, refresh, verify, who_am_i};
use postern_e2e::phone::Phone;

in_each_mode! {
    a_sign_in_is_one_object_request_for_each_request_and_no_write_of_kv;
    a_registration_writes_kv_three_times_and_no_more;
}

async fn a_sign_in_is_one_object_request_for_each_request_and_no_write_of_kv(mode: Mode) {
    let mut server = Counted::start(mode);
    let member = Member::new(&server.api()).await;
    let before = server.settled_counts().await;
    sign_in(&server, &member).await;
    let warm = server.settled_counts().await.since(before);
    assert_one_object_request_for_each(warm, requests(mode));
    assert_counted_by_one_request(warm);
    assert_one_commit_for_each(warm, requests(mode));
    assert_eq!(
        (warm.kv_reads, warm.kv_writes, warm.kv_others),
        (0, 0, 0),
        "{warm:?}"
    );

    // Where the object has to start, it asks KV once.
    server.start_again();
    let token = sign_in(&server, &member).await;
    let cold = server.settled_counts().await;
    assert_one_object_request_for_each(cold, requests(mode));
    assert_one_commit_for_each(cold, requests(mode));
    assert_counted_by_one_request(cold);
    assert_eq!(
        (cold.kv_reads, cold.kv_writes, cold.kv_others),
        (1, 0, 0),
        "{cold:?}"
    );

    // A renewal is one request, and one commit. The object is still in memory: it stays for ten seconds.
    refresh(&server.api(), &member.session.refresh_token)
        .await
        .expect(200);
    let renewed = server.settled_counts().await;
    let renewal = renewed.since(cold);
    assert_one_object_request_for_each(renewal, 1);
    assert_one_commit_for_each(renewal, 1);
    assert_eq!((renewal.kv_reads, renewal.kv_writes), (0, 0), "{renewal:?}");
    assert_eq!(renewal.counter_requests, 0, "{renewal:?}");

    // Reading a profile asks KV, never an object.
    who_am_i(&server.api(), &token).await.expect(200);
    let read = server.settled_counts().await.since(renewed);
    assert_eq!(
        (read.worker_requests, read.object_requests),
        (1, 0),
        "{read:?}"
    );
    assert_eq!((read.kv_reads, read.kv_writes), (1, 0), "{read:?}");
    assert_eq!(read.counter_requests, 0, "{read:?}");

    // What comes within five seconds is counted together: the first at once, the others when they are over.
    let api = server.api();
    let challenge = member.challenge(&api).await;
    let before = server.settled_counts().await;
    for _ in 0..4 {
        verify(&api, &challenge, "000000").await.expect(401);
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    let guessed = server.settled_counts().await.since(before);
    assert_eq!(guessed.worker_requests, 4, "{guessed:?}");
    assert!((1..=2).contains(&guessed.counter_requests), "{guessed:?}");
}

async fn a_registration_writes_kv_three_times_and_no_more(mode: Mode) {
    let server = Counted::start(mode);
    let api = server.api();
    let registered = Person::new().register(&api).await.expect(201);
    // Whoever sets up an authenticator takes longer than KV does to hear of the registration.
    let _registered = server.settled_counts().await;
    let phone = Phone::new(&registered.field("otp_secret"));
    let code = phone.code().await;
    let challenge = registered.field("challenge");
    verify(&api, &challenge, &code).await.expect(200);
    let counts = server.settled_counts().await;
    // register/start where the password stays in the browser, register, verify-otp
    assert_one_object_request_for_each(counts, requests(mode));
    assert_eq!((counts.kv_reads, counts.kv_others), (1, 0), "{counts:?}");
    // The record, and once confirmed the record and the entry of the directory of people.
    assert_eq!(counts.kv_writes, 3, "{counts:?}");
    assert_eq!(counts.object_alarms, 2, "{counts:?}");
    // One for each request; making the table is two, and that KV was told is one, twice.
    assert_eq!(counts.rows_written, requests(mode) + 4, "{counts:?}");
    // For KV, for the end of the enrolment, for KV again; a start has an end of its own.
    assert_eq!(counts.alarms_set, requests(mode) + 1, "{counts:?}");
    // The first one ever makes the table besides; every other one writes a row there.
    assert_eq!(counts.counter_requests, 1, "{counts:?}");
    assert!(counts.counter_rows_written <= 4, "{counts:?}");
    let billed = counts.rows_written + counts.alarms_set + 1;
    let expected = match mode {
        Mode::Argon2id | Mode::OpaqueInPlain => 10,
        Mode::Opaque => 12,
    };
    assert_eq!(billed, expected, "{counts:?}");
}

/// What the overview of administration adds to a sign-in: one request to one object, and one row.
fn assert_counted_by_one_request(counts: Counts) {
    assert_eq!(counts.counter_requests, 1, "{counts:?}");
    assert_eq!(counts.counter_rows_written, 1, "{counts:?}");
    assert_eq!(counts.instance_requests, 0, "{counts:?}");
}

/// A sign-in with password and code; its access token.
async fn sign_in(server: &Counted, member: &Member) -> String {
    let api = server.api();
    let challenge = member.challenge(&api).await;
    let code = member.phone.code().await;
    let answer = verify(&api, &challenge, &code).await.expect(200);
    answer.field("access_token")
}

/// Requests of one sign-in, and as many of one registration: `login/start` where the password stays in the
/// browser, `login`, `verify-otp`.
const fn requests(mode: Mode) -> u64 {
    match mode {
        Mode::Argon2id | Mode::OpaqueInPlain => 2,
        Mode::Opaque => 3,
    }
}

fn assert_one_object_request_for_each(counts: Counts, requests: u64) {
    assert_eq!(counts.worker_requests, requests, "{counts:?}");
    assert_eq!(counts.object_requests, requests, "{counts:?}");
}

/// A commit is one row; an alarm would be another, and a request to the object besides.
fn assert_one_commit_for_each(counts: Counts, requests: u64) {
    assert_eq!(counts.rows_written, requests, "{counts:?}");
    assert!(counts.rows_read <= requests + 3, "{counts:?}");
    assert_eq!(
        (counts.alarms_set, counts.object_alarms),
        (0, 0),
        "{counts:?}"
    );
}
