//! The flaws of the two tutorial systems that Postern comes from, each with the test that shows
//! it gone. The one about the QR code is with the browser's tests.

use postern_e2e::answer::{claims, jwt_header};
use postern_e2e::mode::Mode;
use postern_e2e::person::{Member, Person, log_out, refresh, verify};
use postern_e2e::phone::Phone;
use serde_json::json;

in_each_mode! {
    passwords_and_totp_secrets_are_not_stored_in_clear;
    credentials_do_not_travel_as_query_parameters;
    a_code_is_worth_nothing_without_the_password_step;
    a_code_is_accepted_once;
    the_code_that_enrolled_is_not_accepted_again;
    guesses_of_a_code_are_limited;
    nobody_learns_who_has_an_account;
    the_secret_is_shown_while_enrolling_only_and_counts_once_a_code_proved_it;
    each_sign_in_proves_both_factors_and_the_token_says_which;
    two_registrations_of_one_name_are_one_account_and_one_clear_answer;
    tokens_are_signed_with_a_key_that_only_the_service_has;
    a_session_can_be_renewed_and_ended;
    a_lost_phone_is_no_lost_account;
}

async fn passwords_and_totp_secrets_are_not_stored_in_clear(mode: Mode) {
    crate::at_rest::secrets_do_not_lie_about(mode).await;
}

async fn credentials_do_not_travel_as_query_parameters(mode: Mode) {
    crate::routes::query_strings_are_refused(&mode.api()).await;
}

async fn a_code_is_worth_nothing_without_the_password_step(mode: Mode) {
    let api = mode.api();
    let member = Member::new(&api).await;
    let code = member.phone.code().await;
    let as_in_the_tutorial = json!({ "username": member.person.username, "otp": code });
    let answer = api.post("/api/verify-otp").json(&as_in_the_tutorial);
    let answer = answer.send().await;
    assert!(
        ["unknown_field", "missing_field"].contains(&answer.code().as_str()),
        "{}",
        answer.text()
    );
    verify(&api, &member.person.username, &code)
        .await
        .expect_problem(401, "invalid_challenge");
}

async fn a_code_is_accepted_once(mode: Mode) {
    let api = mode.api();
    let member = Member::new(&api).await;
    let challenge = member.challenge(&api).await;
    let code = member.phone.lasting_code().await;
    verify(&api, &challenge, &code).await.expect(200);
    let challenge = member.challenge(&api).await;
    verify(&api, &challenge, &code)
        .await
        .expect_problem(401, "otp_already_used");
}

async fn the_code_that_enrolled_is_not_accepted_again(mode: Mode) {
    let api = mode.api();
    let member = Member::with_lasting_code(&api).await;
    let challenge = member.challenge(&api).await;
    verify(&api, &challenge, &member.phone.last_code())
        .await
        .expect_problem(401, "otp_already_used");
}

async fn guesses_of_a_code_are_limited(mode: Mode) {
    crate::races::guess_fifty_codes_at_once(&mode.api()).await;
}

async fn nobody_learns_who_has_an_account(mode: Mode) {
    crate::limits::unknown_and_wrong_look_the_same(&mode.api()).await;
}

async fn the_secret_is_shown_while_enrolling_only_and_counts_once_a_code_proved_it(mode: Mode) {
    let api = mode.api();
    let person = Person::new();
    let registered = person.register(&api).await.expect(201);
    let phone = Phone::new(&registered.field("otp_secret"));

    // Not confirmed: a wrong code turns nothing on, and the enrolment goes on.
    verify(&api, &registered.field("challenge"), &phone.wrong_code())
        .await
        .expect_problem(401, "invalid_otp");
    let login = person.login(&api).await.expect(200);
    assert_eq!(login.field("otp_secret"), phone.secret());

    let answer = verify(&api, &login.field("challenge"), &phone.code().await).await;
    let answer = answer.expect(200);
    assert!(!answer.text().contains(phone.secret()));
    let login = person.login(&api).await.expect(200);
    assert!(!login.text().contains(phone.secret()));
}

async fn each_sign_in_proves_both_factors_and_the_token_says_which(mode: Mode) {
    let api = mode.api();
    let member = Member::new(&api).await;
    // Having proved a code once opens nothing later: the password alone gives a challenge only.
    let login = member.person.login(&api).await.expect(200);
    assert_eq!(login.json().get("access_token"), None);
    assert_eq!(login.refresh_token(), None);

    let session = member.sign_in(&api).await;
    let methods = claims(&session.access_token)["amr"].clone();
    for method in ["pwd", "otp"] {
        assert!(
            methods
                .as_array()
                .is_some_and(|list| list.contains(&json!(method))),
            "{methods}"
        );
    }
}

async fn two_registrations_of_one_name_are_one_account_and_one_clear_answer(mode: Mode) {
    crate::races::register_one_name_fifty_times(&mode.api()).await;
}

async fn tokens_are_signed_with_a_key_that_only_the_service_has(mode: Mode) {
    let api = mode.api();
    let member = Member::new(&api).await;
    let header = jwt_header(&member.session.access_token);
    assert_eq!(header["alg"], json!("EdDSA"));
    let keys = api.get("/.well-known/jwks.json").send().await.expect(200);
    let keys = keys.json()["keys"].as_array().cloned().unwrap_or_default();
    assert!(keys.iter().any(|key| key["kid"] == header["kid"]));
    assert!(keys.iter().all(|key| key["d"].is_null()));
}

async fn a_session_can_be_renewed_and_ended(mode: Mode) {
    let api = mode.api();
    let member = Member::new(&api).await;
    let renewed = refresh(&api, &member.session.refresh_token)
        .await
        .expect(200);
    let token = renewed.refresh_token().expect("a refresh cookie");
    log_out(&api, &token).await.expect(204);
    refresh(&api, &token)
        .await
        .expect_problem(401, "session_ended");
}

async fn a_lost_phone_is_no_lost_account(mode: Mode) {
    crate::account_area::a_lost_phone_is_replaced_by_one_recovery_code(mode).await;
}
