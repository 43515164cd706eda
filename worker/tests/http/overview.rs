//! How the service fares, as administrators see it: what is counted, and what is not.

use http::{Method, StatusCode};
use postern_shared::api::{OverviewPeriod, OverviewResponse};
use postern_worker::instance::{Census, Instance};
use serde_json::json;

use crate::support::TestApp;
use crate::support::desk::Desk;
use crate::support::steps::{Enrolment, PASSWORD};

impl Desk {
    /// What `root` is shown. They sign in anew where time has passed.
    async fn overview(&self) -> OverviewResponse {
        let call = self.app.get("/api/admin/overview");
        let answer = call.bearer(&self.root.access_token).send().await;
        serde_json::from_value(answer.expect(StatusCode::OK).json()).expect("as documented")
    }

    /// The hour and the day that it is now.
    async fn newest(&self) -> (OverviewPeriod, OverviewPeriod) {
        let OverviewResponse { hours, days, .. } = self.overview().await;
        assert_eq!((hours.len(), days.len()), (24, 30));
        let newest = |periods: &[OverviewPeriod]| periods.last().copied().expect("they are there");
        (newest(&hours), newest(&days))
    }
}

/// Accounts, sign-ins, failures and locks of this hour.
async fn counted(desk: &Desk) -> (u64, u64, u64, u64) {
    let (hour, day) = desk.newest().await;
    assert_eq!(
        (hour.sign_ins, hour.failures, hour.locks),
        (day.sign_ins, day.failures, day.locks)
    );
    let accounts = desk.overview().await.accounts;
    (accounts, hour.sign_ins, hour.failures, hour.locks)
}

#[tokio::test]
async fn registrations_sign_ins_failures_and_deletions_are_counted() {
    let desk = Desk::new().await;
    assert_eq!(counted(&desk).await, (2, 2, 0, 0));
    assert_eq!(desk.newest().await.0.registrations, 2);

    desk.app.sign_in("bob", &desk.bob.secret).await;
    assert_eq!(counted(&desk).await, (2, 3, 0, 0));

    desk.app.log_in("bob", "not the password").await;
    let challenge = desk.app.challenge("bob").await;
    let wrong = desk.app.wrong_code(&desk.bob.secret);
    desk.app.verify(&challenge, &wrong).await;
    assert_eq!(counted(&desk).await, (2, 3, 2, 0));

    // A renewal, a profile that is read, a request that makes no sense: nothing of it is counted.
    desk.app.refresh(&desk.bob.refresh_token).await;
    desk.app.who_am_i(&desk.bob.access_token).await;
    desk.app.post_json("/api/login", &json!({})).await;
    assert_eq!(counted(&desk).await, (2, 3, 2, 0));

    desk.act("bob", "delete")
        .await
        .expect(StatusCode::NO_CONTENT);
    assert_eq!(counted(&desk).await, (1, 3, 2, 0));
    desk.act("bob", "delete").await;
    assert_eq!(counted(&desk).await.0, 1, "it is deleted once");
}

#[tokio::test]
async fn who_enrols_anew_is_no_new_account() {
    let desk = Desk::new().await;
    let reset = desk.act("bob", "reset-factor").await;
    reset.expect(StatusCode::NO_CONTENT);
    let proved = desk.app.log_in("bob", PASSWORD).await;
    let enrolment = Enrolment::of(&proved.expect(StatusCode::OK));
    let code = desk.app.code(&enrolment.secret);
    let signed_in = desk.app.verify(&enrolment.challenge, &code).await;
    signed_in.expect(StatusCode::OK);
    assert_eq!(counted(&desk).await, (2, 3, 0, 0));
    assert_eq!(desk.newest().await.0.registrations, 2);
}

#[tokio::test]
async fn names_that_nobody_has_are_counted_as_all_others_are() {
    for variables in [&[][..], &[("PASSWORD_PROTOCOL", "opaque")]] {
        let mut seen = Vec::new();
        for username in ["bob", "nobody", "no name"] {
            let desk = Desk::with(variables).await;
            let (_, _, failures, locks) = counted(&desk).await;
            for _ in 0..8 {
                desk.app.log_in(username, "not the password").await;
            }
            let (_, _, failed, locked) = counted(&desk).await;
            assert_eq!(failed - failures + locked - locks, 8, "{username}");
            seen.push((failed - failures, locked - locks));
        }
        assert_eq!(seen[0], (5, 3));
        assert_eq!(seen[1], seen[0]);
    }
}

#[tokio::test]
async fn a_password_that_stays_in_the_browser_fails_where_no_proof_follows() {
    for username in ["bob", "nobody"] {
        let desk = Desk::with(&[("PASSWORD_PROTOCOL", "opaque")]).await;
        let (_, _, before, _) = counted(&desk).await;
        let (_, answer) = desk.app.start_login(username, "not the password").await;
        answer.expect(StatusCode::OK);
        assert_eq!(counted(&desk).await.2, before, "a proof may follow");
        desk.app.advance(60);
        assert_eq!(desk.newest().await.0.failures, before);
        assert_eq!(desk.newest().await.0.failures, before + 1, "{username}");
    }
}

#[tokio::test]
async fn a_proof_that_is_right_is_no_failure_and_a_wrong_one_is_one() {
    let app = TestApp::opaque();
    let alice = app.enrol_unseen("alice").await;
    let tally = &app.ports.tally;
    let now = || app.ports.clock.now();
    let body = app.proof("alice").await;
    let challenge = app.post_json("/api/login", &body).await;
    let challenge = challenge.expect(StatusCode::OK).field("challenge");
    app.advance(100);
    assert_eq!(tally.due_in(now()), None, "the proof has followed");
    let code = app.code(&alice.secret);
    app.verify(&challenge, &code).await.expect(StatusCode::OK);

    let mut body = app.proof("alice").await;
    body["ke3"] = json!("A".repeat(86));
    let refused = app.post_json("/api/login", &body).await;
    assert_eq!(
        refused.status,
        StatusCode::UNAUTHORIZED,
        "{}",
        refused.text()
    );
    let overview = app.ports.instance.ask_counters(Instance::overview);
    let newest = overview.expect("it is there").hours[23];
    assert_eq!((newest.sign_ins, newest.failures), (2, 1));
    app.advance(100);
    assert_eq!(tally.due_in(now()), None);
}

#[tokio::test]
async fn a_token_with_password_and_code_is_a_sign_in_and_its_renewal_is_none() {
    let desk = Desk::with(&[("PASSWORD_GRANT", "on")]).await;
    let code = desk.app.code(&desk.bob.secret);
    let password = format!("{PASSWORD}{code}");
    let fields = [
        ("grant_type", "password"),
        ("username", "bob"),
        ("password", &password),
    ];
    let token = desk.app.post_form("/api/token", &fields).await;
    let token = token.expect(StatusCode::OK).field("refresh_token");
    assert_eq!(counted(&desk).await, (2, 3, 0, 0));
    let fields = [("grant_type", "refresh_token"), ("refresh_token", &token)];
    let renewed = desk.app.post_form("/api/token", &fields).await;
    renewed.expect(StatusCode::OK);
    assert_eq!(counted(&desk).await, (2, 3, 0, 0));
}

#[tokio::test]
async fn counters_that_do_not_answer_are_in_nobodys_way_and_nothing_is_lost() {
    let desk = Desk::new().await;
    desk.app.ports.instance.fail_after(0);
    desk.app.sign_in("bob", &desk.bob.secret).await;
    desk.app.log_in("bob", "not the password").await;
    desk.app.ports.instance.fail_after(u32::MAX);
    desk.app.advance(10);
    desk.app.log_in("bob", "not the password").await;
    assert_eq!(counted(&desk).await, (2, 3, 2, 0));
}

#[tokio::test]
async fn the_accounts_are_what_was_counted_the_last_time_and_what_has_changed_since() {
    let desk = Desk::new().await;
    assert_eq!(desk.overview().await.counted_at, None);
    let instance = &desk.app.ports.instance;
    let take = |cursor: Option<&str>, counted| {
        let cursor = cursor.map(str::to_owned);
        let census = Census { cursor, counted };
        let taken = instance.ask_counters(|it, now| it.take_census(census, now));
        taken.expect("it is there");
    };
    take(Some("here"), 10_000);
    assert_eq!(desk.overview().await.accounts, 2, "it is not over");
    let going_on = instance.ask_counters(|it, _| it.census());
    assert_eq!(going_on.expect("it is there").counted, 10_000);
    take(None, 10_007);
    let overview = desk.overview().await;
    assert_eq!(overview.accounts, 10_007);
    let now = desk.app.ports.clock.now().unix_seconds();
    assert_eq!(overview.counted_at, Some(now));
    desk.app.enrol("carol").await;
    assert_eq!(desk.overview().await.accounts, 10_008);
}

#[tokio::test]
async fn what_is_counted_says_nothing_of_anybody_and_is_sealed_under_the_active_root() {
    let desk = Desk::new().await;
    let row = desk.app.ports.instance.counters_row().expect("it is there");
    assert!(!String::from_utf8_lossy(&row.sealed).contains("hours"));
    let call = desk.app.get("/api/admin/overview");
    let answer = call.bearer(&desk.root.access_token).send().await;
    for name in ["bob", "root"] {
        assert!(!answer.text().contains(name), "{}", answer.text());
    }

    let rotated = desk
        .app
        .redeployed_with(&[("POSTERN_KEYS", crate::support::app::ROTATED_KEYS)]);
    let counters = &rotated.ports.instance;
    let census = counters.ask_counters(|it, _| it.census());
    census.expect("the root before is in the ring");
    let resealed = counters.counters_row().expect("it is there");
    assert_ne!(resealed.sealed, row.sealed);
    assert!(
        counters.row().is_none(),
        "the exact object has nothing of it"
    );
}

#[tokio::test]
async fn it_takes_no_body_and_no_other_method() {
    let desk = Desk::new().await;
    let call = desk.app.call(Method::POST, "/api/admin/overview");
    let answer = call.bearer(&desk.root.access_token).send().await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
}
