//! `POST /api/token`: the OAuth 2 password form, with the code appended to the password.

use postern_e2e::answer::{Answer, claims};
use postern_e2e::api::Api;
use postern_e2e::person::{Member, ask, who_am_i};
use postern_e2e::python;
use postern_e2e::server::Server;
use serde_json::{Value, json};
use tokio::task::JoinSet;

async fn grant(api: &Api, username: &str, password: &str) -> Answer {
    let fields = [
        ("grant_type", "password"),
        ("username", username),
        ("password", password),
    ];
    api.post("/api/token").form(&fields).send().await
}

#[tokio::test]
async fn twenty_uses_of_one_password_and_code_give_exactly_one_session() {
    let server = Server::start(&["PASSWORD_GRANT=on"]);
    let api = server.api();
    let member = Member::new(&api).await;
    let code = member.phone.code().await;
    let mut tasks = JoinSet::new();
    for _ in 0..20 {
        let api = api.clone();
        let username = member.person.username.clone();
        let password = format!("{}{code}", member.person.password);
        tasks.spawn(async move { grant(&api, &username, &password).await });
    }
    let answers = tasks.join_all().await;
    let good: Vec<_> = answers
        .iter()
        .filter(|answer| answer.status.as_u16() == 200)
        .collect();
    assert_eq!(good.len(), 1);
    who_am_i(&api, &good[0].field("access_token"))
        .await
        .expect(200);
    let refused = |answer: &&Answer| [400, 429].contains(&answer.status.as_u16());
    assert_eq!(answers.iter().filter(refused).count(), 19);
}

#[tokio::test]
async fn unknown_name_wrong_password_and_wrong_code_have_one_answer() {
    let server = Server::start(&["PASSWORD_GRANT=on"]);
    let api = server.api();
    let member = Member::new(&api).await;
    let right = member.phone.code().await;
    let wrong = member.phone.wrong_codes(1).remove(0);
    let (name, password) = (&member.person.username, &member.person.password);
    let mut bodies = Vec::new();
    for (username, password) in [
        (name.as_str(), format!("{password}{wrong}")),
        (name, format!("not {password}{right}")),
        ("nobody.at.all", format!("{password}{right}")),
        (name, password.clone()),
    ] {
        let answer = grant(&api, username, &password).await.expect(400);
        assert_eq!(answer.json()["error"], json!("invalid_grant"));
        let mut body = answer.json();
        body["request_id"] = json!(null);
        bodies.push(body);
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
}

/// As the document says: behind a space, in its groups. So nothing of a password is taken for one.
#[tokio::test]
async fn a_recovery_code_stands_in_for_the_code_once() {
    let server = Server::start(&["PASSWORD_GRANT=on"]);
    let api = server.api();
    let member = Member::new(&api).await;
    let (name, password) = (&member.person.username, &member.person.password);
    let recovery = &member.recovery_codes[0];
    for other in [
        format!("{password}{recovery}"),
        format!("{password} {}", recovery.replace('-', "")),
        format!("not {password} {recovery}"),
    ] {
        let refused = grant(&api, name, &other).await.expect(400);
        assert_eq!(refused.json()["error"], json!("invalid_grant"), "{other}");
    }
    let mut tasks = JoinSet::new();
    for _ in 0..10 {
        let (api, name) = (api.clone(), name.clone());
        let typed = format!("{password} {}", recovery.to_lowercase());
        tasks.spawn(async move { grant(&api, &name, &typed).await });
    }
    let answers = tasks.join_all().await;
    let good = answers.iter().filter(|answer| answer.status == 200);
    let good: Vec<_> = good.collect();
    assert_eq!(good.len(), 1);
    let token = good[0].field("access_token");
    let methods = claims(&token)["amr"].clone();
    assert_eq!(methods, json!(["pwd", "recovery_code"]));
    let left = ask(&api, &token, "GET /api/recovery-codes", &Value::Null).await;
    assert_eq!(left.expect(200).json()["left"], 9);
}

#[tokio::test]
async fn it_is_off_unless_the_deployment_turns_it_on() {
    let api = Server::shared().api();
    let answer = grant(&api, "anybody", "any password 123456").await;
    let answer = answer.expect(400).json();
    assert_eq!(answer["error"], json!("unsupported_grant_type"));
}

#[tokio::test]
async fn a_plain_oauth_client_library_signs_in_and_renews() {
    let server = Server::start(&["PASSWORD_GRANT=on"]);
    let member = Member::new(&server.api()).await;
    let (name, password) = (&member.person.username, &member.person.password);
    let wrong = format!("{password}{}", member.phone.wrong_codes(1).remove(0));
    let right = format!("{password}{}", member.phone.code().await);
    let script = include_str!("../foreign/password_grant.py");
    let said = python::run(script, &[server.origin(), name, &right, &wrong]);
    let expected = format!(
        "refused invalid_grant\nsigned in as {name}\na second time invalid_grant\nrenewed as {name}"
    );
    assert_eq!(said, expected);
}
