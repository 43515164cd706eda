//! `POST /api/register`

use http::StatusCode;
use postern_shared::problem::ProblemCode;
use postern_shared::totp::TotpSecret;
use serde_json::{Value, json};

use crate::support::call::with_field;
use crate::support::steps::PASSWORD;
use crate::support::{Answer, TestApp};

async fn register(app: &TestApp, username: &str, password: &str) -> Answer {
    let body = json!({ "username": username, "password": password });
    app.post_json("/api/register", &body).await
}

/// Registers `alice` with one more field, or with one replaced.
async fn register_with(app: &TestApp, field: &str, value: Value) -> Answer {
    let good = json!({ "username": "alice", "password": PASSWORD });
    let body = with_field(good, field, value);
    app.post_json("/api/register", &body).await
}

#[tokio::test]
async fn a_registration_answers_the_secret_its_uri_and_a_challenge() {
    let app = TestApp::new();
    let answer = register(&app, "alice", PASSWORD).await;
    let answer = answer.expect(StatusCode::CREATED);
    assert_eq!(
        answer.fields(),
        [
            "challenge",
            "expires_in",
            "message",
            "otp_secret",
            "otpauth_uri",
            "username"
        ]
    );
    assert_eq!(answer.field("message"), "User registered!");
    assert_eq!(answer.field("username"), "alice");
    assert_eq!(answer.json()["expires_in"], 300);
    let secret = answer.field("otp_secret");
    assert_eq!(secret.len(), 32, "160 bits as base32");
    assert_eq!(
        answer.field("otpauth_uri"),
        format!("otpauth://totp/Postern:alice?secret={secret}&issuer=Postern")
    );
    assert!(answer.cookie().is_none(), "nobody has signed in yet");
    let secret = TotpSecret::parse_base32(&secret).expect("base32");
    let code = app.code(&secret);
    let verified = app.verify(&answer.field("challenge"), &code).await;
    verified.expect(StatusCode::OK);
}

#[tokio::test]
async fn two_people_get_different_secrets_and_challenges() {
    let app = TestApp::new();
    let (alice, bob) = (app.register("alice").await, app.register("bob").await);
    assert_ne!(alice.secret.expose_base32(), bob.secret.expose_base32());
    assert_ne!(alice.challenge, bob.challenge);
}

#[tokio::test]
async fn settings_show_in_the_answer() {
    let app = TestApp::with(&[("APP_NAME", "Our Gate"), ("CHALLENGE_SECONDS", "60")]);
    let answer = register(&app, "alice", PASSWORD).await;
    assert_eq!(answer.json()["expires_in"], 60);
    let uri = answer.field("otpauth_uri");
    assert!(uri.starts_with("otpauth://totp/Our%20Gate:alice?"), "{uri}");
}

#[tokio::test]
async fn a_new_service_has_no_account_not_even_an_administrators() {
    let app = TestApp::new();
    for name in [
        "admin",
        "administrator",
        "root",
        "guest",
        "test",
        "user",
        "postern",
    ] {
        register(&app, name, PASSWORD)
            .await
            .expect(StatusCode::CREATED);
    }
}

#[tokio::test]
async fn a_name_is_taken_in_every_case() {
    let app = TestApp::new();
    let answer = register(&app, "ALICE", PASSWORD).await;
    let answer = answer.expect(StatusCode::CREATED);
    assert_eq!(answer.field("username"), "alice");
    let before = app.snapshot();
    for name in ["alice", "Alice", "aLiCe", "ALICE"] {
        let again = register(&app, name, "another password").await;
        again.blames(ProblemCode::UsernameTaken, "username");
        assert!(again.cookie().is_none());
    }
    assert_eq!(app.snapshot(), before, "the holder notices nothing");
    app.challenge("alice").await;
}

#[tokio::test]
async fn a_name_that_breaks_a_rule_is_refused() {
    let app = TestApp::new();
    for name in [
        "",
        "al",
        &"a".repeat(65),
        " alice",
        "alice ",
        "al ice",
        ".alice",
        "@alice",
        "alice/../bob",
        "alice\u{0}",
        "alice\n",
        "alice\u{7f}",
        "alice:x",
    ] {
        let answer = register(&app, name, PASSWORD).await;
        answer.blames(ProblemCode::InvalidUsername, "username");
    }
    assert_eq!(app.objects().commands(), 0);
    for name in ["abc", &"a".repeat(64), "a.b_c-d@example.com", "0ab"] {
        register(&app, name, PASSWORD)
            .await
            .expect(StatusCode::CREATED);
    }
}

#[tokio::test]
async fn a_name_outside_ascii_is_refused_in_every_form() {
    let app = TestApp::new();
    for name in [
        "alic\u{e9}",
        "alice\u{301}",
        "\u{430}lice",
        "\u{ff41}lice",
        "al\u{200d}ice",
        "ali\u{202e}ce",
        "ſam",
        "\u{212a}ate",
    ] {
        let answer = register(&app, name, PASSWORD).await;
        answer.blames(ProblemCode::InvalidUsername, "username");
    }
    assert_eq!(app.objects().commands(), 0);
}

#[tokio::test]
async fn a_password_that_breaks_a_rule_is_refused_with_the_reason() {
    let app = TestApp::new();
    for (password, code) in [
        ("", ProblemCode::InvalidPassword),
        ("sevench", ProblemCode::InvalidPassword),
        (&"ab".repeat(129), ProblemCode::InvalidPassword),
        ("correct\u{0}horse", ProblemCode::InvalidPassword),
        ("correct\thorse", ProblemCode::InvalidPassword),
        ("correct\u{85}horse", ProblemCode::InvalidPassword),
        ("iloveyou", ProblemCode::WeakPassword),
        ("ILoveYou", ProblemCode::WeakPassword),
        ("zzzzzzzzzz", ProblemCode::WeakPassword),
        ("Alice2026", ProblemCode::WeakPassword),
        ("postern-42", ProblemCode::WeakPassword),
    ] {
        let answer = register(&app, "alice", password).await;
        answer.blames(code, "password");
    }
    assert_eq!(app.objects().commands(), 0);
    for (name, password) in [
        ("ann", "eightchr"),
        ("bob", &"ab".repeat(128)),
        ("cid", "  spaces are kept  "),
        ("dan", "пароль-1"),
        ("eve", "🔑🔑🔑🔑🔒🔒🔒🔒"),
    ] {
        register(&app, name, password)
            .await
            .expect(StatusCode::CREATED);
        let answer = app.log_in(name, password).await;
        answer.expect(StatusCode::OK);
    }
}

#[tokio::test]
async fn spaces_around_a_password_are_part_of_it() {
    let app = TestApp::new();
    register(&app, "alice", "  correct horse  ")
        .await
        .expect(StatusCode::CREATED);
    let trimmed = app.log_in("alice", "correct horse").await;
    trimmed.problem(ProblemCode::InvalidCredentials);
}

#[tokio::test]
async fn a_composed_and_a_decomposed_password_are_one_password() {
    let app = TestApp::new();
    let (composed, decomposed) = ("p\u{e4}ssw\u{f6}rtlich", "pa\u{308}sswo\u{308}rtlich");
    for (name, registered, typed) in [
        ("alice", composed, decomposed),
        ("bob", decomposed, composed),
    ] {
        register(&app, name, registered)
            .await
            .expect(StatusCode::CREATED);
        app.log_in(name, typed).await.expect(StatusCode::OK);
        app.log_in(name, registered).await.expect(StatusCode::OK);
    }
}

#[tokio::test]
async fn a_password_is_measured_in_its_composed_form() {
    let app = TestApp::new();
    let seven = "a\u{308}e\u{301}i\u{301}o\u{308}u\u{308}e\u{300}a\u{300}";
    let answer = register(&app, "alice", seven).await;
    answer.blames(ProblemCode::InvalidPassword, "password");
    let longest = "e\u{301}a\u{308}".repeat(128);
    register(&app, "alice", &longest)
        .await
        .expect(StatusCode::CREATED);
}

#[tokio::test]
async fn profile_fields_are_optional_trimmed_and_shown_to_their_holder() {
    let app = TestApp::new();
    let body = json!({
        "username": "alice",
        "password": PASSWORD,
        "email": " alice@example.com ",
        "full_name": " Жанна д’Арк ",
    });
    let answer = app.post_json("/api/register", &body).await;
    let answer = answer.expect(StatusCode::CREATED);
    let secret = TotpSecret::parse_base32(&answer.field("otp_secret")).expect("base32");
    let code = app.code(&secret);
    let signed_in = app.verify(&answer.field("challenge"), &code).await;
    let user = signed_in.json()["user"].clone();
    assert_eq!(user["email"], "alice@example.com");
    assert_eq!(user["full_name"], "Жанна д’Арк");
    let me = app.who_am_i(&signed_in.field("access_token")).await;
    assert_eq!(me.json(), user);
}

#[tokio::test]
async fn no_value_an_empty_one_and_null_are_the_same() {
    for value in [json!(""), json!("   "), Value::Null] {
        for field in ["email", "full_name"] {
            let app = TestApp::new();
            let answer = register_with(&app, field, value.clone()).await;
            let answer = answer.expect(StatusCode::CREATED);
            let secret = TotpSecret::parse_base32(&answer.field("otp_secret")).expect("base32");
            let code = app.code(&secret);
            let signed_in = app.verify(&answer.field("challenge"), &code).await;
            assert_eq!(signed_in.json()["user"][field], Value::Null);
        }
    }
}

#[tokio::test]
async fn an_email_address_or_full_name_that_cannot_be_one_is_refused() {
    let app = TestApp::new();
    for email in [
        "alice",
        "@example.com",
        "alice@",
        "a b@example.com",
        "a@b@c",
        "alice@example..com",
        "alice@example.com\u{0}",
        "alice\n@example.com",
        "a\u{202e}b@example.com",
        &format!("{}@example.com", "a".repeat(250)),
    ] {
        let answer = register_with(&app, "email", json!(email)).await;
        answer.blames(ProblemCode::InvalidEmail, "email");
    }
    for name in ["a\nb", "a\u{0}b", "a\u{202e}b", &"n".repeat(101)] {
        let answer = register_with(&app, "full_name", json!(name)).await;
        answer.blames(ProblemCode::InvalidFullName, "full_name");
    }
    assert_eq!(app.objects().commands(), 0);
}

#[tokio::test]
async fn an_unconfirmed_name_is_given_back_after_a_day() {
    let app = TestApp::new();
    let first = app.register("alice").await;
    app.advance(86_399);
    let early = register(&app, "alice", PASSWORD).await;
    early.problem(ProblemCode::UsernameTaken);
    app.advance(1);
    let second = app.register("alice").await;
    assert_ne!(first.secret.expose_base32(), second.secret.expose_base32());
    let stolen = app.code(&first.secret);
    let answer = app.verify(&second.challenge, &stolen).await;
    answer.problem(ProblemCode::InvalidOtp);
}

#[tokio::test]
async fn a_confirmed_name_is_kept() {
    let app = TestApp::new();
    app.enrol("alice").await;
    app.advance(10 * 365 * 86_400);
    let answer = register(&app, "alice", PASSWORD).await;
    answer.problem(ProblemCode::UsernameTaken);
}

#[tokio::test]
async fn an_account_comes_back_from_kv_where_its_object_lost_everything() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.objects().forget();
    let taken = register(&app, "alice", PASSWORD).await;
    taken.problem(ProblemCode::UsernameTaken);
    app.advance(60);
    let challenge = app.challenge("alice").await;
    let code = app.code(&holder.secret);
    app.verify(&challenge, &code).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn an_account_that_comes_back_from_kv_takes_no_code_of_before_and_has_no_sessions() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.advance(60);
    let published = app.kv().written();
    // What the account uses up, begins and ends is not published,
    let used = app.code(&holder.secret);
    let signed_out = app.sign_in_natively("alice", &holder.secret).await;
    let call = app.post("/api/logout");
    let call = call.bearer(&signed_out.field("access_token"));
    call.send().await.expect(StatusCode::NO_CONTENT);
    assert_eq!(app.kv().written(), published);

    // and yet works no more, neither at once
    app.objects().forget();
    let (now, next) = (app.code(&holder.secret), app.code_in(&holder.secret, 30));
    for code in [&used, &now, &next] {
        let challenge = app.challenge("alice").await;
        let answer = app.verify(&challenge, code).await;
        answer.problem(ProblemCode::OtpAlreadyUsed);
    }
    // nor as long as a code of then is in the window.
    app.advance(30);
    for code in [&now, &next] {
        let challenge = app.challenge("alice").await;
        let answer = app.verify(&challenge, code).await;
        answer.problem(ProblemCode::OtpAlreadyUsed);
    }
    for token in [&holder.refresh_token, &signed_out.field("refresh_token")] {
        let answer = app.refresh(token).await;
        answer.problem(ProblemCode::SessionEnded);
        let answer = app.refresh_natively(token).await;
        answer.problem(ProblemCode::SessionEnded);
    }

    app.advance(30);
    let challenge = app.challenge("alice").await;
    let code = app.code(&holder.secret);
    app.verify(&challenge, &code).await.expect(StatusCode::OK);
}
