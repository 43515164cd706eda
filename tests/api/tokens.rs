//! What the access token says, and the keys that it is verified with; `foreign_verifiers` has those
//! who verify it.

use postern_e2e::answer::{claims, jwt_header};
use postern_e2e::person::Member;
use postern_e2e::server::Server;
use serde_json::json;

#[tokio::test]
async fn the_claims_are_those_of_rfc_9068() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let token = &member.session.access_token;
    let header = jwt_header(token);
    assert_eq!(header["alg"], json!("EdDSA"));
    assert_eq!(header["typ"], json!("at+jwt"));

    let claims = claims(token);
    assert_eq!(claims["iss"], json!(server.origin()));
    assert_eq!(claims["aud"], json!(server.origin()));
    for name in ["sub", "sid", "jti"] {
        let text = claims[name].as_str().unwrap_or_default();
        assert!(text.len() >= 16, "{name} is {text:?}");
    }
    for name in ["iat", "auth_time"] {
        assert!(
            claims[name].as_u64().is_some(),
            "{name} is {}",
            claims[name]
        );
    }
    let lifetime = claims["exp"].as_u64().zip(claims["iat"].as_u64());
    assert_eq!(lifetime.map(|(exp, iat)| exp - iat), Some(600));
    let methods = claims["amr"].as_array().cloned().unwrap_or_default();
    for method in ["pwd", "otp"] {
        assert!(methods.contains(&json!(method)), "{methods:?}");
    }
}

#[tokio::test]
async fn nothing_personal_is_in_the_token() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let text = claims(&member.session.access_token).to_string();
    for personal in [
        &member.person.username,
        &member.person.email,
        &member.person.full_name,
    ] {
        assert!(!text.contains(personal.as_str()), "{text}");
    }
}

#[tokio::test]
async fn two_people_have_two_subjects_and_two_sign_ins_have_two_sessions() {
    let api = Server::shared().api();
    let (one, other) = (Member::new(&api).await, Member::new(&api).await);
    let first = claims(&one.session.access_token);
    assert_ne!(first["sub"], claims(&other.session.access_token)["sub"]);

    let second = claims(&one.sign_in(&api).await.access_token);
    assert_eq!(first["sub"], second["sub"]);
    assert_ne!(first["sid"], second["sid"]);
    assert_ne!(first["jti"], second["jti"]);
}

#[tokio::test]
async fn the_published_keys_are_public_and_name_the_signer() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let answer = api.get("/.well-known/jwks.json").send().await.expect(200);
    let keys = answer.json()["keys"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    assert!(!keys.is_empty());
    for key in &keys {
        assert_eq!(key["kty"], json!("OKP"));
        assert_eq!(key["crv"], json!("Ed25519"));
        assert_eq!(key["d"], json!(null), "the private part is published");
    }
    let kid = &jwt_header(&member.session.access_token)["kid"];
    assert!(keys.iter().any(|key| key["kid"] == *kid), "no key {kid}");
}

#[tokio::test]
async fn all_tokens_of_one_server_share_the_key_and_differ_in_the_rest() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let renewed = postern_e2e::person::refresh(&api, &member.session.refresh_token)
        .await
        .expect(200);
    let (first, second) = (
        claims(&member.session.access_token),
        claims(&renewed.field("access_token")),
    );
    assert_eq!(
        first["sid"], second["sid"],
        "a renewal stays in its session"
    );
    assert_eq!(
        first["auth_time"], second["auth_time"],
        "a renewal is no sign-in"
    );
    assert_ne!(first["jti"], second["jti"]);
}
