//! Many at once: what must be exact stays exact.

use std::collections::BTreeMap;

use postern_e2e::answer::Answer;
use postern_e2e::api::Api;
use postern_e2e::person::{Member, Person, verify};
use postern_e2e::server::Server;
use serde_json::json;
use tokio::task::JoinSet;

#[tokio::test]
async fn fifty_registrations_of_one_name_give_it_to_exactly_one() {
    let api = Server::shared().api();
    register_one_name_fifty_times(&api).await;
}

#[tokio::test]
async fn a_hundred_uses_of_one_right_code_give_exactly_one_session() {
    let api = Server::shared().api();
    use_one_code_a_hundred_times(&api).await;
}

#[tokio::test]
async fn one_code_for_two_challenges_gives_at_most_one_session() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let challenges = [member.challenge(&api).await, member.challenge(&api).await];
    let code = member.phone.code().await;
    let mut tasks = JoinSet::new();
    for challenge in challenges.iter().cycle().take(20) {
        let (api, challenge, code) = (api.clone(), challenge.clone(), code.clone());
        tasks.spawn(async move { verify(&api, &challenge, &code).await });
    }
    let codes = count_codes(&tasks.join_all().await);
    assert_eq!(codes.get("200"), Some(&1), "{codes:?}");
}

#[tokio::test]
async fn fifty_wrong_codes_at_once_count_five_and_kill_the_challenge() {
    let api = Server::shared().api();
    guess_fifty_codes_at_once(&api).await;
}

#[tokio::test]
async fn fifty_wrong_passwords_at_once_count_five() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let mut tasks = JoinSet::new();
    for number in 0..50 {
        let api = api.clone();
        let body = json!({
            "username": member.person.username, "password": format!("not the one {number}"),
        });
        tasks.spawn(async move { api.post("/api/login").json(&body).send().await });
    }
    let codes = count_codes(&tasks.join_all().await);
    assert_eq!(codes.get("invalid_credentials"), Some(&5), "{codes:?}");
    assert_eq!(codes.get("too_many_attempts"), Some(&45), "{codes:?}");
}

/// Fifty people want one name, in different cases and with different passwords.
pub async fn register_one_name_fifty_times(api: &Api) {
    let person = Person::new();
    let mut tasks = JoinSet::new();
    for number in 0..50 {
        let api = api.clone();
        let username = if number % 2 == 0 {
            person.username.clone()
        } else {
            person.username.to_uppercase()
        };
        let password = password_of(number);
        tasks.spawn(async move {
            let body = json!({ "username": username, "password": password });
            (number, api.post("/api/register").json(&body).send().await)
        });
    }
    let answers = tasks.join_all().await;
    let mut winner = None;
    for (number, answer) in &answers {
        if answer.status.as_u16() == 201 {
            assert_eq!(winner, None, "two people got one name");
            winner = Some(*number);
        } else {
            answer.expect_problem(409, "username_taken");
        }
    }
    let winner = winner.expect("somebody gets the name");
    for number in [winner, (winner + 1) % 50] {
        let body = json!({ "username": person.username, "password": password_of(number) });
        let login = api.post("/api/login").json(&body).send().await;
        if number == winner {
            login.expect(200);
        } else {
            login.expect_problem(401, "invalid_credentials");
        }
    }
}

/// One challenge and one right code, sent a hundred times at once.
pub async fn use_one_code_a_hundred_times(api: &Api) {
    let member = Member::new(api).await;
    let challenge = member.challenge(api).await;
    let code = member.phone.code().await;
    let answers = send_at_once(api, &challenge, vec![code; 100]).await;
    let codes = count_codes(&answers);
    assert_eq!(codes.get("200"), Some(&1), "{codes:?}");
    let clear = ["200", "challenge_used", "otp_already_used"];
    assert!(
        codes.keys().all(|code| clear.contains(&code.as_str())),
        "{codes:?}"
    );
}

/// Fifty different wrong codes for one challenge at once, and then the right one.
pub async fn guess_fifty_codes_at_once(api: &Api) {
    let member = Member::new(api).await;
    let challenge = member.challenge(api).await;
    let answers = send_at_once(api, &challenge, member.phone.wrong_codes(50)).await;
    let codes = count_codes(&answers);
    assert_eq!(codes.get("invalid_otp"), Some(&5), "{codes:?}");
    let clear = ["invalid_otp", "challenge_exhausted", "too_many_attempts"];
    assert!(
        codes.keys().all(|code| clear.contains(&code.as_str())),
        "{codes:?}"
    );

    let right = verify(api, &challenge, &member.phone.code().await).await;
    assert!(
        ["challenge_exhausted", "too_many_attempts"].contains(&right.code().as_str()),
        "{}",
        right.text()
    );
}

async fn send_at_once(api: &Api, challenge: &str, codes: Vec<String>) -> Vec<Answer> {
    let mut tasks = JoinSet::new();
    for code in codes {
        let (api, challenge) = (api.clone(), challenge.to_owned());
        tasks.spawn(async move { verify(&api, &challenge, &code).await });
    }
    tasks.join_all().await
}

/// How often each problem came; `200` stands for the successes.
fn count_codes(answers: &[Answer]) -> BTreeMap<String, usize> {
    let mut codes = BTreeMap::new();
    for answer in answers {
        let code = if answer.status.is_success() {
            answer.status.as_u16().to_string()
        } else {
            answer.code()
        };
        *codes.entry(code).or_default() += 1;
    }
    codes
}

fn password_of(number: usize) -> String {
    format!("passphrase of claimant {number}")
}
