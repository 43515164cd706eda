//! `POST /api/introspect` on the real parts.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use postern_e2e::answer::Answer;
use postern_e2e::api::Api;
use postern_e2e::person::{Member, log_out, who_am_i};
use postern_e2e::server::Server;
use serde_json::json;
use sha2::{Digest as _, Sha256};

const SECRET: &str = "Zm9yIHRlc3RzIG9ubHksIG5vdCBhIHNlY3JldCBhdCBhbGw";

fn server() -> Server {
    let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(SECRET));
    Server::start(&[&format!("INTROSPECTION_CLIENTS=shop:{hash}")])
}

async fn ask(api: &Api, token: &str) -> Answer {
    let call = api.post("/api/introspect").basic("shop", SECRET);
    call.form(&[("token", token)]).send().await
}

#[tokio::test]
async fn a_token_is_active_until_its_session_ends() {
    let server = server();
    let api = server.api();
    let member = Member::new(&api).await;
    let token = &member.session.access_token;
    let answer = ask(&api, token).await.expect(200).json();
    assert_eq!(answer["active"], json!(true));
    assert_eq!(answer["username"], json!(member.person.username));
    assert_eq!(answer["iss"], json!(server.origin()));

    log_out(&api, &member.session.refresh_token)
        .await
        .expect(204);
    let answer = ask(&api, token).await.expect(200).json();
    assert_eq!(answer, json!({ "active": false }));
    // Who verifies the token alone learns of it when the token expires.
    who_am_i(&api, token).await.expect(200);
}

#[tokio::test]
async fn a_service_that_is_not_known_learns_nothing() {
    let server = server();
    let api = server.api();
    let member = Member::new(&api).await;
    let fields = [("token", member.session.access_token.as_str())];
    for (name, secret) in [("shop", "guess"), ("other", SECRET), ("", "")] {
        let call = api.post("/api/introspect").basic(name, secret);
        let answer = call.form(&fields).send().await.expect(401).json();
        assert_eq!(answer["error"], json!("invalid_client"));
    }
    let answer = api.post("/api/introspect").form(&fields).send().await;
    assert_eq!(answer.expect(401).json()["code"], json!("invalid_client"));
}
