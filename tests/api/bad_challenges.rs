//! Challenges that were cut, changed, used, replaced, or made for somebody else.

use postern_e2e::person::{Member, verify, who_am_i};
use postern_e2e::server::Server;

#[tokio::test]
async fn a_challenge_cut_anywhere_is_refused_and_the_whole_one_still_works() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let challenge = member.challenge(&api).await;
    let code = member.phone.code().await;
    for length in (0..challenge.len()).step_by(10) {
        let cut = challenge.get(..length).unwrap_or_default();
        verify(&api, cut, &code)
            .await
            .expect_problem(401, "invalid_challenge");
    }
    verify(&api, &challenge, &code).await.expect(200);
}

#[tokio::test]
async fn a_challenge_changed_anywhere_is_refused_and_the_true_one_still_works() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let challenge = member.challenge(&api).await;
    let code = member.phone.code().await;
    for place in (0..challenge.len())
        .step_by(10)
        .chain([challenge.len() - 1])
    {
        verify(&api, &changed_at(&challenge, place), &code)
            .await
            .expect_problem(401, "invalid_challenge");
    }
    verify(&api, &challenge, &code).await.expect(200);
}

#[tokio::test]
async fn nonsense_is_no_challenge() {
    let api = Server::shared().api();
    let long = "A".repeat(10_000);
    for text in ["", " ", "nonsense", "a.b.c", "\u{1f511}", "../..", &long] {
        verify(&api, text, "123456")
            .await
            .expect_problem(401, "invalid_challenge");
    }
}

#[tokio::test]
async fn a_challenge_works_once() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let challenge = member.challenge(&api).await;
    verify(&api, &challenge, &member.phone.code().await)
        .await
        .expect(200);
    verify(&api, &challenge, &member.phone.code().await)
        .await
        .expect_problem(401, "challenge_used");
}

#[tokio::test]
async fn two_sign_ins_at_a_time_do_not_disturb_each_other() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let (older, newer) = (member.challenge(&api).await, member.challenge(&api).await);
    assert_ne!(older, newer);
    for challenge in [older, newer] {
        verify(&api, &challenge, &member.phone.code().await)
            .await
            .expect(200);
    }
}

#[tokio::test]
async fn the_seventeenth_challenge_takes_the_place_of_the_oldest() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let oldest = member.challenge(&api).await;
    for _ in 0..16 {
        member.challenge(&api).await;
    }
    verify(&api, &oldest, &member.phone.code().await)
        .await
        .expect_problem(401, "challenge_used");
}

#[tokio::test]
async fn one_persons_code_does_not_open_anothers_challenge() {
    let api = Server::shared().api();
    let (one, other) = (Member::new(&api).await, Member::new(&api).await);
    let challenge = one.challenge(&api).await;
    verify(&api, &challenge, &other.phone.code().await)
        .await
        .expect_problem(401, "invalid_otp");
    let answer = verify(&api, &challenge, &one.phone.code().await).await;
    let answer = answer.expect(200);
    let me = who_am_i(&api, &answer.field("access_token"))
        .await
        .expect(200);
    assert_eq!(me.field("username"), one.person.username);
}

#[tokio::test]
async fn a_challenge_of_another_server_is_refused() {
    let (here, there) = (Server::shared().api(), Server::start(&[]));
    let there = there.api();
    let member = Member::new(&there).await;
    let challenge = member.challenge(&there).await;
    let answer = verify(&here, &challenge, &member.phone.code().await).await;
    // Both servers may hold the same development keys: then the challenge is genuine, and its
    // account has no such challenge open.
    assert!(
        ["invalid_challenge", "challenge_used"].contains(&answer.code().as_str()),
        "{}",
        answer.text()
    );
}

/// `token` with the letter at `place` changed to another that base64url allows there.
pub fn changed_at(token: &str, place: usize) -> String {
    token
        .char_indices()
        .map(|(index, letter)| match letter {
            _ if index != place => letter,
            'A' => 'Q',
            _ => 'A',
        })
        .collect()
}
