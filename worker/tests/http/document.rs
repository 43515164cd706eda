//! The document of the API says what the service does: no path, field or code more or less. Each
//! answer of each test is held against it ([`document::fault`]); here is that this would notice,
//! and that everything documented happens.

use std::collections::BTreeSet;

use http::{HeaderMap, HeaderValue, Method, StatusCode};
use postern_shared::api::Role;
use postern_shared::problem::ProblemCode;
use postern_worker::http::Service;
use serde_json::{Value, json};

use postern_foreign_opaque::{Registering, SigningIn};

use crate::fresh::{messages, passwords};
use crate::import;
use crate::introspect;
use crate::problems::{refused_code, refused_registration, refused_token};
use crate::support::call::{Call, with_field};
use crate::support::document::{fault, operations};
use crate::support::steps::{Holder, PASSWORD};
use crate::support::tokens::take_apart;
use crate::support::{Answer, TestApp};
use crate::{
    administration, authenticators, invitations, password_change, password_protocol,
    password_reset, step_up,
};

#[test]
fn its_paths_and_methods_are_those_of_the_table() {
    let app = TestApp::new();
    let service = Service::new(app.config.clone(), app.ports.clone());
    let served: BTreeSet<String> = service
        .calls()
        .iter()
        .flat_map(|call| {
            let methods = call.methods.split(", ");
            methods.map(|method| format!("{} {}", method.to_lowercase(), call.path))
        })
        .collect();
    let documented: BTreeSet<String> = operations()
        .map(|(path, method, _)| format!("{method} {path}"))
        .collect();
    assert_eq!(served, documented);
}

#[tokio::test]
async fn a_status_a_field_a_code_or_a_header_that_it_does_not_know_is_noticed() {
    let app = TestApp::new();
    let good = app.log_in("nobody", PASSWORD).await;
    let noticed = |change: fn(&mut Answer)| {
        let mut answer = Answer {
            status: good.status,
            headers: good.headers.clone(),
            body: good.body.clone(),
        };
        change(&mut answer);
        fault(&Method::POST, "/api/login", &answer)
    };
    assert_eq!(noticed(|_| ()), None);
    for (change, part) in [
        (
            (|answer| answer.status = StatusCode::IM_A_TEAPOT) as fn(&mut Answer),
            "status 418",
        ),
        (|answer| edit(answer, "admin", json!(true)), "admin"),
        (|answer| edit(answer, "title", json!(1)), "title"),
        (
            |answer| edit(answer, "code", json!("session_ended")),
            "code",
        ),
        (|answer| edit(answer, "detail", Value::Null), "detail"),
        (
            |answer| {
                let value = HeaderValue::from_static("x");
                answer.headers.insert("etag", value);
            },
            "etag",
        ),
        (
            |answer| {
                let value = HeaderValue::from_static("text/plain");
                answer.headers.insert("content-type", value);
            },
            "text/plain",
        ),
    ] {
        let fault = noticed(change).unwrap_or_default();
        assert!(fault.contains(part), "{part}: {fault}");
    }
    let unknown = Answer {
        status: StatusCode::OK,
        headers: HeaderMap::new(),
        body: Vec::new(),
    };
    assert!(fault(&Method::GET, "/api/nothing", &unknown).is_some());
    assert!(fault(&Method::PUT, "/api/login", &unknown).is_some());
}

/// With another value for a field, or without it.
fn edit(answer: &mut Answer, field: &str, value: Value) {
    let mut body: Value = serde_json::from_slice(&answer.body).expect("a problem is JSON");
    let fields = body.as_object_mut().expect("a problem is an object");
    if value.is_null() {
        fields.remove(field);
    } else {
        fields.insert(field.to_owned(), value);
    }
    answer.body = body.to_string().into_bytes();
}

#[tokio::test]
async fn every_documented_code_of_every_call_happens() {
    let mut met = 0;
    let mut faults = Vec::new();
    for (path, method, codes) in operations() {
        for code in codes {
            if CANNOT_HAPPEN_HERE.contains(&(path, code)) {
                continue;
            }
            let known = ProblemCode::ALL.iter().find(|known| known.as_str() == code);
            let answer = provoke(method, path, *known.expect("a code of ours")).await;
            let answered = serde_json::from_slice::<Value>(&answer.body).unwrap_or_default();
            if answered["code"] == code {
                met += 1;
            } else {
                faults.push(format!("{method} {path} {code}: {answered}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(met > 100, "{met}");
}

/// Documented all the same, because it is true of the whole.
const CANNOT_HAPPEN_HERE: &[(&str, &str)] = &[
    // Only where Ed25519 does not sign, or a token of fixed length does not seal.
    ("/api/verify-otp", "internal"),
    ("/api/refresh", "internal"),
    ("/api/step-up", "internal"),
    ("/api/token", "internal"),
    // These need nothing; the runtime's entry answers so where a setting is wrong.
    ("/api/health", "unavailable"),
    // It says so of each row.
    ("/api/import", "unavailable"),
    ("/api/sign-in-options", "unavailable"),
    ("/.well-known/jwks.json", "unavailable"),
];

/// Somebody, and a service in which everything is turned on.
struct Scene {
    app: TestApp,
    holder: Holder,
}

impl Scene {
    async fn new() -> Self {
        let clients = introspect::clients();
        let app = TestApp::with(&[
            ("PASSWORD_GRANT", "on"),
            ("PASSWORD_PROTOCOL", "opaque"),
            ("INTROSPECTION_CLIENTS", &clients),
        ]);
        let holder = app.enrol("alice").await;
        Self { app, holder }
    }

    /// The JSON that the call takes.
    fn json(path: &str) -> Value {
        match path {
            "/api/invitation" => json!({ "invitation": invitations::good() }),
            "/api/register/start" => {
                let (_, request) = Registering::start(PASSWORD);
                json!({ "username": "bob", "registration_request": request })
            }
            "/api/login/start" => {
                let (_, ke1) = SigningIn::start(PASSWORD);
                json!({ "username": "bob", "ke1": ke1 })
            }
            "/api/refresh" | "/api/logout" => json!({ "refresh_token": "x" }),
            "/api/verify-otp" | "/api/step-up" => json!({ "challenge": "x", "otp": "123456" }),
            "/api/password/start" => messages(),
            "/api/password" => passwords(),
            "/api/password/reset" => json!({
                "username": "alice",
                "recovery_code": "0".repeat(24),
                "otp": "123456",
                "password": "one large open window",
            }),
            "/api/authenticators/{id}/confirm" => json!({ "otp": "123456" }),
            "/api/authenticators" | "/api/authenticators/{id}" => json!({ "label": "Phone" }),
            "/api/users/me/activity/seen" => json!({ "number": 1 }),
            "/api/users/me" => json!({ "username": "alice" }),
            _ => json!({ "username": "bob", "password": PASSWORD }),
        }
    }

    /// The call with everything that it needs to come before an account or a file.
    async fn good(&self, method: &str, path: &str) -> Call<'_> {
        let name = method.to_uppercase();
        let call = self
            .app
            .call(name.parse().expect("a method"), &concrete(path));
        match path {
            "/api/token" => call.form(&[
                ("grant_type", "password"),
                ("username", "alice"),
                ("password", &format!("{PASSWORD}{}", self.code())),
            ]),
            "/api/introspect" => introspection(call).form(&[("token", &self.holder.access_token)]),
            "/api/verify-otp" => {
                let challenge = self.app.challenge("alice").await;
                call.json(&json!({ "challenge": challenge, "otp": self.code() }))
            }
            "/api/refresh" => call.same_origin().cookie(&self.holder.refresh_token),
            "/api/step-up" => {
                let challenge = self.app.challenge("alice").await;
                let body = json!({ "challenge": challenge, "otp": self.code() });
                call.bearer(&self.holder.access_token).json(&body)
            }
            "/api/users/me" if method == "patch" => call
                .bearer(&self.holder.access_token)
                .json(&json!({ "email": "alice@example.org" })),
            _ if is_of_account(path) && takes_json(method, path) => call
                .bearer(&self.holder.access_token)
                .json(&Self::json(path)),
            _ if is_of_account(path) => call.bearer(&self.holder.access_token),
            _ if method == "post" && path != "/api/logout" => call.json(&Self::json(path)),
            _ => call.bearer(&self.holder.access_token),
        }
    }

    /// The call with what has to come before its body is read.
    fn admitted(&self, method: &str, path: &str) -> Call<'_> {
        let name = method.to_uppercase().parse().expect("a method");
        let call = introspection(self.app.call(name, &concrete(path)));
        if is_of_account(path) {
            call.bearer(&self.holder.access_token)
        } else {
            call
        }
    }

    /// The call with this body, declared as what the call takes.
    fn with_body(&self, method: &str, path: &str, body: &str) -> Call<'_> {
        let call = self.admitted(method, path);
        if is_form(path) {
            call.raw("application/x-www-form-urlencoded", body)
        } else {
            call.raw("application/json", body)
        }
    }

    fn code(&self) -> String {
        self.app.code(&self.holder.secret)
    }
}

/// With the service's credentials, where the call wants them.
fn introspection(call: Call<'_>) -> Call<'_> {
    if call.path().ends_with("introspect") {
        call.basic("shop", introspect::SECRET)
    } else {
        call
    }
}

fn is_form(path: &str) -> bool {
    matches!(path, "/api/token" | "/api/introspect")
}

/// Whether the holder of an access token asks about their own account there.
fn is_of_account(path: &str) -> bool {
    let begins = [
        "/api/step-up",
        "/api/password",
        "/api/authenticators",
        "/api/recovery-codes",
        "/api/browsers",
        "/api/sessions",
        "/api/users/me",
    ];
    path != "/api/password/reset" && begins.iter().any(|begin| path.starts_with(begin))
}

/// Whether a call about one's own account has a body.
fn takes_json(method: &str, path: &str) -> bool {
    match method {
        "patch" => true,
        "delete" => path == "/api/users/me",
        "post" => !path.starts_with("/api/recovery-codes"),
        _ => false,
    }
}

fn concrete(path: &str) -> String {
    path.replace("{id}", "AAAAAAAAAAAAAAAAAAAAAA")
}

/// Does what the code is the answer to.
async fn provoke(method: &str, path: &str, code: ProblemCode) -> Answer {
    if path.starts_with("/api/admin/") {
        return administration::refused(method, path, code).await;
    }
    if path == "/api/import" {
        return import::refused(code).await;
    }
    let scene = Scene::new().await;
    let Scene { app, holder } = &scene;
    let bare = || {
        let name = method.to_uppercase();
        app.call(name.parse().expect("a method"), &concrete(path))
    };
    match code {
        ProblemCode::QueryNotAllowed => {
            let name = method.to_uppercase().parse().expect("a method");
            app.call(name, &format!("{}?x", concrete(path)))
                .send()
                .await
        }
        ProblemCode::Unavailable => {
            let good = scene.good(method, path).await;
            app.objects().set_unavailable(true);
            app.kv().fail_reads(true);
            app.ports.instance.fail_after(0);
            if path.starts_with("/.well-known/") {
                app.ports.seeds.exhaust();
            }
            good.send().await
        }
        ProblemCode::RateLimited => {
            app.ports.flood_shield.refuse(true);
            bare().send().await
        }
        ProblemCode::MalformedJson => scene.with_body(method, path, "{").send().await,
        ProblemCode::BodyTooLarge => {
            let large = " ".repeat(16_385);
            scene.with_body(method, path, &large).send().await
        }
        ProblemCode::UnsupportedMediaType => {
            let call = scene.admitted(method, path);
            call.raw("text/plain", "x").send().await
        }
        ProblemCode::UnknownField => {
            let body = with_field(Scene::json(path), "admin", json!("yes"));
            scene.admitted(method, path).json(&body).send().await
        }
        ProblemCode::MissingField if is_form(path) => {
            scene.with_body(method, path, "x=y").send().await
        }
        ProblemCode::MissingField => scene.with_body(method, path, "{}").send().await,
        ProblemCode::InvalidField if is_form(path) => {
            let twice = "token=a&token=b&grant_type=c&grant_type=d";
            scene.with_body(method, path, twice).send().await
        }
        ProblemCode::InvalidField => scene.with_body(method, path, "[]").send().await,
        ProblemCode::MissingToken if path == "/api/refresh" => bare().same_origin().send().await,
        ProblemCode::MissingToken => bare().send().await,
        ProblemCode::InvalidToken => bare().bearer("x").send().await,
        ProblemCode::TokenExpired => {
            app.advance(600);
            bare().bearer(&holder.access_token).send().await
        }
        ProblemCode::CrossOrigin => {
            let call = bare().header("sec-fetch-site", "cross-site");
            call.cookie(&holder.refresh_token).send().await
        }
        ProblemCode::SessionNotFound => bare().bearer(&holder.access_token).send().await,
        ProblemCode::InvalidClient => {
            let form = [("client_id", "other"), ("grant_type", "password")];
            bare().form(&form).send().await
        }
        ProblemCode::UnsupportedGrantType => bare().form(&[("grant_type", "x")]).send().await,
        _of_an_account => match provoke_by_owner(&scene, method, path, code).await {
            Some(answer) => answer,
            None => provoke_by_account(&scene, method, path, code).await,
        },
    }
}

/// The same for what belongs to an account; `None` where it is a matter of the session alone.
async fn provoke_by_owner(
    scene: &Scene,
    method: &str,
    path: &str,
    code: ProblemCode,
) -> Option<Answer> {
    let Scene { app, holder } = scene;
    let is_of_one_session = path == "/api/sessions/{id}";
    Some(match code {
        _ if path == "/api/step-up" => step_up::refused(code).await,
        _ if path == "/api/password/reset" => password_reset::refused(code).await,
        ProblemCode::StepUpRequired | ProblemCode::AccountDisabled if is_of_one_session => {
            let other = app.sign_in_natively("alice", &holder.secret).await;
            let (_, claims) = take_apart(&other.field("access_token"));
            let path = format!("/api/sessions/{}", claims.get("sid")?.as_str()?);
            if code == ProblemCode::AccountDisabled {
                app.disable("alice");
            } else {
                app.advance(300);
            }
            app.with_token(Method::DELETE, &path, &holder.access_token)
                .await
        }
        ProblemCode::StepUpRequired => {
            app.advance(271);
            scene.good(method, path).await.send().await
        }
        _ if path.starts_with("/api/password") && code != ProblemCode::SessionEnded => {
            password_change::refused(path, code).await
        }
        ProblemCode::InvalidLabel
        | ProblemCode::TooManyAuthenticators
        | ProblemCode::AuthenticatorNotFound
        | ProblemCode::AuthenticatorConfirmed
        | ProblemCode::LastAuthenticator
        | ProblemCode::MalformedOtp
        | ProblemCode::InvalidOtp
            if path.starts_with("/api/authenticators") =>
        {
            authenticators::refused(method, path, code).await
        }
        ProblemCode::InvalidEmail | ProblemCode::InvalidFullName if is_of_account(path) => {
            let field = match code {
                ProblemCode::InvalidEmail => "email",
                _ => "full_name",
            };
            let body = json!({ field: "a\nb" });
            scene.admitted(method, path).json(&body).send().await
        }
        ProblemCode::ConfirmationMismatch => {
            let body = json!({ "username": "bob" });
            scene.admitted(method, path).json(&body).send().await
        }
        ProblemCode::BrowserNotFound => scene.admitted(method, path).send().await,
        ProblemCode::LastAdministrator => {
            app.set_role("alice", Role::Admin);
            scene.good(method, path).await.send().await
        }
        _ => return None,
    })
}

async fn provoke_by_account(scene: &Scene, method: &str, path: &str, code: ProblemCode) -> Answer {
    let Scene { app, holder } = scene;
    match (path, code) {
        (
            _,
            ProblemCode::RegistrationClosed
            | ProblemCode::InvitationRequired
            | ProblemCode::InvalidInvitation
            | ProblemCode::InvitationExpired
            | ProblemCode::InvitationRevoked
            | ProblemCode::InvitationUsed,
        ) => invitations::refused(path, code).await,
        (
            _,
            ProblemCode::InvalidPasswordMessage
            | ProblemCode::InvalidLogin
            | ProblemCode::LoginExpired
            | ProblemCode::LoginUsed
            | ProblemCode::InvalidRegistration
            | ProblemCode::PasswordProtocolOff
            | ProblemCode::PlainPasswordRefused,
        )
        | ("/api/register/start" | "/api/login/start", _) => {
            password_protocol::refused(path, code).await
        }
        ("/api/register", code) => refused_registration(code).await,
        ("/api/login", ProblemCode::InvalidPassword) => app.log_in("alice", &"x".repeat(257)).await,
        (_, ProblemCode::TooManyAttempts) => {
            for _ in 0..5 {
                let challenge = app.challenge("alice").await;
                if path == "/api/verify-otp" {
                    let wrong = app.wrong_code(&holder.secret);
                    app.verify(&challenge, &wrong).await;
                } else {
                    app.log_in("bob", PASSWORD).await;
                }
            }
            match path {
                "/api/login" => app.log_in("bob", PASSWORD).await,
                "/api/token" => {
                    let fields = [
                        ("grant_type", "password"),
                        ("username", "bob"),
                        ("password", "correct horse battery123456"),
                    ];
                    app.post_form(path, &fields).await
                }
                _ => scene.good(method, path).await.send().await,
            }
        }
        ("/api/login", _) => app.log_in("nobody", PASSWORD).await,
        ("/api/verify-otp", code) => refused_code(code).await,
        (_, ProblemCode::AccountDisabled) => {
            app.disable("alice");
            scene.good(method, path).await.send().await
        }
        ("/api/refresh", code) => refused_token(code).await,
        ("/api/token", ProblemCode::InvalidCredentials) => {
            let fields = [
                ("grant_type", "password"),
                ("username", "x"),
                ("password", "y"),
            ];
            app.post_form(path, &fields).await
        }
        ("/api/token", code) => {
            let native = app.sign_in_natively("alice", &holder.secret).await;
            let token = native.field("refresh_token");
            let token = if code == ProblemCode::RefreshTokenReused {
                app.refresh_natively(&token).await;
                app.advance(10);
                token
            } else {
                "x".to_owned()
            };
            let fields = [("grant_type", "refresh_token"), ("refresh_token", &token)];
            app.post_form(path, &fields).await
        }
        _session_ended => {
            let good = scene.good("post", "/api/logout").await;
            good.send().await.expect(StatusCode::NO_CONTENT);
            scene.good(method, path).await.send().await
        }
    }
}
