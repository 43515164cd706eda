//! `GET /api/users/me/activity`, `POST /api/users/me/activity/seen`

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{Method, StatusCode};
use postern_shared::problem::ProblemCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::TestApp;
use crate::support::steps::Holder;

const PATH: &str = "/api/users/me/activity";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

async fn show(app: &TestApp, holder: &Holder) -> Value {
    let answer = app.with_token(Method::GET, PATH, &holder.access_token);
    answer.await.expect(StatusCode::OK).json()
}

fn entries(shown: &Value) -> &[Value] {
    shown["entries"].as_array().expect("a list")
}

fn kinds(shown: &Value) -> Vec<&str> {
    let entries = entries(shown).iter();
    entries
        .map(|entry| entry["kind"].as_str().expect("a word"))
        .collect()
}

/// The hash of an entry as the document describes it.
fn hash(entry: &Value, before: &[u8]) -> Vec<u8> {
    let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
    let number = |name: &str| entry[name].to_string();
    let methods = entry["methods"].as_array().expect("a list").iter();
    let methods: Vec<&str> = methods.filter_map(Value::as_str).collect();
    let line = [
        number("number"),
        number("at"),
        text("kind"),
        number("count"),
        methods.join(","),
        text("browser"),
        text("system"),
        text("country"),
        text("session"),
        text("label"),
    ];
    let mut hasher = Sha256::new();
    hasher.update(before);
    hasher.update(line.join("|"));
    hasher.finalize().to_vec()
}

fn decoded(value: &Value) -> Vec<u8> {
    let text = value.as_str().expect("a text");
    URL_SAFE_NO_PAD.decode(text).expect("base64url")
}

/// Checks the chain as anybody can.
fn check(shown: &Value) {
    let mut before = decoded(&shown["anchor"]);
    let mut expected = None;
    for entry in entries(shown).iter().rev() {
        let number = entry["number"].as_u64().expect("a number");
        assert_eq!(*expected.get_or_insert(number), number, "none is missing");
        expected = Some(number + 1);
        before = hash(entry, &before);
        assert_eq!(decoded(&entry["hash"]), before, "{entry}");
    }
    assert_eq!(shown["intact"], true);
}

#[tokio::test]
async fn sign_ins_are_written_down_with_the_factors_and_the_chain_holds() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let body = json!({
        "challenge": app.challenge("alice").await,
        "otp": app.code(&holder.secret),
    });
    let call = app.post("/api/verify-otp").header("user-agent", FIREFOX);
    call.json(&body).send().await.expect(StatusCode::OK);
    app.advance(30);
    let challenge = app.challenge("alice").await;
    let answer = app.verify(&challenge, &holder.recovery_codes[0]).await;
    answer.expect(StatusCode::OK);
    let shown = show(&app, &holder).await;
    check(&shown);
    assert_eq!(
        kinds(&shown),
        [
            "signed_in_from_new_browser",
            "recovery_code_used",
            "signed_in_from_new_browser",
            "signed_in",
            "account_confirmed",
        ]
    );
    assert_eq!(
        shown["anchor"],
        "A".repeat(43),
        "it is there from the first"
    );
    let entries = entries(&shown);
    assert_eq!(entries[0]["methods"], json!(["pwd", "recovery_code"]));
    assert_eq!(entries[2]["methods"], json!(["pwd", "otp"]));
    assert_eq!(entries[2]["browser"], "Firefox 145");
    assert_eq!(entries[2]["system"], "Linux");
    assert_eq!(shown["seen"], 0);
    let sessions = app.with_token(Method::GET, "/api/sessions", &holder.access_token);
    let sessions = sessions.await.json();
    let own = sessions["sessions"].as_array().expect("a list").iter();
    let own = own.filter(|session| session["current"] == true);
    let own: Vec<&Value> = own.map(|session| &session["id"]).collect();
    assert_eq!(own, [&entries[3]["session"]]);
}

#[tokio::test]
async fn a_sign_in_from_the_same_browser_is_no_news() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let body = json!({
        "challenge": app.challenge("alice").await,
        "otp": app.code(&holder.secret),
    });
    let answer = app.verify_in(&holder.browser, &body).await;
    answer.expect(StatusCode::OK);
    assert_eq!(kinds(&show(&app, &holder).await)[0], "signed_in");
    app.advance(30);
    app.sign_in_natively("alice", &holder.secret).await;
    assert_eq!(kinds(&show(&app, &holder).await)[0], "signed_in");
}

#[tokio::test]
async fn what_came_after_a_right_password_is_counted_and_what_came_after_a_wrong_one_is_not_listed()
{
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let before = entries(&show(&app, &holder).await).len();
    app.log_in("alice", "wrong horse battery").await;
    assert_eq!(entries(&show(&app, &holder).await).len(), before);
    let challenge = app.challenge("alice").await;
    for _ in 0..3 {
        let wrong = app.wrong_code(&holder.secret);
        app.verify(&challenge, &wrong).await;
    }
    let shown = show(&app, &holder).await;
    check(&shown);
    assert_eq!(kinds(&shown)[0], "wrong_code");
    assert_eq!(entries(&shown)[0]["count"], 3);
    assert_eq!(entries(&shown).len(), before + 1);
    let code = app.code(&holder.secret);
    app.verify(&challenge, &code).await.expect(StatusCode::OK);
    let challenge = app.challenge("alice").await;
    app.verify(&challenge, &code)
        .await
        .problem(ProblemCode::OtpAlreadyUsed);
    let shown = show(&app, &holder).await;
    check(&shown);
    assert_eq!(kinds(&shown)[0], "used_code");
}

#[tokio::test]
async fn changes_are_written_down() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let token = &holder.access_token;
    app.sign_in_natively("alice", &holder.secret).await;
    let body = json!({ "label": "A|B" });
    let add = app.with_body(Method::POST, "/api/authenticators", token, &body);
    let added = add.await.expect(StatusCode::CREATED);
    let secret = added.field("otp_secret");
    let secret = postern_shared::totp::TotpSecret::parse_base32(&secret).expect("base32");
    let path = format!("/api/authenticators/{}", added.field("id"));
    let confirm = json!({ "otp": app.code(&secret) });
    let steps = [
        (Method::POST, format!("{path}/confirm"), Some(confirm)),
        (
            Method::PATCH,
            path.clone(),
            Some(json!({ "label": "Tablet" })),
        ),
        (Method::DELETE, path, None),
        (Method::POST, "/api/recovery-codes".to_owned(), None),
        (
            Method::PATCH,
            "/api/users/me".to_owned(),
            Some(json!({ "email": "a@example.com", "full_name": "Alice" })),
        ),
        (Method::DELETE, "/api/sessions".to_owned(), None),
        (
            Method::POST,
            "/api/password".to_owned(),
            Some(crate::fresh::passwords()),
        ),
    ];
    for (method, path, body) in steps {
        let answer = match body {
            Some(body) => app.with_body(method, &path, token, &body).await,
            None => app.with_token(method, &path, token).await,
        };
        assert!(answer.status.is_success(), "{path}: {}", answer.text());
    }
    let shown = show(&app, &holder).await;
    check(&shown);
    let mut expected = vec![
        "authenticator_added",
        "authenticator_renamed",
        "authenticator_removed",
        "recovery_codes_made",
        "email_changed",
        "full_name_changed",
        "other_sessions_ended",
        "password_changed",
    ];
    expected.reverse();
    assert_eq!(kinds(&shown)[..8], expected);
    let labels: Vec<&Value> = entries(&shown)[5..8]
        .iter()
        .map(|entry| &entry["label"])
        .collect();
    // The bar stands between the parts of what is hashed, so it is taken out here.
    assert_eq!(labels, [&json!("Tablet"), &json!("Tablet"), &json!("AB")]);
}

#[tokio::test]
async fn at_most_a_hundred_entries_are_kept_and_the_chain_holds_still() {
    let app = TestApp::with(&[("ACCESS_TOKEN_SECONDS", "3600")]);
    let mut holder = app.enrol("alice").await;
    for _ in 0..110 {
        let answer = app.sign_in_natively("alice", &holder.secret).await;
        holder.access_token = answer.field("access_token");
    }
    let shown = show(&app, &holder).await;
    check(&shown);
    assert_eq!(entries(&shown).len(), 100);
    assert_ne!(shown["anchor"], "A".repeat(43));
    assert_eq!(entries(&shown)[0]["number"], 112);
    app.objects().restart();
    assert_eq!(show(&app, &holder).await, shown);
}

#[tokio::test]
async fn how_far_it_was_read_never_goes_back_nor_ahead() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let newest = entries(&show(&app, &holder).await)[0]["number"].clone();
    let newest = newest.as_u64().expect("a number");
    let far = 9_007_199_254_740_991;
    for (number, expected) in [(1, 1), (newest, newest), (0, newest), (far, newest)] {
        let body = json!({ "number": number });
        let path = format!("{PATH}/seen");
        let answer = app.with_body(Method::POST, &path, &holder.access_token, &body);
        answer.await.expect(StatusCode::NO_CONTENT);
        assert_eq!(show(&app, &holder).await["seen"], json!(expected));
    }
    for wrong in [
        json!(-1),
        json!(1.5),
        json!("1"),
        json!(true),
        json!(far + 1),
    ] {
        let body = json!({ "number": wrong });
        let path = format!("{PATH}/seen");
        let answer = app.with_body(Method::POST, &path, &holder.access_token, &body);
        answer.await.blames(ProblemCode::InvalidField, "number");
    }
}

#[tokio::test]
async fn a_token_that_was_used_twice_is_written_down() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let other = app.sign_in_natively("alice", &holder.secret).await;
    let token = other.field("refresh_token");
    app.refresh_natively(&token).await.expect(StatusCode::OK);
    app.advance(10);
    app.refresh_natively(&token).await;
    let shown = show(&app, &holder).await;
    check(&shown);
    assert_eq!(kinds(&shown)[0], "refresh_token_replayed");
}
