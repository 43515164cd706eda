//! Invitations, made by the real command, on a real object.

use http::Method;
use postern_e2e::answer::Answer;
use postern_e2e::api::Api;
use postern_e2e::key_file::KeyFile;
use postern_e2e::mode::Mode;
use postern_e2e::person::{Person, verify, who_am_i};
use postern_e2e::phone::Phone;
use postern_e2e::server::Server;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::races::count_codes;

fn start(keys: &KeyFile, mode: &str) -> Server {
    let mode = format!("REGISTRATION={mode}");
    Server::start_with(&[&mode], Some(keys.export()))
}

fn body(person: &Person, invitation: &str) -> Value {
    let mut body = person.registration();
    body["invitation"] = json!(invitation);
    body
}

async fn register(api: &Api, person: &Person, invitation: &str) -> Answer {
    let call = api.post("/api/register").json(&body(person, invitation));
    call.send().await
}

async fn look(api: &Api, invitation: &str) -> Answer {
    let body = json!({ "invitation": invitation });
    api.post("/api/invitation").json(&body).send().await
}

#[tokio::test]
async fn the_first_administrator_comes_by_a_link_and_nobody_without_one() {
    let keys = KeyFile::new();
    let server = start(&keys, "invite");
    let api = server.api();
    let options = api.get("/api/sign-in-options").send().await.expect(200);
    assert_eq!(options.field("registration"), "invite");
    let uninvited = Person::new().register(&api).await;
    uninvited.expect_problem(403, "invitation_required");

    let email = "first@post.example";
    let invitation = keys.invite(server.origin(), &["--role", "admin", "--email", email]);
    let shown = look(&api, &invitation).await.expect(200).json();
    assert_eq!(
        (shown["role"].clone(), shown["email"].clone()),
        (json!("admin"), json!(email))
    );

    let person = Person::new();
    let mut body = body(&person, &invitation);
    body["email"] = Value::Null;
    let registered = api.post("/api/register").json(&body).send().await;
    let registered = registered.expect(201);
    let phone = Phone::new(&registered.field("otp_secret"));
    let code = phone.code().await;
    let signed_in = verify(&api, &registered.field("challenge"), &code).await;
    let token = signed_in.expect(200).field("access_token");
    let me = who_am_i(&api, &token).await.expect(200).json();
    assert_eq!(
        (me["role"].clone(), me["email"].clone()),
        (json!("admin"), json!(email))
    );
    look(&api, &invitation)
        .await
        .expect_problem(403, "invitation_used");
}

#[tokio::test]
async fn a_hundred_registrations_at_once_by_one_invitation_are_one_account() {
    let keys = KeyFile::new();
    let mut server = start(&keys, "invite");
    let api = server.api();
    let invitation = keys.invite(server.origin(), &["--role", "user"]);
    let mut tasks = JoinSet::new();
    for _ in 0..100 {
        let (api, invitation) = (api.clone(), invitation.clone());
        tasks.spawn(async move { register(&api, &Person::new(), &invitation).await });
    }
    let codes = count_codes(&tasks.join_all().await);
    assert_eq!(codes.get("201"), Some(&1), "{codes:?}");
    assert_eq!(codes.get("invitation_used"), Some(&99), "{codes:?}");

    // What was used stays used, through a power cut too.
    server.kill();
    server.start_again();
    let again = register(&server.api(), &Person::new(), &invitation).await;
    again.expect_problem(403, "invitation_used");
}

#[tokio::test]
async fn a_link_still_works_after_a_registration_that_was_refused_and_once_only() {
    let keys = KeyFile::new();
    let server = start(&keys, "open");
    let api = server.api();
    let taken = Person::new();
    taken.register(&api).await.expect(201);
    let invitation = keys.invite(server.origin(), &["--role", "support"]);
    let refused = register(&api, &taken, &invitation).await;
    refused.expect_problem(409, "username_taken");
    let mut weak = body(&Person::new(), &invitation);
    weak["password"] = json!("iloveyou");
    let refused = api.post("/api/register").json(&weak).send().await;
    refused.expect_problem(422, "weak_password");

    let person = Person::new();
    register(&api, &person, &invitation).await.expect(201);
    for other in [&person, &Person::new()] {
        let again = register(&api, other, &invitation).await;
        again.expect_problem(403, "invitation_used");
    }
}

#[tokio::test]
async fn where_nobody_may_register_no_invitation_helps() {
    let keys = KeyFile::new();
    let server = start(&keys, "closed");
    let api = server.api();
    let invitation = keys.invite(server.origin(), &["--role", "admin"]);
    let refused = register(&api, &Person::new(), &invitation).await;
    refused.expect_problem(403, "registration_closed");
    look(&api, &invitation)
        .await
        .expect_problem(403, "registration_closed");
}

#[tokio::test]
async fn an_invitation_of_another_deployment_is_none() {
    let keys = KeyFile::new();
    let server = Server::start_with(&["REGISTRATION=invite"], Some(OTHER_KEYS.to_owned()));
    let invitation = keys.invite(server.origin(), &["--role", "admin"]);
    let refused = register(&server.api(), &Person::new(), &invitation).await;
    refused.expect_problem(403, "invalid_invitation");
}

#[tokio::test]
async fn an_invitation_is_as_good_where_the_password_stays_in_the_browser() {
    let keys = KeyFile::new();
    let variables = ["REGISTRATION=invite", Mode::Opaque.variable()];
    let server = Server::start_with(&variables, Some(keys.export()));
    let api = Mode::Opaque.client_of(&server);
    let refused = Person::new().register(&api).await;
    refused.expect_problem(403, "invitation_required");
    let invitation = keys.invite(server.origin(), &["--role", "user"]);
    let person = Person::new();
    let (registering, request) = postern_foreign_opaque::Registering::start(&person.password);
    let start = json!({
        "username": person.username,
        "registration_request": request,
        "invitation": invitation,
    });
    let started = api.call(Method::POST, "/api/register/start").json(&start);
    let started = started.send().await.expect(200);
    let registration =
        postern_e2e::password_protocol::Registration::finish(&registering, &started.json());
    let mut body = registration.body(&person);
    body["invitation"] = json!(invitation);
    let registered = api.post("/api/register").json(&body).send().await;
    registered.expect(201);
}

const OTHER_KEYS: &str = "directory:BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc,\
    1:CwsLCwsLCwsLCwsLCwsLCwsLCwsLCwsLCwsLCwsLCws";
