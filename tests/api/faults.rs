//! KV fails for some time: people sign in and change what is theirs all the same, and what KV has
//! missed it is told when it works again. (A real outage here: the calls of KV themselves fail, on the
//! Worker as it is built.)

use std::fs;
use std::time::{Duration, Instant};

use postern_e2e::answer::Answer;
use postern_e2e::api::Api;
use postern_e2e::at_rest;
use postern_e2e::mode::Mode;
use postern_e2e::password_change::{change_password, reset, reset_password};
use postern_e2e::person::{Member, Person, Session, ask, verify, who_am_i};
use postern_e2e::phone::{Phone, current_step};
use postern_e2e::server::Server;
use serde_json::{Value, json};
use tokio::time::sleep;

in_each_mode! {
    nothing_is_lost_in_an_outage_of_kv;
}

/// As long as the objects' pauses between two tries need to reach the longest: 2, 4, 8, … 60 seconds.
#[tokio::test]
async fn nothing_is_lost_in_an_outage_of_kv_of_two_minutes() {
    an_outage(Mode::Argon2id, Duration::from_mins(2)).await;
}

async fn nothing_is_lost_in_an_outage_of_kv(mode: Mode) {
    an_outage(mode, Duration::from_secs(5)).await;
}

async fn an_outage(mode: Mode, length: Duration) {
    let mut server = start(mode);
    let api = mode.client_of(&server);
    let mut people = [Member::new(&api).await, Member::new(&api).await];
    at_rest::wait_until_published(server.state()).await;
    server.fail_kv();
    let began = Instant::now();
    let late = register_nobody(&api).await;
    let mut codes = Vec::new();
    for member in &mut people {
        codes.push(change_everything(&api, member).await);
    }
    // Objects that start meanwhile begin from what they have stored.
    server.kill();
    server.start_again();
    let api = mode.client_of(&server);
    for (member, codes) in people.iter().zip(&codes) {
        sign_in(&api, member, &codes[2]).await;
    }
    sleep(length.saturating_sub(began.elapsed())).await;
    let mut tokens = Vec::new();
    for (member, codes) in people.iter().zip(&codes) {
        tokens.push(sign_in(&api, member, &codes[3]).await);
    }
    server.mend_kv();
    let deadline = Instant::now() + LONGEST_PAUSE + Duration::from_secs(15);
    for (member, token) in people.iter().zip(&tokens) {
        is_published(&api, member, token, deadline).await;
    }
    at_rest::wait_until_published(server.state()).await;
    // Who was refused is nobody, and the name is free.
    late.register(&api).await.expect(201);

    // KV has all of it: the objects go, and everything comes back.
    server.stop();
    for folder in at_rest::folders_named(server.state(), "do") {
        fs::remove_dir_all(folder).expect("a folder can be removed");
    }
    server.start_again();
    let api = mode.client_of(&server);
    for (member, codes) in people.iter().zip(&codes) {
        is_all_there(&api, member, codes).await;
    }
}

/// Changes password, name, authenticator and recovery codes; answers the new codes, of which the
/// first two are used.
async fn change_everything(api: &Api, member: &mut Member) -> Vec<String> {
    let token = &member.session.access_token;
    let new = format!("{} from now on", member.person.password);
    change_password(api, token, &member.person.password, &new)
        .await
        .expect(204);
    member.person.password = new;
    let line = "POST /api/recovery-codes";
    let made = ask(api, token, line, &Value::Null).await.expect(201);
    let codes = made.texts("recovery_codes");
    let listed = ask(api, token, "GET /api/authenticators", &Value::Null).await;
    let old = listed.expect(200).json()["authenticators"][0]["id"].clone();
    let line = "POST /api/authenticators";
    let body = json!({ "label": "Phone of the outage", "replaces": old });
    let added = ask(api, token, line, &body).await.expect(201);
    member.phone = Phone::new(&added.field("otp_secret"));
    let line = format!("POST /api/authenticators/{}/confirm", added.field("id"));
    let body = json!({ "otp": member.phone.code().await });
    ask(api, token, &line, &body).await.expect(200);
    member.person.full_name = format!("{} of the outage", member.person.full_name);
    let body = json!({ "full_name": member.person.full_name });
    let changed = ask(api, token, "PATCH /api/users/me", &body).await;
    changed.expect(200);
    // Nobody is shown what KV knew last.
    let me = who_am_i(api, token).await.expect(200);
    assert_eq!(me.field("full_name"), member.person.full_name);

    // A sign-in by a recovery code, and another password by one.
    let challenge = member.challenge(api).await;
    verify(api, &challenge, &codes[0]).await.expect(200);
    let new = format!("{} on", member.person.password);
    let otp = member.phone.code().await;
    let proofs = (codes[1].as_str(), otp.as_str());
    let body = reset(api, &member.person.username, proofs, &new).await;
    reset_password(api, &body).await.expect(204);
    member.person.password = new;
    codes
}

/// A name that no object knows cannot be told from one whose object has lost everything: while KV
/// cannot be asked, nobody gets it.
async fn register_nobody(api: &Api) -> Person {
    let person = Person::new();
    let call = api.post("/api/register").json(&person.registration());
    let refused = call
        .try_send()
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    refused.expect_problem(503, "unavailable");
    person
}

/// Signs in with a recovery code, which spares the wait for the next code of the phone.
async fn sign_in(api: &Api, member: &Member, code: &str) -> String {
    let challenge = member.challenge(api).await;
    let answer = verify(api, &challenge, code).await.expect(200);
    Session::of(&answer).access_token
}

async fn is_published(api: &Api, member: &Member, token: &str, deadline: Instant) {
    loop {
        let me = who_am_i(api, token).await.expect(200);
        if me.field("full_name") == member.person.full_name {
            return;
        }
        assert!(Instant::now() < deadline, "KV was not told: {}", me.text());
        sleep(Duration::from_millis(500)).await;
    }
}

async fn is_all_there(api: &Api, member: &Member, codes: &[String]) {
    let challenge = member.challenge(api).await;
    for used in &codes[..3] {
        refused(&verify(api, &challenge, used).await, "recovery_code_used");
    }
    let former = &member.recovery_codes[0];
    refused(&verify(api, &challenge, former).await, "invalid_otp");
    let challenge = member.challenge(api).await;
    // Right, but KV does not say whether it was used.
    let code = member.phone.code_of(current_step());
    refused(&verify(api, &challenge, &code).await, "otp_already_used");
    let answer = verify(api, &challenge, &codes[4]).await.expect(200);
    let token = Session::of(&answer).access_token;
    let export = ask(api, &token, "GET /api/users/me/export", &Value::Null).await;
    let export = export.expect(200).json();
    let name = member.person.full_name.as_str();
    assert_eq!(export["user"]["full_name"], name);
    assert_eq!(export["recovery_codes"]["left"], 5);
    assert_eq!(export["authenticators"][0]["label"], "Phone of the outage");
    assert_eq!(export["authenticators"][1], Value::Null);
    let kinds = export["activity"]["entries"].to_string();
    for kind in [
        "password_changed",
        "authenticator_replaced",
        "password_reset",
    ] {
        assert!(kinds.contains(kind), "{kind}: {kinds}");
    }
    assert_eq!(export["activity"]["intact"], true);
}

fn refused(answer: &Answer, code: &str) {
    answer.expect_problem(401, code);
}

fn start(mode: Mode) -> Server {
    Server::start_with_faults(&[mode.variable()])
}

/// Most seconds between two tries to tell KV.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
