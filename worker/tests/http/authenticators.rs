//! `GET /api/authenticators`, `POST /api/authenticators`, `POST /api/authenticators/{id}/confirm`,
//! `PATCH /api/authenticators/{id}`, `DELETE /api/authenticators/{id}`

use http::{Method, StatusCode};
use postern_shared::problem::ProblemCode;
use postern_shared::totp::TotpSecret;
use serde_json::{Value, json};

use crate::support::clock::START;
use crate::support::prover::part;
use crate::support::steps::Holder;
use crate::support::{Answer, TestApp};

const PATH: &str = "/api/authenticators";

/// One that waits for its first code.
struct Staged {
    id: String,
    secret: TotpSecret,
}

async fn list(app: &TestApp, holder: &Holder) -> Vec<Value> {
    let answer = app.with_token(Method::GET, PATH, &holder.access_token);
    let body = answer.await.expect(StatusCode::OK).json();
    serde_json::from_value(part(&body, "/authenticators")).expect("a list")
}

async fn ids(app: &TestApp, holder: &Holder) -> Vec<String> {
    let all = list(app, holder).await;
    all.iter()
        .filter_map(|one| one["id"].as_str())
        .map(str::to_owned)
        .collect()
}

async fn try_add(app: &TestApp, holder: &Holder, body: &Value) -> Answer {
    let token = &holder.access_token;
    app.with_body(Method::POST, PATH, token, body).await
}

async fn add(app: &TestApp, holder: &Holder, body: &Value) -> Staged {
    let answer = try_add(app, holder, body).await;
    let answer = answer.expect(StatusCode::CREATED);
    let secret = TotpSecret::parse_base32(&answer.field("otp_secret"));
    Staged {
        id: answer.field("id"),
        secret: secret.expect("base32"),
    }
}

async fn confirm(app: &TestApp, holder: &Holder, id: &str, otp: &str) -> Answer {
    let path = format!("{PATH}/{id}/confirm");
    let (token, body) = (&holder.access_token, json!({ "otp": otp }));
    app.with_body(Method::POST, &path, token, &body).await
}

/// Adds one and proves it.
async fn add_confirmed(app: &TestApp, holder: &Holder, body: &Value) -> Staged {
    let staged = add(app, holder, body).await;
    let code = app.code(&staged.secret);
    let answer = confirm(app, holder, &staged.id, &code).await;
    answer.expect(StatusCode::OK);
    staged
}

async fn rename(app: &TestApp, holder: &Holder, id: &str, label: &str) -> Answer {
    let path = format!("{PATH}/{id}");
    let (token, body) = (&holder.access_token, json!({ "label": label }));
    app.with_body(Method::PATCH, &path, token, &body).await
}

async fn remove(app: &TestApp, holder: &Holder, id: &str) -> Answer {
    let path = format!("{PATH}/{id}");
    app.with_token(Method::DELETE, &path, &holder.access_token)
        .await
}

/// What a sign-in with the code of this moment is answered.
async fn sign_in(app: &TestApp, secret: &TotpSecret) -> Answer {
    let challenge = app.challenge("alice").await;
    app.verify(&challenge, &app.code(secret)).await
}

/// Does what the code is the answer to.
pub async fn refused(method: &str, path: &str, code: ProblemCode) -> Answer {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let first = ids(&app, &holder).await.remove(0);
    let nobody = "AAAAAAAAAAAAAAAAAAAAAA";
    match (method, path.ends_with("confirm"), code) {
        ("delete", _, ProblemCode::LastAuthenticator) => remove(&app, &holder, &first).await,
        ("delete", _, _) => remove(&app, &holder, nobody).await,
        ("patch", _, ProblemCode::InvalidLabel) => rename(&app, &holder, &first, "").await,
        ("patch", _, _) => rename(&app, &holder, nobody, "Phone").await,
        (_, true, ProblemCode::MalformedOtp) => confirm(&app, &holder, &first, "12345").await,
        (_, true, ProblemCode::AuthenticatorConfirmed) => {
            confirm(&app, &holder, &first, "123456").await
        }
        (_, true, ProblemCode::InvalidOtp) => {
            let staged = add(&app, &holder, &json!({})).await;
            let wrong = app.wrong_code(&staged.secret);
            confirm(&app, &holder, &staged.id, &wrong).await
        }
        (_, true, _) => confirm(&app, &holder, nobody, "123456").await,
        (_, _, ProblemCode::InvalidLabel) => try_add(&app, &holder, &json!({ "label": "" })).await,
        (_, _, ProblemCode::TooManyAuthenticators) => {
            for _ in 0..9 {
                add_confirmed(&app, &holder, &json!({})).await;
            }
            try_add(&app, &holder, &json!({})).await
        }
        (_, _, _) => try_add(&app, &holder, &json!({ "replaces": nobody })).await,
    }
}

#[tokio::test]
async fn a_second_one_counts_when_its_first_code_has_come() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let answer = try_add(&app, &holder, &json!({ "label": " Tablet " })).await;
    let answer = answer.expect(StatusCode::CREATED);
    assert_eq!(
        answer.fields(),
        ["expires_in", "id", "label", "otp_secret", "otpauth_uri"]
    );
    assert_eq!(answer.field("label"), "Tablet");
    assert_eq!(answer.json()["expires_in"], 900);
    let (id, secret) = (answer.field("id"), answer.field("otp_secret"));
    let uri = answer.field("otpauth_uri");
    assert!(uri.starts_with("otpauth://totp/Postern:alice?"), "{uri}");
    assert!(uri.contains(&secret));
    let secret = TotpSecret::parse_base32(&secret).expect("base32");
    sign_in(&app, &secret)
        .await
        .problem(ProblemCode::InvalidOtp);

    let answer = confirm(&app, &holder, &id, &app.code(&secret)).await;
    let confirmed = answer.expect(StatusCode::OK).json();
    assert_eq!(confirmed["id"], json!(id));
    assert_eq!(confirmed["confirmed"], true);
    assert_eq!(confirmed["lapses_at"], Value::Null);
    // Each has its own last step.
    sign_in(&app, &secret)
        .await
        .problem(ProblemCode::OtpAlreadyUsed);
    sign_in(&app, &holder.secret).await.expect(StatusCode::OK);
    app.advance(30);
    sign_in(&app, &secret).await.expect(StatusCode::OK);
    sign_in(&app, &holder.secret).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn they_are_listed_oldest_first_and_without_their_secrets() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let staged = add(&app, &holder, &json!({})).await;
    let all = list(&app, &holder).await;
    assert_eq!(all.len(), 2);
    assert_eq!(all[0]["label"], "Authenticator");
    assert_eq!(all[0]["confirmed"], true);
    assert_eq!(all[0]["added_at"], START);
    assert_eq!(all[0]["last_used_at"], START);
    assert_eq!(all[1]["id"], json!(staged.id));
    assert_eq!(all[1]["label"], "Authenticator 2");
    assert_eq!(all[1]["confirmed"], false);
    assert_eq!(all[1]["last_used_at"], Value::Null);
    assert_eq!(all[1]["lapses_at"], START + 930);
    let text = format!("{all:?}");
    for secret in [&holder.secret, &staged.secret] {
        assert!(!text.contains(&secret.expose_base32()));
    }
}

#[tokio::test]
async fn the_old_one_works_until_the_new_one_has_proved_itself() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let old = ids(&app, &holder).await.remove(0);
    rename(&app, &holder, &old, "Phone")
        .await
        .expect(StatusCode::OK);
    let staged = add(&app, &holder, &json!({ "replaces": old })).await;
    let all = list(&app, &holder).await;
    assert_eq!(all[1]["replaces"], json!(old));
    assert_eq!(all[1]["label"], "Phone", "it is called like the other");
    let wrong = app.wrong_code(&staged.secret);
    confirm(&app, &holder, &staged.id, &wrong)
        .await
        .blames(ProblemCode::InvalidOtp, "otp");
    sign_in(&app, &holder.secret).await.expect(StatusCode::OK);
    app.advance(30);

    let code = app.code(&staged.secret);
    confirm(&app, &holder, &staged.id, &code)
        .await
        .expect(StatusCode::OK);
    assert_eq!(ids(&app, &holder).await, [staged.id]);
    sign_in(&app, &holder.secret)
        .await
        .problem(ProblemCode::InvalidOtp);
    app.advance(30);
    sign_in(&app, &staged.secret).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn one_that_is_never_confirmed_goes_away_by_itself() {
    let app = TestApp::with(&[("ACCESS_TOKEN_SECONDS", "3600")]);
    let holder = app.enrol("alice").await;
    let early = add(&app, &holder, &json!({})).await;
    app.advance(899);
    let code = app.code(&early.secret);
    confirm(&app, &holder, &early.id, &code)
        .await
        .expect(StatusCode::OK);

    let app = TestApp::with(&[("ACCESS_TOKEN_SECONDS", "3600")]);
    let holder = app.enrol("alice").await;
    let late = add(&app, &holder, &json!({})).await;
    app.advance(900);
    let code = app.code(&late.secret);
    confirm(&app, &holder, &late.id, &code)
        .await
        .problem(ProblemCode::AuthenticatorNotFound);
    assert_eq!(ids(&app, &holder).await.len(), 1);
}

#[tokio::test]
async fn a_further_one_takes_the_place_of_one_that_waits() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let first = add(&app, &holder, &json!({})).await;
    let second = add(&app, &holder, &json!({})).await;
    let code = app.code(&first.secret);
    confirm(&app, &holder, &first.id, &code)
        .await
        .problem(ProblemCode::AuthenticatorNotFound);
    let code = app.code(&second.secret);
    confirm(&app, &holder, &second.id, &code)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn it_is_confirmed_once() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let staged = add_confirmed(&app, &holder, &json!({})).await;
    app.advance(30);
    let before = app.snapshot();
    let code = app.code(&staged.secret);
    confirm(&app, &holder, &staged.id, &code)
        .await
        .problem(ProblemCode::AuthenticatorConfirmed);
    assert_eq!(app.snapshot(), before);
    // The code was not used up by that.
    sign_in(&app, &staged.secret).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn removal_and_confirmation_at_the_same_moment_leave_one_story() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let staged = add(&app, &holder, &json!({})).await;
    let code = app.code(&staged.secret);
    let (confirmed, removed) = tokio::join!(
        confirm(&app, &holder, &staged.id, &code),
        remove(&app, &holder, &staged.id),
    );
    removed.expect(StatusCode::NO_CONTENT);
    let is_confirmed_first = confirmed.status == StatusCode::OK;
    if !is_confirmed_first {
        confirmed.problem(ProblemCode::AuthenticatorNotFound);
    }
    // Either way it is gone, and the account has what it had.
    assert_eq!(ids(&app, &holder).await.len(), 1);
    let again = remove(&app, &holder, &staged.id).await;
    again.problem(ProblemCode::AuthenticatorNotFound);
    sign_in(&app, &staged.secret)
        .await
        .problem(ProblemCode::InvalidOtp);
    sign_in(&app, &holder.secret).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn the_last_one_stays_and_one_that_waits_may_go() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let first = ids(&app, &holder).await.remove(0);
    let staged = add(&app, &holder, &json!({})).await;
    remove(&app, &holder, &first)
        .await
        .problem(ProblemCode::LastAuthenticator);
    remove(&app, &holder, &staged.id)
        .await
        .expect(StatusCode::NO_CONTENT);
    let second = add_confirmed(&app, &holder, &json!({})).await;
    remove(&app, &holder, &first)
        .await
        .expect(StatusCode::NO_CONTENT);
    remove(&app, &holder, &second.id)
        .await
        .problem(ProblemCode::LastAuthenticator);
    app.advance(30);
    sign_in(&app, &holder.secret)
        .await
        .problem(ProblemCode::InvalidOtp);
    sign_in(&app, &second.secret).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn an_account_has_at_most_ten() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    for _ in 0..9 {
        add_confirmed(&app, &holder, &json!({})).await;
    }
    let refused = try_add(&app, &holder, &json!({})).await;
    refused.problem(ProblemCode::TooManyAuthenticators);
    // One of them may still be replaced.
    let old = ids(&app, &holder).await.remove(0);
    add_confirmed(&app, &holder, &json!({ "replaces": old })).await;
    assert_eq!(ids(&app, &holder).await.len(), 10);
}

#[tokio::test]
async fn a_label_has_1_to_64_characters_that_show() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let first = ids(&app, &holder).await.remove(0);
    let before = app.snapshot();
    for label in [
        "",
        "   ",
        "a\nb",
        "a\u{0}b",
        "\u{7f}",
        "a\u{202e}b",
        "a\u{2066}b",
        &"x".repeat(65),
        &"x".repeat(10_000),
        &"\u{1F511}".repeat(65),
    ] {
        rename(&app, &holder, &first, label)
            .await
            .blames(ProblemCode::InvalidLabel, "label");
        try_add(&app, &holder, &json!({ "label": label }))
            .await
            .blames(ProblemCode::InvalidLabel, "label");
    }
    assert_eq!(app.snapshot(), before);
    for (label, kept) in [
        (" Phone ", "Phone"),
        ("Ключ \u{1F511}", "Ключ \u{1F511}"),
        (&"ü".repeat(64), &"ü".repeat(64)),
        ("a|b \"c\" <d>", "a|b \"c\" <d>"),
    ] {
        let answer = rename(&app, &holder, &first, label).await;
        assert_eq!(answer.expect(StatusCode::OK).field("label"), kept);
        assert_eq!(list(&app, &holder).await[0]["label"], json!(kept));
    }
}

#[tokio::test]
async fn a_first_code_is_six_digits() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let staged = add(&app, &holder, &json!({})).await;
    for otp in ["", "12345", "1234567", &holder.recovery_codes[0]] {
        let answer = confirm(&app, &holder, &staged.id, otp).await;
        answer.blames(ProblemCode::MalformedOtp, "otp");
    }
    let code = app.code(&staged.secret);
    let grouped = format!("{} {}", &code[..3], &code[3..]);
    let answer = confirm(&app, &holder, &staged.id, &grouped).await;
    answer.expect(StatusCode::OK);
}

#[tokio::test]
async fn somebody_elses_is_as_good_as_none() {
    let app = TestApp::new();
    let alice = app.enrol("alice").await;
    let bob = app.enrol("bob").await;
    let bobs = ids(&app, &bob).await.remove(0);
    let before = app.snapshot();
    for id in [
        bobs.as_str(),
        "AAAAAAAAAAAAAAAAAAAAAA",
        "x",
        "%20",
        "%ff",
        &"A".repeat(500),
    ] {
        for answer in [
            remove(&app, &alice, id).await,
            rename(&app, &alice, id, "Phone").await,
            confirm(&app, &alice, id, "123456").await,
        ] {
            answer.problem(ProblemCode::AuthenticatorNotFound);
        }
    }
    for id in [bobs.as_str(), "x", ""] {
        let answer = try_add(&app, &alice, &json!({ "replaces": id })).await;
        answer.problem(ProblemCode::AuthenticatorNotFound);
    }
    assert_eq!(app.snapshot(), before);
}

#[tokio::test]
async fn one_that_waits_is_replaced_by_none() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let staged = add(&app, &holder, &json!({})).await;
    let answer = try_add(&app, &holder, &json!({ "replaces": staged.id })).await;
    answer.problem(ProblemCode::AuthenticatorNotFound);
}

#[tokio::test]
async fn a_lost_authenticator_is_replaced_with_one_recovery_code() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let challenge = app.challenge("alice").await;
    let answer = app.verify(&challenge, &holder.recovery_codes[0]).await;
    let answer = answer.expect(StatusCode::OK);
    let holder = Holder {
        access_token: answer.field("access_token"),
        ..holder
    };
    // The sign-in itself was a fresh proof: nothing else has to be spent.
    let old = ids(&app, &holder).await.remove(0);
    let staged = add_confirmed(&app, &holder, &json!({ "replaces": old })).await;
    app.advance(30);
    sign_in(&app, &staged.secret).await.expect(StatusCode::OK);
}
