//! Another password for whoever knows the one before.

use postern_e2e::api::Api;
use postern_e2e::mode::{Mode, Way};
use postern_e2e::password_change::{change, change_password};
use postern_e2e::person::{Member, ask, refresh, verify};
use serde_json::{Value, json};
use tokio::task::JoinSet;

in_each_mode! {
    the_new_password_counts_and_the_other_sessions_end;
    the_other_sessions_go_on_where_that_is_asked_for;
    a_wrong_current_password_changes_nothing;
    of_changes_at_the_same_moment_exactly_one_wins;
}

async fn the_new_password_counts_and_the_other_sessions_end(mode: Mode) {
    let api = mode.api();
    let mut member = Member::new(&api).await;
    let other = member.sign_in(&api).await;
    // Begun with the old password, and not to be finished.
    let challenge = member.challenge(&api).await;
    let new = format!("{} from now on", member.person.password);
    let (token, old) = (&member.session.access_token, member.person.password.clone());
    change_password(&api, token, &old, &new).await.expect(204);

    let refused = member.person.login(&api).await;
    refused.expect_problem(401, "invalid_credentials");
    member.person.password = new;
    verify(&api, &challenge, &member.phone.wrong_code())
        .await
        .expect_problem(401, "challenge_used");
    refresh(&api, &other.refresh_token)
        .await
        .expect_problem(401, "session_ended");
    assert_eq!(sessions(&api, token).await, 1);
    let own = &member.session.refresh_token;
    refresh(&api, own).await.expect(200);
    member.sign_in(&api).await;
}

async fn the_other_sessions_go_on_where_that_is_asked_for(mode: Mode) {
    let api = mode.api();
    let member = Member::new(&api).await;
    let other = member.sign_in(&api).await;
    let (token, old) = (&member.session.access_token, &member.person.password);
    let body = change(&api, token, old, "a lamp on every sill").await;
    let mut body = body.unwrap_or_else(|refused| panic!("{}", refused.text()));
    body["keep_other_sessions"] = json!(true);
    ask(&api, token, CHANGE, &body).await.expect(204);
    assert_eq!(sessions(&api, token).await, 2);
    refresh(&api, &other.refresh_token).await.expect(200);
}

async fn a_wrong_current_password_changes_nothing(mode: Mode) {
    let api = mode.api();
    let member = Member::new(&api).await;
    let other = member.sign_in(&api).await;
    let token = &member.session.access_token;
    for _ in 0..5 {
        let wrong = "certainly not this one";
        change_password(&api, token, wrong, "a lamp on every sill")
            .await
            .expect_problem(401, "invalid_credentials");
    }
    // It is guessed like at a sign-in.
    let right = &member.person.password;
    change_password(&api, token, right, "a lamp on every sill")
        .await
        .expect_problem(429, "too_many_attempts");
    refresh(&api, &other.refresh_token).await.expect(200);
    let browser = api.in_browser(&member.browser);
    member.person.login(&browser).await.expect(200);
}

/// Each knows the current password; in the browser's way each has begun before one is through.
async fn of_changes_at_the_same_moment_exactly_one_wins(mode: Mode) {
    let api = mode.api();
    let mut member = Member::new(&api).await;
    let token = member.session.access_token.clone();
    let mut bodies = Vec::new();
    for number in 0..4 {
        let new = format!("a lamp on sill number {number}");
        let body = change(&api, &token, &member.person.password, &new).await;
        let body = body.unwrap_or_else(|refused| panic!("{}", refused.text()));
        bodies.push((new, body));
    }
    let mut tasks = JoinSet::new();
    for (new, body) in bodies {
        let (api, token) = (api.clone(), token.clone());
        tasks.spawn(async move { (new, ask(&api, &token, CHANGE, &body).await) });
    }
    let answers = tasks.join_all().await;
    let mut winners = Vec::new();
    for (new, answer) in answers {
        match answer.status.as_u16() {
            204 => winners.push(new),
            _ => answer.expect_problem(401, "invalid_credentials"),
        }
    }
    assert_eq!(winners.len(), 1, "{winners:?}");
    member.person.password = winners.concat();
    member.person.login(&api).await.expect(200);
    let entries = ask(&api, &token, "GET /api/users/me/activity", &Value::Null).await;
    let entries = entries.expect(200).json()["entries"].clone();
    let is_change = |entry: &&Value| entry["kind"] == "password_changed";
    let changes = entries.as_array().expect("a list").iter().filter(is_change);
    assert_eq!(changes.count(), 1, "{entries}");
}

async fn sessions(api: &Api, token: &str) -> usize {
    let listed = ask(api, token, "GET /api/sessions", &Value::Null).await;
    let listed = listed.expect(200).json()["sessions"].clone();
    listed.as_array().map_or(0, Vec::len)
}

#[tokio::test]
async fn one_way_is_not_taken_for_the_other() {
    let plain = Mode::Argon2id.api();
    let member = Member::new(&plain).await;
    let body = json!({
        "login": "AAAA", "ke3": "AAAA", "registration": "AAAA", "registration_record": "AAAA",
    });
    let token = &member.session.access_token;
    ask(&plain, token, CHANGE, &body)
        .await
        .expect_problem(403, "password_protocol_off");
    let server = Mode::Opaque.start(&["PLAIN_PASSWORDS=off"]);
    let api = Mode::Opaque.client_of(&server);
    assert_eq!(api.way(), Way::Browser);
    let member = Member::new(&api).await;
    let (token, old) = (&member.session.access_token, &member.person.password);
    let body = json!({ "current_password": old, "new_password": "a lamp on every sill" });
    ask(&api, token, CHANGE, &body)
        .await
        .expect_problem(403, "plain_password_refused");
    change_password(&api, token, old, "a lamp on every sill")
        .await
        .expect(204);
}

const CHANGE: &str = "POST /api/password";
