//! People who sign in, and what it costs workerd.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};
use postern_shared::timestamp::Timestamp;
use postern_shared::totp::{STEP_SECONDS, TotpSecret};
use serde_json::{Value, json};
use ureq::Agent;

use super::processor_time::{Workerd, median};
use super::server::Server;
use crate::paths;
use crate::process;

/// Somebody with an account.
struct Person {
    username: String,
    secret: TotpSecret,
    challenge: String,
}

/// Processor time of the two calls of a sign-in, and a token to go on with.
pub struct SignIn {
    /// `POST /api/login`, with one Argon2.
    pub login: Duration,
    /// `POST /api/verify-otp`, which has none.
    pub verify: Duration,
    /// Of one of the people.
    pub access_token: String,
}

/// Registers `PEOPLE`, confirms their authenticators, and measures while they sign in again.
pub fn measure(origin: &str, workerd: Workerd) -> Result<SignIn> {
    let api = Api::new(origin);
    let mut people = (0..PEOPLE)
        .map(|number| api.register(number))
        .collect::<Result<Vec<_>>>()?;
    for person in &people {
        api.verify(person, now()?)?;
    }
    let login = people
        .chunks_mut(BATCH)
        .map(|batch| {
            workerd.cost_of(batch_size(), || {
                batch.iter_mut().try_for_each(|person| api.login(person))
            })
        })
        .collect::<Result<_>>()?;
    // A step is accepted once; the next one is within the window already.
    let later = Timestamp::from_unix_seconds(now()?.unix_seconds() + STEP_SECONDS);
    let mut access_token = String::new();
    let verify = people
        .chunks(BATCH)
        .map(|batch| {
            workerd.cost_of(batch_size(), || {
                for person in batch {
                    access_token = api.verify(person, later)?;
                }
                settle();
                Ok(())
            })
        })
        .collect::<Result<_>>()?;
    Ok(SignIn {
        login: median(login),
        verify: median(verify),
        access_token,
    })
}

/// The same reads and writes by a Worker that does nothing else: what the platform's simulator
/// takes for the two calls together.
pub fn floor() -> Result<Duration> {
    let server = Server::start(
        process::command(paths::node())
            .arg(paths::in_root("xtask/probe.mjs"))
            .arg(paths::in_root("xtask/probes/floor")),
    )?;
    let api = Api::new(&server.origin);
    let round = |step: &str, first: u32| {
        (first..first + batch_size()).try_for_each(|number| {
            api.post("/", &json!({ "person": number.to_string(), "step": step }))
                .map(drop)
        })
    };
    let both = |first: u32| {
        round("login", first)?;
        round("verify", first)?;
        settle();
        Ok(())
    };
    let firsts = || (0..PEOPLE).step_by(BATCH);
    firsts().try_for_each(both)?;
    let batches = firsts()
        .map(|first| server.workerd.cost_of(batch_size(), || both(first)))
        .collect::<Result<_>>()?;
    Ok(median(batches))
}

/// Lets the alarms ring that tell KV.
fn settle() {
    std::thread::sleep(Duration::from_secs(2));
}

struct Api {
    agent: Agent,
    origin: String,
}

impl Api {
    fn new(origin: &str) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).build();
        Self {
            agent: config.into(),
            origin: origin.to_owned(),
        }
    }

    fn register(&self, number: u32) -> Result<Person> {
        let username = format!("bench-{number}");
        let answer = self.post(
            "/api/register",
            &json!({ "username": username, "password": PASSWORD }),
        )?;
        let secret = TotpSecret::parse_base32(text(&answer, "otp_secret")?)?;
        let challenge = text(&answer, "challenge")?.to_owned();
        Ok(Person {
            username,
            secret,
            challenge,
        })
    }

    fn login(&self, person: &mut Person) -> Result<()> {
        let answer = self.post(
            "/api/login",
            &json!({ "username": person.username, "password": PASSWORD }),
        )?;
        text(&answer, "challenge")?.clone_into(&mut person.challenge);
        Ok(())
    }

    fn verify(&self, person: &Person, at: Timestamp) -> Result<String> {
        let answer = self.post(
            "/api/verify-otp",
            &json!({ "challenge": person.challenge, "otp": person.secret.code_at(at) }),
        )?;
        Ok(text(&answer, "access_token")?.to_owned())
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let mut response = self
            .agent
            .post(format!("{}{path}", self.origin))
            .header("Origin", &self.origin)
            .send_json(body)?;
        let status = response.status();
        let answer: Value = response.body_mut().read_json()?;
        if !status.is_success() {
            bail!("{path} answers {status}: {answer}");
        }
        Ok(answer)
    }
}

fn text<'a>(answer: &'a Value, field: &str) -> Result<&'a str> {
    answer
        .get(field)
        .and_then(Value::as_str)
        .with_context(|| format!("the answer has no {field}"))
}

fn now() -> Result<Timestamp> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(Timestamp::from_unix_seconds(since.as_secs()))
}

fn batch_size() -> u32 {
    u32::try_from(BATCH).expect("it is small")
}

const PEOPLE: u32 = 100;
/// People whose calls are measured at once; divides [`PEOPLE`].
const BATCH: usize = 20;
const PASSWORD: &str = "quiet lantern over the harbour";
