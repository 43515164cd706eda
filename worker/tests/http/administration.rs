//! What administrators do to others' accounts: who may, what comes of it, and where it is written down.

use http::{Method, StatusCode};
use postern_shared::api::Role;
use postern_shared::problem::ProblemCode;
use postern_worker::account::Order;
use postern_worker::instance::DepartureStep;
use postern_worker::ports::{Administration as _, Instance as _};
use serde_json::{Value, json};

use crate::support::call::with_field;
use crate::support::desk::{Desk, REASON, because};
use crate::support::steps::{Enrolment, PASSWORD};
use crate::support::{Answer, TestApp};

/// The body that a call of administration takes.
pub fn good_body(path: &str) -> Option<Value> {
    Some(match path {
        "/api/admin/people" | "/api/admin/log" | "/api/admin/log/export" => json!({}),
        "/api/admin/people/{id}/role" => json!({ "role": "support", "reason": REASON }),
        "/api/admin/invitations" => json!({ "role": "user", "reason": REASON }),
        "/api/admin/people/{id}" | "/api/admin/overview" => return None,
        _ => because(),
    })
}

/// Does what the code is the answer to.
pub async fn refused(method: &str, path: &str, code: ProblemCode) -> Answer {
    let mut desk = Desk::new().await;
    let method: Method = method.to_uppercase().parse().expect("a method");
    let mut id = if path.contains("invitations") {
        "AAAAAAAAAAAAAAAAAAAAAA".to_owned()
    } else {
        desk.app.locator("bob").to_string()
    };
    let mut token = desk.root.access_token.clone();
    let mut body = good_body(path).filter(|_| method == Method::POST);
    let raw = async |media_type: &str, text: &str| {
        let call = desk.app.call(method.clone(), &path.replace("{id}", &id));
        let call = call.bearer(&desk.root.access_token);
        call.raw(media_type, text.to_owned()).send().await
    };
    match code {
        ProblemCode::MalformedJson => return raw("application/json", "{").await,
        ProblemCode::InvalidField => return raw("application/json", "[]").await,
        ProblemCode::UnsupportedMediaType => return raw("text/plain", "x").await,
        ProblemCode::BodyTooLarge => {
            return raw("application/json", &" ".repeat(16_385)).await;
        }
        ProblemCode::MissingField => body = Some(json!({})),
        ProblemCode::UnknownField => body = body.map(|it| with_field(it, "admin", json!(1))),
        ProblemCode::InvalidReason => body = body.map(|it| with_field(it, "reason", json!("x"))),
        ProblemCode::InvalidEmail => body = body.map(|it| with_field(it, "email", json!("x"))),
        ProblemCode::InvalidCursor => body = body.map(|it| with_field(it, "cursor", json!("x"))),
        ProblemCode::MissingToken => {
            let call = desk.app.call(method, &path.replace("{id}", &id));
            return call.send().await;
        }
        ProblemCode::QueryNotAllowed => {
            let path = format!("{}?x", path.replace("{id}", &id));
            return desk.app.call(method, &path).send().await;
        }
        ProblemCode::InvalidToken => "x".clone_into(&mut token),
        ProblemCode::TokenExpired => desk.app.advance(600),
        ProblemCode::StepUpRequired => desk.app.advance(271),
        ProblemCode::SessionEnded => {
            let out = desk.app.with_token(Method::POST, "/api/logout", &token);
            out.await.expect(StatusCode::NO_CONTENT);
        }
        ProblemCode::AccountDisabled => desk.app.disable("root"),
        ProblemCode::NotPermitted => token = desk.bob.access_token.clone(),
        ProblemCode::PersonNotFound => id = desk.app.locator("nobody").to_string(),
        ProblemCode::OwnAccount => id = desk.app.locator("root").to_string(),
        ProblemCode::LastAdministrator => being_removed(&desk, "root").await,
        ProblemCode::Unavailable => {
            desk.app.objects().set_unavailable(true);
            desk.app.ports.instance.fail_after(0);
        }
        ProblemCode::RegistrationClosed => {
            desk.app = desk.app.redeployed_with(&[("REGISTRATION", "closed")]);
        }
        ProblemCode::TooManyInvitations => {
            for _ in 0..100 {
                let body = good_body(path).expect("it takes one");
                desk.ask("invitations", &body).await;
            }
        }
        ProblemCode::InvitationUsed => {
            let body = json!({ "role": "user", "reason": REASON });
            let made = desk.ask("invitations", &body).await;
            let invitation = made.field("invitation");
            id = made.field("id");
            let body =
                json!({ "username": "carol", "password": PASSWORD, "invitation": invitation });
            let registered = desk.app.post_json("/api/register", &body).await;
            registered.expect(StatusCode::CREATED);
        }
        _invitation_not_found => {}
    }
    let call = desk.app.call(method, &path.replace("{id}", &id));
    let call = call.bearer(&token);
    match body {
        Some(body) => call.json(&body).send().await,
        None => call.send().await,
    }
}

/// Somebody else is about to take this administrator's role.
async fn being_removed(desk: &Desk, username: &str) {
    let claim = DepartureStep::Claim {
        actor: [9; 32],
        authorized_at: desk.app.ports.clock.now(),
    };
    let target = desk.app.locator(username);
    let claimed = desk.app.ports.instance.departure(&target, claim).await;
    claimed.expect("nobody else is removed");
}

/// The rows of the table in `ARCHITECTURE.md`: method, path, and what stands below each role.
fn table() -> Vec<(Method, String, Vec<bool>)> {
    let page = include_str!("../../../ARCHITECTURE.md");
    let rows = page.lines().filter_map(|line| {
        let (call, cells) = line.strip_prefix("| `")?.split_once("` |")?;
        let (method, path) = call.split_once(' ')?;
        if !path.starts_with("/api/admin/") {
            return None;
        }
        let said = cells
            .split('|')
            .map(str::trim)
            .take(3)
            .map(|cell| match cell {
                "yes" | "to users" => true,
                "no" => false,
                other => panic!("{call}: {other}"),
            });
        let method = method.parse().expect("a method");
        Some((method, path.to_owned(), said.collect()))
    });
    rows.collect()
}

#[tokio::test]
async fn each_role_may_do_what_the_table_of_the_architecture_says_and_nothing_else() {
    let table = table();
    let service = postern_worker::http::Service::new(
        TestApp::new().config.clone(),
        TestApp::new().ports.clone(),
    );
    let served = service.calls().iter().flat_map(|call| {
        let methods = call.methods.split(", ");
        methods.map(|method| format!("{method} {}", call.path))
    });
    let mut served: Vec<String> = served.filter(|it| it.contains("/api/admin/")).collect();
    let mut listed: Vec<String> = table
        .iter()
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    served.sort();
    listed.sort();
    assert_eq!(served, listed, "each call of administration stands there");

    for (method, path, said) in table {
        for (role, is_allowed) in Role::ALL.into_iter().zip(said) {
            let desk = Desk::new().await;
            let body = good_body("/api/admin/invitations").expect("it takes one");
            let invitation = desk.ask("invitations", &body).await.field("id");
            let actor = desk.app.enrol("carol").await;
            desk.app.set_role("carol", role);
            let id = if path.contains("invitations") {
                invitation
            } else {
                desk.app.locator("bob").to_string()
            };
            let before = desk.app.snapshot();
            let call = desk.app.call(method.clone(), &path.replace("{id}", &id));
            let call = call.bearer(&actor.access_token);
            let answer = match good_body(&path).filter(|_| method == Method::POST) {
                Some(body) => call.json(&body).send().await,
                None => call.send().await,
            };
            if is_allowed {
                assert!(
                    answer.status.is_success(),
                    "{role:?} {path}: {}",
                    answer.text()
                );
            } else {
                answer.problem(ProblemCode::NotPermitted);
                assert_eq!(desk.app.snapshot(), before, "{role:?} {path}");
            }
        }
    }
}

#[tokio::test]
async fn support_does_nothing_to_those_who_may_do_more() {
    let desk = Desk::new().await;
    let carol = desk.app.enrol("carol").await;
    desk.app.set_role("carol", Role::Support);
    desk.administrator("dave").await;
    desk.app.enrol("erin").await;
    desk.app.set_role("erin", Role::Support);
    for username in ["dave", "erin"] {
        for deed in ["end-sessions", "unlock", "reset-factor"] {
            let answer = desk.act_as(&carol, username, deed).await;
            answer.problem(ProblemCode::NotPermitted);
        }
    }
    assert!(desk.log().await.is_empty());
}

#[tokio::test]
async fn a_role_counts_from_the_moment_at_which_it_changes_whatever_the_token_says() {
    let desk = Desk::new().await;
    let dave = desk.administrator("dave").await;
    desk.change_role(&desk.root, "dave", "user")
        .await
        .expect(StatusCode::NO_CONTENT);
    let answer = desk.act_as(&dave, "bob", "disable").await;
    answer.problem(ProblemCode::NotPermitted);
}

#[tokio::test]
async fn what_changes_something_needs_a_fresh_proof_and_what_does_not_needs_none() {
    let desk = Desk::new().await;
    desk.app.advance(400);
    for (method, path, _) in table() {
        let call = desk.app.call(
            method.clone(),
            &path.replace("{id}", &desk.app.locator("bob").to_string()),
        );
        let call = call.bearer(&desk.root.access_token);
        let answer = match good_body(&path).filter(|_| method == Method::POST) {
            Some(body) => call.json(&body).send().await,
            None => call.send().await,
        };
        let is_reading = method == Method::GET
            || path == "/api/admin/people"
            || path.starts_with("/api/admin/log");
        if is_reading {
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        } else {
            answer.problem(ProblemCode::StepUpRequired);
        }
    }
    let code = desk.app.code(&desk.root.secret);
    let proved = desk
        .app
        .step_up("root", &desk.root.access_token, &code)
        .await;
    let token = proved.expect(StatusCode::OK).field("access_token");
    let path = desk.path("bob", "disable");
    let done = desk.say(&token, &path, &because()).await;
    done.expect(StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn every_deed_is_told_to_the_person_and_stands_in_the_log_with_its_reason() {
    let desk = Desk::new().await;
    for (deed, told, logged) in [
        ("unlock", "unlocked", "unlocked"),
        ("end-sessions", "sessions_ended_for_you", "sessions_ended"),
        ("disable", "disabled", "disabled"),
        ("enable", "enabled", "enabled"),
        (
            "reset-password",
            "password_reset_started",
            "password_reset_started",
        ),
        ("reset-factor", "factor_reset", "factor_reset"),
    ] {
        let answer = desk.act("bob", deed).await;
        assert!(answer.status.is_success(), "{deed}: {}", answer.text());
        assert_eq!(
            desk.happened("bob").await.first().map(String::as_str),
            Some(told)
        );
        desk.app.advance(1);
        let log = desk.log().await;
        let newest = log.first().expect("it was written down");
        assert_eq!(newest["action"], logged);
        assert_eq!(
            (&newest["actor"], &newest["target"]),
            (&json!("root"), &json!("bob"))
        );
        assert_eq!(newest["reason"], REASON);
    }
    desk.change_role(&desk.root, "bob", "support")
        .await
        .expect(StatusCode::NO_CONTENT);
    let person = desk.person("bob").await.expect(StatusCode::OK).json();
    assert_eq!(person["user"]["role"], "support");
    assert_eq!(person["activity"]["entries"][0]["label"], "support");
    assert_eq!(person["activity"]["intact"], true);
    desk.app.advance(1);
    desk.act("bob", "delete")
        .await
        .expect(StatusCode::NO_CONTENT);
    let log = desk.log().await;
    assert_eq!(
        (&log[0]["action"], &log[1]["role"]),
        (&json!("deleted"), &json!("support"))
    );
    assert_eq!(log.len(), 8);
    desk.person("bob")
        .await
        .problem(ProblemCode::PersonNotFound);
}

#[tokio::test]
async fn what_is_so_already_is_done_and_not_written_down_again() {
    let desk = Desk::new().await;
    for deed in ["disable", "disable", "enable", "enable"] {
        desk.act("bob", deed).await.expect(StatusCode::NO_CONTENT);
    }
    for role in ["support", "support"] {
        let done = desk.change_role(&desk.root, "bob", role).await;
        done.expect(StatusCode::NO_CONTENT);
    }
    assert_eq!(desk.log().await.len(), 3);
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once_and_comes_back_as_it_was() {
    let desk = Desk::new().await;
    let challenge = desk.app.challenge("bob").await;
    desk.act("bob", "disable")
        .await
        .expect(StatusCode::NO_CONTENT);
    let renewed = desk.app.refresh(&desk.bob.refresh_token).await;
    renewed.problem(ProblemCode::SessionEnded);
    let list = desk
        .app
        .with_token(Method::GET, "/api/sessions", &desk.bob.access_token);
    list.await.problem(ProblemCode::SessionEnded);
    // Nor does a sign-in that was under way go on.
    let code = desk.app.code(&desk.bob.secret);
    let verified = desk.app.verify(&challenge, &code).await;
    verified.problem(ProblemCode::ChallengeUsed);
    let again = desk.app.challenge("bob").await;
    let verified = desk.app.verify(&again, &code).await;
    verified.problem(ProblemCode::AccountDisabled);

    desk.app.advance(30);
    desk.act("bob", "enable")
        .await
        .expect(StatusCode::NO_CONTENT);
    desk.app.sign_in("bob", &desk.bob.secret).await;
}

#[tokio::test]
async fn ended_sessions_and_forgotten_failures_are_all_that_changes() {
    let desk = Desk::new().await;
    desk.act("bob", "end-sessions")
        .await
        .expect(StatusCode::NO_CONTENT);
    let renewed = desk.app.refresh(&desk.bob.refresh_token).await;
    renewed.problem(ProblemCode::SessionEnded);
    for _ in 0..5 {
        desk.app.log_in("bob", "one wrong horse").await;
    }
    desk.app
        .edit("bob", |slot| slot.code_throttle.failures = 100);
    let person = desk.person("bob").await.expect(StatusCode::OK).json();
    assert_eq!(
        (&person["password_wait"], &person["suspended"]),
        (&json!(30), &json!(true))
    );
    desk.act("bob", "unlock")
        .await
        .expect(StatusCode::NO_CONTENT);
    let person = desk.person("bob").await.expect(StatusCode::OK).json();
    assert_eq!(
        (&person["password_wait"], &person["suspended"]),
        (&json!(0), &json!(false))
    );
    desk.app.sign_in("bob", &desk.bob.secret).await;
}

#[tokio::test]
async fn a_lock_of_the_browser_that_somebody_always_uses_is_seen_and_lifted() {
    let desk = Desk::new().await;
    let body = json!({ "username": "bob", "password": "one wrong horse" });
    for _ in 0..5 {
        let call = desk.app.post("/api/login").same_origin();
        call.other_cookie(&desk.bob.browser)
            .json(&body)
            .send()
            .await;
    }
    let person = desk.person("bob").await.expect(StatusCode::OK).json();
    assert_eq!(person["password_wait"], 30);
    let unlocked = desk.act("bob", "unlock").await;
    unlocked.expect(StatusCode::NO_CONTENT);
    let person = desk.person("bob").await.expect(StatusCode::OK).json();
    assert_eq!(person["password_wait"], 0);
}

#[tokio::test]
async fn after_a_reset_of_the_factor_the_password_enrols_anew_and_nothing_of_the_old_counts() {
    let desk = Desk::new().await;
    let app = &desk.app;
    desk.act("bob", "reset-factor")
        .await
        .expect(StatusCode::NO_CONTENT);
    let renewed = app.refresh(&desk.bob.refresh_token).await;
    renewed.problem(ProblemCode::SessionEnded);
    let proved = app.log_in("bob", PASSWORD).await.expect(StatusCode::OK);
    let enrolment = Enrolment::of(&proved);
    assert_ne!(
        enrolment.secret.expose_base32(),
        desk.bob.secret.expose_base32()
    );
    assert_eq!(proved.json()["methods"], json!(["otp"]));
    for old in [
        app.code(&desk.bob.secret),
        desk.bob.recovery_code(0).to_owned(),
    ] {
        let refused = app.verify(&enrolment.challenge, &old).await;
        refused.problem(ProblemCode::InvalidOtp);
    }
    let code = app.code(&enrolment.secret);
    let signed_in = app.verify(&enrolment.challenge, &code).await;
    let signed_in = signed_in.expect(StatusCode::OK);
    let codes = signed_in.json()["recovery_codes"].as_array().map(Vec::len);
    assert_eq!(codes, Some(10));
    let token = signed_in.field("access_token");
    let seen = app.with_token(Method::GET, "/api/users/me/activity", &token);
    let entries = seen.await.expect(StatusCode::OK).json()["entries"].clone();
    let kinds: Vec<_> = (0..5)
        .filter_map(|at| entries[at]["kind"].as_str())
        .collect();
    assert!(
        kinds.contains(&"factor_reset") && kinds.contains(&"enrolled_anew"),
        "{kinds:?}"
    );
    app.advance(30);
    app.sign_in("bob", &enrolment.secret).await;
}

#[tokio::test]
async fn an_enrolment_that_nobody_makes_in_a_day_lapses_and_the_account_stays() {
    let desk = Desk::new().await;
    let app = &desk.app;
    desk.act("bob", "reset-factor")
        .await
        .expect(StatusCode::NO_CONTENT);
    app.advance(24 * 3600 - 1);
    let enrolment = Enrolment::of(&app.log_in("bob", PASSWORD).await);
    app.advance(1);
    let code = app.code(&enrolment.secret);
    let late = app.verify(&enrolment.challenge, &code).await;
    late.problem(ProblemCode::InvalidOtp);
    let proved = app.log_in("bob", PASSWORD).await.expect(StatusCode::OK);
    assert!(proved.json().get("otp_secret").is_none());
    app.advance(100 * 24 * 3600);
    let body = json!({ "username": "bob", "password": PASSWORD });
    let taken = app.post_json("/api/register", &body).await;
    taken.problem(ProblemCode::UsernameTaken);
    // A further reset is another day.
    let root = app.sign_in("root", &desk.root.secret).await;
    let path = desk.path("bob", "reset-factor");
    let again = desk
        .say(&root.field("access_token"), &path, &because())
        .await;
    again.expect(StatusCode::NO_CONTENT);
    let enrolment = Enrolment::of(&app.log_in("bob", PASSWORD).await);
    let code = app.code(&enrolment.secret);
    app.verify(&enrolment.challenge, &code)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn nobody_administers_their_own_account() {
    let desk = Desk::new().await;
    let before = desk.app.snapshot();
    for deed in [
        "disable",
        "enable",
        "end-sessions",
        "unlock",
        "reset-factor",
        "reset-password",
        "delete",
    ] {
        let answer = desk.act("root", deed).await;
        answer.problem(ProblemCode::OwnAccount);
    }
    let answer = desk.change_role(&desk.root, "root", "user").await;
    answer.problem(ProblemCode::OwnAccount);
    assert_eq!(desk.app.snapshot(), before);
}

#[tokio::test]
async fn a_role_that_there_is_not_and_whatever_is_no_reason_change_nothing() {
    let desk = Desk::new().await;
    let before = desk.app.snapshot();
    for role in ["owner", "Admin", ""] {
        let answer = desk.change_role(&desk.root, "bob", role).await;
        answer.blames(ProblemCode::InvalidField, "role");
    }
    for reason in ["", "  ", "ab", "a\nb\nc", &"x".repeat(201)] {
        let path = desk.path("bob", "disable");
        let body = json!({ "reason": reason });
        let call = desk
            .app
            .with_body(Method::POST, &path, &desk.root.access_token, &body);
        call.await.blames(ProblemCode::InvalidReason, "reason");
    }
    assert_eq!(desk.app.snapshot(), before);
}

#[tokio::test]
async fn who_is_not_there_or_has_not_confirmed_is_nobody() {
    let desk = Desk::new().await;
    desk.app.register("carol").await;
    for name in ["nobody", "carol"] {
        desk.person(name).await.problem(ProblemCode::PersonNotFound);
        for deed in ["disable", "delete"] {
            let answer = desk.act(name, deed).await;
            answer.problem(ProblemCode::PersonNotFound);
        }
    }
    for id in ["x", "%20", &"A".repeat(44)] {
        let path = format!("/api/admin/people/{id}");
        let answer = desk
            .app
            .with_token(Method::GET, &path, &desk.root.access_token);
        answer.await.problem(ProblemCode::PersonNotFound);
    }
}

#[tokio::test]
async fn what_is_shown_of_somebody_has_no_secret() {
    let desk = Desk::new().await;
    desk.act("bob", "reset-password").await;
    let person = desk.person("bob").await.expect(StatusCode::OK);
    assert_eq!(desk.app.secrets.first_in(person.text()), None);
    let secret = desk.bob.secret.expose_base32();
    assert!(!person.text().contains(&secret));
    assert!(person.json()["password_reset_until"].is_u64());
}

#[tokio::test]
async fn nothing_is_done_that_could_not_be_written_down() {
    let desk = Desk::new().await;
    desk.app.kv().fail_writes(true);
    for _ in 0..50 {
        desk.act("bob", "unlock")
            .await
            .expect(StatusCode::NO_CONTENT);
    }
    let answer = desk.act("bob", "disable").await;
    answer.problem(ProblemCode::Unavailable);
    // A restart loses nothing of it, and KV has all of it when it takes writes again.
    desk.app.objects().restart();
    desk.app.kv().fail_writes(false);
    assert!(desk.log().await.is_empty());
    desk.act("bob", "disable")
        .await
        .problem(ProblemCode::Unavailable);
    desk.app.ports.accounts.ring_alarm(&desk.app.locator("bob"));
    assert_eq!(desk.log().await.len(), 50);
    desk.act("bob", "disable")
        .await
        .expect(StatusCode::NO_CONTENT);
    assert_eq!(desk.log().await.len(), 51);
}

#[tokio::test]
async fn an_order_that_comes_late_is_not_carried_out() {
    let desk = Desk::new().await;
    let actor = desk
        .app
        .ports
        .accounts
        .actor_for_a_test(&desk.app.locator("root"));
    let order = Order {
        actor,
        deed: postern_worker::account::Deed::Disable,
        reason: REASON.to_owned(),
    };
    desk.app.advance(Order::LIFE_SECONDS + 1);
    let accounts = &desk.app.ports.accounts;
    let late = accounts.administer(&desk.app.locator("bob"), order).await;
    assert!(late.is_err());
    assert!(desk.log().await.is_empty());
}
