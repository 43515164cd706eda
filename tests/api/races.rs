//! Many at once: what must be exact stays exact.

use std::collections::BTreeMap;

use postern_e2e::answer::Answer;
use postern_e2e::api::Api;
use postern_e2e::mode::{Mode, Way};
use postern_e2e::person::{Member, Person, verify};
use serde_json::Value;
use tokio::task::JoinSet;

in_each_mode! {
    fifty_registrations_of_one_name_give_it_to_exactly_one;
    a_hundred_uses_of_one_right_code_give_exactly_one_session;
    one_code_for_two_challenges_gives_at_most_one_session;
    fifty_wrong_codes_at_once_count_five_and_kill_the_challenge;
    fifty_wrong_passwords_at_once_count_five;
}

async fn fifty_registrations_of_one_name_give_it_to_exactly_one(mode: Mode) {
    let api = mode.api();
    register_one_name_fifty_times(&api).await;
}

async fn a_hundred_uses_of_one_right_code_give_exactly_one_session(mode: Mode) {
    let api = mode.api();
    use_one_code_a_hundred_times(&api).await;
}

async fn one_code_for_two_challenges_gives_at_most_one_session(mode: Mode) {
    let api = mode.api();
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

async fn fifty_wrong_codes_at_once_count_five_and_kill_the_challenge(mode: Mode) {
    let api = mode.api();
    guess_fifty_codes_at_once(&api).await;
}

async fn fifty_wrong_passwords_at_once_count_five(mode: Mode) {
    let api = mode.api();
    let member = Member::new(&api).await;
    let mut tasks = JoinSet::new();
    for number in 0..50 {
        let (api, guesser) = (api.clone(), member.person.clone());
        tasks.spawn(async move {
            let guess = format!("not the one {number}");
            guesser.login_with(&api, &guess).await
        });
    }
    let codes = count_codes(&tasks.join_all().await);
    assert_eq!(codes.get("invalid_credentials"), Some(&5), "{codes:?}");
    assert_eq!(codes.get("too_many_attempts"), Some(&45), "{codes:?}");
}

/// Fifty requests want one name, in different cases and with different passwords.
pub async fn register_one_name_fifty_times(api: &Api) {
    let person = Person::new();
    let claims = claims_to(api, &person).await;
    let mut tasks = JoinSet::new();
    for (password, body) in claims.iter().cycle().take(50).cloned() {
        let api = api.clone();
        tasks.spawn(async move {
            let answer = api.post("/api/register").json(&body).send().await;
            (password, answer)
        });
    }
    let answers = tasks.join_all().await;
    let mut winner = None;
    for (password, answer) in &answers {
        if answer.status.as_u16() == 201 {
            assert_eq!(winner, None, "two people got one name");
            winner = Some(password);
        } else {
            answer.expect_problem(409, "username_taken");
        }
    }
    let winner = winner.expect("somebody gets the name");
    person.login_with(api, winner).await.expect(200);
    let loser = claims.iter().find(|(password, _)| password != winner);
    let (loser, _) = loser.expect("there are others");
    let refused = person.login_with(api, loser).await;
    refused.expect_problem(401, "invalid_credentials");
}

/// Registrations of one name, each with a password of its own. In the browser's way no more than
/// five can be started.
async fn claims_to(api: &Api, person: &Person) -> Vec<(String, Value)> {
    let number = match api.way() {
        Way::Plain => 50,
        Way::Browser => 5,
    };
    let mut claims = Vec::new();
    for number in 0..number {
        let mut claimant = person.clone();
        if number % 2 == 1 {
            claimant.username = person.username.to_uppercase();
        }
        claimant.password = format!("passphrase of claimant {number}");
        let body = match api.way() {
            Way::Plain => claimant.registration(),
            Way::Browser => {
                let started = claimant.start_registration(api).await;
                started
                    .unwrap_or_else(|refused| panic!("{}", refused.text()))
                    .body(&claimant)
            }
        };
        claims.push((claimant.password, body));
    }
    claims
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
pub fn count_codes(answers: &[Answer]) -> BTreeMap<String, usize> {
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
