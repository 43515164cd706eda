//! The main job: register, scan, confirm, sign out, sign in.

use postern_e2e::mode::Mode;
use postern_e2e::person::{Member, Person, Session, log_out, verify, who_am_i};
use postern_e2e::phone::Phone;
use postern_e2e::server::Server;
use serde_json::json;

in_each_mode! {
    a_person_registers_confirms_signs_out_and_signs_in_again;
    me_is_the_profile_that_was_registered;
    sign_in_offers_the_enrolment_again_until_a_code_has_confirmed_it;
}

async fn a_person_registers_confirms_signs_out_and_signs_in_again(mode: Mode) {
    let api = mode.api();
    let person = Person::new();

    let registered = person.register(&api).await.expect(201);
    assert_eq!(registered.field("message"), "User registered!");
    assert_eq!(registered.field("username"), person.username);
    let phone = Phone::new(&registered.field("otp_secret"));

    let challenge = registered.field("challenge");
    let confirmed = verify(&api, &challenge, &phone.code().await).await;
    let confirmed = confirmed.expect(200);
    assert_eq!(confirmed.field("message"), "OTP verified successfully");
    assert_eq!(confirmed.field("token_type"), "Bearer");
    let session = Session::of(&confirmed);
    who_am_i(&api, &session.access_token).await.expect(200);

    log_out(&api, &session.refresh_token).await.expect(204);

    let login = person.login(&api).await.expect(200);
    assert_eq!(login.field("message"), "Login successful, provide OTP");
    let verified = verify(&api, &login.field("challenge"), &phone.code().await).await;
    let session = Session::of(&verified.expect(200));
    who_am_i(&api, &session.access_token).await.expect(200);
}

async fn me_is_the_profile_that_was_registered(mode: Mode) {
    let api = mode.api();
    let member = Member::new(&api).await;
    let me = who_am_i(&api, &member.session.access_token)
        .await
        .expect(200);
    let me = me.json();
    assert_eq!(me["username"], json!(member.person.username));
    assert_eq!(me["email"], json!(member.person.email));
    assert_eq!(me["full_name"], json!(member.person.full_name));
    assert_eq!(me["disabled"], json!(false));
    assert_eq!(me["role"], "user");
    assert!(
        me["created_at"]
            .as_u64()
            .is_some_and(|seconds| seconds > 1_700_000_000)
    );
}

#[tokio::test]
async fn email_and_full_name_may_be_left_out() {
    let api = Server::shared().api();
    let person = Person::new();
    let registered = api
        .post("/api/register")
        .json(&person.credentials())
        .send()
        .await
        .expect(201);
    let phone = Phone::new(&registered.field("otp_secret"));
    let answer = verify(&api, &registered.field("challenge"), &phone.code().await).await;
    let user = answer.expect(200).json()["user"].clone();
    assert_eq!(user["email"], json!(null));
    assert_eq!(user["full_name"], json!(null));
}

async fn sign_in_offers_the_enrolment_again_until_a_code_has_confirmed_it(mode: Mode) {
    let api = mode.api();
    let person = Person::new();
    let registered = person.register(&api).await.expect(201);

    let before = person.login(&api).await.expect(200);
    assert_eq!(before.field("otp_secret"), registered.field("otp_secret"));
    assert_eq!(before.field("otpauth_uri"), registered.field("otpauth_uri"));

    let phone = Phone::new(&registered.field("otp_secret"));
    verify(&api, &before.field("challenge"), &phone.code().await)
        .await
        .expect(200);

    let after = person.login(&api).await.expect(200).json();
    assert_eq!(after["otp_secret"], json!(null));
    assert_eq!(after["otpauth_uri"], json!(null));
    assert_eq!(after["methods"], json!(["otp", "recovery_code"]));
}

#[tokio::test]
async fn the_enrolment_uri_is_what_authenticator_apps_read() {
    let api = Server::shared().api();
    let person = Person::new();
    let registered = person.register(&api).await.expect(201);
    let uri = registered.field("otpauth_uri");
    let secret = registered.field("otp_secret");
    assert_eq!(secret.len(), 32, "160 bits are 32 letters of base32");
    assert!(uri.starts_with("otpauth://totp/Postern:"), "{uri}");
    assert!(uri.contains(&person.username), "{uri}");
    assert!(uri.contains(&format!("secret={secret}")), "{uri}");
    assert!(uri.contains("issuer=Postern"), "{uri}");
}

#[tokio::test]
async fn spaces_in_a_code_do_not_matter() {
    let api = Server::shared().api();
    let person = Person::new();
    let registered = person.register(&api).await.expect(201);
    let phone = Phone::new(&registered.field("otp_secret"));
    let code = phone.code().await;
    let (first, second) = code.split_at(3);
    verify(
        &api,
        &registered.field("challenge"),
        &format!(" {first} {second} "),
    )
    .await
    .expect(200);
}

#[tokio::test]
async fn health_says_ok_and_the_version() {
    let api = Server::shared().api();
    let health = api.get("/api/health").send().await.expect(200);
    assert_eq!(health.field("status"), "ok");
    assert_eq!(health.field("version"), env!("CARGO_PKG_VERSION"));
}
