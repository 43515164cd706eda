//! A stranger who guesses uses up their own tries: the owner signs in from the browser that signed in
//! before. (That a hundred wrong codes suspend an authenticator takes four days of waits here; with a
//! clock that can be set it is in `worker/tests/http/recovery_codes.rs`.)

use postern_e2e::api::Api;
use postern_e2e::mode::Mode;
use postern_e2e::person::{Member, Session, ask, verify};
use serde_json::Value;

in_each_mode! {
    wrong_passwords_of_strangers_do_not_keep_the_owner_out;
    wrong_codes_of_strangers_do_not_keep_the_owner_out;
    a_known_browser_has_five_tries_of_its_own;
    the_cookie_of_one_account_is_worth_nothing_at_another;
    a_recovery_code_opens_while_codes_have_to_wait;
}

async fn wrong_passwords_of_strangers_do_not_keep_the_owner_out(mode: Mode) {
    let stranger = mode.api();
    let member = Member::new(&stranger).await;
    use_up_passwords(&stranger, &member).await;
    let refused = member.person.login(&stranger).await;
    refused.expect_problem(429, "too_many_attempts");

    let owner = stranger.in_browser(&member.browser);
    member.sign_in(&owner).await;
    let refused = member.person.login(&stranger).await;
    refused.expect_problem(429, "too_many_attempts");
}

/// By somebody who has the password.
async fn wrong_codes_of_strangers_do_not_keep_the_owner_out(mode: Mode) {
    let stranger = mode.api();
    let member = Member::new(&stranger).await;
    use_up_codes(&stranger, &member).await;
    let right = member.phone.lasting_code().await;
    let challenge = member.challenge(&stranger).await;
    verify(&stranger, &challenge, &right)
        .await
        .expect_problem(429, "too_many_attempts");

    let owner = stranger.in_browser(&member.browser);
    let challenge = member.challenge(&owner).await;
    verify(&owner, &challenge, &right).await.expect(200);
    let challenge = member.challenge(&stranger).await;
    verify(&stranger, &challenge, &member.phone.code().await)
        .await
        .expect_problem(429, "too_many_attempts");
}

async fn a_known_browser_has_five_tries_of_its_own(mode: Mode) {
    let elsewhere = mode.api();
    let member = Member::new(&elsewhere).await;
    let owner = elsewhere.in_browser(&member.browser);
    use_up_passwords(&owner, &member).await;
    let refused = member.person.login(&owner).await;
    refused.expect_problem(429, "too_many_attempts");
    member.person.login(&elsewhere).await.expect(200);
}

async fn the_cookie_of_one_account_is_worth_nothing_at_another(mode: Mode) {
    let stranger = mode.api();
    let (alice, bob) = (Member::new(&stranger).await, Member::new(&stranger).await);
    use_up_passwords(&stranger, &alice).await;
    let (name, value) = (parts(&alice.browser).0, parts(&bob.browser).1);
    let both = format!("{}; {name}={value}", bob.browser);
    for cookie in [&bob.browser, &format!("{name}={value}"), &both] {
        let refused = alice.person.login(&stranger.in_browser(cookie)).await;
        refused.expect_problem(429, "too_many_attempts");
    }
    // Beside its own, which counts.
    let both = format!("{}; {}", bob.browser, alice.browser);
    let browser = stranger.in_browser(&both);
    alice.person.login(&browser).await.expect(200);
    bob.person.login(&browser).await.expect(200);
}

async fn a_recovery_code_opens_while_codes_have_to_wait(mode: Mode) {
    let api = mode.api();
    let member = Member::new(&api).await;
    use_up_codes(&api, &member).await;
    let challenge = member.challenge(&api).await;
    let code = &member.recovery_codes[0];
    let session = Session::of(&verify(&api, &challenge, code).await.expect(200));
    // It has shown who is there: codes count from the beginning.
    member.sign_in(&api).await;
    let line = "GET /api/recovery-codes";
    let left = ask(&api, &session.access_token, line, &Value::Null).await;
    assert_eq!(left.expect(200).json()["left"], 9);
}

async fn use_up_passwords(api: &Api, member: &Member) {
    for _ in 0..5 {
        let wrong = member
            .person
            .login_with(api, "certainly not this one")
            .await;
        wrong.expect_problem(401, "invalid_credentials");
    }
}

async fn use_up_codes(api: &Api, member: &Member) {
    let challenge = member.challenge(api).await;
    for code in member.phone.wrong_codes(5) {
        let wrong = verify(api, &challenge, &code).await;
        wrong.expect_problem(401, "invalid_otp");
    }
}

fn parts(cookie: &str) -> (&str, &str) {
    cookie.split_once('=').expect("a name and a value")
}
