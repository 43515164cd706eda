//! `GET /.well-known/jwks.json`

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, VerifyingKey};
use http::StatusCode;
use serde_json::Value;

use crate::support::TestApp;
use crate::support::app::ROTATED_KEYS;
use crate::support::tokens::take_apart;

async fn keys(app: &TestApp) -> Vec<Value> {
    let answer = app.get("/.well-known/jwks.json").send().await;
    match answer.expect(StatusCode::OK).json().get("keys") {
        Some(Value::Array(keys)) => keys.clone(),
        other => panic!("keys is {other:?}"),
    }
}

#[tokio::test]
async fn it_is_public_and_may_be_kept_for_five_minutes() {
    let app = TestApp::new();
    let answer = app.get("/.well-known/jwks.json?x=1").send().await;
    let answer = answer.expect(StatusCode::OK);
    let max_age = format!(
        "public, max-age={}",
        postern_keyring::PUBLISHED_KEYS_SECONDS
    );
    assert_eq!(answer.header("cache-control"), Some(max_age.as_str()));
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.fields(), ["keys"]);
}

#[tokio::test]
async fn a_key_is_shown_without_its_private_half() {
    let keys = keys(&TestApp::new()).await;
    assert_eq!(keys.len(), 1);
    let Value::Object(key) = &keys[0] else {
        panic!("a key is an object")
    };
    let mut names: Vec<&str> = key.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["alg", "crv", "kid", "kty", "use", "x"]);
    for (name, value) in [
        ("kty", "OKP"),
        ("crv", "Ed25519"),
        ("alg", "EdDSA"),
        ("use", "sig"),
    ] {
        assert_eq!(key[name], value);
    }
}

#[tokio::test]
async fn an_access_token_verifies_with_the_published_key_of_its_name() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let (header, _) = take_apart(&holder.access_token);
    let keys = keys(&app).await;
    let key = keys
        .iter()
        .find(|key| key["kid"] == header["kid"])
        .expect("the token names a published key");
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64url");
    let x = decode(key["x"].as_str().expect("x is a text"));
    let key = VerifyingKey::try_from(x.as_slice()).expect("a public key");
    let (input, signature) = holder.access_token.rsplit_once('.').expect("three parts");
    let signature = Signature::from_slice(&decode(signature)).expect("64 bytes");
    assert!(key.verify_strict(input.as_bytes(), &signature).is_ok());
    assert!(key.verify_strict(b"something else", &signature).is_err());
}

#[tokio::test]
async fn after_a_rotation_the_new_key_stands_first_and_the_old_one_is_still_there() {
    let app = TestApp::new();
    let before = keys(&app).await;
    let rotated = app.redeployed_with(&[("POSTERN_KEYS", ROTATED_KEYS)]);
    let after = keys(&rotated).await;
    assert_eq!(after.len(), 2);
    assert_eq!(after[1], before[0]);
    let holder = rotated.enrol("alice").await;
    let (header, _) = take_apart(&holder.access_token);
    assert_eq!(header["kid"], after[0]["kid"]);
}
