//! People of another service, brought over by the real command into real objects.

use std::fs;
use std::path::PathBuf;

use postern_e2e::api::Api;
use postern_e2e::at_rest;
use postern_e2e::key_file::KeyFile;
use postern_e2e::node;
use postern_e2e::person::verify;
use postern_e2e::phone::Phone;
use postern_e2e::server::Server;
use postern_e2e::workspace;
use serde_json::{Value, json};

/// The first tutorial's `fake_users_db`, with the secret that its page shows.
const JOHNDOE: &str = r#"[{
    "username": "johndoe",
    "full_name": "John Doe",
    "email": "johndoe@example.com",
    "hashed_password": "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
    "disabled": false,
    "otp_secret": "LGLEREYEPVVWTLYO"
}]"#;

fn start(keys: &KeyFile, protocol: &str) -> Server {
    let protocol = format!("PASSWORD_PROTOCOL={protocol}");
    Server::start_with(&[&protocol, "FLOOD_SHIELD=off"], Some(keys.export()))
}

fn file(name: &str) -> PathBuf {
    workspace::fresh_state_dir().join(name)
}

async fn log_in(api: &Api, username: &str, password: &str) -> Value {
    let body = json!({ "username": username, "password": password });
    let answer = api.post("/api/login").json(&body).send().await;
    answer.expect(200).json()
}

async fn sign_in(api: &Api, username: &str, password: &str, phone: &Phone) -> Value {
    let proved = log_in(api, username, password).await;
    let challenge = proved["challenge"].as_str().expect("a challenge");
    verify(api, challenge, &phone.code().await)
        .await
        .expect(200)
        .json()
}

#[tokio::test]
async fn johndoe_signs_in_with_secret_and_a_code_of_his_old_secret() {
    for protocol in ["argon2id", "opaque"] {
        let keys = KeyFile::new();
        let server = start(&keys, protocol);
        let api = server.api();
        let people = file("people.json");
        fs::write(&people, JOHNDOE).expect("the folder is ours");
        let outcome = keys.import(&people, server.origin(), &[]);
        assert!(outcome.succeeded, "{}", outcome.errors);
        assert!(
            outcome.output.contains("1 rows: 1 imported"),
            "{}",
            outcome.output
        );

        let phone = Phone::new("LGLEREYEPVVWTLYO");
        let signed_in = sign_in(&api, "johndoe", "secret", &phone).await;
        let user = &signed_in["user"];
        assert_eq!(
            (&user["full_name"], &user["disabled"]),
            (&json!("John Doe"), &json!(false))
        );
        // The second time it is of our own form.
        sign_in(&api, "johndoe", "secret", &phone).await;

        let again = keys.import(&people, server.origin(), &[]);
        assert!(again.output.contains("1 there already"), "{}", again.output);
        at_rest::wait_until_published(server.state()).await;
    }
}

#[tokio::test]
async fn the_second_tutorials_database_is_imported_and_nothing_of_it_is_in_clear() {
    let keys = KeyFile::new();
    let server = start(&keys, "argon2id");
    let database = file("test.db");
    let script = "import { DatabaseSync } from 'node:sqlite'; \
        const it = new DatabaseSync(process.argv[1]); \
        it.exec(`CREATE TABLE users (id INTEGER PRIMARY KEY, username VARCHAR UNIQUE, \
        password VARCHAR, otp_secret VARCHAR, is_otp_verified BOOLEAN); \
        INSERT INTO users VALUES (1, 'testuser', 'securepassword', 'JBSWY3DPEHPK3PXP', 1), \
        (2, 'newcomer', 'securepassword', 'JBSWY3DPEHPK3PXP', 0)`)";
    let _nothing = node::run(script, &[&database.to_string_lossy()]);
    let outcome = keys.import(&database, server.origin(), &[]);
    assert!(
        outcome.output.contains("2 imported"),
        "{}{}",
        outcome.output,
        outcome.errors
    );

    let api = server.api();
    let phone = Phone::new("JBSWY3DPEHPK3PXP");
    let signed_in = sign_in(&api, "testuser", "securepassword", &phone).await;
    let token = signed_in["access_token"].as_str().expect("a token");
    let activity = api.get("/api/users/me/activity").bearer(token).send().await;
    let kinds = activity.expect(200).json()["entries"].to_string();
    assert!(kinds.contains("plain_password_imported"), "{kinds}");
    // A secret that was never confirmed is not taken: its owner enrols.
    let enrolment = log_in(&api, "newcomer", "securepassword").await;
    let phone = Phone::new(enrolment["otp_secret"].as_str().expect("a new secret"));
    let challenge = enrolment["challenge"].as_str().expect("a challenge");
    verify(&api, challenge, &phone.code().await)
        .await
        .expect(200);
}

#[tokio::test]
async fn each_refused_row_is_named_and_the_others_are_imported() {
    let keys = KeyFile::new();
    let server = start(&keys, "argon2id");
    let (people, report) = (file("people.csv"), file("refused.jsonl"));
    let text = "username,password,role\nalice,secret,\nAlice,secret,\nbob,secret,owner\ncarol,secret,support\n";
    fs::write(&people, text).expect("the folder is ours");
    let shown = report.to_string_lossy().into_owned();
    let outcome = keys.import(&people, server.origin(), &["--report", &shown]);
    assert_eq!(outcome.code, Some(3), "{}", outcome.errors);
    assert!(
        outcome
            .output
            .contains("2 imported, 0 there already, 2 refused"),
        "{}",
        outcome.output
    );
    let report = fs::read_to_string(&report).expect("it is there");
    assert!(report.contains("username_differs_in_case_only") && report.contains("invalid_role"));

    let other = KeyFile::new();
    let ring = fs::read_to_string(other.path()).expect("it is there");
    fs::write(
        other.path(),
        ring.replace("BwcH", "CAgI").replace("CQkJ", "CgoK"),
    )
    .expect("ours");
    let foreign = other.import(&people, server.origin(), &[]);
    assert!(
        !foreign.succeeded && foreign.errors.contains("invalid_token"),
        "{}",
        foreign.errors
    );
}

#[tokio::test]
async fn a_thousand_people_are_imported_in_one_run() {
    let keys = KeyFile::new();
    let server = start(&keys, "argon2id");
    let people = file("people.jsonl");
    let hash = "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW";
    let lines: Vec<String> = (0..1_000)
        .map(|number| {
            let row = json!({
                "username": format!("person{number}"),
                "email": format!("person{number}@example.com"),
                "password_hash": hash,
                "totp_secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
            });
            row.to_string()
        })
        .collect();
    fs::write(&people, lines.join("\n")).expect("the folder is ours");
    let outcome = keys.import(&people, server.origin(), &[]);
    assert!(outcome.succeeded, "{}", outcome.errors);
    assert!(
        outcome.output.contains("1000 rows: 1000 imported"),
        "{}",
        outcome.output
    );
    assert!(
        outcome.output.contains("rows a second"),
        "{}",
        outcome.output
    );
    let phone = Phone::new("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
    sign_in(&server.api(), "person999", "secret", &phone).await;
}
