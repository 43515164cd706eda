//! Administration on real objects and a real KV: exact where two act at once, complete in lists, and
//! nothing of it in clear.

use std::time::{Duration, Instant};

use http::Method;
use postern_e2e::answer::Answer;
use postern_e2e::api::Api;
use postern_e2e::at_rest;
use postern_e2e::key_file::KeyFile;
use postern_e2e::mode::Mode;
use postern_e2e::person::{Member, Person, Session, refresh, verify};
use postern_e2e::phone::Phone;
use postern_e2e::server::Server;
use serde_json::{Value, json};

const REASON: &str = "the reason that nobody may read";

/// An administrator, by the real command.
pub async fn administrator(server: &Server, keys: &KeyFile) -> (Person, Session) {
    let api = server.api();
    let invitation = keys.invite(server.origin(), &["--role", "admin"]);
    let person = Person::new();
    let mut body = person.registration();
    body["invitation"] = json!(invitation);
    let registered = api.post("/api/register").json(&body).send().await;
    let registered = registered.expect(201);
    let phone = Phone::new(&registered.field("otp_secret"));
    let code = phone.code().await;
    let answer = verify(&api, &registered.field("challenge"), &code).await;
    (person, Session::of(&answer.expect(200)))
}

/// A call of administration.
pub async fn ask(api: &Api, session: &Session, path: &str, body: &Value) -> Answer {
    let call = api.post(path).bearer(&session.access_token);
    call.json(body).send().await
}

/// The list of those whose names begin so, as soon as `is_there` says that it has come.
pub async fn listed(
    api: &Api,
    session: &Session,
    beginning: &str,
    is_there: impl Fn(&[Value]) -> bool,
) -> Vec<Value> {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let body = json!({ "search": beginning });
        let answer = ask(api, session, "/api/admin/people", &body).await;
        let people = answer.expect(200).json()["people"].as_array().cloned();
        let people = people.expect("a list");
        if is_there(&people) {
            return people;
        }
        assert!(Instant::now() < deadline, "{people:?}");
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

#[tokio::test]
async fn an_administrator_finds_somebody_disables_them_and_it_stands_in_the_log() {
    let keys = KeyFile::new();
    let mut server = Server::start_with(&[Mode::Argon2id.variable()], Some(keys.export()));
    let (root, session) = administrator(&server, &keys).await;
    let api = server.api();
    let member = Member::new(&api).await;
    let name = &member.person.username;
    let people = listed(&api, &session, name, |people| !people.is_empty()).await;
    assert_eq!(people[0]["username"], json!(name));
    assert_eq!(people[0]["email"], json!(member.person.email));
    let id = people[0]["id"].as_str().expect("a text");

    let path = format!("/api/admin/people/{id}");
    let call = api.call(Method::GET, &path).bearer(&session.access_token);
    let person = call.send().await.expect(200).json();
    assert_eq!(
        person["sessions"]["sessions"].as_array().map(Vec::len),
        Some(1)
    );

    let disable = format!("{path}/disable");
    let body = json!({ "reason": REASON });
    let done = ask(&api, &session, &disable, &body).await;
    done.expect(204);
    let renewed = refresh(&api, &member.session.refresh_token).await;
    renewed.expect_problem(401, "session_ended");

    // What was answered is there after a power cut, and so is what KV had still to be told.
    server.kill();
    server.start_again();
    let api = server.api();
    let is_disabled = |people: &[Value]| people.iter().any(|person| person["disabled"] == true);
    listed(&api, &session, name, is_disabled).await;
    let deadline = Instant::now() + Duration::from_secs(20);
    let entry = loop {
        let answer = ask(&api, &session, "/api/admin/log", &json!({})).await;
        let entries = answer.expect(200).json()["entries"].clone();
        if let Some(entry) = entries.get(0) {
            break entry.clone();
        }
        assert!(Instant::now() < deadline, "nothing stands in the log");
        tokio::time::sleep(Duration::from_millis(300)).await;
    };
    assert_eq!(entry["action"], "disabled");
    assert_eq!(entry["actor"], json!(root.username));
    assert_eq!(entry["target"], json!(name));

    at_rest::wait_until_published(server.state()).await;
    server.kill();
    let needles = [REASON, name, &root.username, &member.person.email];
    let needles: Vec<_> = needles
        .iter()
        .flat_map(|text| at_rest::forms("what an administrator did", text.as_bytes()))
        .collect();
    assert_eq!(
        at_rest::find(server.state(), &needles),
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn of_two_administrators_who_remove_each_other_at_once_one_stays() {
    let keys = KeyFile::new();
    let server = Server::start_with(&[Mode::Argon2id.variable()], Some(keys.export()));
    let api = server.api();
    for _round in 0..5 {
        let (one, first) = administrator(&server, &keys).await;
        let (other, second) = administrator(&server, &keys).await;
        let beginning = "juniper.";
        let both = [one.username.as_str(), &other.username];
        let are_there = |people: &[Value]| {
            let is_there = |name: &&str| people.iter().any(|person| person["username"] == **name);
            both.iter().all(is_there)
        };
        let people = listed(&api, &first, beginning, are_there).await;
        let path_of = |name: &str| {
            let person = people.iter().find(|person| person["username"] == name);
            let id = person.and_then(|person| person["id"].as_str());
            format!("/api/admin/people/{}/role", id.expect("it is listed"))
        };
        let body = json!({ "role": "user", "reason": REASON });
        let (path_of_one, path_of_other) = (path_of(&one.username), path_of(&other.username));
        let (done, undone) = tokio::join!(
            ask(&api, &first, &path_of_other, &body),
            ask(&api, &second, &path_of_one, &body),
        );
        let done = [&done, &undone]
            .iter()
            .filter(|answer| answer.status == 204)
            .count();
        assert_eq!(done, 1, "one of them, and not the other");
    }
}

#[tokio::test]
async fn the_list_has_everybody_each_is_found_by_name_and_nobody_by_a_wildcard() {
    let keys = KeyFile::new();
    let server = Server::start_with(&[Mode::Argon2id.variable()], Some(keys.export()));
    let (_, session) = administrator(&server, &keys).await;
    let api = server.api();
    let mut expected = Vec::new();
    for _ in 0..12 {
        expected.push(Member::new(&api).await.person.username);
    }
    listed(&api, &session, "juniper.", |people| people.len() == 13).await;
    for name in &expected {
        let found = listed(&api, &session, name, |people| !people.is_empty()).await;
        assert!(found.iter().any(|person| person["username"] == json!(name)));
    }
    for wildcard in ["*", "juniper*", "%"] {
        let found = listed(&api, &session, wildcard, <[Value]>::is_empty).await;
        assert!(found.is_empty());
    }
}
