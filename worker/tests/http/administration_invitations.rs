//! Invitations that administrators make, see and take back.

use http::{Method, StatusCode};
use postern_shared::problem::ProblemCode;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::desk::{Desk, REASON, because};
use crate::support::prover::part;
use crate::support::steps::{Enrolment, PASSWORD};
use crate::support::{Answer, clock::START};

async fn make(desk: &Desk, fields: Value) -> Answer {
    let mut body = json!({ "role": "user", "reason": REASON });
    let all = body.as_object_mut().expect("an object");
    all.extend(fields.as_object().cloned().expect("fields"));
    desk.ask("invitations", &body).await
}

async fn list(desk: &Desk) -> Vec<Value> {
    let path = "/api/admin/invitations";
    let answer = desk
        .app
        .with_token(Method::GET, path, &desk.root.access_token);
    let answer = answer.await.expect(StatusCode::OK).json();
    part(&answer, "/invitations")
        .as_array()
        .cloned()
        .expect("a list")
}

async fn register(app: &TestApp, username: &str, invitation: &str) -> Answer {
    let body = json!({ "username": username, "password": PASSWORD, "invitation": invitation });
    app.post_json("/api/register", &body).await
}

#[tokio::test]
async fn one_that_is_made_is_worth_what_it_says_and_is_listed_without_what_it_consists_of() {
    let desk = Desk::with(&[("REGISTRATION", "open")]).await;
    let closed = desk.app.redeployed_with(&[("REGISTRATION", "invite")]);
    let desk = Desk {
        app: closed,
        ..desk
    };
    let made = make(
        &desk,
        json!({ "role": "support", "email": "carol@example.com", "hours": 48 }),
    );
    let made = made.await.expect(StatusCode::CREATED);
    let text = made.field("invitation");
    let listed = list(&desk).await;
    let one = &listed[0];
    assert_eq!(one["id"], made.json()["id"]);
    assert_eq!(
        (&one["role"], &one["email"]),
        (&json!("support"), &json!("carol@example.com"))
    );
    assert_eq!(
        (&one["made_by"], &one["used"]),
        (&json!("root"), &json!(false))
    );
    assert_eq!(
        one["expires_at"].as_u64(),
        one["made_at"].as_u64().map(|at| at + 48 * 3600)
    );
    assert!(one["made_at"].as_u64() >= Some(START));
    assert!(!one.to_string().contains(&text));

    let registered = register(&desk.app, "carol", &text).await;
    let enrolment = Enrolment::of(&registered.expect(StatusCode::CREATED));
    let code = desk.app.code(&enrolment.secret);
    let signed_in = desk.app.verify(&enrolment.challenge, &code).await;
    let signed_in = signed_in.expect(StatusCode::OK).json();
    assert_eq!(signed_in["user"]["role"], "support");
    assert_eq!(signed_in["user"]["email"], "carol@example.com");
    assert_eq!(list(&desk).await[0]["used"], true);
    let log = desk.log().await;
    assert_eq!(
        (&log[0]["action"], &log[0]["role"]),
        (&json!("invitation_made"), &json!("support"))
    );
    assert_eq!(log[0]["invitation"], made.json()["id"]);
}

#[tokio::test]
async fn one_that_was_taken_back_makes_no_account() {
    let desk = Desk::new().await;
    let made = make(&desk, json!({})).await;
    let (id, text) = (made.field("id"), made.field("invitation"));
    for _twice in 0..2 {
        desk.app.advance(1);
        let path = format!("invitations/{id}/revoke");
        let revoked = desk.ask(&path, &because()).await;
        revoked.expect(StatusCode::NO_CONTENT);
    }
    let look = json!({ "invitation": text });
    let looked = desk.app.post_json("/api/invitation", &look).await;
    looked.blames(ProblemCode::InvitationRevoked, "invitation");
    let refused = register(&desk.app, "carol", &text).await;
    refused.blames(ProblemCode::InvitationRevoked, "invitation");
    assert!(list(&desk).await.is_empty());
    assert_eq!(desk.log().await[0]["action"], "invitation_revoked");
}

#[tokio::test]
async fn one_that_was_used_or_was_never_made_here_is_not_taken_back() {
    let desk = Desk::new().await;
    let made = make(&desk, json!({})).await;
    register(&desk.app, "carol", &made.field("invitation"))
        .await
        .expect(StatusCode::CREATED);
    let path = format!("invitations/{}/revoke", made.field("id"));
    let refused = desk.ask(&path, &because()).await;
    refused.problem(ProblemCode::InvitationUsed);
    for id in ["x", "AAAAAAAAAAAAAAAAAAAAAA"] {
        let refused = desk
            .ask(&format!("invitations/{id}/revoke"), &because())
            .await;
        refused.problem(ProblemCode::InvitationNotFound);
    }
}

#[tokio::test]
async fn at_most_a_hundred_are_open() {
    let desk = Desk::new().await;
    let mut made = Vec::new();
    for _ in 0..100 {
        let answer = make(&desk, json!({ "hours": 1 })).await;
        made.push(answer.expect(StatusCode::CREATED));
    }
    assert_eq!(list(&desk).await.len(), 100);
    let refused = make(&desk, json!({})).await;
    refused.problem(ProblemCode::TooManyInvitations);

    // One that is taken back makes room, and so does one that is used.
    let path = format!("invitations/{}/revoke", made[0].field("id"));
    let revoked = desk.ask(&path, &because()).await;
    revoked.expect(StatusCode::NO_CONTENT);
    let link = made[1].field("invitation");
    let registered = register(&desk.app, "dave", &link).await;
    registered.expect(StatusCode::CREATED);
    for _ in 0..2 {
        let answer = make(&desk, json!({ "hours": 1 })).await;
        answer.expect(StatusCode::CREATED);
    }
    let refused = make(&desk, json!({})).await;
    refused.problem(ProblemCode::TooManyInvitations);
    assert_eq!(list(&desk).await.len(), 101, "the used one is shown still");

    desk.app.advance(3600);
    let signed_in = desk.app.sign_in("root", &desk.root.secret).await;
    let token = signed_in.field("access_token");
    let path = "/api/admin/invitations";
    let listed = desk.app.with_token(Method::GET, path, &token).await;
    assert_eq!(listed.json()["invitations"], json!([]));
    desk.app.advance(600);
    let signed_in = desk.app.sign_in("root", &desk.root.secret).await;
    let token = signed_in.field("access_token");
    let body = json!({ "role": "user", "reason": REASON });
    desk.say(&token, path, &body)
        .await
        .expect(StatusCode::CREATED);
}

#[tokio::test]
async fn a_role_that_there_is_not_an_end_out_of_bounds_and_no_address_are_refused() {
    let desk = Desk::new().await;
    for (fields, code, field) in [
        (
            json!({ "role": "owner" }),
            ProblemCode::InvalidField,
            "role",
        ),
        (json!({ "hours": 0 }), ProblemCode::InvalidField, "hours"),
        (json!({ "hours": 721 }), ProblemCode::InvalidField, "hours"),
        (json!({ "hours": 1.5 }), ProblemCode::InvalidField, "hours"),
        (json!({ "email": "x" }), ProblemCode::InvalidEmail, "email"),
        (
            json!({ "reason": "" }),
            ProblemCode::InvalidReason,
            "reason",
        ),
    ] {
        make(&desk, fields).await.blames(code, field);
    }
    assert!(list(&desk).await.is_empty() && desk.log().await.is_empty());
}

#[tokio::test]
async fn one_that_could_not_be_written_down_is_not_handed_out() {
    let desk = Desk::new().await;
    desk.app.kv().fail_writes(true);
    for _ in 0..50 {
        make(&desk, json!({})).await.expect(StatusCode::CREATED);
    }
    let refused = make(&desk, json!({})).await;
    refused.problem(ProblemCode::Unavailable);
    assert_eq!(list(&desk).await.len(), 50, "nobody has its link");
    desk.app.kv().fail_writes(false);
    desk.app
        .ports
        .accounts
        .ring_alarm(&desk.app.locator("root"));
    assert_eq!(desk.log().await.len(), 50);
}
