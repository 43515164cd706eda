//! Accounts move from one way of keeping passwords to the other, and to a higher cost, as their
//! owners sign in; the operator is shown how many have.

use std::time::{Duration, Instant};

use postern_e2e::api::Api;
use postern_e2e::key_file::KeyFile;
use postern_e2e::mode::Mode;
use postern_e2e::opaque_client::Cost;
use postern_e2e::password_protocol::{Registration, verify_with};
use postern_e2e::person::Member;
use postern_e2e::server::Server;
use tokio::time::sleep;

use crate::password_messages::{is_malformed, spoiled};

#[tokio::test]
async fn accounts_move_to_the_protocol_and_back_with_password_and_authenticator() {
    let mut server = Mode::Argon2id.start(&[]);
    let members = [
        Member::new(&server.api()).await,
        Member::new(&server.api()).await,
    ];
    let [moved, stayed] = &members;
    are_counted(&server, "2 argon2id m=19456,t=2,p=1").await;

    restart(&mut server, Mode::Opaque.variable());
    let (plain, browser) = (server.api(), Mode::Opaque.client_of(&server));
    // Before it has moved, the page cannot tell that it has to, nor can anybody else.
    let login = moved.person.start_login(&browser).await;
    assert_eq!(login.cost, None);
    let refused = login.send(&browser, &moved.person.username).await;
    refused.expect_problem(401, "invalid_credentials");
    let refused = moved.person.login_with(&plain, "not that one, no").await;
    refused.expect_problem(401, "invalid_credentials");
    moved.person.login(&plain).await.expect(200);
    moved.sign_in(&browser).await;
    moved.person.login(&plain).await.expect(200);
    are_counted(
        &server,
        "1 argon2id m=19456,t=2,p=1 · 1 opaque m=19456,t=2,p=1",
    )
    .await;

    restart(&mut server, Mode::Argon2id.variable());
    let plain = server.api();
    for member in [moved, stayed] {
        let refused = member.person.login_with(&plain, "not that one, no").await;
        refused.expect_problem(401, "invalid_credentials");
        member.person.login(&plain).await.expect(200);
    }
    stayed.sign_in(&plain).await;

    restart(&mut server, Mode::Opaque.variable());
    let browser = Mode::Opaque.client_of(&server);
    let login = moved.person.start_login(&browser).await;
    assert_eq!(login.cost, None, "it has moved back");
    moved.person.login(&server.api()).await.expect(200);
    moved.sign_in(&browser).await;
}

#[tokio::test]
async fn a_higher_cost_is_taken_on_at_the_next_sign_in() {
    let mut server = Mode::Opaque.start(&[]);
    let api = Mode::Opaque.client_of(&server);
    let members = [Member::new(&api).await, Member::new(&api).await];
    let [moved, in_plain] = &members;
    // A record that is as it should be stays.
    let login = moved.person.start_login(&api).await;
    let (answer, offered) = login.send_with_request(&api, &moved.person).await;
    let answer = answer.expect(200);
    assert!(offered.is_none(), "{}", answer.text());
    assert_eq!(answer.json().get("registration"), None);

    restart(
        &mut server,
        "PASSWORD_ARGON2=m=20480,t=2,p=1 m=19456,t=2,p=1",
    );
    let api = Mode::Opaque.client_of(&server);
    assert_eq!(cost_of(&api, moved).await, Some(LOW));
    // Who does not ask is not offered anything, and stays where they are.
    moved.person.login(&api).await.expect(200);
    assert_eq!(cost_of(&api, moved).await, Some(LOW));

    let login = moved.person.start_login(&api).await;
    let older = moved.person.start_login(&api).await;
    let (answer, renewed) = login.send_with_request(&api, &moved.person).await;
    let challenge = answer.expect(200).field("challenge");
    let renewed = renewed.expect("a new record is asked for");
    assert_eq!(renewed.cost, HIGH);
    let wrong = verify_with(&api, &challenge, &moved.phone.wrong_code(), &renewed).await;
    wrong.expect_problem(401, "invalid_otp");
    assert_eq!(cost_of(&api, moved).await, Some(LOW), "no code, no record");
    let code = moved.phone.code().await;
    let verified = verify_with(&api, &challenge, &code, &renewed).await;
    verified.expect(200);

    // Whoever has begun a sign-in with the old record learns nothing of it but that the proof is
    // wrong.
    let late = older.send(&api, &moved.person.username).await;
    late.expect_problem(401, "invalid_credentials");
    let login = moved.person.start_login(&api).await;
    assert_eq!(login.cost, Some(HIGH));
    let (answer, offered) = login.send_with_request(&api, &moved.person).await;
    answer.expect(200);
    assert!(offered.is_none());

    // In plain the service does both halves.
    in_plain.sign_in(&server.api()).await;
    assert_eq!(cost_of(&api, in_plain).await, Some(HIGH));
    are_counted(&server, "2 opaque m=20480,t=2,p=1").await;

    // With the lower cost gone from the list, who has moved signs in.
    restart(&mut server, "PASSWORD_ARGON2=m=20480,t=2,p=1");
    let api = Mode::Opaque.client_of(&server);
    moved.sign_in(&api).await;
    in_plain.sign_in(&api).await;
}

#[tokio::test]
async fn a_lower_cost_than_that_of_the_record_is_not_taken_on() {
    let mut server = Mode::Opaque.start(&["PASSWORD_ARGON2=m=20480,t=2,p=1"]);
    let member = Member::new(&Mode::Opaque.client_of(&server)).await;
    restart(
        &mut server,
        "PASSWORD_ARGON2=m=19456,t=2,p=1 m=20480,t=2,p=1",
    );
    let api = Mode::Opaque.client_of(&server);
    let login = member.person.start_login(&api).await;
    assert_eq!(login.cost, Some(HIGH));
    let (answer, offered) = login.send_with_request(&api, &member.person).await;
    answer.expect(200);
    assert!(offered.is_none());
}

#[tokio::test]
async fn a_renewal_takes_the_accounts_own_new_record_alone() {
    let mut server = Mode::Opaque.start(&[]);
    let api = Mode::Opaque.client_of(&server);
    let members = [Member::new(&api).await, Member::new(&api).await];
    restart(
        &mut server,
        "PASSWORD_ARGON2=m=20480,t=2,p=1 m=19456,t=2,p=1",
    );
    let api = Mode::Opaque.client_of(&server);
    let mut offers: Vec<(String, Registration)> = Vec::new();
    for member in &members {
        let login = member.person.start_login(&api).await;
        let (answer, renewed) = login.send_with_request(&api, &member.person).await;
        let challenge = answer.expect(200).field("challenge");
        offers.push((challenge, renewed.expect("an offer")));
    }
    let code = members[0].phone.code().await;
    verify_with(&api, &offers[0].0, &code, &offers[1].1)
        .await
        .expect_problem(401, "invalid_registration");
    // Nor one that anybody can start, nor one of an earlier sign-in, nor what is no record.
    let name = &members[0].person.username;
    let of_anybody = Registration::start(&api, name, "a thief's password").await;
    let of_anybody = of_anybody.unwrap_or_else(|refused| panic!("{}", refused.text()));
    verify_with(&api, &offers[0].0, &code, &of_anybody)
        .await
        .expect_problem(401, "invalid_registration");
    let later = members[0].person.login(&api).await.expect(200);
    verify_with(&api, &later.field("challenge"), &code, &offers[0].1)
        .await
        .expect_problem(401, "invalid_registration");
    for (what, record) in spoiled(&offers[0].1.record, &[0]) {
        let mut bad = offers[0].1.clone();
        bad.record = record;
        let refused = verify_with(&api, &offers[0].0, &code, &bad).await;
        is_malformed(&refused, "registration_record", &what);
    }
    verify_with(&api, &offers[0].0, &code, &offers[0].1)
        .await
        .expect(200);
    assert_eq!(cost_of(&api, &members[0]).await, Some(HIGH));
    assert_eq!(cost_of(&api, &members[1]).await, Some(LOW));
}

/// What the account's record was made with; the proof takes the started sign-in back.
async fn cost_of(api: &Api, member: &Member) -> Option<Cost> {
    let login = member.person.start_login(api).await;
    let cost = login.cost;
    login.send(api, &member.person.username).await.expect(200);
    cost
}

/// The operator's command says so, as soon as the objects have told KV.
async fn are_counted(server: &Server, passwords: &str) {
    let keys = KeyFile::new().with_records(server.state());
    let line = format!("Passwords: {passwords}");
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let list = keys.run_on_records(&["list"]);
        if list.output.lines().any(|shown| shown == line) {
            return;
        }
        assert!(Instant::now() < deadline, "{}{}", list.output, list.errors);
        sleep(Duration::from_millis(500)).await;
    }
}

fn restart(server: &mut Server, variable: &str) {
    server.stop();
    server.set_variable(variable);
    server.start_again();
}

const LOW: Cost = Cost::new(19_456, 2);
const HIGH: Cost = Cost::new(20_480, 2);
