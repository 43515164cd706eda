//! Tokens that are not ours, or not for this.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use hmac::{Hmac, KeyInit, Mac};
use postern_e2e::answer::{claims, jwt_header};
use postern_e2e::api::Api;
use postern_e2e::issuer::signing_input;
use postern_e2e::person::{Member, log_out, refresh, verify, who_am_i};
use postern_e2e::server::Server;
use serde_json::json;
use sha2::Sha256;

#[tokio::test]
async fn a_token_without_a_signature_is_refused() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let claims = claims(&member.session.access_token);
    for alg in ["none", "None", "NONE", ""] {
        let mut header = jwt_header(&member.session.access_token);
        header["alg"] = json!(alg);
        let unsigned = signing_input(&header, &claims);
        expect_invalid(&api, &format!("{unsigned}.")).await;
        expect_invalid(&api, &unsigned).await;
    }
}

#[tokio::test]
async fn a_token_signed_with_the_public_key_as_a_shared_secret_is_refused() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let keys = api.get("/.well-known/jwks.json").send().await.expect(200);
    let key = keys.json()["keys"][0].clone();
    let x = key["x"].as_str().expect("a key has its x").to_owned();
    let raw = URL_SAFE_NO_PAD.decode(&x).expect("x is base64url");
    let mut header = jwt_header(&member.session.access_token);
    header["alg"] = json!("HS256");
    let input = signing_input(&header, &claims(&member.session.access_token));
    for secret in [
        raw,
        x.into_bytes(),
        key.to_string().into_bytes(),
        keys.body.to_vec(),
    ] {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&secret).expect("a MAC takes a key of any length");
        mac.update(input.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
        expect_invalid(&api, &format!("{input}.{signature}")).await;
    }
}

#[tokio::test]
async fn a_token_signed_by_somebody_else_is_refused() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let key = SigningKey::from_bytes(&[7; 32]);
    let public = URL_SAFE_NO_PAD.encode(key.verifying_key().to_bytes());
    let ours = jwt_header(&member.session.access_token);
    let mut with_own_key = ours.clone();
    with_own_key["jwk"] = json!({ "kty": "OKP", "crv": "Ed25519", "x": public });
    let mut with_other_kid = ours.clone();
    with_other_kid["kid"] = json!("another");
    let mut without_kid = ours.clone();
    without_kid
        .as_object_mut()
        .expect("an object")
        .remove("kid");
    for header in [ours, with_own_key, with_other_kid, without_kid] {
        let input = signing_input(&header, &claims(&member.session.access_token));
        let signature = URL_SAFE_NO_PAD.encode(key.sign(input.as_bytes()).to_bytes());
        expect_invalid(&api, &format!("{input}.{signature}")).await;
    }
}

#[tokio::test]
async fn a_token_with_a_changed_claim_is_refused() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    expect_invalid(&api, &with_changed_claim(&member.session.access_token)).await;
}

#[tokio::test]
async fn a_token_cut_or_changed_anywhere_is_refused() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let token = &member.session.access_token;
    for place in (0..token.len()).step_by(10) {
        expect_invalid(&api, &crate::bad_challenges::changed_at(token, place)).await;
        if place > 0 {
            expect_invalid(&api, token.get(..place).unwrap_or_default()).await;
        }
    }
    who_am_i(&api, token).await.expect(200);
}

#[tokio::test]
async fn a_token_for_another_purpose_is_no_access_token() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    expect_invalid(&api, &member.session.refresh_token).await;
    expect_invalid(&api, &member.challenge(&api).await).await;
}

#[tokio::test]
async fn an_access_token_is_neither_a_challenge_nor_a_refresh_token() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let token = &member.session.access_token;
    let code = member.phone.code().await;
    for text in [token, &member.session.refresh_token] {
        verify(&api, text, &code)
            .await
            .expect_problem(401, "invalid_challenge");
    }
    let answer = refresh(&api, token).await;
    assert_eq!(answer.status, 401, "{}", answer.text());
    assert_ne!(answer.code(), "refresh_token_reused");
    who_am_i(&api, token).await.expect(200);
}

#[tokio::test]
async fn without_a_token_the_problem_says_so() {
    let api = Server::shared().api();
    let nothing = api.get("/api/users/me").send().await;
    nothing.expect_problem(401, "missing_token");
    assert!(
        nothing.header("www-authenticate").starts_with("Bearer"),
        "{:?}",
        nothing.headers
    );
    for value in [
        "Basic YWxpY2U6cGFzc3dvcmQ=",
        "Bearer",
        "Bearer ",
        "nonsense",
    ] {
        let answer = api
            .get("/api/users/me")
            .header("authorization", value)
            .send()
            .await;
        assert_eq!(answer.status, 401, "{value}");
        assert!(
            ["missing_token", "invalid_token"].contains(&answer.code().as_str()),
            "{value}: {}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn a_refresh_token_that_never_was_is_refused_and_hurts_nobody() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let token = &member.session.refresh_token;
    for place in (0..token.len()).step_by(10) {
        let answer = refresh(&api, &crate::bad_challenges::changed_at(token, place)).await;
        assert_eq!(answer.status, 401, "{}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    let changed = crate::bad_challenges::changed_at(token, token.len() / 2);
    log_out(&api, &changed).await.expect(204);
    refresh(&api, token).await.expect(200);
}

/// The token with another subject and its old signature.
pub fn with_changed_claim(token: &str) -> String {
    let mut claims = claims(token);
    claims["sub"] = json!("somebody-else-entirely");
    let input = signing_input(&jwt_header(token), &claims);
    let signature = token.rsplit('.').next().unwrap_or_default();
    format!("{input}.{signature}")
}

async fn expect_invalid(api: &Api, token: &str) {
    who_am_i(api, token)
        .await
        .expect_problem(401, "invalid_token");
}
