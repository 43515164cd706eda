//! Register and sign in while the password stays with the client, which is not ours.

use postern_e2e::api::Api;
use postern_e2e::mode::Mode;
use postern_e2e::opaque_client::{Registering, SigningIn, bytes_of};
use postern_e2e::password_protocol::{Login, start_login, start_registration};
use postern_e2e::person::{Member, Person, Session, log_out, verify, who_am_i};
use postern_e2e::phone::Phone;
use postern_e2e::server::Server;
use serde_json::{Value, json};

use crate::limits::comparable;

#[tokio::test]
async fn a_foreign_client_registers_confirms_signs_out_and_signs_in() {
    let api = Mode::Opaque.api();
    let person = Person::new();

    let registration = person.start_registration(&api).await;
    let registration = registration.unwrap_or_else(|refused| panic!("{}", refused.text()));
    let registered = registration.send(&api, &person).await.expect(201);
    assert_eq!(registered.field("message"), "User registered!");
    assert_eq!(registered.field("username"), person.username);
    let phone = Phone::new(&registered.field("otp_secret"));
    let code = phone.code().await;
    let confirmed = verify(&api, &registered.field("challenge"), &code).await;
    let session = Session::of(&confirmed.expect(200));
    let me = who_am_i(&api, &session.access_token).await.expect(200);
    assert_eq!(me.field("email"), person.email);
    log_out(&api, &session.refresh_token).await.expect(204);

    let login = person.start_login(&api).await;
    assert_eq!(login.cost, Some(registration.cost));
    let answer = login.send(&api, &person.username).await.expect(200);
    assert_eq!(answer.field("message"), "Login successful, provide OTP");
    assert_eq!(answer.json()["methods"], json!(["otp", "recovery_code"]));
    let verified = verify(&api, &answer.field("challenge"), &phone.code().await).await;
    let session = Session::of(&verified.expect(200));
    who_am_i(&api, &session.access_token).await.expect(200);
}

#[tokio::test]
async fn the_messages_have_the_lengths_of_the_rfc() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    let (_, request) = Registering::start("lamp oil");
    let answer = start_registration(&api, &member.person.username, &request).await;
    let answer = answer.expect(200);
    assert_eq!(bytes_of(&answer.field("registration_response")).len(), 64);
    assert!(answer.json()["expires_in"].as_u64() > Some(60));
    let (_, ke1) = SigningIn::start("lamp oil");
    let answer = start_login(&api, &member.person.username, &ke1).await;
    let answer = answer.expect(200);
    assert_eq!(bytes_of(&answer.field("ke2")).len(), 320);
    assert_eq!(answer.json()["expires_in"], json!(120));
    let cost = json!([{ "memory_kib": 19_456, "passes": 2, "lanes": 1 }]);
    assert_eq!(answer.json()["argon2"], cost);
}

#[tokio::test]
async fn a_deployment_says_how_it_keeps_passwords() {
    let strict = Server::start(&[Mode::Opaque.variable(), "PLAIN_PASSWORDS=off"]);
    for (api, protocol, plain) in [
        (Mode::Argon2id.api(), "argon2id", true),
        (Mode::Opaque.api(), "opaque", true),
        (strict.api(), "opaque", false),
    ] {
        let options = api.get("/api/sign-in-options").send().await.expect(200);
        let expected = json!({
            "password_protocol": protocol, "plain_passwords": plain, "app_name": "Postern",
            "registration": "open", "trusted_browsers": false,
        });
        assert_eq!(options.json(), expected);
    }
}

#[tokio::test]
async fn where_the_protocol_is_off_its_calls_are_refused() {
    let api = Mode::Argon2id.api();
    let person = Person::new();
    let (opaque, stranger) = (Mode::Opaque.api(), Person::new());
    let registration = stranger.start_registration(&opaque).await;
    let registration = registration.unwrap_or_else(|refused| panic!("{}", refused.text()));
    registration.send(&opaque, &stranger).await.expect(201);
    let login = stranger.start_login(&opaque).await;
    let (_, request) = Registering::start(&person.password);
    let (_, ke1) = SigningIn::start(&person.password);
    for refused in [
        start_registration(&api, &person.username, &request).await,
        start_login(&api, &person.username, &ke1).await,
        registration.send(&api, &person).await,
        login.send(&api, &person.username).await,
    ] {
        refused.expect_problem(403, "password_protocol_off");
    }
    person.register(&api).await.expect(201);
}

#[tokio::test]
async fn where_plain_passwords_are_off_only_the_protocol_signs_in() {
    let server = Server::start(&[Mode::Opaque.variable(), "PLAIN_PASSWORDS=off"]);
    let (plain, api) = (server.api(), Mode::Opaque.client_of(&server));
    let person = Person::new();
    let refused = person.register(&plain).await;
    refused.expect_problem(403, "plain_password_refused");
    let member = person.enrol(&api).await;
    let refused = member.person.login(&plain).await;
    refused.expect_problem(403, "plain_password_refused");
    member.sign_in(&api).await;
}

#[tokio::test]
async fn a_password_of_one_way_is_the_same_password_in_the_other() {
    let (plain, browser) = (Mode::OpaqueInPlain.api(), Mode::Opaque.api());
    for (here, there) in [(&plain, &browser), (&browser, &plain)] {
        let member = Member::new(here).await;
        member.sign_in(there).await;
        let refused = member.person.login_with(there, "not that one, no").await;
        refused.expect_problem(401, "invalid_credentials");
        member.person.login(here).await.expect(200);
    }
}

#[tokio::test]
async fn a_password_is_normalized_before_the_service_evaluates_it() {
    let (plain, browser) = (Mode::OpaqueInPlain.api(), Mode::Opaque.api());
    let mut person = Person::new();
    person.password = "caf\u{e9} au lait, \u{c5}ngstr\u{f6}m".to_owned();
    person.register(&browser).await.expect(201);
    let decomposed = "cafe\u{301} au lait, A\u{30a}ngstro\u{308}m";
    person.login_with(&plain, decomposed).await.expect(200);
}

#[tokio::test]
async fn a_name_in_another_case_is_the_same_name() {
    let api = Mode::Opaque.api();
    let mut person = Person::new();
    person.register(&api).await.expect(201);
    person.username = person.username.to_uppercase();
    person.login(&api).await.expect(200);
}

#[tokio::test]
async fn a_started_sign_in_looks_the_same_for_every_name() {
    let api = Mode::Opaque.api();
    let plainly_registered = Person::new();
    let plain = Mode::OpaqueInPlain.api();
    plainly_registered.register(&plain).await.expect(201);
    let unconfirmed = Person::new();
    unconfirmed.register(&api).await.expect(201);
    let names = [
        Member::new(&api).await.person.username,
        unconfirmed.username,
        plainly_registered.username,
        Person::new().username,
    ];
    // Of the seven the last two are refused, for everybody.
    for number in 0..7 {
        let mut seen = Vec::new();
        for name in &names {
            let (_, ke1) = SigningIn::start("the same guess for all");
            seen.push(start_login(&api, name, &ke1).await);
        }
        assert_eq!(seen[0].status, if number < 5 { 200 } else { 429 });
        assert_alike(&seen, &["ke2", "login"]);
    }
}

#[tokio::test]
async fn a_started_registration_looks_the_same_for_every_name() {
    let api = Mode::Opaque.api();
    let names = [
        Member::new(&api).await.person.username,
        Person::new().username,
    ];
    for number in 0..7 {
        let mut seen = Vec::new();
        for name in &names {
            let (_, request) = Registering::start("the same guess for all");
            seen.push(start_registration(&api, name, &request).await);
        }
        assert_eq!(seen[0].status, if number < 5 { 200 } else { 429 });
        assert_alike(&seen, &["registration_response", "registration"]);
    }
}

/// RFC 9807 §10.9: what differs between one moment and the next must not tell whether a name is
/// taken, and a name is a name before and after its registration.
#[tokio::test]
async fn the_evaluation_of_one_element_never_changes_for_a_name() {
    let api = Mode::Opaque.api();
    let person = Person::new();
    let (_, request) = Registering::start("a guess");
    let evaluated = async |answered: &Api| {
        let answer = start_registration(answered, &person.username, &request).await;
        bytes_of(&answer.expect(200).field("registration_response"))
    };
    let before = evaluated(&api).await;
    person.register(&api).await.expect(201);
    assert_eq!(evaluated(&api).await, before);
    let other = start_registration(&api, &Person::new().username, &request).await;
    let other = bytes_of(&other.expect(200).field("registration_response"));
    assert_ne!(other.first_chunk::<32>(), before.first_chunk::<32>());
    assert_eq!(other.last_chunk::<32>(), before.last_chunk::<32>());
}

#[tokio::test]
async fn the_proof_opens_the_account_while_strangers_make_it_wait() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    let begun = member.person.start_login(&api).await;
    for _ in 0..5 {
        let (_, ke1) = SigningIn::start("a stranger's guess");
        let _ = start_login(&api, &member.person.username, &ke1).await;
    }
    let refused = Login::start(&api, &member.person.username, &member.person.password).await;
    let refused = refused.err().expect("the name has to wait");
    refused.expect_problem(429, "too_many_attempts");
    let answer = begun.send(&api, &member.person.username).await.expect(200);
    verify(&api, &answer.field("challenge"), &member.phone.code().await)
        .await
        .expect(200);
    // What the proof has taken back.
    for _ in 0..5 {
        let started = member.person.start_login(&api).await;
        assert!(started.cost.is_some());
    }
}

/// All that is seen of them is equal, but for the random fields, which are equally long.
fn assert_alike(answers: &[postern_e2e::answer::Answer], random: &[&str]) {
    let seen: Vec<_> = answers
        .iter()
        .map(|answer| {
            let (status, headers, mut body) = comparable(answer);
            for field in random {
                if let Some(Value::String(text)) = body.get_mut(field) {
                    *text = text.len().to_string();
                }
            }
            (status, headers, body)
        })
        .collect();
    for other in &seen {
        assert_eq!(other, &seen[0]);
    }
}
