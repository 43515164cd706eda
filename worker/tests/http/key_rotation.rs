//! A rotation of the keys as Worker and objects live through it: records and rows move to the
//! active root when an object starts, and nobody notices.

use http::StatusCode;
use postern_shared::problem::ProblemCode;
use postern_worker::adapters::directory_record::RecordRoots;
use postern_worker::ports::Accounts;

use crate::support::TestApp;
use crate::support::app::ROTATED_KEYS;
use crate::support::steps::{Holder, PASSWORD};

/// [`ROTATED_KEYS`] with the new root published only.
const PUBLISHED_KEYS: &str = "directory:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA,\
    1:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE,\
    2@1700000000:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI";
/// The same, with the old root retired.
const RETIRED_KEYS: &str = "directory:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA,\
    2:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI";

impl TestApp {
    /// The service after a deployment with these keys: every object starts anew.
    fn deployed(&self, keys: &str) -> Self {
        self.objects().restart();
        self.redeployed_with(&[("POSTERN_KEYS", keys)])
    }

    /// What the scheduled run does with an account that nobody uses.
    async fn wake(&self, username: &str) {
        let locator = self.locator(username);
        let answer = self.ports.accounts.current_profile(&locator).await;
        assert!(answer.is_ok());
    }

    /// Signs in with the next code.
    async fn sign_in_later(&self, username: &str, holder: &Holder) {
        self.advance(30);
        self.sign_in(username, &holder.secret).await;
    }
}

const fn needs(seal: u32, pepper: u32) -> [Option<RecordRoots>; 1] {
    [Some(RecordRoots {
        seal,
        pepper,
        is_listed: true,
    })]
}

/// What is said of one password, at the cost of the tests.
fn kept_as(form: &str) -> [Option<String>; 1] {
    [Some(format!("{form} m=8,t=1,p=1"))]
}

fn with_pepper(app: &TestApp) -> String {
    let mut ring = postern_worker::keys::KeyRing::parse(ROTATED_KEYS).expect("well formed");
    assert!(ring.retire(1, true));
    assert_eq!(app.kv().roots().len(), 1);
    ring.to_text().to_string()
}

#[tokio::test]
async fn a_start_seals_row_and_record_anew_and_says_what_they_need() {
    let app = TestApp::new();
    app.enrol("alice").await;
    assert_eq!(app.kv().roots(), needs(1, 1));

    let published = app.deployed(PUBLISHED_KEYS);
    published.wake("alice").await;
    assert_eq!(published.kv().roots(), needs(1, 1));
    assert_eq!(published.objects().row_roots(), [Some(1)]);

    let rotated = app.deployed(ROTATED_KEYS);
    rotated.wake("alice").await;
    assert_eq!(rotated.kv().roots(), needs(2, 1));
    assert_eq!(rotated.objects().row_roots(), [Some(2)]);
}

#[tokio::test]
async fn what_is_current_is_not_written_again() {
    let app = TestApp::new();
    app.enrol("alice").await;
    let before = app.kv().written();
    let again = app.deployed(PUBLISHED_KEYS);
    again.wake("alice").await;
    assert_eq!(again.kv().written(), before);
}

#[tokio::test]
async fn a_record_without_metadata_is_published_anew() {
    let app = TestApp::new();
    app.enrol("alice").await;
    app.kv().forget_metadata();
    app.objects().restart();
    app.wake("alice").await;
    assert_eq!(app.kv().roots(), needs(1, 1));
    assert_eq!(app.kv().passwords(), kept_as("argon2id"));
}

#[tokio::test]
async fn a_record_that_is_gone_is_published_anew_at_the_next_start() {
    let app = TestApp::new();
    app.enrol("alice").await;
    let gone = app.kv().put_record(&key(&app, "alice"), None);
    assert!(gone.is_ok());
    app.wake("alice").await;
    assert_eq!(app.kv().roots(), []);
    app.objects().restart();
    app.wake("alice").await;
    assert_eq!(app.kv().roots(), needs(1, 1));
}

#[tokio::test]
async fn a_record_says_what_its_password_is_kept_as() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    assert_eq!(app.kv().passwords(), kept_as("argon2id"));

    app.objects().restart();
    let opaque = app.redeployed_with(&[("PASSWORD_PROTOCOL", "opaque")]);
    opaque.wake("alice").await;
    assert_eq!(opaque.kv().passwords(), kept_as("argon2id"));
    opaque.sign_in_later("alice", &holder).await;
    assert_eq!(opaque.kv().passwords(), kept_as("opaque"));

    // A cost of its own, and the root beside it.
    opaque.objects().restart();
    let dearer = opaque.redeployed_with(&[
        ("PASSWORD_PROTOCOL", "opaque"),
        ("PASSWORD_ARGON2", "m=19456,t=2,p=1"),
    ]);
    dearer.sign_in_later("alice", &holder).await;
    let said = "opaque m=19456,t=2,p=1".to_owned();
    assert_eq!(dearer.kv().passwords(), [Some(said)]);
    assert_eq!(dearer.kv().roots(), needs(1, 1));
}

#[tokio::test]
async fn a_lower_cost_is_taken_on_with_a_new_root_only() {
    let (dear, cheap) = ("m=20480,t=2,p=1", "m=19456,t=2,p=1");
    let both = format!("{cheap} {dear}");
    let kept_at = |cost| [Some(format!("argon2id {cost}"))];
    let app = TestApp::with(&[("PASSWORD_ARGON2", dear)]);
    let holder = app.enrol("alice").await;

    app.objects().restart();
    let lowered = app.redeployed_with(&[("PASSWORD_ARGON2", &both)]);
    lowered.sign_in_later("alice", &holder).await;
    assert_eq!(lowered.kv().passwords(), kept_at(dear));

    lowered.objects().restart();
    let keys = ("POSTERN_KEYS", ROTATED_KEYS);
    let rotated = lowered.redeployed_with(&[("PASSWORD_ARGON2", &both), keys]);
    rotated.wake("alice").await;
    assert_eq!(rotated.kv().passwords(), kept_at(dear));
    rotated.sign_in_later("alice", &holder).await;
    assert_eq!(rotated.kv().passwords(), kept_at(cheap));
}

#[tokio::test]
async fn a_record_that_does_not_say_what_its_password_is_kept_as_waits_for_another_reason() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.kv().forget_passwords();
    let before = app.kv().written();
    let published = app.deployed(PUBLISHED_KEYS);
    published.wake("alice").await;
    assert_eq!(published.kv().written(), before);
    assert_eq!(published.kv().passwords(), [None]);

    // A sign-in is none,
    published.sign_in_later("alice", &holder).await;
    assert_eq!(published.kv().written(), before);
    // but a rotation is.
    let rotated = published.deployed(ROTATED_KEYS);
    rotated.wake("alice").await;
    assert_eq!(rotated.kv().passwords(), kept_as("argon2id"));
}

#[tokio::test]
async fn a_publication_that_fails_leaves_the_account_usable_and_is_made_good() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let rotated = app.deployed(ROTATED_KEYS);
    rotated.kv().fail_writes(true);
    rotated.wake("alice").await;
    rotated.sign_in_later("alice", &holder).await;
    assert_eq!(rotated.kv().roots(), needs(1, 1));
    rotated.kv().fail_writes(false);
    rotated.ports.accounts.ring_alarm(&app.locator("alice"));
    assert_eq!(rotated.kv().roots(), needs(2, 2));
}

#[tokio::test]
async fn a_record_that_could_not_be_read_at_the_start_is_written_anew() {
    let app = TestApp::new();
    app.enrol("alice").await;
    let rotated = app.deployed(ROTATED_KEYS);
    rotated.kv().fail_reads(true);
    rotated.wake("alice").await;
    rotated.kv().fail_reads(false);
    assert_eq!(rotated.kv().roots(), needs(2, 1));
}

#[tokio::test]
async fn a_row_of_the_new_root_does_not_hide_a_record_of_the_old_one() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.kv().lag();
    let rotated = app.deployed(ROTATED_KEYS);
    rotated.sign_in_later("alice", &holder).await;
    assert_eq!(rotated.objects().row_roots(), [Some(2)]);
    // Whatever became of that publication: the next start reads the old record, and repeats it.
    rotated.objects().restart();
    let before = rotated.kv().written();
    rotated.wake("alice").await;
    assert_ne!(rotated.kv().written(), before);
}

#[tokio::test]
async fn the_whole_life_of_a_root() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let rotated = app.deployed(PUBLISHED_KEYS).deployed(ROTATED_KEYS);
    rotated.wake("alice").await;

    let retired = rotated.deployed(&with_pepper(&rotated));
    let refused = retired.who_am_i(&holder.access_token).await;
    refused.problem(ProblemCode::InvalidToken);
    let renewed = retired.refresh(&holder.refresh_token).await;
    let renewed = renewed.expect(StatusCode::OK);
    let me = retired.who_am_i(&renewed.field("access_token")).await;
    me.expect(StatusCode::OK);
    retired.sign_in_later("alice", &holder).await;
    assert_eq!(retired.kv().roots(), needs(2, 2), "the pepper is upgraded");

    let without_pepper = retired.deployed(RETIRED_KEYS);
    without_pepper.sign_in_later("alice", &holder).await;
}

#[tokio::test]
async fn deployments_that_overlap_understand_each_other() {
    let old = TestApp::new();
    let holder = old.enrol("alice").await;
    let published = old.deployed(PUBLISHED_KEYS);
    let mut promoted = published.redeployed_with(&[("POSTERN_KEYS", ROTATED_KEYS)]);

    // The Worker is of the new deployment, the objects are still of the old one.
    promoted.ports.accounts = published.ports.accounts.clone();
    promoted.sign_in_later("alice", &holder).await;
    let renewed = promoted.refresh(&holder.refresh_token).await;
    let renewed = renewed.expect(StatusCode::OK);

    // The other way round: its objects are of the new one.
    let mut behind = published.redeployed_with(&[("POSTERN_KEYS", PUBLISHED_KEYS)]);
    behind.ports.accounts = published.deployed(ROTATED_KEYS).ports.accounts;
    behind.sign_in_later("alice", &holder).await;
    assert_eq!(behind.kv().roots(), needs(2, 2));
    let me = behind.who_am_i(&renewed.field("access_token")).await;
    me.expect(StatusCode::OK);
    let cookie = renewed.cookie().expect("a renewal sets the cookie");
    behind.refresh(&cookie).await.expect(StatusCode::OK);

    // And back: an object of the old deployment starts from what the new one has sealed.
    let back = published.deployed(PUBLISHED_KEYS);
    back.sign_in_later("alice", &holder).await;
}

#[tokio::test]
async fn a_row_of_a_retired_root_is_lost_and_the_record_takes_its_place() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let rotated = app.deployed(ROTATED_KEYS);
    rotated.wake("alice").await;
    let record = rotated.kv().get_record(&key(&rotated, "alice"));
    let (sealed, _) = record.expect("KV answers");
    // Back to the state before, but for the record.
    let before = rotated.deployed(PUBLISHED_KEYS);
    before.wake("alice").await;
    assert_eq!(before.objects().row_roots(), [Some(1)]);
    let sealed = sealed.expect("it was published");
    before
        .kv()
        .put(&key(&before, "alice"), sealed)
        .expect("KV takes it");

    let retired = before.deployed(&with_pepper(&before));
    // What is left begins with the record, and takes no code of the time before.
    retired.wake("alice").await;
    retired.advance(30);
    retired.sign_in_later("alice", &holder).await;
    assert_eq!(retired.objects().row_roots(), [Some(2)]);
    assert_eq!(retired.kv().roots(), needs(2, 2));
}

#[tokio::test]
async fn a_row_of_a_retired_root_does_not_brick_a_name_that_nobody_holds() {
    let app = TestApp::new();
    let wrong = app.log_in("alice", PASSWORD).await;
    wrong.problem(ProblemCode::InvalidCredentials);
    assert_eq!(app.objects().row_roots(), [Some(1)]);
    let retired = app.deployed(RETIRED_KEYS);
    retired.enrol("alice").await;
    assert_eq!(retired.objects().row_roots(), [Some(2)]);
}

#[tokio::test]
async fn an_account_whose_root_was_taken_out_by_force_is_unavailable_and_not_given_away() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let forced = app.deployed(RETIRED_KEYS);
    let answer = forced.log_in("alice", PASSWORD).await;
    answer.problem(ProblemCode::Unavailable);
    let taken = serde_json::json!({ "username": "alice", "password": PASSWORD });
    let answer = forced.post_json("/api/register", &taken).await;
    answer.problem(ProblemCode::Unavailable);
    let back = forced.deployed(ROTATED_KEYS);
    back.sign_in_later("alice", &holder).await;
}

#[tokio::test]
async fn an_account_that_kv_does_not_know_yet_is_not_given_away_either() {
    let app = TestApp::new();
    app.kv().fail_writes(true);
    let holder = app.enrol("alice").await;
    app.kv().fail_writes(false);
    let forced = app.deployed(RETIRED_KEYS);
    let answer = forced.log_in("alice", PASSWORD).await;
    answer.problem(ProblemCode::Unavailable);
    let back = forced.deployed(ROTATED_KEYS);
    back.sign_in_later("alice", &holder).await;
}

fn key(app: &TestApp, username: &str) -> String {
    postern_worker::adapters::directory_record::key(&app.locator(username))
}
