//! The role of an account: where it is said, and when it changes there.

use http::{Method, StatusCode};
use postern_shared::api::Role;
use serde_json::json;

use crate::introspect;
use crate::support::TestApp;
use crate::support::tokens::take_apart;

#[tokio::test]
async fn whoever_registers_without_an_invitation_is_a_user() {
    let app = TestApp::new();
    for name in ["admin", "root", "alice"] {
        let holder = app.enrol(name).await;
        let me = app.who_am_i(&holder.access_token).await;
        assert_eq!(me.expect(StatusCode::OK).field("role"), "user");
        let (_, claims) = take_apart(&holder.access_token);
        assert_eq!(claims["role"], "user");
    }
}

#[tokio::test]
async fn nobody_names_their_own_role() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let body = json!({ "role": "admin" });
    let changed = app.with_body(Method::PATCH, "/api/users/me", &holder.access_token, &body);
    assert_eq!(changed.await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let body = json!({ "username": "bob", "password": "correct horse battery", "role": "admin" });
    let registered = app.post_json("/api/register", &body).await;
    assert_eq!(registered.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_token_says_the_role_that_it_was_made_with_and_the_next_one_the_new_role() {
    let clients = introspect::clients();
    let app = TestApp::with(&[("INTROSPECTION_CLIENTS", &clients)]);
    let holder = app.enrol("alice").await;
    let role_in = |token: &str| take_apart(token).1["role"].clone();
    for role in [Role::Admin, Role::Support, Role::User] {
        let native = app.sign_in_natively("alice", &holder.secret).await;
        let before = native.field("access_token");
        let was = role_in(&before);
        app.set_role("alice", role);

        // What is signed stays as it is; whoever asks the account hears the new role.
        assert_eq!(role_in(&before), was);
        let me = app.who_am_i(&before).await.expect(StatusCode::OK);
        assert_eq!(me.field("role"), role.as_str());
        let call = app
            .post("/api/introspect")
            .basic("shop", introspect::SECRET);
        let answer = call.form(&[("token", &before)]).send().await;
        assert_eq!(answer.field("role"), role.as_str());
        let export = app.with_token(Method::GET, "/api/users/me/export", &before);
        let export = export.await.expect(StatusCode::OK).json();
        assert_eq!(export["user"]["role"], role.as_str());

        let renewed = app.refresh_natively(&native.field("refresh_token")).await;
        let renewed = renewed.expect(StatusCode::OK);
        assert_eq!(role_in(&renewed.field("access_token")), role.as_str());
        assert_eq!(renewed.json()["user"]["role"], role.as_str());
    }
}

#[tokio::test]
async fn a_role_outlives_a_restart_and_the_loss_of_the_objects_storage() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.set_role("alice", Role::Admin);
    app.objects().restart();
    let signed_in = app.sign_in("alice", &holder.secret).await;
    assert_eq!(signed_in.json()["user"]["role"], "admin");
    app.objects().forget();
    // It takes no code that may have been used before it has begun anew.
    app.challenge("alice").await;
    app.advance(60);
    let signed_in = app.sign_in("alice", &holder.secret).await;
    assert_eq!(signed_in.json()["user"]["role"], "admin");
}
