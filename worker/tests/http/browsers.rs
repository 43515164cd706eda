//! `GET /api/browsers`, `DELETE /api/browsers/{id}`, and the cookie by which an account knows a
//! browser again.

use http::{HeaderValue, Method, StatusCode};
use postern_shared::problem::ProblemCode;
use postern_worker::keys::BrowserText;
use serde_json::{Value, json};

use crate::support::app::{FOREIGN_KEYS, ROTATED_KEYS};
use crate::support::call::{BROWSER_COOKIE_NAME, with_field};
use crate::support::clock::START;
use crate::support::prover::part;
use crate::support::steps::{Holder, PASSWORD};
use crate::support::tokens::take_apart;
use crate::support::{Answer, TestApp};

const PATH: &str = "/api/browsers";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

fn trusting() -> TestApp {
    TestApp::with(&[("TRUSTED_BROWSERS", "on")])
}

async fn list(app: &TestApp, token: &str, browser: Option<&str>) -> Vec<Value> {
    let call = app.get(PATH).bearer(token);
    let call = match browser {
        Some(browser) => call.other_cookie(browser),
        None => call,
    };
    let body = call.send().await.expect(StatusCode::OK).json();
    serde_json::from_value(part(&body, "/browsers")).expect("a list")
}

/// The first step in the browser with this cookie.
async fn log_in_in(app: &TestApp, browser: &str, password: &str) -> Answer {
    let body = json!({ "username": "alice", "password": password });
    let call = app.post("/api/login").other_cookie(browser);
    call.json(&body).send().await
}

/// Signs in with a code in the browser with this cookie.
async fn sign_in_in(app: &TestApp, holder: &Holder, more: Value) -> Answer {
    let proved = log_in_in(app, &holder.browser, PASSWORD).await;
    let body = json!({
        "challenge": proved.expect(StatusCode::OK).field("challenge"),
        "otp": app.code(&holder.secret),
    });
    let more = more.as_object().into_iter().flatten();
    let body = more.fold(body, |body, (field, value)| {
        with_field(body, field, value.clone())
    });
    let answer = app.verify_in(&holder.browser, &body).await;
    app.advance(30);
    answer.expect(StatusCode::OK)
}

/// What a sign-in without a code is answered in the browser with this cookie.
async fn without_code(app: &TestApp, browser: &str) -> Answer {
    let proved = log_in_in(app, browser, PASSWORD).await;
    let challenge = proved.expect(StatusCode::OK).field("challenge");
    app.verify_in(browser, &json!({ "challenge": challenge }))
        .await
}

/// Whether the browser is offered to leave the code out.
async fn is_trusted(app: &TestApp, browser: &str) -> bool {
    let proved = log_in_in(app, browser, PASSWORD).await;
    let methods = part(&proved.expect(StatusCode::OK).json(), "/methods");
    let methods: Vec<String> = serde_json::from_value(methods).expect("a list");
    methods.iter().any(|method| method == "trusted_browser")
}

/// Somebody whose browser is trusted.
async fn trusted(app: &TestApp) -> Holder {
    let holder = app.enrol("alice").await;
    sign_in_in(app, &holder, json!({ "trust_browser": true })).await;
    assert!(is_trusted(app, &holder.browser).await);
    holder
}

#[tokio::test]
async fn the_cookie_is_bound_to_this_host_and_out_of_reach_of_scripts_for_400_days() {
    let app = TestApp::new();
    let enrolment = app.register("alice").await;
    let code = app.code(&enrolment.secret);
    let answer = app.verify(&enrolment.challenge, &code).await;
    let pair = answer.browser_cookie().expect("a browser is met");
    assert_eq!(
        answer.set_cookies()[1],
        format!("{pair}; Path=/; Max-Age=34560000; HttpOnly; Secure; SameSite=Strict")
    );
    let (name, value) = pair.split_once('=').expect("a pair");
    let locator = app.locator("alice");
    assert_eq!(
        name,
        format!("{BROWSER_COOKIE_NAME}{}", &locator.to_string()[..8])
    );
    let text = BrowserText::open(&app.config.sealer, value).expect("sealed by us");
    assert!(text.locator == locator);
    assert!(!answer.text().contains(value));
    let cookies = answer.headers.get_all("set-cookie");
    assert!(cookies.iter().all(HeaderValue::is_sensitive));
}

#[tokio::test]
async fn a_browser_is_known_again_and_its_cookie_lasts_anew() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    app.advance(86_400);
    let answer = sign_in_in(&app, &holder, json!({})).await;
    assert_eq!(
        answer.set_cookies()[1],
        format!(
            "{}; Path=/; Max-Age=34560000; HttpOnly; Secure; SameSite=Strict",
            holder.browser
        )
    );
    let token = answer.field("access_token");
    let known = list(&app, &token, Some(&holder.browser)).await;
    assert_eq!(known.len(), 1);
    assert_eq!(known[0]["first_seen_at"], START);
    assert_eq!(known[0]["last_seen_at"], START + 86_430);
    assert_eq!(known[0]["current"], true);
    assert_eq!(known[0]["trusted_until"], Value::Null);
}

#[tokio::test]
async fn browsers_are_listed_last_seen_first_with_what_is_known_of_them() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let body = json!({
        "challenge": app.challenge("alice").await,
        "otp": app.code(&holder.secret),
    });
    let call = app.post("/api/verify-otp").header("user-agent", FIREFOX);
    call.json(&body).send().await.expect(StatusCode::OK);
    let known = list(&app, &holder.access_token, Some(&holder.browser)).await;
    assert_eq!(known.len(), 2);
    assert_eq!(known[0]["browser"], "Firefox 145");
    assert_eq!(known[0]["system"], "Linux");
    assert_eq!(known[0]["country"], Value::Null);
    assert_eq!(known[0]["current"], false);
    assert_eq!(known[1]["current"], true);
    // Without its cookie nobody knows which one asks.
    let known = list(&app, &holder.access_token, None).await;
    assert!(known.iter().all(|browser| browser["current"] == false));
}

#[tokio::test]
async fn a_program_is_no_browser() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let native = app.sign_in_natively("alice", &holder.secret).await;
    assert!(native.set_cookies().is_empty());
    assert_eq!(list(&app, &holder.access_token, None).await.len(), 1);
}

#[tokio::test]
async fn at_most_twenty_are_known() {
    let app = TestApp::with(&[("ACCESS_TOKEN_SECONDS", "3600")]);
    let holder = app.enrol("alice").await;
    for _ in 0..20 {
        app.sign_in("alice", &holder.secret).await;
    }
    let known = list(&app, &holder.access_token, Some(&holder.browser)).await;
    assert_eq!(known.len(), 20);
    assert!(known.iter().all(|browser| browser["current"] == false));
}

#[tokio::test]
async fn a_cookie_of_another_account_or_another_key_is_none() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let bob = app.enrol("bob").await;
    let foreign = TestApp::with(&[("POSTERN_KEYS", FOREIGN_KEYS)]);
    let foreign = foreign.enrol("alice").await;
    let (name, value) = holder.browser.split_once('=').expect("a pair");
    let value_of = |pair: &str| pair.split_once('=').expect("a pair").1.to_owned();
    for other in [
        String::new(),
        "x".to_owned(),
        value[..value.len() - 1].to_owned(),
        format!("{value}A"),
        value_of(&bob.browser),
        value_of(&foreign.browser),
        holder.refresh_token.clone(),
        app.challenge("alice").await,
    ] {
        let holder = Holder {
            browser: format!("{name}={other}"),
            secret: postern_shared::totp::TotpSecret::from_bytes(holder.secret.expose())
                .expect("a secret"),
            access_token: String::new(),
            refresh_token: String::new(),
            recovery_codes: Vec::new(),
        };
        let answer = sign_in_in(&app, &holder, json!({})).await;
        let given = answer.browser_cookie().expect("a new one is given");
        assert!(given != holder.browser && given.starts_with(name));
    }
    assert_eq!(list(&app, &holder.access_token, None).await.len(), 9);
    // Behind some that do not open, the right one is found still.
    let crowd = format!("{name}=x; {name}=y; {}", holder.browser);
    let known = list(&app, &holder.access_token, Some(&crowd)).await;
    assert!(known.iter().any(|browser| browser["current"] == true));
}

#[tokio::test]
async fn a_rotation_of_the_keys_makes_no_browser_a_stranger() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let rotated = app.redeployed_with(&[("POSTERN_KEYS", ROTATED_KEYS)]);
    let known = list(&rotated, &holder.access_token, Some(&holder.browser)).await;
    assert_eq!(known[0]["current"], true);
}

#[tokio::test]
async fn a_stranger_does_not_lock_the_owner_out() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    for _ in 0..5 {
        app.log_in("alice", "wrong horse battery").await;
    }
    app.advance(30);
    app.log_in("alice", "wrong horse battery").await;
    app.log_in("alice", PASSWORD)
        .await
        .problem(ProblemCode::TooManyAttempts);
    sign_in_in(&app, &holder, json!({})).await;
    // The stranger waits still: for a minute by now.
    app.log_in("alice", PASSWORD)
        .await
        .problem(ProblemCode::TooManyAttempts);

    // Nor by codes, for somebody who has the password.
    app.advance(3600);
    let challenge = app.challenge("alice").await;
    for _ in 0..5 {
        let wrong = app.wrong_code(&holder.secret);
        app.verify(&challenge, &wrong).await;
    }
    let challenge = app.challenge("alice").await;
    app.verify(&challenge, &app.code(&holder.secret))
        .await
        .problem(ProblemCode::TooManyAttempts);
    sign_in_in(&app, &holder, json!({})).await;
}

#[tokio::test]
async fn a_known_browser_has_a_budget_and_no_more() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    for _ in 0..5 {
        log_in_in(&app, &holder.browser, "wrong horse battery")
            .await
            .problem(ProblemCode::InvalidCredentials);
    }
    let problem = log_in_in(&app, &holder.browser, PASSWORD)
        .await
        .problem(ProblemCode::TooManyAttempts);
    assert_eq!(problem.retry_after, Some(30));
    app.log_in("alice", PASSWORD).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn the_budgets_are_those_of_the_password_protocol_too() {
    let app = TestApp::opaque();
    let holder = app.enrol_unseen("alice").await;
    for _ in 0..5 {
        app.start_login("alice", "guess").await;
    }
    let (_, answer) = app.start_login("alice", PASSWORD).await;
    answer.problem(ProblemCode::TooManyAttempts);
    let (_, ke1) = postern_foreign_opaque::SigningIn::start(PASSWORD);
    let body = json!({ "username": "alice", "ke1": ke1 });
    let call = app.post("/api/login/start").other_cookie(&holder.browser);
    let answer = call.json(&body).send().await;
    answer.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_forgotten_browser_is_a_stranger_again() {
    let app = trusting();
    let holder = trusted(&app).await;
    let id = list(&app, &holder.access_token, None).await[0]["id"].clone();
    let path = format!("{PATH}/{}", id.as_str().expect("an id"));
    let forget = || app.with_token(Method::DELETE, &path, &holder.access_token);
    forget().await.expect(StatusCode::NO_CONTENT);
    assert!(list(&app, &holder.access_token, None).await.is_empty());
    assert!(!is_trusted(&app, &holder.browser).await);
    forget().await.problem(ProblemCode::BrowserNotFound);
    // Its session goes on.
    app.refresh(&holder.refresh_token)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn somebody_elses_browser_is_as_good_as_none() {
    let app = TestApp::new();
    let alice = app.enrol("alice").await;
    let bob = app.enrol("bob").await;
    let bobs = list(&app, &bob.access_token, None).await[0]["id"].clone();
    let before = app.snapshot();
    for id in [
        bobs.as_str().expect("an id"),
        "AAAAAAAAAAAAAAAAAAAAAA",
        "x",
        "%ff",
    ] {
        let path = format!("{PATH}/{id}");
        let answer = app.with_token(Method::DELETE, &path, &alice.access_token);
        answer.await.problem(ProblemCode::BrowserNotFound);
    }
    assert_eq!(app.snapshot(), before);
}

#[tokio::test]
async fn no_browser_is_trusted_unless_the_deployment_allows_it() {
    let app = TestApp::new();
    let options = app.get("/api/sign-in-options").send().await.json();
    assert_eq!(options["trusted_browsers"], false);
    let holder = app.enrol("alice").await;
    sign_in_in(&app, &holder, json!({ "trust_browser": true })).await;
    assert!(!is_trusted(&app, &holder.browser).await);
    without_code(&app, &holder.browser)
        .await
        .blames(ProblemCode::MissingField, "otp");
    // One that was trusted before it was turned off is asked again.
    let app = trusting();
    let options = app.get("/api/sign-in-options").send().await.json();
    assert_eq!(options["trusted_browsers"], true);
    let holder = trusted(&app).await;
    let off = app.redeployed_with(&[]);
    without_code(&off, &holder.browser)
        .await
        .blames(ProblemCode::MissingField, "otp");
}

#[tokio::test]
async fn a_trusted_browser_leaves_the_code_out_and_has_proved_no_second_factor() {
    let app = trusting();
    let holder = trusted(&app).await;
    let answer = without_code(&app, &holder.browser).await;
    let token = answer.expect(StatusCode::OK).field("access_token");
    let (_, claims) = take_apart(&token);
    assert_eq!(claims["amr"], json!(["pwd", "trusted_browser"]));
    let codes = app.with_token(Method::POST, "/api/recovery-codes", &token);
    codes.await.problem(ProblemCode::StepUpRequired);
    // Nor does it step up.
    let body = json!({ "challenge": app.challenge("alice").await });
    let call = app.post("/api/step-up").bearer(&token);
    let call = call.other_cookie(&holder.browser).same_origin();
    let answer = call.json(&body).send().await;
    answer.blames(ProblemCode::MissingField, "otp");
    let code = app.code(&holder.secret);
    let proved = app.step_up("alice", &token, &code).await;
    proved.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_sign_in_by_a_trusted_browser_comes_from_a_page_of_ours() {
    let app = trusting();
    let holder = trusted(&app).await;
    let body = json!({ "challenge": app.challenge("alice").await });
    let before = app.snapshot();
    for headers in [
        vec![],
        vec![("sec-fetch-site", "cross-site")],
        vec![("origin", "https://evil.example")],
        vec![
            ("sec-fetch-site", "none"),
            ("origin", "https://login.example"),
        ],
    ] {
        let call = app.post("/api/verify-otp").other_cookie(&holder.browser);
        let call = headers
            .iter()
            .fold(call, |call, (name, value)| call.header(name, value));
        let answer = call.json(&body).send().await;
        answer.problem(ProblemCode::CrossOrigin);
    }
    assert_eq!(app.snapshot(), before);
    let call = app.post("/api/verify-otp").same_origin().json(&body);
    call.send().await.blames(ProblemCode::MissingField, "otp");
    let answer = app.verify_in(&holder.browser, &body).await;
    answer.expect(StatusCode::OK);
}

#[tokio::test]
async fn trust_ends_after_30_days_and_is_not_lengthened_by_its_use() {
    let app = TestApp::with(&[
        ("TRUSTED_BROWSERS", "on"),
        ("SESSION_ABSOLUTE_SECONDS", "31622400"),
        ("SESSION_IDLE_SECONDS", "7776000"),
    ]);
    let holder = app.enrol("alice").await;
    let since = app.ports.clock.now().unix_seconds();
    let answer = sign_in_in(&app, &holder, json!({ "trust_browser": true })).await;
    let known = list(&app, &answer.field("access_token"), None).await;
    assert_eq!(known[0]["trusted_until"], since + 2_592_000);
    app.advance(2_592_000 - 31);
    let proved = log_in_in(&app, &holder.browser, PASSWORD).await;
    let body = json!({
        "challenge": proved.expect(StatusCode::OK).field("challenge"),
        "trust_browser": true,
    });
    let answer = app.verify_in(&holder.browser, &body).await;
    let answer = answer.expect(StatusCode::OK);
    let known = list(&app, &answer.field("access_token"), None).await;
    assert_eq!(known[0]["trusted_until"], since + 2_592_000);
    app.advance(1);
    assert!(!is_trusted(&app, &holder.browser).await);
    without_code(&app, &holder.browser)
        .await
        .blames(ProblemCode::MissingField, "otp");
}

#[tokio::test]
async fn every_change_of_a_factor_ends_the_trust() {
    let post = Method::POST;
    for number in 0..4 {
        let app = trusting();
        let holder = trusted(&app).await;
        let token = &holder.access_token;
        let password = match number {
            0 => {
                let body =
                    json!({ "current_password": PASSWORD, "new_password": "one open window" });
                let answer = app.with_body(post.clone(), "/api/password", token, &body);
                answer.await.expect(StatusCode::NO_CONTENT);
                "one open window"
            }
            1 => {
                let body = json!({
                    "username": "alice",
                    "recovery_code": holder.recovery_codes[0],
                    "otp": app.code(&holder.secret),
                    "password": "one open window",
                });
                let answer = app.post_json("/api/password/reset", &body).await;
                answer.expect(StatusCode::NO_CONTENT);
                "one open window"
            }
            2 => {
                let path = "/api/authenticators";
                let added = app.with_body(post.clone(), path, token, &json!({})).await;
                let added = added.expect(StatusCode::CREATED);
                let secret = added.field("otp_secret");
                let secret = postern_shared::totp::TotpSecret::parse_base32(&secret);
                let code = app.code(&secret.expect("base32"));
                let path = format!("{path}/{}/confirm", added.field("id"));
                let body = json!({ "otp": code });
                let answer = app.with_body(post.clone(), &path, token, &body).await;
                answer.expect(StatusCode::OK);
                PASSWORD
            }
            _ => {
                let answer = app.with_token(post.clone(), "/api/recovery-codes", token);
                answer.await.expect(StatusCode::CREATED);
                PASSWORD
            }
        };
        let proved = log_in_in(&app, &holder.browser, password).await;
        let methods = proved.expect(StatusCode::OK).json()["methods"].clone();
        assert_eq!(methods, json!(["otp", "recovery_code"]), "{number}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_wrong_in_a_trusted_browser_too() {
    let app = trusting();
    let holder = trusted(&app).await;
    log_in_in(&app, &holder.browser, "wrong horse battery")
        .await
        .problem(ProblemCode::InvalidCredentials);
    // And a challenge that somebody else has got is of use in this browser alone.
    let challenge = app.challenge("alice").await;
    let answer = app
        .post_json("/api/verify-otp", &json!({ "challenge": challenge }))
        .await;
    answer.blames(ProblemCode::MissingField, "otp");
}

#[tokio::test]
async fn nothing_of_the_token_is_kept_in_clear() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let (_, value) = holder.browser.split_once('=').expect("a pair");
    let text = BrowserText::open(&app.config.sealer, value).expect("ours");
    let token = format!("{:?}", text.token.expose().as_slice());
    let numbers = token.trim_matches(['[', ']']).replace(' ', "");
    let kept = app.objects().snapshot().join("\n").replace(' ', "");
    assert!(!kept.contains(&numbers) && !kept.contains(value));
    for (_, record) in app.kv().written() {
        assert!(!record.windows(32).any(|part| part == text.token.expose()));
    }
}
