//! Sessions: renewed with the cookie, ended by signing out, ended as a whole when a token was stolen.

use std::collections::BTreeSet;

use postern_e2e::person::{Member, Session, log_out, refresh, who_am_i};
use postern_e2e::server::Server;
use tokio::task::JoinSet;

#[tokio::test]
async fn signing_out_ends_the_refresh_token_and_clears_the_cookie() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let token = &member.session.refresh_token;

    let out = log_out(&api, token).await.expect(204);
    assert_eq!(
        out.refresh_token().as_deref(),
        Some(""),
        "the cookie is cleared"
    );
    let cookies = out.set_cookies().join("\n");
    assert!(
        cookies.contains("Max-Age=0") || cookies.contains("Expires=Thu, 01 Jan 1970"),
        "{cookies}"
    );
    refresh(&api, token)
        .await
        .expect_problem(401, "session_ended");
    log_out(&api, token).await.expect(204);
}

#[tokio::test]
async fn signing_out_with_the_access_token_ends_the_session_too() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    api.post("/api/logout")
        .bearer(&member.session.access_token)
        .send()
        .await
        .expect(204);
    refresh(&api, &member.session.refresh_token)
        .await
        .expect_problem(401, "session_ended");
}

#[tokio::test]
async fn one_session_ends_without_the_others() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let second = member.sign_in(&api).await;
    log_out(&api, &member.session.refresh_token)
        .await
        .expect(204);
    refresh(&api, &second.refresh_token).await.expect(200);
}

#[tokio::test]
async fn a_session_is_renewed_with_the_cookie() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let renewed = refresh(&api, &member.session.refresh_token)
        .await
        .expect(200);
    let session = Session::of(&renewed);
    let me = who_am_i(&api, &session.access_token).await.expect(200);
    assert_eq!(me.field("username"), member.person.username);
}

#[tokio::test]
async fn without_a_cookie_there_is_nothing_to_renew() {
    let api = Server::shared().api();
    api.post("/api/refresh")
        .same_origin()
        .send()
        .await
        .expect_problem(401, "missing_token");
}

#[tokio::test]
async fn each_renewal_gives_another_token() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let mut seen = BTreeSet::from([member.session.refresh_token.clone()]);
    let mut token = member.session.refresh_token;
    for _ in 0..3 {
        let renewed = Session::of(&refresh(&api, &token).await.expect(200));
        token = renewed.refresh_token;
        assert!(seen.insert(token.clone()), "a token came twice");
    }
}

#[tokio::test]
async fn a_stolen_token_that_was_used_before_ends_the_whole_session() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let other = member.sign_in(&api).await;
    let first = &member.session.refresh_token;
    let second = Session::of(&refresh(&api, first).await.expect(200)).refresh_token;
    let third = Session::of(&refresh(&api, &second).await.expect(200)).refresh_token;

    refresh(&api, first)
        .await
        .expect_problem(401, "refresh_token_reused");
    let answer = refresh(&api, &third).await;
    answer.expect_problem(401, "session_ended");
    refresh(&api, &other.refresh_token).await.expect(200);
}

#[tokio::test]
async fn a_hundred_renewals_at_once_have_one_successor_and_do_not_end_the_session() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let mut tasks = JoinSet::new();
    for _ in 0..100 {
        let (api, token) = (api.clone(), member.session.refresh_token.clone());
        tasks.spawn(async move { Session::of(&refresh(&api, &token).await.expect(200)) });
    }
    // Every tab goes on with what it got, also those that come a moment later: another successor
    // than the current one would be refused.
    for session in tasks.join_all().await {
        refresh(&api, &session.refresh_token).await.expect(200);
    }
}
