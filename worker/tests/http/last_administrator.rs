//! A deployment that has an administrator keeps one, whoever removes whom at once, and whatever breaks
//! in between.

use http::{Method, StatusCode};
use postern_shared::api::Role;
use postern_shared::problem::ProblemCode;
use postern_worker::account::Tenure;
use postern_worker::instance::DepartureStep;
use postern_worker::ports::Instance as _;
use serde_json::json;
use tokio::task::LocalSet;

use crate::support::desk::{Desk, because};
use crate::support::steps::Holder;
use crate::support::{Answer, TestApp};

/// Whether the account is that of an administrator who may act.
fn is_administrator(app: &TestApp, username: &str) -> bool {
    let mut found = false;
    app.edit(username, |slot| {
        if let Tenure::Held(account) = &slot.tenure {
            found = account.profile.role == Role::Admin
                && !account.profile.disabled
                && account.is_confirmed();
        }
    });
    found
}

async fn remove(desk: &Desk, actor: &Holder, target: &str, deed: &str) -> Answer {
    match deed {
        "role" => desk.change_role(actor, target, "user").await,
        deed => desk.act_as(actor, target, deed).await,
    }
}

#[tokio::test]
async fn of_two_who_remove_each_other_at_once_one_stays() {
    let all = ["role", "disable", "delete", "reset-factor"];
    for deed in all {
        for other_deed in all {
            let desk = Desk::new().await;
            let dave = desk.administrator("dave").await;
            let (one, other) = tokio::join!(
                remove(&desk, &desk.root, "dave", deed),
                remove(&desk, &dave, "root", other_deed),
            );
            let done = [&one, &other]
                .iter()
                .filter(|answer| answer.status.is_success())
                .count();
            assert!(done <= 1, "{deed} {other_deed}");
            let left = ["root", "dave"].map(|name| is_administrator(&desk.app, name));
            assert!(left.contains(&true), "{deed} {other_deed}: {}", one.text());
        }
    }
}

#[tokio::test]
async fn of_five_who_remove_one_another_in_a_circle_one_stays_however_they_interleave() {
    for seed in 0..20_usize {
        let desk = Desk::new().await;
        let names = ["ann", "ben", "cat", "dan", "eve"];
        let mut holders = Vec::new();
        for name in names {
            holders.push(desk.administrator(name).await);
        }
        desk.app.set_role("root", Role::User);
        let local = LocalSet::new();
        let desk = std::rc::Rc::new(desk);
        for (number, holder) in holders.into_iter().enumerate() {
            let desk = std::rc::Rc::clone(&desk);
            let target = names[(number + 1 + seed % 4) % names.len()];
            local.spawn_local(async move {
                for _ in 0..(seed * 7 + number * 3) % 5 {
                    tokio::task::yield_now().await;
                }
                remove(&desk, &holder, target, "role").await
            });
        }
        local.await;
        let left = names.map(|name| is_administrator(&desk.app, name));
        assert!(left.contains(&true), "{seed}: {left:?}");
    }
}

#[tokio::test]
async fn who_was_removed_a_moment_ago_removes_nobody_with_an_order_that_was_under_way() {
    // The look at `dave` is done, then `root` removes him, then his own order goes on.
    let desk = Desk::new().await;
    desk.administrator("dave").await;
    desk.change_role(&desk.root, "dave", "user")
        .await
        .expect(StatusCode::NO_CONTENT);
    let claim = DepartureStep::Claim {
        actor: *desk.app.locator("dave").as_bytes(),
        authorized_at: desk.app.ports.clock.now(),
    };
    let target = desk.app.locator("root");
    let refused = desk.app.ports.instance.departure(&target, claim).await;
    assert!(refused.is_err());
    // As long after it as no look at anybody is good for.
    desk.app.advance(121);
    let refused = desk.app.ports.instance.departure(&target, claim).await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn an_administrators_account_is_not_deleted_by_its_owner() {
    let desk = Desk::new().await;
    desk.administrator("dave").await;
    let body = json!({ "username": "root" });
    let token = &desk.root.access_token;
    let refused = desk
        .app
        .with_body(Method::DELETE, "/api/users/me", token, &body);
    refused.await.problem(ProblemCode::LastAdministrator);
    assert!(is_administrator(&desk.app, "root"));
}

#[tokio::test]
async fn what_breaks_between_the_objects_leaves_an_administrator() {
    for answers in 0..2 {
        let desk = Desk::new().await;
        let dave = desk.administrator("dave").await;
        desk.app.ports.instance.fail_after(answers);
        let answer = desk.change_role(&desk.root, "dave", "user").await;
        desk.app.ports.instance.fail_after(u32::MAX);
        assert_eq!(answer.status.is_success(), answers == 1);
        assert_eq!(is_administrator(&desk.app, "dave"), answers == 0);
        let back = desk.change_role(&dave, "root", "user").await;
        assert_eq!(back.status.is_success(), answers == 0, "{}", back.text());
        let left = ["root", "dave"].map(|name| is_administrator(&desk.app, name));
        assert!(left.contains(&true));
    }
}

#[tokio::test]
async fn without_the_deployments_object_nobody_is_removed_and_all_else_goes_on() {
    let desk = Desk::new().await;
    desk.app.ports.instance.fail_after(0);
    for deed in ["disable", "delete", "reset-factor"] {
        let answer = desk.act("bob", deed).await;
        answer.problem(ProblemCode::Unavailable);
    }
    for deed in ["unlock", "end-sessions"] {
        let answer = desk.act("bob", deed).await;
        answer.expect(StatusCode::NO_CONTENT);
    }
}

#[tokio::test]
async fn a_refused_removal_and_that_of_a_user_hold_nobody_up() {
    let desk = Desk::new().await;
    let dave = desk.administrator("dave").await;
    desk.act("bob", "disable")
        .await
        .expect(StatusCode::NO_CONTENT);
    desk.act("nobody", "disable")
        .await
        .problem(ProblemCode::PersonNotFound);
    desk.act("bob", "enable")
        .await
        .expect(StatusCode::NO_CONTENT);
    desk.change_role(&desk.root, "bob", "admin")
        .await
        .expect(StatusCode::NO_CONTENT);
    // `bob` was disabled a moment ago, but no administrator then.
    let path = desk.path("dave", "disable");
    let token = desk.app.sign_in("bob", &desk.bob.secret).await;
    let token = token.field("access_token");
    let done = desk.say(&token, &path, &because()).await;
    done.expect(StatusCode::NO_CONTENT);
    drop(dave);
}
