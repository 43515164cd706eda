//! People of another service: taken over once, each row for itself, and signing in with what they had.

use http::{Method, StatusCode};
use postern_shared::problem::ProblemCode;
use postern_shared::timestamp::Timestamp;
use postern_shared::totp::{STEP_SECONDS, TotpSecret};
use postern_worker::account::{PasswordRecord, Tenure};
use postern_worker::keys::{ImportTicket, Invitation, KeyRing};
use serde_json::{Value, json};

use crate::support::app::{FOREIGN_KEYS, KEYS, ROTATED_KEYS};
use crate::support::clock::START;
use crate::support::prover::{part, proof_of};
use crate::support::steps::{Enrolment, PASSWORD, recovery_codes};
use crate::support::{Answer, TestApp};

/// The first tutorial's only user: the password is `secret`.
const HASH: &str = "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW";
/// `securepassword`, at a cost that tests can spend.
const QUICK_HASH: &str = "$2b$04$abcdefghijklmnopqrstuu.3ST76mOmH02r8Z5SFOzVBjEuORSTPa";
const OLD_SECRET: &str = "LGLEREYEPVVWTLYO";

fn johndoe() -> Value {
    json!({
        "username": "johndoe",
        "email": "johndoe@example.com",
        "full_name": "John Doe",
        "disabled": false,
        "password_hash": HASH,
        "totp_secret": OLD_SECRET,
    })
}

fn quick(username: &str) -> Value {
    json!({ "username": username, "password_hash": QUICK_HASH, "totp_secret": OLD_SECRET })
}

fn old_secret() -> TotpSecret {
    TotpSecret::parse_imported(OLD_SECRET).expect("80 bits of base32")
}

/// A ticket that is made now.
fn ticket_of(app: &TestApp, keys: &str) -> String {
    let ring = KeyRing::parse(keys).expect("the test has good keys");
    let ticket = ImportTicket::new(app.ports.clock.now());
    ticket.seal(&ring, [9; 24]).expect("a ticket is short")
}

async fn import(app: &TestApp, rows: &Value) -> Answer {
    let call = app.post("/api/import").bearer(&ticket_of(app, KEYS));
    call.json(rows).send().await
}

/// Outcome and code of each row.
async fn outcomes(app: &TestApp, rows: &Value) -> Vec<String> {
    let answer = import(app, rows).await.expect(StatusCode::OK).json();
    let rows = answer
        .pointer("/rows")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let said = rows.iter().map(|row| {
        let code = row["code"].as_str();
        code.or(row["outcome"].as_str())
            .unwrap_or_default()
            .to_owned()
    });
    said.collect()
}

async fn outcome(app: &TestApp, row: Value) -> String {
    let all = outcomes(app, &json!([row])).await;
    all.concat()
}

/// What the object of this name keeps in place of the password.
fn kept(app: &TestApp, username: &str) -> String {
    let mut form = String::new();
    app.edit(username, |slot| {
        if let Tenure::Held(account) = &slot.tenure {
            form = account.password.form_and_cost();
            let is_foreign = matches!(account.password, PasswordRecord::Foreign(_));
            assert_eq!(is_foreign, form.starts_with("imported "));
        }
    });
    form
}

/// The kinds of what has happened, oldest first.
async fn happened(app: &TestApp, token: &str) -> Vec<String> {
    let answer = app.with_token(Method::GET, "/api/users/me/activity", token);
    let entries = answer.await.expect(StatusCode::OK).json();
    let entries = entries
        .pointer("/entries")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let kinds = entries.iter().rev();
    kinds
        .map(|entry| entry["kind"].as_str().unwrap_or_default().to_owned())
        .collect()
}

/// Does what the code is the answer to.
pub async fn refused(code: ProblemCode) -> Answer {
    let app = TestApp::new();
    let raw = async |media_type: &str, body: String| {
        let call = app.post("/api/import").bearer(&ticket_of(&app, KEYS));
        call.raw(media_type, body).send().await
    };
    match code {
        ProblemCode::QueryNotAllowed => app.post("/api/import?x").send().await,
        ProblemCode::MissingToken => app.post("/api/import").send().await,
        ProblemCode::InvalidToken => app.post("/api/import").bearer("x").send().await,
        ProblemCode::TokenExpired => {
            let call = app.post("/api/import").bearer(&ticket_of(&app, KEYS));
            app.advance(ImportTicket::LIFE_SECONDS);
            call.json(&json!([johndoe()])).send().await
        }
        ProblemCode::MalformedJson => raw("application/json", "[".to_owned()).await,
        ProblemCode::UnsupportedMediaType => raw("text/csv", "username".to_owned()).await,
        ProblemCode::BodyTooLarge => raw("application/json", " ".repeat(131_073)).await,
        _invalid_field => raw("application/json", "{}".to_owned()).await,
    }
}

#[tokio::test]
async fn the_first_tutorials_user_signs_in_with_password_and_code_of_before() {
    let app = TestApp::new();
    assert_eq!(outcome(&app, johndoe()).await, "imported");
    assert_eq!(kept(&app, "johndoe"), "imported bcrypt cost=12");
    let wrong = app.log_in("johndoe", "Secret").await;
    wrong.problem(ProblemCode::InvalidCredentials);

    let proved = app.log_in("JohnDoe", "secret").await.expect(StatusCode::OK);
    assert!(
        proved.json()["otp_secret"].is_null(),
        "it was enrolled elsewhere"
    );
    assert_eq!(
        kept(&app, "johndoe"),
        "argon2id m=8,t=1,p=1",
        "in the same commit"
    );
    let code = app.code(&old_secret());
    let signed_in = app.verify(&proved.field("challenge"), &code).await;
    let signed_in = signed_in.expect(StatusCode::OK);
    let user = &signed_in.json()["user"];
    assert_eq!(user["username"], "johndoe");
    assert_eq!(user["email"], "johndoe@example.com");
    assert_eq!(user["full_name"], "John Doe");
    assert_eq!(
        (&user["disabled"], &user["role"]),
        (&json!(false), &json!("user"))
    );

    let token = signed_in.field("access_token");
    let kinds = happened(&app, &token).await;
    assert_eq!(kinds, ["imported", "short_secret_imported", "signed_in"]);
    let list = app
        .with_token(Method::GET, "/api/authenticators", &token)
        .await;
    assert_eq!(list.json()["authenticators"][0]["short_secret"], true);
}

#[tokio::test]
async fn a_short_secret_is_gone_once_it_is_replaced() {
    let app = TestApp::new();
    outcome(&app, quick("alice")).await;
    let proved = app.log_in("alice", "securepassword").await;
    let code = app.code(&old_secret());
    let signed_in = app.verify(&proved.field("challenge"), &code).await;
    let token = signed_in.field("access_token");
    let list = app
        .with_token(Method::GET, "/api/authenticators", &token)
        .await;
    let id = list.json()["authenticators"][0]["id"].clone();
    let body = json!({ "replaces": id });
    let added = app.with_body(Method::POST, "/api/authenticators", &token, &body);
    let added = added.await.expect(StatusCode::CREATED);
    let secret = TotpSecret::parse_base32(&added.field("otp_secret")).expect("160 bits");
    let path = format!("/api/authenticators/{}/confirm", added.field("id"));
    let body = json!({ "otp": app.code(&secret) });
    let confirmed = app.with_body(Method::POST, &path, &token, &body).await;
    assert_eq!(
        confirmed.expect(StatusCode::OK).json()["short_secret"],
        false
    );
    app.advance(STEP_SECONDS);
    let proved = app.log_in("alice", "securepassword").await;
    let old = app
        .verify(&proved.field("challenge"), &app.code(&old_secret()))
        .await;
    old.problem(ProblemCode::InvalidOtp);
}

#[tokio::test]
async fn the_second_tutorials_password_is_hashed_on_the_way_and_its_owner_told_to_change_it() {
    let app = TestApp::new();
    let row = json!({
        "username": "testuser",
        "password": "securepassword",
        "totp_secret": "JBSWY3DPEHPK3PXP",
    });
    assert_eq!(outcome(&app, row).await, "imported");
    assert_eq!(kept(&app, "testuser"), "argon2id m=8,t=1,p=1");
    let (objects, kv) = app.snapshot();
    assert!(!format!("{objects:?}").contains("securepassword"));
    assert!(
        kv.iter()
            .all(|(_, value)| !contains(value, b"securepassword"))
    );
    let proved = app.log_in("testuser", "securepassword").await;
    let secret = TotpSecret::parse_imported("JBSWY3DPEHPK3PXP").expect("80 bits");
    let code = app.code(&secret);
    let signed_in = app.verify(&proved.field("challenge"), &code).await;
    let kinds = happened(&app, &signed_in.field("access_token")).await;
    let told = [
        "imported",
        "plain_password_imported",
        "short_secret_imported",
        "signed_in",
    ];
    assert_eq!(kinds, told);

    // Both are asked for until they are done, however long ago they came.
    let mut token = signed_in.field("access_token");
    assert_eq!(
        to_replace(&app, &token).await,
        json!(["password", "authenticator"])
    );
    for _ in 0..100 {
        app.advance(30);
        let proved = app.log_in("testuser", "securepassword").await;
        let code = app.code(&secret);
        let signed_in = app.verify(&proved.field("challenge"), &code).await;
        token = signed_in.field("access_token");
    }
    assert!(
        !happened(&app, &token)
            .await
            .contains(&"imported".to_owned())
    );
    assert_eq!(
        to_replace(&app, &token).await,
        json!(["password", "authenticator"])
    );
    let body = json!({ "current_password": "securepassword", "new_password": PASSWORD });
    let changed = app.with_body(Method::POST, "/api/password", &token, &body);
    changed.await.expect(StatusCode::NO_CONTENT);
    assert_eq!(to_replace(&app, &token).await, json!(["authenticator"]));
}

async fn to_replace(app: &TestApp, token: &str) -> Value {
    let path = "/api/users/me/activity";
    let answer = app.with_token(Method::GET, path, token).await;
    part(&answer.expect(StatusCode::OK).json(), "/to_replace").clone()
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|it| it == part)
}

#[tokio::test]
async fn without_a_secret_the_person_enrols_at_the_first_sign_in() {
    let app = TestApp::new();
    let row = json!({ "username": "alice", "password_hash": QUICK_HASH });
    assert_eq!(outcome(&app, row.clone()).await, "imported");
    // Longer than a registration would wait.
    app.advance(29 * 86_400);
    let proved = app
        .log_in("alice", "securepassword")
        .await
        .expect(StatusCode::OK);
    let enrolment = Enrolment::of(&proved);
    let code = app.code(&enrolment.secret);
    let signed_in = app.verify(&enrolment.challenge, &code).await;
    let signed_in = signed_in.expect(StatusCode::OK);
    assert_eq!(recovery_codes(&signed_in).len(), 10);
    let kinds = happened(&app, &signed_in.field("access_token")).await;
    assert_eq!(kinds, ["imported", "enrolled_anew", "signed_in"]);
    assert_eq!(outcome(&app, row).await, "there_already");
}

#[tokio::test]
async fn who_does_not_enrol_in_time_needs_an_administrator_and_keeps_the_name() {
    let app = TestApp::new();
    let row = json!({ "username": "alice", "password_hash": QUICK_HASH });
    outcome(&app, row.clone()).await;
    app.advance(30 * 86_400);
    let proved = app
        .log_in("alice", "securepassword")
        .await
        .expect(StatusCode::OK);
    assert!(proved.json()["otp_secret"].is_null());
    assert_eq!(outcome(&app, row).await, "there_already");
}

#[tokio::test]
async fn the_same_row_again_changes_nothing_and_another_one_is_refused() {
    let app = TestApp::new();
    assert_eq!(outcome(&app, quick("alice")).await, "imported");
    let before = app.snapshot();
    assert_eq!(outcome(&app, quick("Alice")).await, "there_already");
    assert_eq!(app.snapshot(), before);
    let mut other = quick("alice");
    other["role"] = json!("admin");
    assert_eq!(outcome(&app, other).await, "username_taken");
    assert_eq!(app.snapshot(), before);
    // Also after the first sign-in, which has replaced the hash.
    app.log_in("alice", "securepassword")
        .await
        .expect(StatusCode::OK);
    assert!(kept(&app, "alice").starts_with("argon2id "));
    assert_eq!(outcome(&app, quick("alice")).await, "there_already");
}

#[tokio::test]
async fn each_row_stands_for_itself() {
    let app = TestApp::new();
    app.enrol("taken").await;
    let rows = json!([
        quick("alice"),
        quick("taken"),
        { "username": "x", "password": "y" },
        { "password": "y" },
        { "username": 1, "password": "y" },
        { "username": "bob", "password": "y", "colour": "red" },
        { "username": "bob" },
        { "username": "bob", "password": "y", "password_hash": QUICK_HASH },
        { "username": "bob", "password": "y", "role": "owner" },
        { "username": "bob", "password": "y", "email": "nobody" },
        { "username": "bob", "password": "y", "full_name": "a\u{202e}b" },
        { "username": "bob", "password": "a\nb" },
        { "username": "bob", "password_hash": "secret" },
        { "username": "bob", "password_hash": "$2b$12$short" },
        { "username": "bob", "password_hash": HASH.replace("$12$", "$15$") },
        { "username": "bob", "password": "y", "totp_secret": "A" },
        quick("ALICE"),
        quick("carol"),
    ]);
    let expected = [
        "imported",
        "username_taken",
        "invalid_username",
        "missing_field",
        "invalid_field",
        "unknown_field",
        "no_password",
        "two_passwords",
        "invalid_role",
        "invalid_email",
        "invalid_full_name",
        "invalid_password",
        "password_hash_unsupported",
        "password_hash_invalid",
        "password_hash_too_costly",
        "invalid_totp_secret",
        "there_already",
        "imported",
    ];
    // Rows of one body are taken at the same time; here one after the other.
    assert_eq!(outcomes(&app, &rows).await, expected);
}

#[tokio::test]
async fn a_body_has_1_to_25_rows() {
    let app = TestApp::new();
    let rows = |count: usize| -> Value {
        (0..count)
            .map(|number| json!({ "username": format!("user{number}"), "password": "y" }))
            .collect()
    };
    for count in [0, 26] {
        let answer = import(&app, &rows(count)).await;
        answer.problem(ProblemCode::InvalidField);
    }
    assert_eq!(app.objects().commands(), 0);
    assert_eq!(outcomes(&app, &rows(25)).await, ["imported"; 25]);
    for rows in [json!({}), json!("x"), json!([1]), json!([[johndoe()]])] {
        let answer = import(&app, &rows).await;
        answer.problem(ProblemCode::InvalidField);
    }
}

#[tokio::test]
async fn only_whoever_has_the_keys_imports_and_for_a_day() {
    let app = TestApp::new();
    let rows = json!([quick("alice")]);
    let ring = KeyRing::parse(KEYS).expect("good keys");
    let invitation = Invitation {
        id: [1; 16],
        role: postern_shared::api::Role::Admin,
        email: None,
        expires_at: Timestamp::from_unix_seconds(START + 60),
    };
    let invitation = invitation.seal(&ring, [7; 24]).expect("short");
    let holder = app.enrol("root").await;
    app.set_role("root", postern_shared::api::Role::Admin);
    for token in [
        ticket_of(&app, FOREIGN_KEYS),
        invitation,
        holder.access_token,
    ] {
        let call = app.post("/api/import").bearer(&token);
        let answer = call.json(&rows).send().await;
        answer.problem(ProblemCode::InvalidToken);
    }
    let rotated = app.redeployed_with(&[("POSTERN_KEYS", ROTATED_KEYS)]);
    let call = rotated.post("/api/import").bearer(&ticket_of(&app, KEYS));
    call.json(&rows).send().await.expect(StatusCode::OK);
    let late = app.post("/api/import").bearer(&ticket_of(&app, KEYS));
    app.advance(ImportTicket::LIFE_SECONDS);
    let late = late.json(&rows).send().await;
    late.problem(ProblemCode::TokenExpired);
}

#[tokio::test]
async fn a_disabled_person_is_told_after_both_factors() {
    let app = TestApp::new();
    let mut row = quick("alice");
    row["disabled"] = json!(true);
    outcome(&app, row).await;
    let proved = app.log_in("alice", "securepassword").await;
    let answer = app
        .verify(&proved.field("challenge"), &app.code(&old_secret()))
        .await;
    answer.problem(ProblemCode::AccountDisabled);
}

/// Whether the password is proved without being shown.
async fn proves(app: &TestApp, username: &str, password: &str) -> bool {
    let (signing_in, answer) = app.start_login(username, password).await;
    let started = answer.expect(StatusCode::OK).json();
    proof_of(&signing_in, &started).is_some()
}

#[tokio::test]
async fn with_the_password_protocol_it_is_sent_once_and_moves() {
    let app = TestApp::with(&[("PASSWORD_PROTOCOL", "opaque")]);
    assert_eq!(outcome(&app, quick("alice")).await, "imported");
    // To who does not show it, it is nobody.
    assert!(!proves(&app, "alice", "securepassword").await);
    let proved = app
        .log_in("alice", "securepassword")
        .await
        .expect(StatusCode::OK);
    assert!(kept(&app, "alice").starts_with("opaque "));
    let code = app.code(&old_secret());
    app.verify(&proved.field("challenge"), &code)
        .await
        .expect(StatusCode::OK);
    assert!(proves(&app, "alice", "securepassword").await);

    let app = TestApp::with(&[("PASSWORD_PROTOCOL", "opaque"), ("PLAIN_PASSWORDS", "off")]);
    assert_eq!(outcome(&app, quick("alice")).await, "plain_passwords_off");
    let row = json!({ "username": "bob", "password": PASSWORD, "totp_secret": OLD_SECRET });
    assert_eq!(outcome(&app, row).await, "imported");
    app.log_in_unseen("bob").await.expect(StatusCode::OK);
}

#[tokio::test]
async fn an_imported_account_survives_the_loss_of_its_object() {
    let app = TestApp::new();
    outcome(&app, quick("alice")).await;
    app.objects().forget();
    assert_eq!(outcome(&app, quick("alice")).await, "there_already");
    assert_eq!(kept(&app, "alice"), "imported bcrypt cost=4");
    app.advance(2 * STEP_SECONDS);
    let proved = app.log_in("alice", "securepassword").await;
    let code = app.code(&old_secret());
    app.verify(&proved.field("challenge"), &code)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn a_row_whose_object_does_not_answer_says_so() {
    let app = TestApp::new();
    app.objects().set_unavailable(true);
    assert_eq!(outcome(&app, quick("alice")).await, "unavailable");
    app.objects().set_unavailable(false);
    assert_eq!(outcome(&app, quick("alice")).await, "imported");
}
