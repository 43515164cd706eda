//! The steps of a person: register, confirm, sign in.

use http::{Method, StatusCode};
use postern_shared::timestamp::Timestamp;
use postern_shared::totp::{STEP_SECONDS, TotpSecret};
use serde_json::{Value, json};

use super::answer::Answer;
use super::app::TestApp;

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery";

/// Somebody who has registered.
pub struct Enrolment {
    pub challenge: String,
    pub secret: TotpSecret,
}

impl Enrolment {
    /// That of a registration.
    pub fn of(answer: &Answer) -> Self {
        Self {
            challenge: answer.field("challenge"),
            secret: TotpSecret::parse_base32(&answer.field("otp_secret"))
                .expect("the answered secret is base32"),
        }
    }
}

/// Somebody who has signed in.
pub struct Holder {
    pub secret: TotpSecret,
    pub access_token: String,
    pub refresh_token: String,
    /// The cookie by which the account knows the browser: name, `=` and value.
    pub browser: String,
    pub recovery_codes: Vec<String>,
}

impl Holder {
    /// One of the ten.
    pub fn recovery_code(&self, number: usize) -> &str {
        self.recovery_codes.get(number).expect("there are ten")
    }

    /// Of the answer that has confirmed the account.
    fn of(secret: TotpSecret, answer: &Answer) -> Self {
        Self {
            secret,
            access_token: answer.field("access_token"),
            refresh_token: answer.cookie().expect("a sign-in sets the cookie"),
            browser: answer.browser_cookie().expect("a new browser is met"),
            recovery_codes: recovery_codes(answer),
        }
    }
}

/// The recovery codes of an answer.
pub fn recovery_codes(answer: &Answer) -> Vec<String> {
    let codes = answer.json().get("recovery_codes").cloned();
    serde_json::from_value(codes.unwrap_or_default()).expect("a list of texts")
}

impl TestApp {
    /// Registers this name with [`PASSWORD`].
    pub async fn register(&self, username: &str) -> Enrolment {
        let body = json!({ "username": username, "password": PASSWORD });
        let answer = self.post_json("/api/register", &body).await;
        Enrolment::of(&answer.expect(StatusCode::CREATED))
    }

    /// Registers, and confirms the authenticator. The clock then stands at the next step, so that
    /// the current code is a new one.
    pub async fn enrol(&self, username: &str) -> Holder {
        self.confirm(self.register(username).await).await
    }

    /// The same without showing the password.
    pub async fn enrol_unseen(&self, username: &str) -> Holder {
        self.confirm(self.register_unseen(username).await).await
    }

    async fn confirm(&self, enrolment: Enrolment) -> Holder {
        let code = self.code(&enrolment.secret);
        let answer = self.verify(&enrolment.challenge, &code).await;
        let answer = answer.expect(StatusCode::OK);
        self.advance(STEP_SECONDS);
        Holder::of(enrolment.secret, &answer)
    }

    /// Signs in from a new browser.
    pub async fn sign_in(&self, username: &str, secret: &TotpSecret) -> Answer {
        let challenge = self.challenge(username).await;
        let answer = self.verify(&challenge, &self.code(secret)).await;
        self.advance(STEP_SECONDS);
        answer.expect(StatusCode::OK)
    }

    /// The second step from a page of the service's own in the browser with this cookie.
    pub async fn verify_in(&self, browser: &str, body: &Value) -> Answer {
        let call = self.post("/api/verify-otp").same_origin();
        call.other_cookie(browser).json(body).send().await
    }

    /// A call that takes nothing but an access token.
    pub async fn with_token(&self, method: Method, path: &str, token: &str) -> Answer {
        self.call(method, path).bearer(token).send().await
    }

    /// A call with an access token and a body.
    pub async fn with_body(&self, method: Method, path: &str, token: &str, body: &Value) -> Answer {
        let call = self.call(method, path).bearer(token);
        call.json(body).send().await
    }

    /// Proves both factors again within the session of this access token.
    pub async fn step_up(&self, username: &str, token: &str, otp: &str) -> Answer {
        let challenge = self.challenge(username).await;
        let body = json!({ "challenge": challenge, "otp": otp });
        self.with_body(Method::POST, "/api/step-up", token, &body)
            .await
    }

    pub async fn log_in(&self, username: &str, password: &str) -> Answer {
        let body = json!({ "username": username, "password": password });
        self.post_json("/api/login", &body).await
    }

    /// The challenge for somebody who knows [`PASSWORD`].
    pub async fn challenge(&self, username: &str) -> String {
        let answer = self.log_in(username, PASSWORD).await;
        answer.expect(StatusCode::OK).field("challenge")
    }

    pub async fn verify(&self, challenge: &str, code: &str) -> Answer {
        let body = json!({ "challenge": challenge, "otp": code });
        self.post_json("/api/verify-otp", &body).await
    }

    /// Signs in as a program that keeps its refresh token itself.
    pub async fn sign_in_natively(&self, username: &str, secret: &TotpSecret) -> Answer {
        let body = json!({
            "challenge": self.challenge(username).await,
            "otp": self.code(secret),
            "client": "native",
        });
        let answer = self.post_json("/api/verify-otp", &body).await;
        self.advance(STEP_SECONDS);
        answer
    }

    /// Renews as a program.
    pub async fn refresh_natively(&self, refresh_token: &str) -> Answer {
        let body = json!({ "refresh_token": refresh_token });
        self.post_json("/api/refresh", &body).await
    }

    pub async fn refresh(&self, refresh_token: &str) -> Answer {
        self.post("/api/refresh")
            .same_origin()
            .cookie(refresh_token)
            .send()
            .await
    }

    pub async fn who_am_i(&self, access_token: &str) -> Answer {
        self.get("/api/users/me").bearer(access_token).send().await
    }

    /// The code of this moment.
    pub fn code(&self, secret: &TotpSecret) -> String {
        secret.code_at(self.ports.clock.now())
    }

    /// The right code `seconds` from now.
    pub fn code_in(&self, secret: &TotpSecret, seconds: u64) -> String {
        secret.code_at(self.ports.clock.now().plus(seconds))
    }

    /// Six digits that are wrong for the whole window of this moment.
    pub fn wrong_code(&self, secret: &TotpSecret) -> String {
        let now = self.ports.clock.now().unix_seconds();
        let window = [now - STEP_SECONDS, now, now + STEP_SECONDS]
            .map(|seconds| secret.code_at(Timestamp::from_unix_seconds(seconds)));
        (0..4)
            .map(|number| format!("90909{number}"))
            .find(|code| !window.contains(code))
            .expect("three codes cannot cover four")
    }
}
