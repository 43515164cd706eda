//! Guessing has limits: per challenge, per account, per address.

use http::header::{CONTENT_LENGTH, DATE, RETRY_AFTER};
use postern_e2e::answer::Answer;
use postern_e2e::api::Api;
use postern_e2e::person::{Member, Person, refresh, verify, who_am_i};
use postern_e2e::server::Server;
use serde_json::{Value, json};

#[tokio::test]
async fn five_wrong_passwords_make_even_the_right_one_wait() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    for _ in 0..5 {
        guess(&api, &member.person.username)
            .await
            .expect_problem(401, "invalid_credentials");
    }
    let answer = member.person.login(&api).await;
    answer.expect_problem(429, "too_many_attempts");
    assert!((25..=30).contains(&wait_of(&answer)), "{}", answer.text());
}

#[tokio::test]
async fn a_locked_sign_in_does_not_end_the_sessions_that_are_open() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    for _ in 0..6 {
        let _ = guess(&api, &member.person.username).await;
    }
    who_am_i(&api, &member.session.access_token)
        .await
        .expect(200);
    refresh(&api, &member.session.refresh_token)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_right_password_alone_does_not_clear_the_count_of_wrong_codes() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    for code in member.phone.wrong_codes(5) {
        let login = member.person.login(&api).await.expect(200);
        verify(&api, &login.field("challenge"), &code)
            .await
            .expect_problem(401, "invalid_otp");
    }
    // It may be the password that has to wait, or the code.
    let login = member.person.login(&api).await;
    let refused = if login.status == 200 {
        verify(&api, &login.field("challenge"), &member.phone.code().await).await
    } else {
        login
    };
    refused.expect_problem(429, "too_many_attempts");
    assert!((25..=30).contains(&wait_of(&refused)), "{}", refused.text());
}

#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_look_the_same() {
    let api = Server::shared().api();
    unknown_and_wrong_look_the_same(&api).await;
}

#[tokio::test]
async fn each_wrong_code_says_how_many_are_left_until_none_is() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let challenge = member.challenge(&api).await;
    for (code, left) in member.phone.wrong_codes(5).iter().zip([4, 3, 2, 1, 0]) {
        let answer = verify(&api, &challenge, code).await;
        answer.expect_problem(401, "invalid_otp");
        assert_eq!(answer.json()["attempts_left"], json!(left));
    }
    let answer = verify(&api, &challenge, &member.phone.code().await).await;
    assert!(
        ["challenge_exhausted", "too_many_attempts"].contains(&answer.code().as_str()),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn the_flood_shield_stops_an_address_that_asks_too_much() {
    let server = Server::start(&["FLOOD_SHIELD=on"]);
    let api = server.api();
    let mut refused = None;
    // Sixty a minute: a hundred and thirty cannot fit into two minutes' windows.
    for number in 0..130 {
        let answer = api
            .post("/api/verify-otp")
            .header("x-forwarded-for", &format!("192.0.2.{number}"))
            .json(&json!({ "challenge": "nonsense", "otp": "123456" }))
            .send()
            .await;
        if answer.status == 429 {
            refused = Some((number, answer));
            break;
        }
        answer.expect_problem(401, "invalid_challenge");
    }
    let (number, refused) = refused.expect("the shield stops somebody");
    assert!(number >= 60, "stopped after {number}");
    refused.expect_problem(429, "rate_limited");
    assert!((1..=60).contains(&wait_of(&refused)), "{}", refused.text());
}

/// Six wrong passwords, for somebody and for nobody: not a byte tells which is which.
pub async fn unknown_and_wrong_look_the_same(api: &Api) {
    let member = Member::new(api).await;
    let nobody = Person::new();
    for number in 0..7 {
        let wrong = member.person.login_with(api, WRONG).await;
        let unknown = nobody.login_with(api, WRONG).await;
        assert_eq!(comparable(&wrong), comparable(&unknown), "try {number}");
        assert!(wrong.status == 401 || wrong.status == 429);
        assert!(wait_of(&wrong).abs_diff(wait_of(&unknown)) <= 2);
    }
}

/// All that an onlooker sees, less what differs from request to request.
pub fn comparable(answer: &Answer) -> (u16, Vec<(String, String)>, Value) {
    let mut headers: Vec<_> = answer
        .headers
        .iter()
        .filter(|(name, _)| ![DATE, RETRY_AFTER, CONTENT_LENGTH].contains(name))
        .filter(|(name, _)| !["x-request-id", "ratelimit"].contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), format!("{value:?}")))
        .collect();
    headers.sort();
    let mut body = answer.json();
    if let Some(object) = body.as_object_mut() {
        object.remove("retry_after");
        object.remove("request_id");
        // It may repeat the seconds in words.
        if let Some(Value::String(detail)) = object.get_mut("detail") {
            detail.retain(|character| !character.is_ascii_digit());
        }
    }
    (answer.status.as_u16(), headers, body)
}

/// The seconds to wait, which header and body must agree on; zero where there are none.
pub fn wait_of(answer: &Answer) -> u64 {
    let header: Option<u64> = answer.header(RETRY_AFTER).parse().ok();
    let body = answer.json().get("retry_after").and_then(Value::as_u64);
    assert_eq!(header, body, "{}", answer.text());
    header.unwrap_or_default()
}

async fn guess(api: &Api, username: &str) -> Answer {
    let body = json!({ "username": username, "password": WRONG });
    api.post("/api/login").json(&body).send().await
}

const WRONG: &str = "certainly not this one";
