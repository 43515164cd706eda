//! What belongs to an account, on the real objects and KV: what must be exact is so when everything
//! comes at once, and what was changed stays through a power cut.

use std::collections::BTreeMap;

use postern_e2e::answer::Answer;
use postern_e2e::api::Api;
use postern_e2e::mode::Mode;
use postern_e2e::person::{Person, Session, refresh, verify, who_am_i};
use postern_e2e::phone::Phone;
use serde_json::{Value, json};
use tokio::task::JoinSet;

in_each_mode! {
    a_recovery_code_at_a_hundred_doors_opens_exactly_one;
    a_lost_phone_is_replaced_by_one_recovery_code;
    a_factor_removed_and_confirmed_at_once_never_leaves_none;
    a_deleted_account_is_dead_everywhere_at_once;
    what_was_changed_survives_a_power_cut;
}

/// Somebody with an account and the recovery codes that they were shown.
struct Holder {
    person: Person,
    phone: Phone,
    session: Session,
    codes: Vec<String>,
}

impl Holder {
    async fn new(api: &Api) -> Self {
        let person = Person::new();
        let registered = person.register(api).await.expect(201);
        let phone = Phone::new(&registered.field("otp_secret"));
        let code = phone.code().await;
        let answer = verify(api, &registered.field("challenge"), &code).await;
        let answer = answer.expect(200);
        let codes = answer.json()["recovery_codes"].clone();
        Self {
            session: Session::of(&answer),
            codes: serde_json::from_value(codes).expect("the first confirmation shows them"),
            person,
            phone,
        }
    }

    async fn challenge(&self, api: &Api) -> String {
        self.person.login(api).await.expect(200).field("challenge")
    }
}

async fn post(api: &Api, token: &str, path: &str, body: &Value) -> Answer {
    api.post(path).bearer(token).json(body).send().await
}

async fn delete(api: &Api, token: &str, path: &str) -> Answer {
    let call = api.call(http::Method::DELETE, path).bearer(token);
    call.send().await
}

fn count(answers: &[Answer]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for answer in answers {
        let word = match answer.status.as_u16() {
            200 => "200".to_owned(),
            _ => answer.field("code"),
        };
        *counts.entry(word).or_default() += 1;
    }
    counts
}

async fn a_recovery_code_at_a_hundred_doors_opens_exactly_one(mode: Mode) {
    let api = mode.api();
    let holder = Holder::new(&api).await;
    let mut challenges = Vec::new();
    for _ in 0..4 {
        challenges.push(holder.challenge(&api).await);
    }
    // As people type it: in small letters, with spaces, with an O for a zero.
    let code = holder.codes[0]
        .to_lowercase()
        .replace('-', " ")
        .replace('0', "o");
    let mut tasks = JoinSet::new();
    for challenge in challenges.iter().cycle().take(100) {
        let (api, challenge, code) = (api.clone(), challenge.clone(), code.clone());
        tasks.spawn(async move { verify(&api, &challenge, &code).await });
    }
    let counts = count(&tasks.join_all().await);
    assert_eq!(counts.get("200"), Some(&1), "{counts:?}");
    let left = api.get("/api/recovery-codes");
    let left = left.bearer(&holder.session.access_token).send().await;
    assert_eq!(left.expect(200).json()["left"], 9);
}

/// Gets in without the phone, and has another one from then on.
pub async fn a_lost_phone_is_replaced_by_one_recovery_code(mode: Mode) {
    let api = mode.api();
    let holder = Holder::new(&api).await;
    let challenge = holder.challenge(&api).await;
    let answer = verify(&api, &challenge, &holder.codes[9]).await.expect(200);
    let session = Session::of(&answer);
    let token = &session.access_token;

    let list = api.get("/api/authenticators").bearer(token).send().await;
    let lost = list.expect(200).json()["authenticators"][0]["id"].clone();
    let body = json!({ "label": "New phone", "replaces": lost });
    let added = post(&api, token, "/api/authenticators", &body).await;
    let added = added.expect(201);
    let phone = Phone::new(&added.field("otp_secret"));
    let path = format!("/api/authenticators/{}/confirm", added.field("id"));
    let code = phone.code().await;
    post(&api, token, &path, &json!({ "otp": code }))
        .await
        .expect(200);
    post(&api, token, &path, &json!({ "otp": code }))
        .await
        .expect_problem(409, "authenticator_confirmed");

    let challenge = holder.challenge(&api).await;
    let gone = holder.phone.code().await;
    verify(&api, &challenge, &gone)
        .await
        .expect_problem(401, "invalid_otp");
    verify(&api, &challenge, &phone.code().await)
        .await
        .expect(200);
}

async fn a_factor_removed_and_confirmed_at_once_never_leaves_none(mode: Mode) {
    let api = mode.api();
    let holder = Holder::new(&api).await;
    let token = holder.session.access_token.clone();
    let added = post(&api, &token, "/api/authenticators", &json!({})).await;
    let added = added.expect(201);
    let phone = Phone::new(&added.field("otp_secret"));
    let list = api.get("/api/authenticators").bearer(&token).send().await;
    let ids = list.expect(200).json()["authenticators"].clone();
    let ids: Vec<String> = (0..2)
        .map(|index| ids[index]["id"].as_str().expect("an id").to_owned())
        .collect();
    let confirm = format!("/api/authenticators/{}/confirm", added.field("id"));
    let body = json!({ "otp": phone.code().await });
    let mut tasks = JoinSet::new();
    for number in 0..30 {
        let (api, token, body) = (api.clone(), token.clone(), body.clone());
        let confirm = confirm.clone();
        let remove = format!("/api/authenticators/{}", ids[number % 2]);
        tasks.spawn(async move {
            if number % 3 == 0 {
                post(&api, &token, &confirm, &body).await
            } else {
                delete(&api, &token, &remove).await
            }
        });
    }
    for answer in tasks.join_all().await {
        assert!(answer.status.as_u16() < 500, "{}", answer.text());
    }
    let list = api.get("/api/authenticators").bearer(&token).send().await;
    let list = list.expect(200).json()["authenticators"].clone();
    let left = list.as_array().expect("a list");
    let confirmed = left.iter().filter(|one| one["confirmed"] == true).count();
    assert_eq!(confirmed, 1, "{list}");
}

async fn a_deleted_account_is_dead_everywhere_at_once(mode: Mode) {
    let api = mode.api();
    let holder = Holder::new(&api).await;
    let token = &holder.session.access_token;
    let remove = async |typed: &str| {
        let call = api.call(http::Method::DELETE, "/api/users/me");
        let body = json!({ "username": typed });
        call.bearer(token).json(&body).send().await
    };
    remove("somebody.else")
        .await
        .expect_problem(422, "confirmation_mismatch");
    remove(&holder.person.username.to_uppercase())
        .await
        .expect(204);
    refresh(&api, &holder.session.refresh_token)
        .await
        .expect_problem(401, "session_ended");
    let list = api.get("/api/sessions").bearer(token).send().await;
    list.expect_problem(401, "session_ended");
    holder
        .person
        .login(&api)
        .await
        .expect_problem(401, "invalid_credentials");
    // For ten minutes nobody has the name.
    holder
        .person
        .register(&api)
        .await
        .expect_problem(409, "username_taken");
}

async fn what_was_changed_survives_a_power_cut(mode: Mode) {
    let mut server = mode.start(&[]);
    let api = mode.client_of(&server);
    let holder = Holder::new(&api).await;
    let token = &holder.session.access_token;
    let made = post(&api, token, "/api/recovery-codes", &json!({})).await;
    let made = made.expect(201).json()["recovery_codes"].clone();
    let new: Vec<String> = serde_json::from_value(made).expect("codes");
    let name = json!({ "full_name": "Name After" });
    let call = api.call(http::Method::PATCH, "/api/users/me");
    call.bearer(token).json(&name).send().await.expect(200);
    server.kill();
    server.start_again();

    let api = mode.client_of(&server);
    let challenge = holder.challenge(&api).await;
    verify(&api, &challenge, &holder.codes[0])
        .await
        .expect_problem(401, "invalid_otp");
    verify(&api, &challenge, &new[0]).await.expect(200);
    let mut shown = String::new();
    for _ in 0..40 {
        let me = who_am_i(&api, token).await.expect(200);
        shown = me.field("full_name");
        if shown == "Name After" {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    panic!("KV was not told after the power cut: {shown}");
}
