//! Invitations: what they are worth, to whom, how often and how long.

use std::sync::atomic::{AtomicU8, Ordering};

use http::StatusCode;
use postern_foreign_opaque::Registering;
use postern_shared::api::Role;
use postern_shared::problem::ProblemCode;
use postern_shared::timestamp::Timestamp;
use postern_shared::username::Username;
use postern_worker::account::Tenure;
use postern_worker::instance::{InvitationId, MadeInvitation};
use postern_worker::keys::{Invitation, KeyRing, Sealer};
use postern_worker::ports::Instance as _;
use serde_json::{Value, json};
use tokio::task::LocalSet;

use crate::support::app::{FOREIGN_KEYS, KEYS, ROTATED_KEYS};
use crate::support::call::with_field;
use crate::support::clock::START;
use crate::support::prover::fields_of;
use crate::support::steps::{Enrolment, PASSWORD};
use crate::support::{Answer, TestApp};

/// An invitation like no other, good for an hour.
fn invitation(role: Role, email: Option<&str>) -> Invitation {
    static NEXT: AtomicU8 = AtomicU8::new(0);
    Invitation {
        id: [NEXT.fetch_add(1, Ordering::SeqCst); 16],
        role,
        email: email.map(str::to_owned),
        expires_at: Timestamp::from_unix_seconds(START + 3600),
    }
}

fn sealed(invitation: &Invitation, keys: &str) -> String {
    let ring = KeyRing::parse(keys).expect("the test has good keys");
    let sealed = invitation.seal(&ring, [9; 24]);
    sealed.expect("an invitation is short")
}

/// One for a user, as it travels.
pub fn good() -> String {
    sealed(&invitation(Role::User, None), KEYS)
}

fn body(username: &str, invitation: &str) -> Value {
    json!({ "username": username, "password": PASSWORD, "invitation": invitation })
}

async fn register(app: &TestApp, username: &str, invitation: &str) -> Answer {
    app.post_json("/api/register", &body(username, invitation))
        .await
}

async fn look(app: &TestApp, invitation: &str) -> Answer {
    let body = json!({ "invitation": invitation });
    app.post_json("/api/invitation", &body).await
}

fn by_invitation() -> TestApp {
    TestApp::with(&[("REGISTRATION", "invite")])
}

/// Does what the code is the answer to at this call.
pub async fn refused(path: &str, code: ProblemCode) -> Answer {
    let mode = match code {
        ProblemCode::RegistrationClosed => "closed",
        _ => "invite",
    };
    let app = TestApp::with(&[("REGISTRATION", mode), ("PASSWORD_PROTOCOL", "opaque")]);
    let (_, request) = Registering::start(PASSWORD);
    let mut body = match path {
        "/api/invitation" => json!({}),
        "/api/register/start" => json!({ "username": "alice", "registration_request": request }),
        _ => json!({ "username": "alice", "password": PASSWORD }),
    };
    let text = good();
    if code != ProblemCode::InvitationRequired {
        body = with_field(body, "invitation", json!(text));
    }
    match code {
        ProblemCode::InvalidInvitation => body = with_field(body, "invitation", json!("x")),
        ProblemCode::InvitationExpired => app.advance(3600),
        ProblemCode::InvitationRevoked => {
            let opened = app.config.sealer.open_invitation(&text);
            let id = InvitationId(opened.expect("ours").id);
            let made = MadeInvitation {
                id,
                role: Role::User,
                email: None,
                made_by: Username::parse("root").expect("a name"),
                made_at: app.ports.clock.now(),
                expires_at: app.ports.clock.now().plus(3600),
                is_revoked: false,
            };
            let instance = &app.ports.instance;
            instance.make_invitation(made).await.expect("the first");
            instance.revoke_invitation(id).await.expect("not used");
        }
        ProblemCode::InvitationUsed => {
            register(&app, "bob", &text).await;
        }
        _ => {}
    }
    app.post_json(path, &body).await
}

#[tokio::test]
async fn an_account_has_the_role_of_its_invitation_and_no_other_way_leads_to_it() {
    for mode in ["open", "invite"] {
        let app = TestApp::with(&[("REGISTRATION", mode)]);
        for role in Role::ALL {
            let text = sealed(&invitation(role, None), KEYS);
            let name = format!("one.{}", role.as_str());
            let answer = register(&app, &name, &text).await;
            let enrolment = Enrolment::of(&answer.expect(StatusCode::CREATED));
            let code = app.code(&enrolment.secret);
            let signed_in = app.verify(&enrolment.challenge, &code).await;
            let signed_in = signed_in.expect(StatusCode::OK);
            assert_eq!(signed_in.json()["user"]["role"], role.as_str());
        }
    }
}

#[tokio::test]
async fn the_password_protocol_takes_an_invitation_too() {
    let app = TestApp::with(&[("REGISTRATION", "invite"), ("PASSWORD_PROTOCOL", "opaque")]);
    let text = sealed(&invitation(Role::Admin, None), KEYS);
    let (registering, request) = Registering::start(PASSWORD);
    let start = json!({
        "username": "alice", "registration_request": request, "invitation": text,
    });
    let started = app.post_json("/api/register/start", &start).await;
    let started = started.expect(StatusCode::OK).json();
    assert!(app.ports.instance.row().is_none(), "it is not used up yet");
    let record = with_field(
        fields_of(&registering, &started),
        "username",
        json!("alice"),
    );
    let without = app.post_json("/api/register", &record).await;
    without.problem(ProblemCode::InvitationRequired);
    let record = with_field(record, "invitation", json!(text));
    let answer = app.post_json("/api/register", &record).await;
    let enrolment = Enrolment::of(&answer.expect(StatusCode::CREATED));
    let code = app.code(&enrolment.secret);
    let signed_in = app.verify(&enrolment.challenge, &code).await;
    assert_eq!(signed_in.json()["user"]["role"], "admin");
    let again = register(&app, "bob", &text).await;
    again.blames(ProblemCode::InvitationUsed, "invitation");
}

#[tokio::test]
async fn whoever_has_an_invitation_hears_what_it_is_for() {
    let app = by_invitation();
    let text = sealed(&invitation(Role::Support, Some("alice@example.com")), KEYS);
    let answer = look(&app, &text).await.expect(StatusCode::OK);
    let expected = json!({
        "role": "support", "email": "alice@example.com", "expires_at": START + 3600,
    });
    assert_eq!(answer.json(), expected);
    let answer = look(&app, &good()).await.expect(StatusCode::OK);
    assert_eq!(answer.fields(), ["expires_at", "role"]);
    assert!(app.ports.instance.row().is_none(), "a look uses nothing up");
    register(&app, "alice", &text)
        .await
        .expect(StatusCode::CREATED);
    look(&app, &text).await.problem(ProblemCode::InvitationUsed);
    assert_eq!(app.objects().commands(), 1, "no account is asked");
}

#[tokio::test]
async fn the_e_mail_address_of_an_invitation_counts_where_the_registration_names_none() {
    let app = by_invitation();
    for (number, email, expected) in [
        (1, json!(null), Some("alice@example.com")),
        (2, json!("other@example.org"), Some("other@example.org")),
        (3, json!(""), None),
    ] {
        let text = sealed(&invitation(Role::User, Some("alice@example.com")), KEYS);
        let name = format!("one.{number}");
        let body = with_field(body(&name, &text), "email", email);
        let answer = app.post_json("/api/register", &body).await;
        answer.expect(StatusCode::CREATED);
        app.edit(&name, |slot| {
            let Tenure::Held(account) = &slot.tenure else {
                panic!("somebody has registered");
            };
            assert_eq!(account.profile.email.as_deref(), expected);
        });
    }
    // A password that is little more than the address is as weak as one that was typed with it.
    let text = sealed(
        &invitation(Role::User, Some("wonderland@example.com")),
        KEYS,
    );
    let body = with_field(body("four", &text), "password", json!("wonderland 1"));
    let answer = app.post_json("/api/register", &body).await;
    answer.blames(ProblemCode::WeakPassword, "password");
}

#[tokio::test]
async fn a_hundred_registrations_at_once_by_one_invitation_are_one_account() {
    for mode in ["open", "invite"] {
        let app = TestApp::with(&[("REGISTRATION", mode)]);
        let text = good();
        let local = LocalSet::new();
        let (app, text) = (&*Box::leak(Box::new(app)), &*text.leak());
        let tasks: Vec<_> = (0..100)
            .map(|number| {
                local
                    .spawn_local(async move { register(app, &format!("one.{number}"), text).await })
            })
            .collect();
        local.await;
        let mut accounts = 0;
        for task in tasks {
            let answer = task.await.expect("it does not panic");
            if answer.status == StatusCode::CREATED {
                accounts += 1;
            } else {
                answer.blames(ProblemCode::InvitationUsed, "invitation");
            }
        }
        assert_eq!(accounts, 1);
        assert_eq!(
            app.objects().commands(),
            1,
            "nobody else comes to an account"
        );
    }
}

#[tokio::test]
async fn a_registration_that_is_refused_gives_the_invitation_back() {
    let app = by_invitation();
    register(&app, "alice", &good())
        .await
        .expect(StatusCode::CREATED);
    let text = good();
    let taken = register(&app, "alice", &text).await;
    taken.blames(ProblemCode::UsernameTaken, "username");
    assert!(look(&app, &text).await.status.is_success());
    let weak = with_field(body("bob", &text), "password", json!("iloveyou"));
    let weak = app.post_json("/api/register", &weak).await;
    weak.blames(ProblemCode::WeakPassword, "password");
    register(&app, "carol", &text)
        .await
        .expect(StatusCode::CREATED);
    let again = register(&app, "bob", &text).await;
    again.blames(ProblemCode::InvitationUsed, "invitation");
}

#[tokio::test]
async fn the_same_name_does_not_get_two_accounts_by_one_invitation() {
    let app = by_invitation();
    let text = good();
    let first = register(&app, "alice", &text).await;
    first.expect(StatusCode::CREATED);
    for _ in 0..3 {
        let again = register(&app, "alice", &text).await;
        again.blames(ProblemCode::InvitationUsed, "invitation");
    }
    // Neither when the account is gone.
    app.edit("alice", |slot| slot.tenure = Tenure::Vacant);
    let again = register(&app, "alice", &text).await;
    again.blames(ProblemCode::InvitationUsed, "invitation");
}

#[tokio::test]
async fn what_broke_between_claim_and_registration_is_finished_by_the_same_name_only() {
    let app = by_invitation();
    let text = good();
    app.objects().set_unavailable(true);
    let broken = register(&app, "alice", &text).await;
    broken.problem(ProblemCode::Unavailable);
    app.objects().set_unavailable(false);
    let other = register(&app, "bob", &text).await;
    other.blames(ProblemCode::InvitationUsed, "invitation");
    assert!(look(&app, &text).await.status.is_success());
    register(&app, "alice", &text)
        .await
        .expect(StatusCode::CREATED);
    look(&app, &text).await.problem(ProblemCode::InvitationUsed);
}

#[tokio::test]
async fn what_broke_between_registration_and_settlement_gives_nobody_another_account() {
    let app = by_invitation();
    let text = good();
    app.ports.instance.fail_after(1);
    let registered = register(&app, "alice", &text).await;
    registered.expect(StatusCode::CREATED);
    app.ports.instance.fail_after(u32::MAX);
    let again = register(&app, "alice", &text).await;
    again.blames(ProblemCode::UsernameTaken, "username");
    let other = register(&app, "bob", &text).await;
    other.blames(ProblemCode::InvitationUsed, "invitation");
}

#[tokio::test]
async fn without_the_deployments_object_nobody_registers_by_invitation_and_others_do() {
    let app = TestApp::new();
    app.ports.instance.fail_after(0);
    let refused = register(&app, "alice", &good()).await;
    refused.problem(ProblemCode::Unavailable);
    assert_eq!(app.objects().commands(), 0);
    app.register("alice").await;
}

#[tokio::test]
async fn an_invitation_ends_in_its_last_second() {
    let app = by_invitation();
    let text = good();
    app.advance(3599);
    assert!(look(&app, &text).await.status.is_success());
    app.advance(1);
    let late = look(&app, &text).await;
    late.blames(ProblemCode::InvitationExpired, "invitation");
    let late = register(&app, "alice", &text).await;
    late.blames(ProblemCode::InvitationExpired, "invitation");
}

#[tokio::test]
async fn a_used_invitation_is_remembered_until_it_has_ended_and_then_forgotten() {
    let app = by_invitation();
    let text = good();
    register(&app, "alice", &text)
        .await
        .expect(StatusCode::CREATED);
    app.advance(3599);
    app.ports.instance.wake();
    look(&app, &text).await.problem(ProblemCode::InvitationUsed);
    app.advance(601);
    app.ports.instance.wake();
    assert!(app.ports.instance.row().is_none(), "nothing is left");
    let late = look(&app, &text).await;
    late.problem(ProblemCode::InvitationExpired);
}

#[tokio::test]
async fn whatever_is_no_invitation_of_this_deployment_is_refused_alike() {
    let app = by_invitation();
    let text = good();
    let ours = invitation(Role::Admin, None);
    let challenge = app.register_by(&text).await.challenge;
    for text in [
        "",
        "x",
        &text[1..],
        &format!("{text}A"),
        &text.replace('A', "B"),
        &sealed(&ours, FOREIGN_KEYS),
        &challenge,
    ] {
        for answer in [look(&app, text).await, register(&app, "bob", text).await] {
            answer.blames(ProblemCode::InvalidInvitation, "invitation");
        }
    }
}

#[tokio::test]
async fn an_invitation_outlives_a_rotation_and_ends_with_its_root() {
    let app = by_invitation();
    let (first, second) = (good(), good());
    register(&app, "alice", &first)
        .await
        .expect(StatusCode::CREATED);
    let rotated =
        app.redeployed_with(&[("REGISTRATION", "invite"), ("POSTERN_KEYS", ROTATED_KEYS)]);
    look(&rotated, &first)
        .await
        .problem(ProblemCode::InvitationUsed);
    assert!(look(&rotated, &second).await.status.is_success());
    let sealed_under = || Sealer::root_of(&app.ports.instance.row().expect("a row").sealed);
    rotated.ports.instance.wake();
    assert_eq!(sealed_under(), Some(2));

    let retired = ROTATED_KEYS.split(",1:").next().unwrap_or_default();
    let retired = app.redeployed_with(&[("REGISTRATION", "invite"), ("POSTERN_KEYS", retired)]);
    for text in [&first, &second] {
        look(&retired, text)
            .await
            .problem(ProblemCode::InvalidInvitation);
    }
}

#[tokio::test]
async fn a_row_that_cannot_be_read_lets_no_invitation_pass_until_its_time_is_over() {
    let app = by_invitation();
    register(&app, "alice", &good())
        .await
        .expect(StatusCode::CREATED);
    // Retired although the row was not sealed anew.
    let keys = "directory:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA,\
        2:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI";
    let retired = app.redeployed_with(&[("REGISTRATION", "invite"), ("POSTERN_KEYS", keys)]);
    let mut later = invitation(Role::User, None);
    later.expires_at = Timestamp::from_unix_seconds(START + 9000);
    let text = sealed(&later, keys);
    let refused = register(&retired, "bob", &text).await;
    refused.problem(ProblemCode::Unavailable);
    retired.advance(3600 + 600);
    register(&retired, "bob", &text)
        .await
        .expect(StatusCode::CREATED);
}

#[tokio::test]
async fn what_the_deployments_object_stores_tells_neither_whose_it_is_nor_which_invitation() {
    let app = by_invitation();
    let ours = invitation(Role::Admin, Some("alice@example.com"));
    let answer = register(&app, "alice", &sealed(&ours, KEYS)).await;
    answer.expect(StatusCode::CREATED);
    let row = app.ports.instance.row().expect("a row");
    let name = Username::parse("alice").expect("a name");
    let locator = app.config.locators.locate(&name);
    for needle in [
        b"alice".as_slice(),
        &ours.id,
        locator.as_bytes(),
        locator.to_string().as_bytes(),
    ] {
        let is_there = row.sealed.windows(needle.len()).any(|part| part == needle);
        assert!(!is_there);
    }
}

impl TestApp {
    /// Registers `alice` by this invitation.
    async fn register_by(&self, invitation: &str) -> Enrolment {
        let answer = register(self, "alice", invitation).await;
        Enrolment::of(&answer.expect(StatusCode::CREATED))
    }
}
