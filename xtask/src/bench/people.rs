//! People who register and sign in, by each way that there is.

use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use postern_foreign_opaque::{Cost, Registering, SigningIn};
use postern_shared::timestamp::Timestamp;
use postern_shared::totp::{STEP_SECONDS, TotpSecret};
use serde_json::{Value, json};
use ureq::Agent;

use crate::clock;

/// Somebody with an account.
pub struct Person {
    /// Their name.
    pub username: String,
    secret: TotpSecret,
    /// The time step of the last code: none is taken twice.
    last_step: u64,
    /// The latest.
    challenge: String,
}

/// How somebody shows the password.
#[derive(Clone, Copy)]
pub enum Way {
    /// Sends it.
    Plain,
    /// Proves it, as the page does.
    Browser,
}

/// A sign-in whose proof is made and not sent yet.
pub struct Proved(Value);

/// Somebody's requests to one server.
pub struct Api {
    agent: Agent,
    origin: String,
    sizes: Mutex<Vec<Sizes>>,
}

/// Bytes of the two bodies of a call.
pub struct Sizes {
    /// The call.
    pub path: String,
    /// Of the request.
    pub sent: usize,
    /// Of the answer.
    pub received: usize,
}

impl Person {
    /// Somebody who was brought over with the password [`PASSWORD`] and this secret, in base32.
    pub fn imported(username: &str, secret: &str) -> Result<Self> {
        Ok(Self {
            username: username.to_owned(),
            secret: TotpSecret::parse_base32(secret)?,
            last_step: 0,
            challenge: String::new(),
        })
    }
}

impl Api {
    /// To the server at `origin`.
    pub fn new(origin: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // Those who ask side by side have a connection each, and keep it.
            .max_idle_connections_per_host(CONNECTIONS)
            .max_idle_connections(CONNECTIONS)
            .build();
        Self {
            agent: config.into(),
            origin: origin.to_owned(),
            sizes: Mutex::default(),
        }
    }

    /// Of the calls so far.
    pub fn into_sizes(self) -> Vec<Sizes> {
        self.sizes
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody new, with an authenticator that is confirmed by the earliest code there is.
    pub fn enrol(&self, username: &str, way: Way) -> Result<Person> {
        let answer = self.register(username, way)?;
        let mut person = Person {
            username: username.to_owned(),
            secret: TotpSecret::parse_base32(text(&answer, "otp_secret")?)?,
            last_step: 0,
            challenge: text(&answer, "challenge")?.to_owned(),
        };
        self.verify(&mut person)?;
        Ok(person)
    }

    /// Registers.
    pub fn register(&self, username: &str, way: Way) -> Result<Value> {
        let body = match way {
            Way::Plain => json!({ "username": username, "password": PASSWORD }),
            Way::Browser => {
                let (state, request) = Registering::start(PASSWORD);
                let body = json!({ "username": username, "registration_request": request });
                let answer = self.post("/api/register/start", &body)?;
                let cost = answer.get("argon2").context("the answer has no argon2")?;
                let response = text(&answer, "registration_response")?;
                json!({
                    "username": username,
                    "registration": text(&answer, "registration")?,
                    "registration_record": state.finish(response, Cost::of(cost)),
                })
            }
        };
        self.post("/api/register", &body)
    }

    /// The first step with the password.
    pub fn log_in(&self, person: &mut Person) -> Result<()> {
        let body = json!({ "username": person.username, "password": PASSWORD });
        self.challenge(person, &body)
    }

    /// `login/start`, and what is needed to go on.
    pub fn start(&self, person: &Person) -> Result<(SigningIn, Value)> {
        let (state, ke1) = SigningIn::start(PASSWORD);
        let body = json!({ "username": person.username, "ke1": ke1 });
        Ok((state, self.post("/api/login/start", &body)?))
    }

    /// The first step with the proof.
    pub fn finish(&self, person: &mut Person, proved: &Proved) -> Result<()> {
        self.challenge(person, &proved.0)
    }

    /// The whole first step.
    pub fn first_step(&self, person: &mut Person, way: Way) -> Result<()> {
        match way {
            Way::Plain => self.log_in(person),
            Way::Browser => {
                let (state, answer) = self.start(person)?;
                let proved = Proved::by(person, &state, &answer)?;
                self.finish(person, &proved)
            }
        }
    }

    /// A whole sign-in; answers the access token.
    pub fn sign_in(&self, person: &mut Person, way: Way) -> Result<String> {
        self.first_step(person, way)?;
        self.verify(person)
    }

    fn challenge(&self, person: &mut Person, body: &Value) -> Result<()> {
        let answer = self.post("/api/login", body)?;
        text(&answer, "challenge")?.clone_into(&mut person.challenge);
        Ok(())
    }

    /// The second step, with the earliest code that is good; answers the access token. For the third
    /// within a minute it waits.
    pub fn verify(&self, person: &mut Person) -> Result<String> {
        let at = loop {
            let now = clock::now()?;
            let earliest = (now - MARGIN_SECONDS) / STEP_SECONDS;
            let step = earliest.max(person.last_step + 1);
            if step <= now / STEP_SECONDS + 1 {
                person.last_step = step;
                break Timestamp::from_unix_seconds(step * STEP_SECONDS);
            }
            thread::sleep(Duration::from_millis(200));
        };
        let body = json!({ "challenge": person.challenge, "otp": person.secret.code_at(at) });
        let answer = self.post("/api/verify-otp", &body)?;
        Ok(text(&answer, "access_token")?.to_owned())
    }

    /// A request of something that is there.
    pub fn get(&self, path: &str) -> Result<()> {
        self.agent.get(format!("{}{path}", self.origin)).call()?;
        Ok(())
    }

    /// A request that must be granted.
    pub fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let (status, answer, _) = self.send(path, body)?;
        if status >= 300 {
            bail!("{path} answers {status}: {answer}");
        }
        Ok(answer)
    }

    /// A request that may be refused: its status, the answer, and how long that took.
    pub fn send(&self, path: &str, body: &Value) -> Result<(u16, Value, Duration)> {
        let start = Instant::now();
        let mut response = self
            .agent
            .post(format!("{}{path}", self.origin))
            .header("Origin", &self.origin)
            .send_json(body)?;
        let answer = response.body_mut().read_to_string()?;
        let time = start.elapsed();
        let mut sizes = self.sizes.lock().unwrap_or_else(PoisonError::into_inner);
        sizes.push(Sizes {
            path: path.to_owned(),
            sent: body.to_string().len(),
            received: answer.len(),
        });
        let answer = serde_json::from_str(&answer)?;
        Ok((response.status().as_u16(), answer, time))
    }
}

impl Proved {
    /// The browser's work on the answer of `login/start`.
    pub fn by(person: &Person, state: &SigningIn, answer: &Value) -> Result<Self> {
        let cost = answer.pointer("/argon2/0");
        let cost = Cost::of(cost.context("the answer has no argon2")?);
        let ke3 = state.finish(text(answer, "ke2")?, cost);
        Ok(Self(json!({
            "username": person.username,
            "login": text(answer, "login")?,
            "ke3": ke3.context("the password is not proved")?,
        })))
    }
}

/// A text of an answer.
pub fn text<'a>(answer: &'a Value, field: &str) -> Result<&'a str> {
    answer
        .get(field)
        .and_then(Value::as_str)
        .with_context(|| format!("the answer has no {field}"))
}

/// In so many seconds of a step the code of the step before is given; later it could come too late.
const MARGIN_SECONDS: u64 = 20;

/// As many as ask side by side, and more.
const CONNECTIONS: usize = 32;

/// Everybody's.
pub const PASSWORD: &str = "quiet lantern over the harbour";
