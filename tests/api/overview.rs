//! The overview of administration on a real object: what was counted is there after a power cut, tells
//! nothing of anybody, and the accounts are counted by the hourly run.

use std::time::{Duration, Instant};

use postern_e2e::api::Api;
use postern_e2e::at_rest;
use postern_e2e::key_file::KeyFile;
use postern_e2e::mode::Mode;
use postern_e2e::person::{Member, verify};
use postern_e2e::server::Server;
use serde_json::Value;

use crate::administration::administrator;

in_each_mode! {
    what_was_answered_is_counted_and_stays_counted_and_the_hourly_run_counts_the_accounts;
}

async fn what_was_answered_is_counted_and_stays_counted_and_the_hourly_run_counts_the_accounts(
    mode: Mode,
) {
    let keys = KeyFile::new();
    let mut server = Server::start_with(&[mode.variable()], Some(keys.export()));
    let api = mode.client_of(&server);
    let (_root, session) = administrator(&server, &keys).await;
    let member = Member::new(&api).await;
    let challenge = member.challenge(&api).await;
    let wrong = verify(&api, &challenge, &member.phone.wrong_code()).await;
    wrong.expect(401);
    let counts = |it: &Value| {
        let hours = it["hours"].as_array().expect("a list");
        let of = |name: &str| -> u64 {
            let numbers = hours.iter().map(|hour| hour[name].as_u64());
            numbers.map(|number| number.expect("a number")).sum()
        };
        (of("registrations"), of("sign_ins"), of("failures"))
    };
    let shown = until(&api, &session.access_token, |it| counts(it) == (2, 2, 1)).await;
    assert_eq!(shown["accounts"], 2);
    assert!(shown["counted_at"].is_null(), "{shown}");

    at_rest::wait_until_published(server.state()).await;
    let run = api.get("/cdn-cgi/local/scheduled").send().await;
    assert_eq!(run.status, 200, "{}", run.text());
    let is_counted = |it: &Value| it["counted_at"].is_u64();
    let shown = until(&api, &session.access_token, is_counted).await;
    assert_eq!(shown["accounts"], 2, "both are in the directory");

    server.kill();
    let needles = at_rest::forms("a field of the counters", b"\"census\"");
    assert_eq!(
        at_rest::find(server.state(), &needles),
        Vec::<String>::new()
    );
    server.start_again();
    let api = server.api();
    let shown = until(&api, &session.access_token, is_counted).await;
    assert_eq!(counts(&shown), (2, 2, 1), "{shown}");
}

/// What the overview shows as soon as it is this.
async fn until(api: &Api, token: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let answer = api.get("/api/admin/overview").bearer(token).send().await;
        let shown = answer.expect(200).json();
        if is_so(&shown) {
            return shown;
        }
        assert!(Instant::now() < deadline, "{shown}");
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}
