//! Sessions seen and ended, by real calls to real objects.

use postern_e2e::api::Api;
use postern_e2e::person::{Member, Session, refresh, refresh_natively};
use postern_e2e::server::Server;
use serde_json::{Value, json};
use tokio::task::JoinSet;

async fn list(api: &Api, access_token: &str) -> Vec<Value> {
    let answer = api.get("/api/sessions").bearer(access_token).send().await;
    let sessions = answer.expect(200).json()["sessions"].as_array().cloned();
    sessions.expect("a list")
}

fn id_of_another(sessions: &[Value]) -> String {
    sessions
        .iter()
        .find(|session| session["current"] == json!(false))
        .and_then(|session| session["id"].as_str())
        .expect("another session")
        .to_owned()
}

#[tokio::test]
async fn a_session_is_seen_and_ended_from_another() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let other = member.sign_in_natively(&api).await;
    let own = &member.session.access_token;
    let sessions = list(&api, own).await;
    assert_eq!(sessions.len(), 2);
    let path = format!("/api/sessions/{}", id_of_another(&sessions));
    api.delete(&path).bearer(own).send().await.expect(204);
    refresh_natively(&api, &other.refresh_token)
        .await
        .expect_problem(401, "session_ended");
    let asking = api.get("/api/sessions").bearer(&other.access_token);
    asking.send().await.expect_problem(401, "session_ended");
    api.delete(&path)
        .bearer(own)
        .send()
        .await
        .expect_problem(404, "session_not_found");
    refresh(&api, &member.session.refresh_token)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_strangers_session_is_as_good_as_none() {
    let api = Server::shared().api();
    let alice = Member::new(&api).await;
    let bob = Member::new(&api).await;
    bob.sign_in_natively(&api).await;
    let theirs = id_of_another(&list(&api, &bob.session.access_token).await);
    for id in [theirs.as_str(), "AAAAAAAAAAAAAAAAAAAAAA", "nonsense"] {
        api.delete(&format!("/api/sessions/{id}"))
            .bearer(&alice.session.access_token)
            .send()
            .await
            .expect_problem(404, "session_not_found");
    }
    assert_eq!(list(&api, &bob.session.access_token).await.len(), 2);
}

#[tokio::test]
async fn fifty_requests_at_once_end_all_others_exactly_once() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let other = member.sign_in_natively(&api).await;
    let mut tasks = JoinSet::new();
    for _ in 0..50 {
        let (api, token) = (api.clone(), member.session.access_token.clone());
        tasks.spawn(async move {
            let answer = api.delete("/api/sessions").bearer(&token).send().await;
            answer.expect(200).json()["ended"]
                .as_u64()
                .expect("a number")
        });
    }
    let ended: u64 = tasks.join_all().await.into_iter().sum();
    assert_eq!(ended, 1);
    refresh_natively(&api, &other.refresh_token)
        .await
        .expect_problem(401, "session_ended");
}

#[tokio::test]
async fn a_replay_after_the_window_ends_the_family_and_is_recorded() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let lost = member.sign_in_natively(&api).await;
    let renewed = refresh_natively(&api, &lost.refresh_token).await;
    let renewed = Session::in_body(&renewed.expect(200));
    // The successor is used as well, so that the first token is an old one at once.
    let latest = refresh_natively(&api, &renewed.refresh_token).await;
    let latest = Session::in_body(&latest.expect(200));
    refresh_natively(&api, &lost.refresh_token)
        .await
        .expect_problem(401, "refresh_token_reused");
    refresh_natively(&api, &latest.refresh_token)
        .await
        .expect_problem(401, "session_ended");
    let call = api
        .get("/api/sessions")
        .bearer(&member.session.access_token);
    let answer = call.send().await.expect(200).json();
    assert_eq!(answer["replays"].as_array().map(Vec::len), Some(1));
    assert_eq!(answer["sessions"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_session_that_is_not_used_ends_as_the_deployment_says() {
    let server = Server::start(&["SESSION_IDLE_SECONDS=10", "SESSION_ABSOLUTE_SECONDS=3600"]);
    let api = server.api();
    let member = Member::new(&api).await;
    let renewed = refresh(&api, &member.session.refresh_token).await;
    let token = Session::of(&renewed.expect(200)).refresh_token;
    tokio::time::sleep(std::time::Duration::from_secs(11)).await;
    refresh(&api, &token)
        .await
        .expect_problem(401, "session_ended");
}
