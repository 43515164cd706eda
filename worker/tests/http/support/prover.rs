//! Somebody whose password stays with them: the client's side by another implementation.

use http::StatusCode;
use postern_foreign_opaque::{Cost, Registering, SigningIn};
use serde_json::{Value, json};

use super::answer::Answer;
use super::app::TestApp;
use super::call::with_field;
use super::steps::{Enrolment, PASSWORD};

impl TestApp {
    /// A service in which the password protocol is on.
    pub fn opaque() -> Self {
        Self::with(&[("PASSWORD_PROTOCOL", "opaque")])
    }

    /// The answer to the first message of a registration, and what goes on with it.
    pub async fn start_registration(
        &self,
        username: &str,
        password: &str,
    ) -> (Registering, Answer) {
        let (registering, request) = Registering::start(password);
        let body = json!({ "username": username, "registration_request": request });
        let answer = self.post_json("/api/register/start", &body).await;
        (registering, answer)
    }

    /// The body of a registration with [`PASSWORD`] that is done but for being sent.
    pub async fn record(&self, username: &str) -> Value {
        let (registering, answer) = self.start_registration(username, PASSWORD).await;
        let started = answer.expect(StatusCode::OK).json();
        with_field(
            fields_of(&registering, &started),
            "username",
            json!(username),
        )
    }

    /// Registers this name with [`PASSWORD`] without showing it.
    pub async fn register_unseen(&self, username: &str) -> Enrolment {
        let body = self.record(username).await;
        let answer = self.post_json("/api/register", &body).await;
        Enrolment::of(&answer.expect(StatusCode::CREATED))
    }

    /// The answer to KE1, and what goes on with it.
    pub async fn start_login(&self, username: &str, password: &str) -> (SigningIn, Answer) {
        let (signing_in, ke1) = SigningIn::start(password);
        let body = json!({ "username": username, "ke1": ke1 });
        let answer = self.post_json("/api/login/start", &body).await;
        (signing_in, answer)
    }

    /// The body of a proof of [`PASSWORD`] that is done but for being sent.
    pub async fn proof(&self, username: &str) -> Value {
        let (signing_in, answer) = self.start_login(username, PASSWORD).await;
        let started = answer.expect(StatusCode::OK).json();
        let ke3 = proof_of(&signing_in, &started).expect("the password is right");
        json!({ "username": username, "login": part(&started, "/login"), "ke3": ke3 })
    }

    /// The first step without showing [`PASSWORD`].
    pub async fn log_in_unseen(&self, username: &str) -> Answer {
        let body = self.proof(username).await;
        self.post_json("/api/login", &body).await
    }
}

/// What a registration, or a renewal, brings back.
pub fn fields_of(registering: &Registering, started: &Value) -> Value {
    let response = part(started, "/registration_response");
    let cost = Cost::of(&part(started, "/argon2"));
    let record = registering.finish(response.as_str().expect("a text"), cost);
    json!({ "registration": part(started, "/registration"), "registration_record": record })
}

/// KE3, where the password is right at one of the costs.
pub fn proof_of(signing_in: &SigningIn, started: &Value) -> Option<String> {
    let (ke2, costs) = (part(started, "/ke2"), part(started, "/argon2"));
    let ke2 = ke2.as_str().expect("a text");
    let costs = costs.as_array().expect("a list");
    costs
        .iter()
        .find_map(|cost| signing_in.finish(ke2, Cost::of(cost)))
}

/// A part of a body by its JSON pointer (RFC 6901); null where there is none.
pub fn part(body: &Value, pointer: &str) -> Value {
    body.pointer(pointer).cloned().unwrap_or_default()
}
