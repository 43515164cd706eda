//! What was acknowledged stays, through a power cut and the loss of the objects.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use postern_e2e::api::Api;
use postern_e2e::at_rest;
use postern_e2e::mode::Mode;
use postern_e2e::person::{Member, Person, Session, verify, who_am_i};
use postern_e2e::phone::{Phone, current_step};
use postern_e2e::server::Server;
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::sleep;

in_each_mode! {
    a_code_that_was_used_and_a_session_survive_a_power_cut;
    with_the_objects_gone_the_account_comes_back_from_kv;
    an_unconfirmed_account_comes_back_from_kv_too;
}

#[tokio::test]
async fn every_acknowledged_registration_survives_a_power_cut_under_load() {
    let mut server = Server::start(&[]);
    let acknowledged: Arc<Mutex<Vec<(Person, String)>>> = Arc::default();
    let mut load = JoinSet::new();
    for _ in 0..8 {
        load.spawn(register_until_it_fails(
            server.api(),
            Arc::clone(&acknowledged),
        ));
    }
    while acknowledged.lock().await.len() < 40 {
        sleep(Duration::from_millis(20)).await;
    }
    server.kill();
    let ends = load.join_all().await;
    assert_eq!(ends.len(), 8, "every client saw the server die");
    server.start_again();

    let api = server.api();
    let acknowledged = acknowledged.lock().await;
    for (person, secret) in acknowledged.iter() {
        let login = person.login(&api).await.expect(200);
        assert_eq!(&login.field("otp_secret"), secret);
    }
}

async fn a_code_that_was_used_and_a_session_survive_a_power_cut(mode: Mode) {
    let mut server = mode.start(&[]);
    let api = mode.client_of(&server);
    let member = Member::with_lasting_code(&api).await;
    let used = member.phone.last_code();
    server.kill();
    server.start_again();

    let api = mode.client_of(&server);
    let challenge = member.challenge(&api).await;
    verify(&api, &challenge, &used)
        .await
        .expect_problem(401, "otp_already_used");
    verify(&api, &challenge, &member.phone.code().await)
        .await
        .expect(200);
    who_am_i(&api, &member.session.access_token)
        .await
        .expect(200);
    postern_e2e::person::refresh(&api, &member.session.refresh_token)
        .await
        .expect(200);
}

#[tokio::test]
async fn failures_are_still_counted_after_a_power_cut() {
    let mut server = Server::start(&[]);
    let member = Member::new(&server.api()).await;
    let challenge = member.challenge(&server.api()).await;
    let wrong = member.phone.wrong_codes(3);
    for code in &wrong {
        verify(&server.api(), &challenge, code)
            .await
            .expect_problem(401, "invalid_otp");
    }
    server.kill();
    server.start_again();
    let answer = verify(&server.api(), &challenge, &member.phone.wrong_code()).await;
    answer.expect_problem(401, "invalid_otp");
    assert_eq!(answer.json()["attempts_left"], 1);
}

async fn with_the_objects_gone_the_account_comes_back_from_kv(mode: Mode) {
    let mut server = mode.start(&[]);
    let api = mode.client_of(&server);
    let member = Member::with_lasting_code(&api).await;
    let me = who_am_i(&api, &member.session.access_token)
        .await
        .expect(200);
    let used = member.phone.last_code();
    at_rest::wait_until_published(server.state()).await;
    server.stop();
    let objects = at_rest::folders_named(server.state(), "do");
    assert!(
        !objects.is_empty(),
        "the objects keep their state in a folder"
    );
    for folder in objects {
        fs::remove_dir_all(folder).expect("a folder can be removed");
    }
    server.start_again();

    let api = mode.client_of(&server);
    let login = member.person.login(&api).await.expect(200);
    assert_eq!(login.json().get("otp_secret"), None, "it stays confirmed");
    let challenge = login.field("challenge");
    verify(&api, &challenge, &used)
        .await
        .expect_problem(401, "otp_already_used");
    // KV does not say which codes were used, nor who is signed in.
    postern_e2e::person::refresh(&api, &member.session.refresh_token)
        .await
        .expect_problem(401, "session_ended");
    let code = member.phone.code_after(latest_step()).await;
    let answer = verify(&api, &challenge, &code).await;
    let session = Session::of(&answer.expect(200));
    let back = who_am_i(&api, &session.access_token).await.expect(200);
    assert_eq!(back.json(), me.json());
    let taken = member.person.register(&api).await;
    taken.expect_problem(409, "username_taken");
}

async fn an_unconfirmed_account_comes_back_from_kv_too(mode: Mode) {
    let mut server = mode.start(&[]);
    let person = Person::new();
    let registered = person.register(&mode.client_of(&server)).await.expect(201);
    at_rest::wait_until_published(server.state()).await;
    server.stop();
    for folder in at_rest::folders_named(server.state(), "do") {
        fs::remove_dir_all(folder).expect("a folder can be removed");
    }
    server.start_again();
    let api = mode.client_of(&server);
    let login = person.login(&api).await.expect(200);
    let phone = Phone::new(&registered.field("otp_secret"));
    let code = phone.code_after(latest_step()).await;
    verify(&api, &login.field("challenge"), &code)
        .await
        .expect(200);
}

/// The latest step whose code is acceptable now: the last one that an object refuses which starts from
/// KV at this moment.
fn latest_step() -> u64 {
    current_step() + 1
}

/// Registers one person after the other; answers when the server is gone.
async fn register_until_it_fails(api: Api, acknowledged: Arc<Mutex<Vec<(Person, String)>>>) {
    loop {
        let person = Person::new();
        let call = api.post("/api/register").json(&person.registration());
        let Ok(answer) = call.try_send().await else {
            return;
        };
        if answer.status != 201 {
            // The proxy in front may outlive the Worker for a moment.
            return;
        }
        let secret = answer.field("otp_secret");
        acknowledged.lock().await.push((person, secret));
    }
}
