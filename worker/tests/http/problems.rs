//! Problems as a whole: paths and methods that are not there, queries, and that every code is
//! either met here or cannot be met.

use std::collections::BTreeSet;

use http::{Method, StatusCode};
use postern_shared::problem::ProblemCode;
use postern_worker::http::Service;
use serde_json::json;

use crate::support::call::with_field;
use crate::support::steps::PASSWORD;
use crate::support::{Answer, TestApp};
use crate::{
    administration, authenticators, invitations, new_password, password_protocol, password_reset,
};

/// Each path of the service, with something for `{id}`, and its methods.
fn calls(app: &TestApp) -> Vec<(String, Vec<Method>)> {
    let service = Service::new(app.config.clone(), app.ports.clone());
    service
        .calls()
        .iter()
        .map(|call| {
            let methods = call.methods.split(", ");
            let methods = methods.map(|name| name.parse().expect("a method"));
            (call.path.replace("{id}", "x"), methods.collect())
        })
        .collect()
}

#[tokio::test]
async fn another_method_is_refused_with_the_right_ones() {
    let app = TestApp::new();
    for (path, right) in calls(&app) {
        for method in [
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::TRACE,
        ] {
            let is_head_of_get = method == Method::HEAD && right.contains(&Method::GET);
            let answer = app.call(method.clone(), &path).send().await;
            if right.contains(&method) || is_head_of_get {
                assert_ne!(answer.status, 405, "{method} {path}");
                continue;
            }
            assert_eq!(answer.status, 405, "{method} {path}");
            if method != Method::HEAD && !path.ends_with("/token") && !path.ends_with("introspect")
            {
                answer.problem(ProblemCode::MethodNotAllowed);
            }
            assert_eq!(allowed(&answer), allowed_with(&right), "{method} {path}");
        }
        let options = app.call(Method::OPTIONS, &path).send().await;
        assert_eq!(options.status, 204, "{path}");
        assert_eq!(allowed(&options), allowed_with(&right), "{path}");
    }
}

fn allowed(answer: &Answer) -> BTreeSet<String> {
    let text = answer.header("allow").expect("it says what is allowed");
    text.split(',').map(|name| name.trim().to_owned()).collect()
}

fn allowed_with(right: &[Method]) -> BTreeSet<String> {
    let head = right.contains(&Method::GET).then_some("HEAD");
    let right = right.iter().map(Method::as_str);
    right
        .chain(["OPTIONS"])
        .chain(head)
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn a_query_string_is_refused_by_every_call_before_anything_else() {
    let app = TestApp::new();
    for (path, methods) in calls(&app) {
        if !path.starts_with("/api/") {
            continue;
        }
        for query in ["?", "?x", "?username=alice&password=correct-horse-battery"] {
            let answer = app
                .call(methods[0].clone(), &format!("{path}{query}"))
                .raw("application/json", "{}")
                .send()
                .await;
            assert_eq!(answer.status, 400, "{path}{query}");
            assert!(answer.text().contains("\"query_not_allowed\""));
            assert!(!answer.text().contains("correct-horse"));
        }
    }
    assert_eq!(app.objects().commands(), 0);
    assert!(app.ports.flood_shield.asked().is_empty());
}

#[tokio::test]
async fn the_calls_behind_the_flood_shield_are_those_of_the_table() {
    let app = TestApp::new();
    let service = Service::new(app.config.clone(), app.ports.clone());
    app.ports.flood_shield.refuse(true);
    for call in service.calls() {
        for method in call.methods.split(", ") {
            let method: Method = method.parse().expect("a method");
            let path = call.path.replace("{id}", "x");
            let answer = app.call(method, &path).send().await;
            assert_eq!(answer.status == 429, call.is_shielded, "{path}");
            assert_eq!(
                answer.header("ratelimit-policy").is_some(),
                call.is_shielded
            );
        }
    }
}

/// How a code comes about.
enum Way {
    /// By this answer.
    Met(Answer),
    /// Not here, for this reason.
    Unreachable(&'static str),
}

#[tokio::test]
async fn every_problem_code_is_met_or_has_a_reason_why_it_cannot_be() {
    let mut unreachable = Vec::new();
    for code in ProblemCode::ALL {
        match way_to(*code).await {
            Way::Met(answer) if answer.text().contains("\"error\":") => {
                answer.oauth_problem(*code);
            }
            Way::Met(answer) => {
                answer.problem(*code);
            }
            Way::Unreachable(reason) => {
                assert!(!reason.is_empty());
                unreachable.push(*code);
            }
        }
    }
    assert_eq!(unreachable, [ProblemCode::Internal]);
}

/// A new code does not compile until somebody says here how it comes about.
async fn way_to(code: ProblemCode) -> Way {
    match code {
        ProblemCode::MalformedJson
        | ProblemCode::QueryNotAllowed
        | ProblemCode::NotFound
        | ProblemCode::MethodNotAllowed
        | ProblemCode::BodyTooLarge
        | ProblemCode::UnsupportedMediaType
        | ProblemCode::RateLimited
        | ProblemCode::Unavailable => Way::Met(refused_by_form(code).await),
        ProblemCode::UnknownField
        | ProblemCode::MissingField
        | ProblemCode::InvalidField
        | ProblemCode::InvalidUsername
        | ProblemCode::InvalidPassword
        | ProblemCode::WeakPassword
        | ProblemCode::BreachedPassword
        | ProblemCode::InvalidEmail
        | ProblemCode::InvalidFullName
        | ProblemCode::UsernameTaken => Way::Met(refused_registration(code).await),
        ProblemCode::InvalidCredentials => {
            Way::Met(TestApp::new().log_in("nobody", PASSWORD).await)
        }
        ProblemCode::TooManyAttempts => {
            let app = TestApp::new();
            for _ in 0..5 {
                app.log_in("nobody", PASSWORD).await;
            }
            Way::Met(app.log_in("nobody", PASSWORD).await)
        }
        ProblemCode::MalformedOtp
        | ProblemCode::AccountDisabled
        | ProblemCode::InvalidChallenge
        | ProblemCode::ChallengeExpired
        | ProblemCode::ChallengeUsed
        | ProblemCode::ChallengeExhausted
        | ProblemCode::InvalidOtp
        | ProblemCode::OtpAlreadyUsed
        | ProblemCode::RecoveryCodeUsed
        | ProblemCode::AuthenticatorSuspended => Way::Met(refused_code(code).await),
        ProblemCode::MissingToken
        | ProblemCode::InvalidToken
        | ProblemCode::TokenExpired
        | ProblemCode::SessionEnded
        | ProblemCode::RefreshTokenReused
        | ProblemCode::SessionNotFound
        | ProblemCode::CrossOrigin => Way::Met(refused_token(code).await),
        ProblemCode::InvalidClient | ProblemCode::UnsupportedGrantType => {
            Way::Met(refused_grant(code).await)
        }
        ProblemCode::InvalidPasswordMessage
        | ProblemCode::InvalidLogin
        | ProblemCode::LoginExpired
        | ProblemCode::LoginUsed
        | ProblemCode::PasswordProtocolOff
        | ProblemCode::PlainPasswordRefused => {
            Way::Met(password_protocol::refused("/api/login", code).await)
        }
        ProblemCode::RegistrationClosed
        | ProblemCode::InvitationRequired
        | ProblemCode::InvalidInvitation
        | ProblemCode::InvitationExpired
        | ProblemCode::InvitationRevoked
        | ProblemCode::InvitationUsed => {
            Way::Met(invitations::refused("/api/register", code).await)
        }
        ProblemCode::InvalidRecovery => Way::Met(password_reset::refused(code).await),
        ProblemCode::StepUpRequired
        | ProblemCode::BrowserNotFound
        | ProblemCode::ConfirmationMismatch => Way::Met(refused_to_owner(code).await),
        ProblemCode::InvalidLabel | ProblemCode::TooManyAuthenticators => {
            Way::Met(authenticators::refused("post", "/api/authenticators", code).await)
        }
        ProblemCode::AuthenticatorNotFound | ProblemCode::LastAuthenticator => {
            Way::Met(authenticators::refused("delete", "/api/authenticators/{id}", code).await)
        }
        ProblemCode::AuthenticatorConfirmed => {
            let path = "/api/authenticators/{id}/confirm";
            Way::Met(authenticators::refused("post", path, code).await)
        }
        ProblemCode::InvalidRegistration => {
            Way::Met(password_protocol::refused("/api/register", code).await)
        }
        ProblemCode::NotPermitted
        | ProblemCode::PersonNotFound
        | ProblemCode::OwnAccount
        | ProblemCode::LastAdministrator
        | ProblemCode::InvalidReason
        | ProblemCode::InvalidCursor
        | ProblemCode::InvitationNotFound
        | ProblemCode::TooManyInvitations => Way::Met(refused_administration(code).await),
        ProblemCode::Internal => Way::Unreachable(
            "only where Ed25519 does not sign or a token of fixed length does not seal",
        ),
    }
}

async fn refused_administration(code: ProblemCode) -> Answer {
    let path = match code {
        ProblemCode::InvalidCursor => "/api/admin/people",
        ProblemCode::InvitationNotFound => "/api/admin/invitations/{id}/revoke",
        ProblemCode::TooManyInvitations => "/api/admin/invitations",
        _of_somebody => "/api/admin/people/{id}/disable",
    };
    administration::refused("post", path, code).await
}

async fn refused_by_form(code: ProblemCode) -> Answer {
    let app = TestApp::new();
    match code {
        ProblemCode::QueryNotAllowed => app.get("/api/health?x").send().await,
        ProblemCode::NotFound => app.get("/api/nothing").send().await,
        ProblemCode::MethodNotAllowed => app.get("/api/login").send().await,
        ProblemCode::BodyTooLarge => {
            let body = " ".repeat(16_385);
            let call = app.post("/api/login").raw("application/json", body);
            call.send().await
        }
        ProblemCode::UnsupportedMediaType => {
            app.post("/api/login").raw("text/plain", "x").send().await
        }
        ProblemCode::RateLimited => {
            app.ports.flood_shield.refuse(true);
            app.post("/api/login").send().await
        }
        ProblemCode::Unavailable => {
            app.objects().set_unavailable(true);
            app.log_in("alice", PASSWORD).await
        }
        _malformed_json => {
            let call = app.post("/api/login").raw("application/json", "{");
            call.send().await
        }
    }
}

pub async fn refused_registration(code: ProblemCode) -> Answer {
    let app = TestApp::with(&[("BREACH_CHECK", "hibp")]);
    let good = json!({ "username": "alice", "password": PASSWORD });
    let (field, value) = match code {
        ProblemCode::UnknownField => ("admin", json!("yes")),
        ProblemCode::InvalidField => ("username", json!(1)),
        ProblemCode::InvalidUsername => ("username", json!("x")),
        ProblemCode::InvalidPassword => ("password", json!("short")),
        ProblemCode::WeakPassword => ("password", json!("iloveyou")),
        ProblemCode::InvalidEmail => ("email", json!("x")),
        ProblemCode::InvalidFullName => ("full_name", json!("a\nb")),
        ProblemCode::MissingField => return app.post_json("/api/register", &json!({})).await,
        ProblemCode::BreachedPassword => {
            app.ports.breaches.set_range(new_password::RANGE);
            return app.post_json("/api/register", &good).await;
        }
        _username_taken => {
            app.register("alice").await;
            return app.post_json("/api/register", &good).await;
        }
    };
    let body = with_field(good, field, value);
    app.post_json("/api/register", &body).await
}

pub async fn refused_code(code: ProblemCode) -> Answer {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let challenge = app.challenge("alice").await;
    let wrong = app.wrong_code(&holder.secret);
    match code {
        ProblemCode::MalformedOtp => app.verify(&challenge, "12345").await,
        ProblemCode::AccountDisabled => {
            app.disable("alice");
            app.verify(&challenge, &app.code(&holder.secret)).await
        }
        ProblemCode::InvalidChallenge => app.verify("x", &wrong).await,
        ProblemCode::ChallengeExpired => {
            app.advance(300);
            app.verify(&challenge, &wrong).await
        }
        ProblemCode::ChallengeUsed => {
            let code = app.code(&holder.secret);
            app.verify(&challenge, &code).await;
            app.verify(&challenge, &code).await
        }
        ProblemCode::ChallengeExhausted => {
            for _ in 0..5 {
                app.verify(&challenge, &wrong).await;
            }
            app.verify(&challenge, &wrong).await
        }
        ProblemCode::OtpAlreadyUsed => {
            let code = app.code(&holder.secret);
            app.verify(&challenge, &code).await;
            app.verify(&app.challenge("alice").await, &code).await
        }
        ProblemCode::RecoveryCodeUsed => {
            let recovery = holder.recovery_code(0);
            app.verify(&challenge, recovery).await;
            app.verify(&app.challenge("alice").await, recovery).await
        }
        ProblemCode::AuthenticatorSuspended => {
            app.edit("alice", |slot| slot.code_throttle.failures = 100);
            app.verify(&challenge, &wrong).await
        }
        _invalid_otp => app.verify(&challenge, &wrong).await,
    }
}

pub async fn refused_token(code: ProblemCode) -> Answer {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    match code {
        ProblemCode::InvalidToken => app.who_am_i("x").await,
        ProblemCode::TokenExpired => {
            app.advance(600);
            app.who_am_i(&holder.access_token).await
        }
        ProblemCode::SessionEnded => app.refresh("x").await,
        ProblemCode::RefreshTokenReused => {
            let first = app.refresh(&holder.refresh_token).await;
            first.expect(StatusCode::OK);
            app.advance(10);
            app.refresh(&holder.refresh_token).await
        }
        ProblemCode::CrossOrigin => {
            let call = app.post("/api/refresh").cookie(&holder.refresh_token);
            call.send().await
        }
        ProblemCode::SessionNotFound => {
            let call = app.call(Method::DELETE, "/api/sessions/x");
            call.bearer(&holder.access_token).send().await
        }
        _missing_token => app.get("/api/users/me").send().await,
    }
}

async fn refused_to_owner(code: ProblemCode) -> Answer {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let token = &holder.access_token;
    match code {
        ProblemCode::StepUpRequired => {
            app.advance(300);
            let call = app.with_token(Method::POST, "/api/recovery-codes", token);
            call.await
        }
        ProblemCode::ConfirmationMismatch => {
            let body = json!({ "username": "bob" });
            app.with_body(Method::DELETE, "/api/users/me", token, &body)
                .await
        }
        _browser_not_found => {
            app.with_token(Method::DELETE, "/api/browsers/x", token)
                .await
        }
    }
}

async fn refused_grant(code: ProblemCode) -> Answer {
    let app = TestApp::new();
    match code {
        ProblemCode::InvalidClient => app.post_form("/api/introspect", &[("token", "x")]).await,
        _unsupported => app.post_form("/api/token", &[("grant_type", "x")]).await,
    }
}
