//! `POST /api/token`: the OAuth 2 password form and the renewal of what it gives.

use http::StatusCode;
use postern_shared::oauth::OAuthError;
use postern_shared::problem::ProblemCode;
use postern_shared::totp::TotpSecret;

use crate::support::steps::PASSWORD;
use crate::support::tokens::take_apart;
use crate::support::{Answer, TestApp};

fn app() -> TestApp {
    TestApp::with(&[("PASSWORD_GRANT", "on")])
}

async fn grant(app: &TestApp, username: &str, password: &str) -> Answer {
    let fields = [
        ("grant_type", "password"),
        ("username", username),
        ("password", password),
    ];
    app.post_form("/api/token", &fields).await
}

fn with_code(app: &TestApp, secret: &TotpSecret) -> String {
    format!("{PASSWORD}{}", app.code(secret))
}

async fn renew(app: &TestApp, refresh_token: &str) -> Answer {
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token),
    ];
    app.post_form("/api/token", &fields).await
}

#[tokio::test]
async fn password_and_code_in_one_field_give_tokens() {
    let app = app();
    let holder = app.enrol("alice").await;
    let answer = grant(&app, "Alice", &with_code(&app, &holder.secret)).await;
    let answer = answer.expect(StatusCode::OK);
    assert_eq!(
        answer.fields(),
        ["access_token", "expires_in", "refresh_token", "token_type"]
    );
    assert_eq!(answer.field("token_type"), "Bearer");
    assert!(answer.header("set-cookie").is_none());
    app.who_am_i(&answer.field("access_token"))
        .await
        .expect(StatusCode::OK);
    let renewed = renew(&app, &answer.field("refresh_token")).await;
    let renewed = renewed.expect(StatusCode::OK);
    app.advance(10);
    let replay = renew(&app, &answer.field("refresh_token")).await;
    let problem = replay.oauth_problem(ProblemCode::RefreshTokenReused);
    assert_eq!(problem.error, OAuthError::InvalidGrant);
    let ended = renew(&app, &renewed.field("refresh_token")).await;
    ended.oauth_problem(ProblemCode::SessionEnded);
}

#[tokio::test]
async fn a_code_works_once_by_this_way_and_the_other() {
    let app = app();
    let holder = app.enrol("alice").await;
    let password = with_code(&app, &holder.secret);
    grant(&app, "alice", &password).await.expect(StatusCode::OK);
    let again = grant(&app, "alice", &password).await;
    again.oauth_problem(ProblemCode::InvalidCredentials);
    let challenge = app.challenge("alice").await;
    let code = app.code(&holder.secret);
    let answer = app.verify(&challenge, &code).await;
    answer.problem(ProblemCode::OtpAlreadyUsed);
}

#[tokio::test]
async fn a_recovery_code_behind_a_space_does_in_place_of_a_code() {
    let app = app();
    let holder = app.enrol("alice").await;
    let recovery = &holder.recovery_codes[0];
    let password = format!("{PASSWORD} {recovery}");
    let answer = grant(&app, "alice", &password).await;
    let answer = answer.expect(StatusCode::OK);
    assert_eq!(
        answer.fields(),
        ["access_token", "expires_in", "refresh_token", "token_type"]
    );
    let (_, claims) = take_apart(&answer.field("access_token"));
    assert_eq!(claims["amr"], serde_json::json!(["pwd", "recovery_code"]));
    let again = grant(&app, "alice", &password).await;
    again.oauth_problem(ProblemCode::InvalidCredentials);
    let challenge = app.challenge("alice").await;
    app.verify(&challenge, recovery)
        .await
        .problem(ProblemCode::RecoveryCodeUsed);
    // What is wrong with it has the one answer, and the same limit.
    let wrong = format!("{PASSWORD} {}", "0000-".repeat(5) + "0000");
    let answer = grant(&app, "alice", &wrong).await;
    let first = answer.oauth_problem(ProblemCode::InvalidCredentials);
    let wrong = format!("wrong {}", holder.recovery_codes[1]);
    let answer = grant(&app, "alice", &wrong).await;
    let second = answer.oauth_problem(ProblemCode::InvalidCredentials);
    assert_eq!(first.error_description, second.error_description);
    for _ in 0..5 {
        grant(&app, "alice", &wrong).await;
    }
    let right = format!("{PASSWORD} {}", holder.recovery_codes[1]);
    let answer = grant(&app, "alice", &right).await;
    answer.oauth_problem(ProblemCode::TooManyAttempts);
}

#[tokio::test]
async fn everything_that_is_wrong_has_one_answer_to_the_byte() {
    let app = app();
    let holder = app.enrol("alice").await;
    let code = app.code(&holder.secret);
    let wrong_code = app.wrong_code(&holder.secret);
    let mut answers = Vec::new();
    for (number, (username, password)) in [
        ("alice", format!("{PASSWORD}{wrong_code}")),
        ("alice", format!("wrong{PASSWORD}{code}")),
        ("nobody", format!("{PASSWORD}{code}")),
        ("alice", PASSWORD.to_owned()),
        ("x", format!("{PASSWORD}{code}")),
        ("alice", code.clone()),
        ("alice", format!("{}{code}", "x".repeat(300))),
    ]
    .into_iter()
    .enumerate()
    {
        let answer = grant(&app, username, &password).await;
        let problem = answer.oauth_problem(ProblemCode::InvalidCredentials);
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{number}");
        assert_eq!(problem.error, OAuthError::InvalidGrant);
        answers.push((answer.body.clone(), answer.headers.clone()));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

#[tokio::test]
async fn the_limits_are_those_of_the_three_calls() {
    let app = app();
    let holder = app.enrol("alice").await;
    let wrong = format!("{PASSWORD}{}", app.wrong_code(&holder.secret));
    for username in ["alice", "nobody"] {
        for _ in 0..5 {
            let answer = grant(&app, username, &wrong).await;
            answer.oauth_problem(ProblemCode::InvalidCredentials);
        }
        let answer = grant(&app, username, &wrong).await;
        let problem = answer.oauth_problem(ProblemCode::TooManyAttempts);
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(problem.problem.retry_after, Some(30));
        assert_eq!(answer.header("ratelimit"), Some("\"attempts\";r=0;t=30"));
    }
    let answer = app.log_in("alice", PASSWORD).await;
    answer.problem(ProblemCode::TooManyAttempts);
    app.ports.flood_shield.refuse(true);
    let answer = grant(&app, "alice", &wrong).await;
    answer.oauth_problem(ProblemCode::RateLimited);
}

#[tokio::test]
async fn the_password_grant_is_off_unless_it_is_turned_on() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let before = app.objects().commands();
    let answer = grant(&app, "alice", &with_code(&app, &holder.secret)).await;
    let problem = answer.oauth_problem(ProblemCode::UnsupportedGrantType);
    assert_eq!(problem.error, OAuthError::UnsupportedGrantType);
    assert_eq!(app.objects().commands(), before);
    // A session that was begun otherwise is renewed here all the same.
    let signed_in = app.sign_in_natively("alice", &holder.secret).await;
    let renewed = renew(&app, &signed_in.field("refresh_token")).await;
    renewed.expect(StatusCode::OK);
}

#[tokio::test]
async fn the_form_has_to_be_one() {
    let app = app();
    for (fields, code) in [
        (vec![], ProblemCode::MissingField),
        (vec![("grant_type", "")], ProblemCode::MissingField),
        (vec![("grant_type", "password")], ProblemCode::MissingField),
        (
            vec![("grant_type", "authorization_code")],
            ProblemCode::UnsupportedGrantType,
        ),
        (
            vec![("grant_type", "password"), ("grant_type", "password")],
            ProblemCode::InvalidField,
        ),
        (
            vec![("grant_type", "refresh_token")],
            ProblemCode::MissingField,
        ),
        (
            vec![("grant_type", "refresh_token"), ("refresh_token", "x")],
            ProblemCode::SessionEnded,
        ),
    ] {
        let answer = app.post_form("/api/token", &fields).await;
        answer.oauth_problem(code);
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{fields:?}");
    }
    let call = app.post("/api/token").raw("application/json", "{}");
    let answer = call.send().await;
    answer.oauth_problem(ProblemCode::UnsupportedMediaType);
}

#[tokio::test]
async fn a_client_that_is_not_ours_is_refused() {
    let app = app();
    let holder = app.enrol("alice").await;
    let password = with_code(&app, &holder.secret);
    let fields = [
        ("grant_type", "password"),
        ("username", "alice"),
        ("password", password.as_str()),
    ];
    for (name, secret) in [("other", ""), ("postern", "swordfish"), ("", "swordfish")] {
        let call = app.post("/api/token").basic(name, secret);
        let answer = call.form(&fields).send().await;
        answer.oauth_problem(ProblemCode::InvalidClient);
        let mut with_client = fields.to_vec();
        with_client.extend([("client_id", name), ("client_secret", secret)]);
        let answer = app.post_form("/api/token", &with_client).await;
        answer.oauth_problem(ProblemCode::InvalidClient);
    }
    // What libraries send that were given no client.
    let call = app.post("/api/token").basic("", "");
    call.form(&fields).send().await.expect(StatusCode::OK);
}
