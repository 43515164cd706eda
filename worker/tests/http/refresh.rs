//! `POST /api/refresh`

use http::StatusCode;
use postern_shared::problem::ProblemCode;
use postern_worker::account::SessionLifetime;
use postern_worker::keys::RefreshText;
use serde_json::json;

use crate::support::TestApp;
use crate::support::app::FOREIGN_KEYS;
use crate::support::clock::START;
use crate::support::tokens::take_apart;

/// The token itself; sealed, the same one looks different each time.
fn unseal(app: &TestApp, text: &str) -> [u8; 32] {
    match RefreshText::open(&app.config.sealer, text) {
        Ok(refresh) => *refresh.token.expose(),
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_renewal_answers_new_tokens_for_the_same_session() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let answer = app.refresh(&holder.refresh_token).await;
    let answer = answer.expect(StatusCode::OK);
    assert_eq!(
        answer.fields(),
        [
            "access_token",
            "expires_in",
            "message",
            "refresh_expires_in",
            "token_type",
            "user"
        ]
    );
    assert_eq!(answer.field("message"), "Session renewed");
    assert_eq!(answer.field("token_type"), "Bearer");
    assert_eq!(answer.json()["expires_in"], 600);
    assert_eq!(answer.json()["user"]["username"], "alice");
    let (_, first) = take_apart(&holder.access_token);
    let (_, second) = take_apart(&answer.field("access_token"));
    for name in ["sub", "sid", "loc", "amr", "auth_time"] {
        assert_eq!(first[name], second[name], "{name}");
    }
    assert_ne!(first["jti"], second["jti"]);
    assert_eq!(second["iat"], json!(START + 30));
    assert_eq!(second["exp"], json!(START + 630));
    app.who_am_i(&answer.field("access_token"))
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn the_cookie_is_replaced_with_the_same_attributes() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let answer = app.refresh(&holder.refresh_token).await;
    let value = answer.cookie().expect("a renewal sets the cookie");
    assert_ne!(
        unseal(&app, &value),
        unseal(&app, &holder.refresh_token),
        "a token is used once"
    );
    assert_eq!(
        answer.header("set-cookie"),
        Some(
            format!(
                "__Host-postern_refresh={value}; Path=/; Max-Age=604800; \
                 HttpOnly; Secure; SameSite=Strict"
            )
            .as_str()
        )
    );
}

#[tokio::test]
async fn two_tabs_within_ten_seconds_get_the_same_successor_and_both_go_on() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let first = app.refresh(&holder.refresh_token).await;
    let first = first.cookie().expect("a renewal sets the cookie");
    app.advance(9);
    let second = app.refresh(&holder.refresh_token).await;
    let second = second.cookie().expect("a renewal sets the cookie");
    assert_eq!(unseal(&app, &first), unseal(&app, &second));
    app.refresh(&second).await.expect(StatusCode::OK);
    app.refresh(&first).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_used_token_after_ten_seconds_ends_the_whole_session() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let successor = app.refresh(&holder.refresh_token).await;
    let successor = successor.cookie().expect("a renewal sets the cookie");
    app.advance(10);
    let replay = app.refresh(&holder.refresh_token).await;
    replay.problem(ProblemCode::RefreshTokenReused);
    assert!(replay.clears_cookie());
    for token in [&successor, &holder.refresh_token] {
        let answer = app.refresh(token).await;
        answer.problem(ProblemCode::SessionEnded);
        assert!(answer.clears_cookie());
    }
}

#[tokio::test]
async fn a_token_from_before_the_last_ends_the_session_however_soon() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let second = app.refresh(&holder.refresh_token).await;
    let second = second.cookie().expect("a renewal sets the cookie");
    let third = app.refresh(&second).await;
    let third = third.cookie().expect("a renewal sets the cookie");
    let replay = app.refresh(&holder.refresh_token).await;
    replay.problem(ProblemCode::RefreshTokenReused);
    assert!(replay.clears_cookie());
    let answer = app.refresh(&third).await;
    answer.problem(ProblemCode::SessionEnded);
}

#[tokio::test]
async fn a_replay_ends_its_own_session_only() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let challenge = app.challenge("alice").await;
    let code = app.code(&holder.secret);
    let other = app.verify(&challenge, &code).await;
    let other = other.cookie().expect("a sign-in sets the cookie");
    app.refresh(&holder.refresh_token).await;
    app.advance(10);
    let replay = app.refresh(&holder.refresh_token).await;
    replay.problem(ProblemCode::RefreshTokenReused);
    app.refresh(&other).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn without_a_cookie_there_is_nothing_to_renew() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let before = app.objects().commands();
    let answer = app.post("/api/refresh").same_origin().send().await;
    answer.problem(ProblemCode::MissingToken);
    assert!(answer.header("set-cookie").is_none());
    let bearer = app
        .post("/api/refresh")
        .same_origin()
        .bearer(&holder.access_token)
        .send()
        .await;
    bearer.problem(ProblemCode::MissingToken);
    let misnamed = app
        .post("/api/refresh")
        .same_origin()
        .header(
            "cookie",
            &format!("postern_refresh={}", holder.refresh_token),
        )
        .send()
        .await;
    misnamed.problem(ProblemCode::MissingToken);
    assert_eq!(app.objects().commands(), before);
}

#[tokio::test]
async fn a_cookie_that_is_not_a_refresh_token_of_ours_is_taken_away() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let challenge = app.challenge("alice").await;
    let foreign = TestApp::with(&[("POSTERN_KEYS", FOREIGN_KEYS)]);
    let theirs = foreign.enrol("alice").await.refresh_token;
    let token = &holder.refresh_token;
    let before = (app.snapshot(), app.objects().commands());
    for value in [
        "",
        "x",
        &challenge,
        &holder.access_token,
        &theirs,
        &token[1..],
        &token[..token.len() - 1],
        &format!("{token}A"),
    ] {
        let answer = app.refresh(value).await;
        answer.problem(ProblemCode::SessionEnded);
        assert!(answer.clears_cookie());
    }
    assert_eq!((app.snapshot(), app.objects().commands()), before);
    app.refresh(token).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_session_ends_after_a_week_unused() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.advance(SessionLifetime::DEFAULT.idle_seconds - 30 - 1);
    let answer = app.refresh(&holder.refresh_token).await;
    let token = answer.expect(StatusCode::OK).cookie();
    let token = token.expect("a renewal sets the cookie");
    app.advance(SessionLifetime::DEFAULT.idle_seconds);
    let answer = app.refresh(&token).await;
    answer.problem(ProblemCode::SessionEnded);
    assert!(answer.clears_cookie());
}

#[tokio::test]
async fn a_session_ends_after_thirty_days_and_its_cookie_with_it() {
    let app = TestApp::new();
    let mut token = app.enrol("alice").await.refresh_token;
    app.advance(86_400 - 30);
    for day in 1..30 {
        let answer = app.refresh(&token).await.expect(StatusCode::OK);
        token = answer.cookie().expect("a renewal sets the cookie");
        let left = (30 - day).min(7) * 86_400;
        let cookie = answer.header("set-cookie").expect("it is set");
        assert!(cookie.contains(&format!("; Max-Age={left};")), "{cookie}");
        app.advance(86_400);
    }
    let answer = app.refresh(&token).await;
    answer.problem(ProblemCode::SessionEnded);
}

#[tokio::test]
async fn a_disabled_accounts_session_is_not_renewed_and_ends() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.disable("alice");
    let answer = app.refresh(&holder.refresh_token).await;
    answer.problem(ProblemCode::AccountDisabled);
    assert!(answer.clears_cookie());
    let answer = app.refresh(&holder.refresh_token).await;
    answer.problem(ProblemCode::SessionEnded);
}

#[tokio::test]
async fn a_renewal_is_one_command_and_nothing_is_published() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let (commands, published) = (app.objects().commands(), app.kv().written());
    app.refresh(&holder.refresh_token)
        .await
        .expect(StatusCode::OK);
    assert_eq!(app.objects().commands(), commands + 1);
    assert_eq!(app.kv().written(), published);
}
