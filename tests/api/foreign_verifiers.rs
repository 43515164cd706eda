//! Two JWT libraries of other people's making verify our tokens, with nothing but the published
//! keys, and refuse what is not ours or not for them, each for the right reason.

use std::time::Duration;

use postern_e2e::answer::{claims, jwt_header};
use postern_e2e::issuer::{Issuer, signing_input};
use postern_e2e::person::Member;
use postern_e2e::server::Server;
use postern_e2e::{node, python};
use serde_json::json;

#[tokio::test]
async fn both_accept_a_token_of_ours() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let token = &member.session.access_token;
    let subject = claims(token)["sub"].clone();
    let accepted = format!("accepted {}", subject.as_str().expect("sub is a text"));
    expect_verdicts(
        server.origin(),
        server.origin(),
        token,
        &accepted,
        &accepted,
    );
}

#[tokio::test]
async fn both_refuse_a_token_with_a_changed_claim() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let token = crate::bad_tokens::with_changed_claim(&member.session.access_token);
    expect_verdicts(
        server.origin(),
        server.origin(),
        &token,
        "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
        "InvalidSignatureError",
    );
}

#[tokio::test]
async fn both_refuse_a_token_that_has_expired() {
    let server = Server::start(&["ACCESS_TOKEN_SECONDS=1"]);
    let member = Member::new(&server.api()).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    expect_verdicts(
        server.origin(),
        server.origin(),
        &member.session.access_token,
        "ERR_JWT_EXPIRED exp",
        "ExpiredSignatureError",
    );
}

#[tokio::test]
async fn both_refuse_a_token_when_they_are_another_audience() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    expect_verdicts(
        server.origin(),
        "https://other.example",
        &member.session.access_token,
        "ERR_JWT_CLAIM_VALIDATION_FAILED aud",
        "InvalidAudienceError",
    );
}

/// The keys are the same, so that the signature holds: a key ring that two hostnames share does
/// not make the tokens of one good at the other.
#[tokio::test]
async fn both_refuse_a_token_of_another_origin_with_the_same_keys() {
    let server = Server::shared();
    let other = Server::start(&["PUBLIC_ORIGIN=https://other.example"]);
    let member = Member::new(&other.api()).await;
    let token = &member.session.access_token;
    assert_eq!(claims(token)["iss"], json!("https://other.example"));
    expect_verdicts(
        server.origin(),
        server.origin(),
        token,
        "ERR_JWT_CLAIM_VALIDATION_FAILED iss",
        "InvalidIssuerError",
    );
}

#[tokio::test]
async fn both_refuse_a_token_without_a_signature() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let mut header = jwt_header(&member.session.access_token);
    header["alg"] = json!("none");
    let claims = claims(&member.session.access_token);
    let token = format!("{}.", signing_input(&header, &claims));
    expect_verdicts(
        server.origin(),
        server.origin(),
        &token,
        "ERR_JOSE_ALG_NOT_ALLOWED",
        "InvalidAlgorithmError",
    );
}

/// Postern signs no token of another type, so a key of the test's own does: nothing but the type
/// is wrong.
#[test]
fn both_refuse_a_token_of_another_type() {
    let issuer = Issuer::start();
    let origin = issuer.origin();
    let good = issuer.token_with(&json!({}));
    expect_verdicts(
        origin,
        origin,
        &good,
        "accepted somebody",
        "accepted somebody",
    );
    let mut header = issuer.header();
    header["typ"] = json!("JWT");
    let token = issuer.sign(&header, &issuer.claims());
    expect_verdicts(
        origin,
        origin,
        &token,
        "ERR_JWT_CLAIM_VALIDATION_FAILED typ",
        "UnexpectedType",
    );
}

#[track_caller]
fn expect_verdicts(origin: &str, audience: &str, token: &str, jose: &str, pyjwt: &str) {
    let arguments = [origin, audience, token];
    assert_eq!(node::run(JOSE, &arguments), jose, "jose");
    assert_eq!(python::run(PYJWT, &arguments), pyjwt, "PyJWT");
}

const JOSE: &str = include_str!("../foreign/verify.mjs");
const PYJWT: &str = include_str!("../foreign/verify.py");
