//! A `login` is good once, for one account, with the one proof; a `registration` for one name.

use postern_e2e::mode::Mode;
use postern_e2e::opaque_client::Registering;
use postern_e2e::password_protocol::{Registration, verify_with};
use postern_e2e::person::{Member, Person, verify};
use serde_json::json;

use crate::bad_challenges::changed_at;

#[tokio::test]
async fn a_login_works_once() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    let name = &member.person.username;
    let login = member.person.start_login(&api).await;
    login.send(&api, name).await.expect(200);
    let again = login.send(&api, name).await;
    again.expect_problem(401, "login_used");
}

#[tokio::test]
async fn a_wrong_proof_uses_a_login_up() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    let name = &member.person.username;
    let right = member.person.start_login(&api).await;
    let mut wrong = right.clone();
    wrong.ke3 = changed_at(&right.ke3, 0);
    let refused = wrong.send(&api, name).await;
    refused.expect_problem(401, "invalid_credentials");
    let late = right.send(&api, name).await;
    late.expect_problem(401, "login_used");
}

#[tokio::test]
async fn the_proof_of_one_sign_in_is_none_for_another() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    let name = &member.person.username;
    let (mut one, mut other) = (
        member.person.start_login(&api).await,
        member.person.start_login(&api).await,
    );
    std::mem::swap(&mut one.ke3, &mut other.ke3);
    for swapped in [one, other] {
        let refused = swapped.send(&api, name).await;
        refused.expect_problem(401, "invalid_credentials");
    }
}

#[tokio::test]
async fn a_login_of_one_account_is_none_for_another() {
    let api = Mode::Opaque.api();
    let (one, other) = (Member::new(&api).await, Member::new(&api).await);
    let login = one.person.start_login(&api).await;
    let refused = login.send(&api, &other.person.username).await;
    refused.expect_problem(401, "invalid_login");
    let refused = login.send(&api, &Person::new().username).await;
    refused.expect_problem(401, "invalid_login");
    login.send(&api, &one.person.username).await.expect(200);
}

#[tokio::test]
async fn a_login_cut_anywhere_is_refused_and_the_whole_one_still_works() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    let name = &member.person.username;
    let right = member.person.start_login(&api).await;
    for length in (0..right.login.len()).step_by(7) {
        let mut cut = right.clone();
        cut.login.truncate(length);
        let refused = cut.send(&api, name).await;
        refused.expect_problem(401, "invalid_login");
    }
    right.send(&api, name).await.expect(200);
}

#[tokio::test]
async fn a_login_changed_anywhere_is_refused_and_the_true_one_still_works() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    let name = &member.person.username;
    let right = member.person.start_login(&api).await;
    let last = right.login.len() - 1;
    for place in (0..last).step_by(5).chain([last]) {
        let mut changed = right.clone();
        changed.login = changed_at(&right.login, place);
        let refused = changed.send(&api, name).await;
        refused.expect_problem(401, "invalid_login");
    }
    let mut long = right.clone();
    long.login.push('A');
    let refused = long.send(&api, name).await;
    refused.expect_problem(401, "invalid_login");
    right.send(&api, name).await.expect(200);
}

#[tokio::test]
async fn what_is_for_something_else_is_no_login_and_no_registration() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    let name = &member.person.username;
    let challenge = member.challenge(&api).await;
    let mut login = member.person.start_login(&api).await;
    let stranger = Person::new();
    let mut registration = Registration::start(&api, &stranger.username, &stranger.password)
        .await
        .unwrap_or_else(|refused| panic!("{}", refused.text()));
    let code = member.phone.code().await;
    verify(&api, &login.login, &code)
        .await
        .expect_problem(401, "invalid_challenge");
    verify(&api, &registration.registration, &code)
        .await
        .expect_problem(401, "invalid_challenge");
    let right = std::mem::take(&mut login.login);
    for other in [
        &challenge,
        &registration.registration,
        &member.session.refresh_token,
    ] {
        login.login.clone_from(other);
        let refused = login.send(&api, name).await;
        refused.expect_problem(401, "invalid_login");
    }
    for other in [&challenge, &right] {
        registration.registration.clone_from(other);
        let refused = registration.send(&api, &stranger).await;
        refused.expect_problem(401, "invalid_registration");
    }
    login.login = right;
    login.send(&api, name).await.expect(200);
    verify(&api, &challenge, &code).await.expect(200);
}

#[tokio::test]
async fn a_registration_cut_changed_or_of_another_name_is_refused_and_the_true_one_works() {
    let api = Mode::Opaque.api();
    let (person, other) = (Person::new(), Person::new());
    let right = person.start_registration(&api).await;
    let right = right.unwrap_or_else(|refused| panic!("{}", refused.text()));
    let length = right.registration.len();
    for place in (0..length).step_by(9).chain([length - 1]) {
        for text in [
            changed_at(&right.registration, place),
            right.registration.chars().take(place).collect(),
        ] {
            let mut bad = right.clone();
            bad.registration = text;
            let refused = bad.send(&api, &person).await;
            refused.expect_problem(401, "invalid_registration");
        }
    }
    let refused = right.send(&api, &other).await;
    refused.expect_problem(401, "invalid_registration");
    right.send(&api, &person).await.expect(201);
    let again = right.send(&api, &person).await;
    again.expect_problem(409, "username_taken");
}

#[tokio::test]
async fn the_seventeenth_started_sign_in_takes_the_place_of_the_oldest() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    let name = &member.person.username;
    let mut begun = Vec::new();
    // Each proof takes the counted failures back, so that more can be started.
    for _ in 0..4 {
        for _ in 0..4 {
            begun.push(member.person.start_login(&api).await);
        }
        member.person.login(&api).await.expect(200);
    }
    begun.push(member.person.start_login(&api).await);
    let (oldest, youngest) = (begun.remove(0), begun.remove(15));
    let refused = oldest.send(&api, name).await;
    refused.expect_problem(401, "login_used");
    youngest.send(&api, name).await.expect(200);
}

/// A registration that is no answer to the account's own sign-in does not replace its record, and a
/// bad one costs the code nothing.
#[tokio::test]
async fn a_bad_registration_is_refused_before_the_code_is_used_up() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    let stranger = Person::new();
    let of_stranger = Registration::start(&api, &stranger.username, "of a stranger")
        .await
        .unwrap_or_else(|refused| panic!("{}", refused.text()));
    let challenge = member.challenge(&api).await;
    let code = member.phone.code().await;
    verify_with(&api, &challenge, &code, &of_stranger)
        .await
        .expect_problem(401, "invalid_registration");
    let mut malformed = of_stranger.clone();
    malformed.record.truncate(100);
    let answer = verify_with(&api, &challenge, &code, &malformed).await;
    assert!(
        ["invalid_password_message", "invalid_registration"].contains(&answer.code().as_str()),
        "{}",
        answer.text()
    );
    for (present, absent) in [
        ("registration", "registration_record"),
        ("registration_record", "registration"),
    ] {
        let body = json!({ "challenge": challenge, "otp": code, present: of_stranger.record });
        let answer = api.post("/api/verify-otp").json(&body).send().await;
        answer.expect_problem(422, "missing_field");
        assert_eq!(answer.field("field"), absent);
    }
    verify(&api, &challenge, &code).await.expect(200);
}

/// `register/start` is for everybody: what comes of it must not change the password of an account
/// without the old one.
#[tokio::test]
async fn a_registration_that_anybody_can_start_replaces_no_record_without_the_password() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    let (registering, request) = Registering::start("a thief's password");
    let name = &member.person.username;
    let answer = postern_e2e::password_protocol::start_registration(&api, name, &request).await;
    let theirs = Registration::finish(&registering, &answer.expect(200).json());
    let refused = theirs.send(&api, &member.person).await;
    refused.expect_problem(409, "username_taken");
    member.person.login(&api).await.expect(200);
}
