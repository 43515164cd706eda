//! The calls by which somebody registers and signs in without sending the password.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::api::Api;
use crate::opaque_client::{Cost, Registering, SigningIn};
use crate::person::Person;

/// What registers somebody in place of a password.
#[derive(Clone)]
pub struct Registration {
    /// From the service.
    pub registration: String,
    /// The record that it is to keep.
    pub record: String,
    /// What stretching the password has cost.
    pub cost: Cost,
}

/// What signs somebody in, in place of a password.
#[derive(Clone)]
pub struct Login {
    /// From the service.
    pub login: String,
    /// The proof.
    pub ke3: String,
    /// The cost of the record; none where the password is wrong, and the proof made up.
    pub cost: Option<Cost>,
}

impl Registration {
    /// Starts a registration, and does the browser's work.
    ///
    /// # Errors
    /// The answer, where the service refuses.
    pub async fn start(api: &Api, username: &str, password: &str) -> Result<Self, Answer> {
        let (registering, request) = Registering::start(password);
        let answer = start_registration(api, username, &request).await;
        if answer.status != 200 {
            return Err(answer);
        }
        Ok(Self::finish(&registering, &answer.json()))
    }

    /// Does the browser's work for what the service answers a `registration_request` with.
    ///
    /// # Panics
    /// Where it answers something else.
    #[must_use]
    pub fn finish(registering: &Registering, answer: &Value) -> Self {
        let cost = Cost::of(member(answer, "argon2"));
        Self {
            registration: text(answer, "registration"),
            record: registering.finish(&text(answer, "registration_response"), cost),
            cost,
        }
    }

    /// The body of `register`.
    #[must_use]
    pub fn body(&self, person: &Person) -> Value {
        let mut body = person.registration();
        if let Some(body) = body.as_object_mut() {
            body.remove("password");
        }
        add(&mut body, "registration", &self.registration);
        add(&mut body, "registration_record", &self.record);
        body
    }

    /// Sends `register`.
    pub async fn send(&self, api: &Api, person: &Person) -> Answer {
        let body = self.body(person);
        api.post("/api/register").json(&body).send().await
    }
}

impl Login {
    /// Starts a sign-in, and does the browser's work. Whoever has the wrong password makes the
    /// proof up.
    ///
    /// # Errors
    /// The answer, where the service refuses.
    pub async fn start(api: &Api, username: &str, password: &str) -> Result<Self, Answer> {
        let (signing_in, ke1) = SigningIn::start(password);
        let answer = start_login(api, username, &ke1).await;
        if answer.status != 200 {
            return Err(answer);
        }
        Ok(Self::finish(&signing_in, &answer.json()))
    }

    /// Does the browser's work for the service's answer to KE1.
    ///
    /// # Panics
    /// Where it answers something else.
    #[must_use]
    pub fn finish(signing_in: &SigningIn, answer: &Value) -> Self {
        let ke2 = text(answer, "ke2");
        let costs = member(answer, "argon2").as_array().cloned();
        let proved = costs.unwrap_or_default().iter().find_map(|cost| {
            let cost = Cost::of(cost);
            Some((signing_in.finish(&ke2, cost)?, cost))
        });
        Self {
            login: text(answer, "login"),
            cost: proved.as_ref().map(|(_, cost)| *cost),
            ke3: proved.map_or_else(|| URL_SAFE_NO_PAD.encode([7; 64]), |(ke3, _)| ke3),
        }
    }

    /// The body of `login`.
    #[must_use]
    pub fn body(&self, username: &str) -> Value {
        json!({ "username": username, "login": self.login, "ke3": self.ke3 })
    }

    /// Sends `login`.
    pub async fn send(&self, api: &Api, username: &str) -> Answer {
        let body = self.body(username);
        api.post("/api/login").json(&body).send().await
    }

    /// Sends `login` together with the blinded password, so that the service may ask for a new
    /// record; does the browser's work if it does.
    pub async fn send_with_request(
        &self,
        api: &Api,
        person: &Person,
    ) -> (Answer, Option<Registration>) {
        let (registering, request) = Registering::start(&person.password);
        let mut body = self.body(&person.username);
        add(&mut body, "registration_request", &request);
        let answer = api.post("/api/login").json(&body).send().await;
        let offered = answer.json().get("registration").cloned();
        let renewed = offered
            .filter(|offered| !offered.is_null())
            .map(|offered| Registration::finish(&registering, &offered));
        (answer, renewed)
    }
}

/// Sends `register/start`.
pub async fn start_registration(api: &Api, username: &str, request: &str) -> Answer {
    let body = json!({ "username": username, "registration_request": request });
    api.post("/api/register/start").json(&body).send().await
}

/// Sends `login/start`.
pub async fn start_login(api: &Api, username: &str, ke1: &str) -> Answer {
    let body = json!({ "username": username, "ke1": ke1 });
    api.post("/api/login/start").json(&body).send().await
}

/// Sends a code together with a new record.
pub async fn verify_with(api: &Api, challenge: &str, code: &str, renewed: &Registration) -> Answer {
    let mut body = json!({ "challenge": challenge, "otp": code });
    add(&mut body, "registration", &renewed.registration);
    add(&mut body, "registration_record", &renewed.record);
    api.post("/api/verify-otp").json(&body).send().await
}

fn add(body: &mut Value, name: &str, text: &str) {
    if let Some(body) = body.as_object_mut() {
        body.insert(name.to_owned(), text.into());
    }
}

fn member<'a>(answer: &'a Value, name: &str) -> &'a Value {
    answer
        .get(name)
        .unwrap_or_else(|| panic!("no `{name}` in {answer}"))
}

fn text(answer: &Value, name: &str) -> String {
    member(answer, name)
        .as_str()
        .unwrap_or_else(|| panic!("`{name}` is no text in {answer}"))
        .to_owned()
}
