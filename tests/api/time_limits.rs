//! What ends by itself: challenges, access tokens, registrations that nobody confirmed.

use std::time::Duration;

use postern_e2e::person::{Member, Person, refresh, verify, who_am_i};
use postern_e2e::phone::Phone;
use postern_e2e::server::Server;
use tokio::time::{Instant, sleep};

#[tokio::test]
async fn a_challenge_expires_and_a_new_sign_in_works() {
    let server = Server::start(&["CHALLENGE_SECONDS=4"]);
    let api = server.api();
    let person = Person::new();
    let registered = person.register(&api).await.expect(201);
    assert_eq!(registered.json()["expires_in"], 4);
    let phone = Phone::new(&registered.field("otp_secret"));
    let code = phone.code().await;
    sleep(Duration::from_millis(5100)).await;
    verify(&api, &registered.field("challenge"), &code)
        .await
        .expect_problem(401, "challenge_expired");

    let login = person.login(&api).await.expect(200);
    verify(&api, &login.field("challenge"), &code)
        .await
        .expect(200);
}

#[tokio::test]
async fn after_the_wait_the_account_takes_codes_again_but_the_dead_challenge_does_not() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let challenge = member.challenge(&api).await;
    for code in member.phone.wrong_codes(5) {
        verify(&api, &challenge, &code)
            .await
            .expect_problem(401, "invalid_otp");
    }
    sleep(Duration::from_secs(31)).await;
    verify(&api, &challenge, &member.phone.code().await)
        .await
        .expect_problem(401, "challenge_exhausted");
    member.sign_in(&api).await;
}

#[tokio::test]
async fn an_access_token_expires_and_the_session_goes_on() {
    let server = Server::start(&["ACCESS_TOKEN_SECONDS=1"]);
    let api = server.api();
    let member = Member::new(&api).await;
    let token = &member.session.access_token;
    // A clock may be some seconds off, and the service may allow for that.
    let deadline = Instant::now() + Duration::from_secs(90);
    loop {
        let answer = who_am_i(&api, token).await;
        if answer.status != 200 {
            answer.expect_problem(401, "token_expired");
            break;
        }
        assert!(Instant::now() < deadline, "the token does not expire");
        sleep(Duration::from_millis(500)).await;
    }
    refresh(&api, &member.session.refresh_token)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_name_that_nobody_confirmed_is_given_back() {
    let server = Server::start(&["UNCONFIRMED_SECONDS=3"]);
    let api = server.api();
    let member = Member::new(&api).await;
    let (first, second) = (Person::new(), Person::new());
    let registered = first.register(&api).await.expect(201);
    let mut claim = second.registration();
    claim["username"] = first.username.clone().into();
    let again = api.post("/api/register").json(&claim).send().await;
    again.expect_problem(409, "username_taken");

    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        sleep(Duration::from_millis(500)).await;
        let again = api.post("/api/register").json(&claim).send().await;
        if again.status == 201 {
            assert_ne!(again.field("otp_secret"), registered.field("otp_secret"));
            break;
        }
        again.expect_problem(409, "username_taken");
        assert!(Instant::now() < deadline, "the name is not given back");
    }
    // The first claimant is out: neither the password nor the challenge opens the new account.
    first
        .login(&api)
        .await
        .expect_problem(401, "invalid_credentials");
    let phone = Phone::new(&registered.field("otp_secret"));
    let answer = verify(&api, &registered.field("challenge"), &phone.code().await).await;
    assert_eq!(answer.status, 401, "{}", answer.text());

    // Who confirmed stays.
    let taken = member.person.register(&api).await;
    taken.expect_problem(409, "username_taken");
}
