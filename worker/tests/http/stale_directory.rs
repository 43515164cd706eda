//! Why every account has an object: what KV promises is not enough to decide a sign-in.
//!
//! KV shows a write everywhere only after up to a minute, also remembers that a key was *not*
//! there, and has no compare-and-set. The local simulator shows no delay, so [`Kv`] does.

use http::StatusCode;
use postern_shared::problem::ProblemCode;
use postern_shared::timestamp::Timestamp;
use postern_shared::username::Username;
use postern_worker::account::Tenure;
use serde_json::json;

use crate::support::TestApp;
use crate::support::kv::Kv;
use crate::support::steps::PASSWORD;

#[tokio::test]
async fn decisions_stay_right_while_kv_shows_nothing_of_them() {
    let app = TestApp::new();
    app.kv().lag();

    let enrolment = app.register("alice").await;
    let body = json!({ "username": "alice", "password": "another password" });
    let second = app.post_json("/api/register", &body).await;
    second.problem(ProblemCode::UsernameTaken);

    let code = app.code(&enrolment.secret);
    let signed_in = app.verify(&enrolment.challenge, &code).await;
    let signed_in = signed_in.expect(StatusCode::OK);
    let again = app.verify(&enrolment.challenge, &code).await;
    again.problem(ProblemCode::ChallengeUsed);
    let challenge = app.challenge("alice").await;
    let again = app.verify(&challenge, &code).await;
    again.problem(ProblemCode::OtpAlreadyUsed);

    let first = signed_in.cookie().expect("a sign-in sets the cookie");
    let renewed = app.refresh(&first).await.expect(StatusCode::OK);
    let token = renewed.cookie().expect("a renewal sets the cookie");
    app.post("/api/logout")
        .same_origin()
        .cookie(&token)
        .send()
        .await
        .expect(StatusCode::NO_CONTENT);
    let ended = app.refresh(&token).await;
    ended.problem(ProblemCode::SessionEnded);

    assert_eq!(app.kv().seen(), 0, "all the time, KV showed nothing");
    assert_eq!(app.kv().written().len(), 2);
}

#[tokio::test]
async fn decisions_stay_right_while_kv_shows_an_older_account() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.kv().lag();
    let challenge = app.challenge("alice").await;
    let code = app.code(&holder.secret);
    app.verify(&challenge, &code).await.expect(StatusCode::OK);
    let challenge = app.challenge("alice").await;
    let again = app.verify(&challenge, &code).await;
    again.problem(ProblemCode::OtpAlreadyUsed);
    app.post("/api/logout")
        .bearer(&holder.access_token)
        .send()
        .await
        .expect(StatusCode::NO_CONTENT);
    let ended = app.refresh(&holder.refresh_token).await;
    ended.problem(ProblemCode::SessionEnded);
    app.disable("alice");
    app.advance(30);
    let challenge = app.challenge("alice").await;
    let disabled = app.verify(&challenge, &app.code(&holder.secret)).await;
    disabled.problem(ProblemCode::AccountDisabled);
}

#[tokio::test]
async fn an_old_record_does_not_bring_a_released_account_back() {
    let app = TestApp::with(&[("UNCONFIRMED_SECONDS", "60")]);
    app.register("alice").await;
    app.kv().lag();
    app.advance(60);
    let gone = app.log_in("alice", PASSWORD).await;
    gone.problem(ProblemCode::InvalidCredentials);
    assert_eq!(app.kv().seen(), 1, "KV still shows the account");
    app.register("alice").await;
}

#[tokio::test]
async fn a_publication_that_failed_is_made_good_later() {
    let app = TestApp::new();
    app.kv().fail_writes(true);
    let holder = app.enrol("alice").await;
    assert_eq!(app.kv().written().len(), 0);
    app.who_am_i(&holder.access_token)
        .await
        .expect(StatusCode::OK);
    app.kv().fail_writes(false);
    app.ports.accounts.ring_alarm(&app.locator("alice"));
    assert_eq!(app.kv().written().len(), 2);
    let before = app.objects().commands();
    app.who_am_i(&holder.access_token)
        .await
        .expect(StatusCode::OK);
    assert_eq!(app.objects().commands(), before, "KV answers now");
}

#[tokio::test]
async fn a_released_name_leaves_kv() {
    let app = TestApp::new();
    app.enrol("alice").await;
    app.edit("alice", |slot| {
        slot.tenure = Tenure::Released {
            until: Timestamp::from_unix_seconds(u64::MAX),
            is_reserved: true,
            listed_as: Username::parse("alice").ok(),
        };
    });
    assert_eq!(app.kv().written().len(), 0);
}

/// A service that decides from KV alone, with the care that one can take there: it looks first.
struct KvOnly(Kv);

impl KvOnly {
    fn register(&self, username: &str) -> bool {
        let is_free = self.0.get(username) == Ok(None);
        is_free && self.0.put(username, vec![0]).is_ok()
    }

    /// Accepts a code of `step` if no code of this or a later step was accepted.
    fn accept_code(&self, username: &str, step: u8) -> bool {
        let is_later = matches!(self.0.get(username), Ok(Some(last)) if last < vec![step]);
        is_later && self.0.put(username, vec![step]).is_ok()
    }
}

#[test]
fn a_service_on_kv_alone_would_accept_one_code_twice_and_register_one_name_twice() {
    let prompt = KvOnly(Kv::default());
    assert!(prompt.register("alice"));
    assert!(!prompt.register("alice"), "right, while KV shows no delay");
    assert!(prompt.accept_code("alice", 7));
    assert!(!prompt.accept_code("alice", 7));

    let late = KvOnly(Kv::default());
    late.0.lag();
    assert!(late.register("alice"));
    assert!(late.register("alice"), "the second person has the name too");
    late.0.catch_up();
    late.0.lag();
    assert!(late.accept_code("alice", 7));
    assert!(late.accept_code("alice", 7), "the code works twice");
}
