//! `GET /api/users/me`

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use hmac::{Hmac, KeyInit, Mac};
use http::StatusCode;
use postern_shared::problem::ProblemCode;
use postern_worker::account::{Slot, Tenure};
use postern_worker::keys::{Claims, KeyRing};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::app::{FOREIGN_KEYS, KEYS, ROTATED_KEYS};
use crate::support::call::with_field;
use crate::support::clock::START;
use crate::support::tokens::{claims, signing_input, take_apart};
use crate::support::{Answer, TestApp};

fn sign(app: &TestApp, claims: &Claims) -> String {
    let unsigned = app.config.access_tokens.unsigned(claims);
    let unsigned = unsigned.expect("claims are JSON");
    let key = SigningKey::from_bytes(unsigned.key.expose_seed());
    let signature = key.sign(unsigned.message());
    unsigned.with(&signature.to_bytes())
}

fn rename(slot: &mut Slot, full_name: &str) {
    if let Tenure::Held(account) = &mut slot.tenure {
        account.profile.full_name = Some(full_name.to_owned());
    }
}

async fn expect_invalid(app: &TestApp, token: &str) {
    let answer = app.who_am_i(token).await;
    answer.problem(ProblemCode::InvalidToken);
    assert_eq!(
        answer.header("www-authenticate"),
        Some("Bearer realm=\"postern\", error=\"invalid_token\"")
    );
}

#[tokio::test]
async fn the_holder_sees_the_account() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let answer = app.who_am_i(&holder.access_token).await;
    let answer = answer.expect(StatusCode::OK);
    assert_eq!(
        answer.json(),
        json!({
            "username": "alice",
            "email": null,
            "full_name": null,
            "disabled": false,
            "role": "user",
            "created_at": START,
        })
    );
}

#[tokio::test]
async fn the_scheme_is_read_in_every_case() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    for scheme in ["Bearer", "bearer", "BEARER"] {
        app.get("/api/users/me")
            .header(
                "authorization",
                &format!("{scheme} {}", holder.access_token),
            )
            .send()
            .await
            .expect(StatusCode::OK);
    }
}

#[tokio::test]
async fn without_a_token_one_is_asked_for() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let answer = app.get("/api/users/me").send().await;
    answer.problem(ProblemCode::MissingToken);
    assert_eq!(
        answer.header("www-authenticate"),
        Some("Bearer realm=\"postern\"")
    );
    let by_cookie = app
        .get("/api/users/me")
        .same_origin()
        .cookie(&holder.refresh_token)
        .send()
        .await;
    by_cookie.problem(ProblemCode::MissingToken);
}

#[tokio::test]
async fn what_is_no_bearer_token_is_refused() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let token = &holder.access_token;
    let challenge = app.challenge("alice").await;
    for header in [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer x.y.z",
        "Bearer ..",
        "Basic YWxpY2U6cGFzc3dvcmQ=",
        &format!("Token {token}"),
        token,
        &format!("Bearer {token} {token}"),
    ] {
        let answer: Answer = app
            .get("/api/users/me")
            .header("authorization", header)
            .send()
            .await;
        answer.problem(ProblemCode::InvalidToken);
    }
    expect_invalid(&app, &holder.refresh_token).await;
    expect_invalid(&app, &challenge).await;
}

#[tokio::test]
async fn a_token_holds_until_its_last_second() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.advance(569);
    app.who_am_i(&holder.access_token)
        .await
        .expect(StatusCode::OK);
    app.advance(1);
    let answer = app.who_am_i(&holder.access_token).await;
    answer.problem(ProblemCode::TokenExpired);
    assert_eq!(
        answer.header("www-authenticate"),
        Some("Bearer realm=\"postern\", error=\"invalid_token\"")
    );
}

#[tokio::test]
async fn a_cut_or_changed_token_is_refused() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let token = &holder.access_token;
    for length in (0..token.len()).step_by(7) {
        expect_invalid(&app, &token[..length]).await;
    }
    for position in (0..token.len()).step_by(5) {
        let mut changed = token.clone().into_bytes();
        changed[position] = if changed[position] == b'A' {
            b'B'
        } else {
            b'A'
        };
        let changed = String::from_utf8(changed).expect("a token is ASCII");
        expect_invalid(&app, &changed).await;
    }
    let (header, mut claims) = take_apart(token);
    claims["exp"] = json!(u64::MAX);
    let (_, signature) = token.rsplit_once('.').expect("three parts");
    expect_invalid(
        &app,
        &format!("{}.{signature}", signing_input(&header, &claims)),
    )
    .await;
}

#[tokio::test]
async fn a_token_without_a_signature_is_refused() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let (mut header, claims) = take_apart(&holder.access_token);
    for alg in [
        json!("none"),
        json!("None"),
        json!("NONE"),
        json!(""),
        Value::Null,
    ] {
        header["alg"] = alg;
        let unsigned = signing_input(&header, &claims);
        expect_invalid(&app, &unsigned).await;
        expect_invalid(&app, &format!("{unsigned}.")).await;
    }
}

#[tokio::test]
async fn a_token_signed_with_the_public_key_as_a_shared_secret_is_refused() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let x = app.config.access_tokens.public_keys()[0].x.clone();
    let raw = URL_SAFE_NO_PAD.decode(&x).expect("x is base64url");
    let (mut header, claims) = take_apart(&holder.access_token);
    header["alg"] = json!("HS256");
    let input = signing_input(&header, &claims);
    for secret in [raw, x.into_bytes(), Vec::new()] {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&secret).expect("HMAC takes keys of any length");
        mac.update(input.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
        expect_invalid(&app, &format!("{input}.{signature}")).await;
    }
}

#[tokio::test]
async fn a_token_signed_by_another_key_is_refused() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let foreign = TestApp::with(&[("POSTERN_KEYS", FOREIGN_KEYS)]);
    expect_invalid(&app, &sign(&foreign, &claims(&holder.access_token))).await;

    // The foreign key under our key's name, and brought along in the header.
    let key = SigningKey::from_bytes(&[7; 32]);
    let x = URL_SAFE_NO_PAD.encode(key.verifying_key().to_bytes());
    let (ours, claims) = take_apart(&holder.access_token);
    let mut with_jwk = ours.clone();
    with_jwk["jwk"] = json!({ "kty": "OKP", "crv": "Ed25519", "x": x });
    for header in [ours, with_jwk] {
        let input = signing_input(&header, &claims);
        let signature = key.sign(input.as_bytes()).to_bytes();
        expect_invalid(
            &app,
            &format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature)),
        )
        .await;
    }
}

#[tokio::test]
async fn a_token_of_ours_for_something_else_is_refused() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let ours = claims(&holder.access_token);
    app.who_am_i(&sign(&app, &ours))
        .await
        .expect(StatusCode::OK);
    for change in [
        |claims: &mut Claims| claims.aud = "https://other.example".to_owned(),
        |claims: &mut Claims| claims.iss = "https://other.example".to_owned(),
        |claims: &mut Claims| claims.aud = String::new(),
        |claims: &mut Claims| claims.loc = "not a locator".to_owned(),
        |claims: &mut Claims| claims.loc = URL_SAFE_NO_PAD.encode([5; 32]),
        |claims: &mut Claims| claims.sub = "somebody else".to_owned(),
    ] {
        let mut changed = ours.clone();
        change(&mut changed);
        expect_invalid(&app, &sign(&app, &changed)).await;
    }
}

#[tokio::test]
async fn another_thing_that_our_key_has_signed_is_no_access_token() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let ring = KeyRing::parse(KEYS).expect("well formed");
    let seeds = ring.derive("postern access token ed25519 v1");
    let key = SigningKey::from_bytes(&seeds[0].1);
    let (header, claims) = take_apart(&holder.access_token);
    let signed = |header: &Value, claims: &Value| {
        let input = signing_input(header, claims);
        let signature = key.sign(input.as_bytes()).to_bytes();
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    };
    app.who_am_i(&signed(&header, &claims))
        .await
        .expect(StatusCode::OK);
    for (name, value) in [
        ("typ", json!("JWT")),
        ("typ", Value::Null),
        ("kid", json!("other")),
        ("kid", Value::Null),
    ] {
        let header = with_field(header.clone(), name, value);
        expect_invalid(&app, &signed(&header, &claims)).await;
    }
    for name in ["exp", "iss", "aud", "sub", "sid", "loc"] {
        let claims = with_field(claims.clone(), name, Value::Null);
        expect_invalid(&app, &signed(&header, &claims)).await;
    }
    for (name, value) in [
        ("exp", json!("never")),
        ("exp", json!(-1)),
        ("exp", json!(1e300)),
        ("aud", json!(["https://other.example"])),
    ] {
        let claims = with_field(claims.clone(), name, value);
        expect_invalid(&app, &signed(&header, &claims)).await;
    }
}

#[tokio::test]
async fn a_token_for_another_origin_of_the_same_service_is_refused() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let moved = app.redeployed_with(&[("PUBLIC_ORIGIN", "https://id.example")]);
    expect_invalid(&moved, &holder.access_token).await;
}

#[tokio::test]
async fn a_token_survives_a_rotation_but_not_the_retirement_of_its_key() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let rotated = app.redeployed_with(&[("POSTERN_KEYS", ROTATED_KEYS)]);
    rotated
        .who_am_i(&holder.access_token)
        .await
        .expect(StatusCode::OK);
    let retired = app.redeployed_with(&[("POSTERN_KEYS", FOREIGN_KEYS)]);
    expect_invalid(&retired, &holder.access_token).await;
}

#[tokio::test]
async fn a_published_record_answers_without_asking_the_account() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let before = app.objects().commands();
    app.who_am_i(&holder.access_token)
        .await
        .expect(StatusCode::OK);
    assert_eq!(app.objects().commands(), before);
}

#[tokio::test]
async fn a_stale_record_is_good_enough_until_kv_catches_up() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.kv().lag();
    app.edit("alice", |slot| rename(slot, "Alice Newname"));
    let answer = app.who_am_i(&holder.access_token).await;
    assert_eq!(answer.json()["full_name"], Value::Null);
    app.kv().catch_up();
    let answer = app.who_am_i(&holder.access_token).await;
    assert_eq!(answer.json()["full_name"], "Alice Newname");
}

#[tokio::test]
async fn the_account_itself_answers_where_kv_has_nothing_yet() {
    let app = TestApp::new();
    app.kv().lag();
    let holder = app.enrol("alice").await;
    assert_eq!(app.kv().seen(), 0);
    let before = app.objects().commands();
    let answer = app.who_am_i(&holder.access_token).await;
    assert_eq!(answer.expect(StatusCode::OK).field("username"), "alice");
    assert_eq!(app.objects().commands(), before + 1);
}

#[tokio::test]
async fn the_account_itself_answers_where_kv_fails() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.edit("alice", |slot| rename(slot, "Alice Newname"));
    app.kv().fail_reads(true);
    let answer = app.who_am_i(&holder.access_token).await;
    assert_eq!(answer.json()["full_name"], "Alice Newname");
}

#[tokio::test]
async fn a_record_that_does_not_open_is_as_good_as_none() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    for (key, mut value) in app.kv().written() {
        value.reverse();
        app.kv().put(&key, value).expect("KV takes it");
    }
    let answer = app.who_am_i(&holder.access_token).await;
    answer.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_token_of_a_released_name_is_refused() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.edit("alice", |slot| {
        slot.tenure = Tenure::Released {
            until: postern_shared::timestamp::Timestamp::from_unix_seconds(START + 600),
            is_reserved: false,
            listed_as: None,
        };
    });
    expect_invalid(&app, &holder.access_token).await;
}

#[tokio::test]
async fn a_token_of_a_name_that_somebody_else_has_taken_is_refused() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.edit("alice", |slot| slot.tenure = Tenure::Vacant);
    let second = app.enrol("alice").await;
    expect_invalid(&app, &holder.access_token).await;
    app.who_am_i(&second.access_token)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn the_new_holder_of_a_name_does_not_see_the_old_record() {
    let app = TestApp::new();
    app.enrol("alice").await;
    app.edit("alice", |slot| rename(slot, "The First Alice"));
    app.kv().lag();
    app.edit("alice", |slot| slot.tenure = Tenure::Vacant);
    let second = app.enrol("alice").await;
    let answer = app.who_am_i(&second.access_token).await;
    assert_eq!(answer.json()["full_name"], Value::Null);
}

#[tokio::test]
async fn an_access_token_outlives_its_session_until_it_expires() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.post("/api/logout")
        .bearer(&holder.access_token)
        .send()
        .await
        .expect(StatusCode::NO_CONTENT);
    app.who_am_i(&holder.access_token)
        .await
        .expect(StatusCode::OK);
    app.advance(600);
    let answer = app.who_am_i(&holder.access_token).await;
    answer.problem(ProblemCode::TokenExpired);
}
