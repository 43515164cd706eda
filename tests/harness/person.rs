//! Somebody with an account: their name, their password, their phone.

mod calls;
mod session;

use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use http::header::USER_AGENT;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::api::Api;
use crate::mode::Way;
use crate::password_protocol::{Login, Registration};
use crate::phone::{Phone, current_step};

pub use calls::{ask, log_out, refresh, refresh_natively, verify, who_am_i};
pub use session::Session;

/// Somebody who may have an account.
#[derive(Clone)]
pub struct Person {
    /// Their sign-in name, unlike any other's.
    pub username: String,
    /// Their password.
    pub password: String,
    /// Their e-mail address.
    pub email: String,
    /// Their full name.
    pub full_name: String,
}

/// Somebody with an account that a first code has confirmed.
pub struct Member {
    /// Who they are.
    pub person: Person,
    /// Their authenticator.
    pub phone: Phone,
    /// The session that the confirmation began.
    pub session: Session,
    /// The recovery codes that the confirmation has brought.
    pub recovery_codes: Vec<String>,
    /// The cookie by which the account knows the browser of the confirmation again.
    pub browser: String,
}

impl Person {
    /// Somebody new.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "nobody is like anybody else")]
    pub fn new() -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let unique = format!("{}-{number}", process::id());
        Self {
            username: format!("juniper.{unique}"),
            password: format!("lamp oil & sealing wax {unique}"),
            email: format!("juniper-{unique}@post.example"),
            full_name: format!("Juniper Ångström {unique}"),
        }
    }

    /// The body of their registration.
    #[must_use]
    pub fn registration(&self) -> Value {
        json!({
            "username": self.username,
            "password": self.password,
            "email": self.email,
            "full_name": self.full_name,
        })
    }

    /// The body of their sign-in.
    #[must_use]
    pub fn credentials(&self) -> Value {
        json!({ "username": self.username, "password": self.password })
    }

    /// Registers.
    pub async fn register(&self, api: &Api) -> Answer {
        match api.way() {
            Way::Plain => {
                let call = api.post("/api/register").json(&self.registration());
                call.send().await
            }
            Way::Browser => match self.start_registration(api).await {
                Ok(registration) => registration.send(api, self).await,
                Err(refused) => refused,
            },
        }
    }

    /// Shows name and password.
    pub async fn login(&self, api: &Api) -> Answer {
        self.login_with(api, &self.password).await
    }

    /// Shows the name and any password.
    pub async fn login_with(&self, api: &Api, password: &str) -> Answer {
        match api.way() {
            Way::Plain => {
                let body = json!({ "username": self.username, "password": password });
                api.post("/api/login").json(&body).send().await
            }
            Way::Browser => match Login::start(api, &self.username, password).await {
                Ok(login) => login.send(api, &self.username).await,
                Err(refused) => refused,
            },
        }
    }

    /// The first half of a registration in the browser's way.
    ///
    /// # Errors
    /// The answer, where the service refuses.
    pub async fn start_registration(&self, api: &Api) -> Result<Registration, Answer> {
        Registration::start(api, &self.username, &self.password).await
    }

    /// The first half of a sign-in in the browser's way.
    ///
    /// # Panics
    /// Where the service refuses.
    pub async fn start_login(&self, api: &Api) -> Login {
        let started = Login::start(api, &self.username, &self.password).await;
        started.unwrap_or_else(|refused| panic!("{}: {}", refused.status, refused.text()))
    }

    /// Registers, scans, and confirms the first code.
    ///
    /// # Panics
    /// Where any of that is refused.
    pub async fn enrol(self, api: &Api) -> Member {
        let registered = self.register(api).await.expect(201);
        let phone = Phone::new(&registered.field("otp_secret"));
        let code = phone.code().await;
        self.confirm(api, &registered, phone, &code).await
    }

    async fn confirm(self, api: &Api, registered: &Answer, phone: Phone, code: &str) -> Member {
        let answer = verify(api, &registered.field("challenge"), code).await;
        let answer = answer.expect(200);
        Member {
            person: self,
            phone,
            session: Session::of(&answer),
            recovery_codes: answer.texts("recovery_codes"),
            browser: answer.browser_cookie().expect("a browser is met"),
        }
    }
}

impl Member {
    /// Somebody new, enrolled.
    pub async fn new(api: &Api) -> Self {
        Person::new().enrol(api).await
    }

    /// Somebody new, enrolled with a code that stays inside the window for half a minute.
    ///
    /// # Panics
    /// Where it is refused.
    pub async fn with_lasting_code(api: &Api) -> Self {
        Self::with_code_ahead(api, 0).await
    }

    /// The same with the latest code there is, which stays inside the window for a minute.
    ///
    /// # Panics
    /// Where it is refused.
    pub async fn with_latest_code(api: &Api) -> Self {
        Self::with_code_ahead(api, 1).await
    }

    /// Enrolled with a code that is so many steps ahead of the clock, at least.
    async fn with_code_ahead(api: &Api, steps: u64) -> Self {
        let person = Person::new();
        let registered = person.register(api).await.expect(201);
        let phone = Phone::new(&registered.field("otp_secret"));
        let code = phone.code_after(current_step() + steps - 1).await;
        person.confirm(api, &registered, phone, &code).await
    }

    /// Signs in with the password, and answers the challenge.
    ///
    /// # Panics
    /// Where it is refused.
    pub async fn challenge(&self, api: &Api) -> String {
        self.person.login(api).await.expect(200).field("challenge")
    }

    /// Signs in as a program that keeps its refresh token itself.
    ///
    /// # Panics
    /// Where it is refused.
    pub async fn sign_in_natively(&self, api: &Api) -> Session {
        let challenge = self.challenge(api).await;
        let code = self.phone.code().await;
        let body = json!({ "challenge": challenge, "otp": code, "client": "native" });
        let answer = api.post("/api/verify-otp").json(&body).send().await;
        Session::in_body(&answer.expect(200))
    }

    /// Signs in with password and code.
    ///
    /// # Panics
    /// Where it is refused.
    pub async fn sign_in(&self, api: &Api) -> Session {
        let challenge = self.challenge(api).await;
        let code = self.phone.code().await;
        Session::of(&verify(api, &challenge, &code).await.expect(200))
    }

    /// Signs in from a `browser` or a `native` program that calls itself `agent`.
    ///
    /// # Panics
    /// Where it is refused.
    pub async fn sign_in_from(&self, api: &Api, client: &str, agent: &str) -> Answer {
        let challenge = self.challenge(api).await;
        let code = self.phone.code().await;
        api.post("/api/verify-otp")
            .header(USER_AGENT, agent)
            .json(&json!({ "challenge": challenge, "otp": code, "client": client }))
            .send()
            .await
            .expect(200)
    }
}

static NEXT: AtomicU32 = AtomicU32::new(0);
