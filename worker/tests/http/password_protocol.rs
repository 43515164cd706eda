//! Sign-ins in which the password is proved and not shown (RFC 9807).

use http::StatusCode;
use postern_foreign_opaque::{Cost, Registering, SigningIn};
use postern_shared::problem::ProblemCode;
use serde_json::{Value, json};

use crate::support::call::with_field;
use crate::support::prover::{fields_of, part, proof_of};
use crate::support::steps::PASSWORD;
use crate::support::{Answer, TestApp};

/// Does what the code is the answer to at this call.
pub async fn refused(path: &str, code: ProblemCode) -> Answer {
    match path {
        "/api/register/start" => refused_start(path, "registration_request", code).await,
        "/api/login/start" => refused_start(path, "ke1", code).await,
        "/api/register" => refused_record(code).await,
        "/api/login" => refused_proof(code).await,
        _verify_otp => refused_renewal(code).await,
    }
}

async fn refused_start(path: &str, field: &str, code: ProblemCode) -> Answer {
    let app = match code {
        ProblemCode::PasswordProtocolOff => TestApp::new(),
        _ => TestApp::opaque(),
    };
    let message = match field {
        "ke1" => SigningIn::start(PASSWORD).1,
        _ => Registering::start(PASSWORD).1,
    };
    let mut body = json!({ "username": "alice", field: message });
    match code {
        ProblemCode::InvalidPasswordMessage => body = with_field(body, field, json!("x")),
        ProblemCode::InvalidUsername | ProblemCode::InvalidCredentials => {
            body = with_field(body, "username", json!("x"));
        }
        ProblemCode::TooManyAttempts => {
            for _ in 0..5 {
                app.post_json(path, &body).await.expect(StatusCode::OK);
            }
        }
        _protocol_off => {}
    }
    app.post_json(path, &body).await
}

async fn refused_record(code: ProblemCode) -> Answer {
    let app = TestApp::opaque();
    let body = app.record("alice").await;
    let body = match code {
        ProblemCode::InvalidPasswordMessage => with_field(body, "registration_record", json!("x")),
        ProblemCode::InvalidRegistration => with_field(body, "registration", json!("x")),
        ProblemCode::PasswordProtocolOff => {
            return TestApp::new().post_json("/api/register", &body).await;
        }
        _plain => return plain_where_it_is_off("/api/register").await,
    };
    app.post_json("/api/register", &body).await
}

async fn refused_proof(code: ProblemCode) -> Answer {
    let app = TestApp::opaque();
    app.register_unseen("alice").await;
    let body = app.proof("alice").await;
    let body = match code {
        ProblemCode::InvalidPasswordMessage => with_field(body, "ke3", json!("x")),
        ProblemCode::InvalidLogin => with_field(body, "login", json!("x")),
        ProblemCode::LoginExpired => {
            app.advance(120);
            body
        }
        ProblemCode::LoginUsed => {
            app.post_json("/api/login", &body).await;
            body
        }
        ProblemCode::PasswordProtocolOff => {
            return TestApp::new().post_json("/api/login", &body).await;
        }
        _plain => return plain_where_it_is_off("/api/login").await,
    };
    app.post_json("/api/login", &body).await
}

async fn plain_where_it_is_off(path: &str) -> Answer {
    let app = TestApp::with(&[("PASSWORD_PROTOCOL", "opaque"), ("PLAIN_PASSWORDS", "off")]);
    let body = json!({ "username": "alice", "password": PASSWORD });
    app.post_json(path, &body).await
}

async fn refused_renewal(code: ProblemCode) -> Answer {
    if code == ProblemCode::InvalidPasswordMessage {
        return malformed_renewal().await;
    }
    let app = TestApp::opaque();
    let enrolment = app.register_unseen("alice").await;
    // That of a registration goes with no challenge.
    let body = app.record("bobby").await;
    let body = json!({
        "challenge": enrolment.challenge,
        "otp": app.code(&enrolment.secret),
        "registration": part(&body, "/registration"),
        "registration_record": part(&body, "/registration_record"),
    });
    let app = match code {
        ProblemCode::PasswordProtocolOff => app.redeployed_with(&[]),
        _invalid_registration => app,
    };
    app.post_json("/api/verify-otp", &body).await
}

async fn malformed_renewal() -> Answer {
    let (app, secret) = rotated().await;
    let proved = renewable(&app, "alice").await;
    let body = json!({
        "challenge": part(&proved, "/challenge"),
        "otp": app.code(&secret),
        "registration": part(&proved, "/registration/registration"),
        "registration_record": "x",
    });
    app.post_json("/api/verify-otp", &body).await
}

/// Somebody whose record is of a root that is not the active one any more.
async fn rotated() -> (TestApp, postern_shared::totp::TotpSecret) {
    let app = TestApp::opaque();
    let enrolment = app.register_unseen("alice").await;
    let code = app.code(&enrolment.secret);
    let confirmed = app.verify(&enrolment.challenge, &code).await;
    confirmed.expect(StatusCode::OK);
    app.advance(postern_shared::totp::STEP_SECONDS);
    let app = app.redeployed_with(&[
        ("PASSWORD_PROTOCOL", "opaque"),
        ("POSTERN_KEYS", crate::support::app::ROTATED_KEYS),
    ]);
    app.objects().restart();
    (app, enrolment.secret)
}

/// The answer to a proof with a `registration_request`.
async fn renewable(app: &TestApp, username: &str) -> Value {
    let (_, request) = Registering::start(PASSWORD);
    let body = app.proof(username).await;
    let body = with_field(body, "registration_request", json!(request));
    let answer = app.post_json("/api/login", &body).await;
    answer.expect(StatusCode::OK).json()
}

#[tokio::test]
async fn a_password_that_was_never_shown_opens_the_second_step() {
    let app = TestApp::opaque();
    let enrolment = app.register_unseen("alice").await;
    let code = app.code(&enrolment.secret);
    let answer = app.verify(&enrolment.challenge, &code).await;
    answer.expect(StatusCode::OK);
    app.advance(30);
    let proved = app.log_in_unseen("Alice").await.expect(StatusCode::OK);
    let answer = app
        .verify(&proved.field("challenge"), &app.code(&enrolment.secret))
        .await;
    answer.expect(StatusCode::OK);
}

#[tokio::test]
async fn the_same_record_takes_a_password_that_is_shown() {
    let app = TestApp::opaque();
    app.register_unseen("alice").await;
    app.log_in("alice", PASSWORD).await.expect(StatusCode::OK);
    app.log_in("alice", "wrong horse battery")
        .await
        .problem(ProblemCode::InvalidCredentials);
    app.register("bobby").await;
    app.log_in_unseen("bobby").await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_wrong_password_learns_nothing_and_a_proof_of_it_is_refused() {
    let app = TestApp::opaque();
    app.register_unseen("alice").await;
    let (signing_in, answer) = app.start_login("alice", "wrong horse battery").await;
    assert!(proof_of(&signing_in, &answer.expect(StatusCode::OK).json()).is_none());
    // The proof of one sign-in is none of another.
    let (first, second) = (app.proof("alice").await, app.proof("alice").await);
    let swapped = with_field(first, "ke3", second["ke3"].clone());
    let answer = app.post_json("/api/login", &swapped).await;
    answer.problem(ProblemCode::InvalidCredentials);
    // It was used up by that.
    let answer = app.post_json("/api/login", &swapped).await;
    answer.problem(ProblemCode::LoginUsed);
}

#[tokio::test]
async fn an_unknown_name_is_answered_as_a_known_one() {
    let app = TestApp::opaque();
    app.register_unseen("alice").await;
    let (signing_in, ke1) = SigningIn::start(PASSWORD);
    let ask = async |username: &str| {
        let body = json!({ "username": username, "ke1": ke1 });
        let answer = app.post_json("/api/login/start", &body).await;
        answer.expect(StatusCode::OK).json()
    };
    let element = |started: &Value| {
        part(started, "/ke2")
            .as_str()
            .map(|text| text[..42].to_owned())
    };
    let (known, unknown) = (ask("alice").await, ask("bobby").await);
    for field in ["argon2", "expires_in"] {
        assert_eq!(known[field], unknown[field]);
    }
    for field in ["ke2", "login"] {
        let length = |started: &Value| started[field].as_str().map(str::len);
        assert_eq!(length(&known), length(&unknown));
    }
    assert!(proof_of(&signing_in, &unknown).is_none());
    // What can be compared from one time to the next is the same before and after the name is taken.
    assert_eq!(element(&unknown), element(&ask("bobby").await));
    app.register_unseen("bobby").await;
    assert_eq!(element(&unknown), element(&ask("bobby").await));
    let ke3 = URL_OF_64_BYTES;
    let body = json!({ "username": "nobody", "login": ask("nobody").await["login"], "ke3": ke3 });
    let answer = app.post_json("/api/login", &body).await;
    answer.problem(ProblemCode::InvalidCredentials);
}

#[tokio::test]
async fn each_answer_counts_as_a_guess_and_the_proof_takes_it_back() {
    let app = TestApp::opaque();
    let enrolment = app.register_unseen("alice").await;
    let code = app.code(&enrolment.secret);
    let confirmed = app.verify(&enrolment.challenge, &code).await;
    confirmed.expect(StatusCode::OK);
    for username in ["alice", "nobody"] {
        let waiting = (0..5).map(|_| app.start_login(username, "guess"));
        for started in waiting {
            started.await.1.expect(StatusCode::OK);
        }
        let (_, answer) = app.start_login(username, PASSWORD).await;
        answer.problem(ProblemCode::TooManyAttempts);
        let (_, answer) = app.start_registration(username, PASSWORD).await;
        answer.problem(ProblemCode::TooManyAttempts);
        app.log_in(username, PASSWORD)
            .await
            .problem(ProblemCode::TooManyAttempts);
    }
    app.advance(30);
    app.log_in_unseen("alice").await.expect(StatusCode::OK);
    for _ in 0..4 {
        app.start_login("alice", "guess")
            .await
            .1
            .expect(StatusCode::OK);
    }
    app.log_in_unseen("alice").await.expect(StatusCode::OK);
}

#[tokio::test]
async fn who_was_let_in_to_begin_may_finish_while_others_wait() {
    let app = TestApp::opaque();
    app.register_unseen("alice").await;
    let proof = app.proof("alice").await;
    for _ in 0..4 {
        app.start_login("alice", "guess").await;
    }
    let (_, answer) = app.start_login("alice", PASSWORD).await;
    answer.problem(ProblemCode::TooManyAttempts);
    let answer = app.post_json("/api/login", &proof).await;
    answer.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_record_of_one_account_is_none_of_another() {
    let app = TestApp::opaque();
    let body = app.record("alice").await;
    let answer = app
        .post_json(
            "/api/register",
            &with_field(body.clone(), "username", json!("mallory")),
        )
        .await;
    answer.problem(ProblemCode::InvalidRegistration);
    app.advance(120);
    let answer = app.post_json("/api/register", &body).await;
    answer.problem(ProblemCode::InvalidRegistration);
    let proof = {
        app.register_unseen("alice").await;
        app.proof("alice").await
    };
    app.register_unseen("mallory").await;
    let answer = app
        .post_json(
            "/api/login",
            &with_field(proof, "username", json!("mallory")),
        )
        .await;
    answer.problem(ProblemCode::InvalidLogin);
}

#[tokio::test]
async fn a_password_and_what_stands_in_its_place_do_not_go_together() {
    let app = TestApp::opaque();
    app.register_unseen("alice").await;
    let snapshot = app.snapshot();
    let proof = json!({ "username": "alice", "login": "x", "ke3": "x" });
    let record = json!({ "username": "alice", "registration": "x", "registration_record": "x" });
    let renewal = json!({ "challenge": "x", "otp": "123456", "registration": "x" });
    let without = |body: &Value, field: &str| {
        let mut body = body.clone();
        body.as_object_mut().expect("an object").remove(field);
        body
    };
    for (path, body, code, field) in [
        (
            "/api/login",
            with_field(proof.clone(), "password", json!("x")),
            ProblemCode::InvalidField,
            "password",
        ),
        (
            "/api/login",
            without(&proof, "ke3"),
            ProblemCode::MissingField,
            "ke3",
        ),
        (
            "/api/login",
            without(&proof, "login"),
            ProblemCode::MissingField,
            "login",
        ),
        (
            "/api/login",
            json!({ "username": "alice" }),
            ProblemCode::MissingField,
            "password",
        ),
        (
            "/api/login",
            json!({ "username": "alice", "registration_request": "x" }),
            ProblemCode::MissingField,
            "login",
        ),
        (
            "/api/login",
            json!({ "username": "alice", "password": "x", "registration_request": "x" }),
            ProblemCode::InvalidField,
            "password",
        ),
        (
            "/api/register",
            with_field(record.clone(), "password", json!("x")),
            ProblemCode::InvalidField,
            "password",
        ),
        (
            "/api/register",
            without(&record, "registration"),
            ProblemCode::MissingField,
            "registration",
        ),
        (
            "/api/register",
            without(&record, "registration_record"),
            ProblemCode::MissingField,
            "registration_record",
        ),
        (
            "/api/register",
            json!({ "username": "alice" }),
            ProblemCode::MissingField,
            "password",
        ),
        (
            "/api/verify-otp",
            renewal,
            ProblemCode::InvalidChallenge,
            "",
        ),
    ] {
        let answer = app.post_json(path, &body).await;
        if field.is_empty() {
            answer.problem(code);
        } else {
            answer.blames(code, field);
        }
    }
    assert_eq!(app.snapshot(), snapshot);
}

#[tokio::test]
async fn a_record_under_older_keys_is_made_anew_with_the_code() {
    let (app, secret) = rotated().await;
    let (registering, request) = Registering::start(PASSWORD);
    let old_proof = app.proof("alice").await;
    let body = with_field(
        app.proof("alice").await,
        "registration_request",
        json!(request),
    );
    let answer = app.post_json("/api/login", &body).await;
    let proved = answer.expect(StatusCode::OK).json();
    let fields = fields_of(&registering, &proved["registration"]);
    let body = with_field(fields, "challenge", proved["challenge"].clone());
    let wrong = with_field(body.clone(), "otp", json!(app.wrong_code(&secret)));
    let answer = app.post_json("/api/verify-otp", &wrong).await;
    answer.problem(ProblemCode::InvalidOtp);
    assert_eq!(record_root(&app), Some(1));

    let right = with_field(body, "otp", json!(app.code(&secret)));
    let answer = app.post_json("/api/verify-otp", &right).await;
    answer.expect(StatusCode::OK);
    assert_eq!(record_root(&app), Some(2));
    // A proof of the old record is none of the new one.
    let answer = app.post_json("/api/login", &old_proof).await;
    answer.problem(ProblemCode::InvalidCredentials);
    assert_eq!(renewable(&app, "alice").await["registration"], Value::Null);
}

#[tokio::test]
async fn a_current_record_is_not_made_anew() {
    let app = TestApp::opaque();
    app.register_unseen("alice").await;
    assert_eq!(renewable(&app, "alice").await["registration"], Value::Null);
}

#[tokio::test]
async fn a_renewal_of_one_challenge_is_none_of_another() {
    let (app, secret) = rotated().await;
    let (registering, request) = Registering::start(PASSWORD);
    let body = with_field(
        app.proof("alice").await,
        "registration_request",
        json!(request),
    );
    let proved = app.post_json("/api/login", &body).await.json();
    let other = app.log_in_unseen("alice").await.field("challenge");
    let fields = fields_of(&registering, &proved["registration"]);
    let body = with_field(fields, "challenge", json!(other));
    let body = with_field(body, "otp", json!(app.code(&secret)));
    let answer = app.post_json("/api/verify-otp", &body).await;
    answer.problem(ProblemCode::InvalidRegistration);
    // The code was not used up by that.
    let answer = app.verify(&other, &app.code(&secret)).await;
    answer.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_deployment_says_how_to_sign_in() {
    let options = async |app: TestApp| app.get("/api/sign-in-options").send().await.json();
    let said = |protocol, plain, name| {
        json!({
            "password_protocol": protocol,
            "plain_passwords": plain,
            "trusted_browsers": false,
            "registration": "open",
            "app_name": name,
        })
    };
    let plain = said("argon2id", true, "Postern");
    assert_eq!(options(TestApp::new()).await, plain);
    let both = said("opaque", true, "Postern");
    assert_eq!(options(TestApp::opaque()).await, both);
    let strict = TestApp::with(&[
        ("PASSWORD_PROTOCOL", "opaque"),
        ("PLAIN_PASSWORDS", "off"),
        ("APP_NAME", "Our Gate"),
    ]);
    let proved_only = said("opaque", false, "Our Gate");
    assert_eq!(options(strict).await, proved_only);
}

#[tokio::test]
async fn an_account_moves_to_the_other_form_when_its_password_is_shown() {
    let app = TestApp::new();
    app.register("alice").await;
    let opaque = app.redeployed_with(&[("PASSWORD_PROTOCOL", "opaque")]);
    opaque.objects().restart();
    // Until then it is answered as a name that nobody has.
    let (signing_in, answer) = opaque.start_login("alice", PASSWORD).await;
    assert!(proof_of(&signing_in, &answer.expect(StatusCode::OK).json()).is_none());
    opaque
        .log_in("alice", PASSWORD)
        .await
        .expect(StatusCode::OK);
    opaque.log_in_unseen("alice").await.expect(StatusCode::OK);

    let back = opaque.redeployed_with(&[]);
    back.objects().restart();
    back.log_in("alice", PASSWORD).await.expect(StatusCode::OK);
    assert_eq!(record_form(&back), Some("argon2id"));
}

#[tokio::test]
async fn every_cost_that_records_may_have_is_told() {
    let app = TestApp::with(&[
        ("PASSWORD_PROTOCOL", "opaque"),
        ("PASSWORD_ARGON2", "m=20480,t=3,p=1 m=19456,t=2,p=1"),
    ]);
    let (_, answer) = app.start_login("nobody", PASSWORD).await;
    let cost =
        |memory_kib, passes| json!({ "memory_kib": memory_kib, "passes": passes, "lanes": 1 });
    let told = answer.expect(StatusCode::OK).json()["argon2"].clone();
    assert_eq!(told, json!([cost(20_480, 3), cost(19_456, 2)]));
    let (_, answer) = app.start_registration("nobody", PASSWORD).await;
    let told = answer.expect(StatusCode::OK).json();
    assert_eq!(Cost::of(&told["argon2"]), Cost::new(20_480, 3));
}

fn record_root(app: &TestApp) -> Option<u32> {
    let mut root = None;
    app.edit("alice", |slot| {
        if let postern_worker::account::Tenure::Held(account) = &slot.tenure {
            root = account.password.pepper_root();
        }
    });
    root
}

fn record_form(app: &TestApp) -> Option<&'static str> {
    let mut form = None;
    app.edit("alice", |slot| {
        if let postern_worker::account::Tenure::Held(account) = &slot.tenure {
            form = Some(match account.password {
                postern_worker::account::PasswordRecord::Argon2id { .. } => "argon2id",
                postern_worker::account::PasswordRecord::Opaque(_) => "opaque",
                postern_worker::account::PasswordRecord::Foreign(_) => "foreign",
            });
        }
    });
    form
}

/// 64 bytes as they travel.
const URL_OF_64_BYTES: &str =
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
