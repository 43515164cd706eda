//! What a sign-in costs workerd, in both modes and each way.

use std::thread;
use std::time::Duration;

use anyhow::{Result, anyhow};
use postern_foreign_opaque::SigningIn;
use serde_json::Value;

use super::people::{Api, Person, Proved, Way};
use super::processor_time::{Workerd, undisturbed};
use super::server::Server;

/// Processor time of the calls of one sign-in.
#[derive(Default)]
pub struct Calls {
    /// `login/start`, where the password is not shown.
    pub start: Duration,
    /// `login`.
    pub login: Duration,
    /// `verify-otp`.
    pub verify: Duration,
    /// How many they are.
    pub number: u32,
}

/// All that was measured, and a token to go on with.
pub struct SignIns {
    /// With Argon2id on the server.
    pub hashed: Calls,
    /// In plain at a server that keeps records of OPAQUE.
    pub in_plain: Calls,
    /// As a page does it there.
    pub browser: Calls,
    /// One request that does nothing, to the second server.
    pub no_op: Duration,
    /// An access token of the first server.
    pub access_token: String,
}

impl Calls {
    /// All of them.
    pub fn sum(&self) -> Duration {
        self.start + self.login + self.verify
    }

    /// What they are more than as many requests that do nothing.
    pub fn over(&self, no_op: Duration) -> Duration {
        self.sum().saturating_sub(no_op * self.number)
    }
}

/// Enrols people for each way, and measures while they sign in again at once, while their objects are
/// in memory, which they leave after ten seconds; batch after batch by turns, so that a busy minute of
/// the machine spoils no single one of the ways.
pub fn measure(argon2id: &Server, opaque: &Server) -> Result<SignIns> {
    let mut hashed = Group::new(argon2id, Way::Plain, "hashed");
    let mut in_plain = Group::new(opaque, Way::Plain, "in-plain");
    let mut browser = Group::new(opaque, Way::Browser, "browser");
    let mut no_op = Vec::new();
    for batch in 0..BATCHES {
        for group in [&mut hashed, &mut in_plain, &mut browser] {
            group.enrol()?;
            group.first_step(batch)?;
            group.second_step(batch)?;
        }
        no_op.push(browser.no_op()?);
    }
    Ok(SignIns {
        access_token: hashed.access_token.clone(),
        hashed: hashed.calls(),
        in_plain: in_plain.calls(),
        browser: browser.calls(),
        no_op: when_warm(no_op),
    })
}

/// People of one server who go one way.
struct Group {
    api: Api,
    workerd: Workerd,
    way: Way,
    name: &'static str,
    people: Vec<Person>,
    start: Vec<Duration>,
    login: Vec<Duration>,
    verify: Vec<Duration>,
    access_token: String,
}

impl Group {
    fn new(server: &Server, way: Way, name: &'static str) -> Self {
        Self {
            api: Api::new(&server.origin),
            workerd: server.workerd,
            way,
            name,
            people: Vec::new(),
            start: Vec::new(),
            login: Vec::new(),
            verify: Vec::new(),
            access_token: String::new(),
        }
    }

    /// A batch more, and what that leaves to be done is done before anything is measured.
    fn enrol(&mut self) -> Result<()> {
        for _ in 0..BATCH {
            let username = format!("{}-{}", self.name, self.people.len());
            self.people.push(self.api.enrol(&username, self.way)?);
        }
        settle();
        Ok(())
    }

    fn first_step(&mut self, batch: usize) -> Result<()> {
        let api = &self.api;
        let people = || batch * BATCH..(batch + 1) * BATCH;
        let people = self.people.get_mut(people()).unwrap_or_default();
        match self.way {
            Way::Plain => self.login.push(self.workerd.cost_of(batch_size(), || {
                people.iter_mut().try_for_each(|person| api.log_in(person))
            })?),
            Way::Browser => {
                let mut started = Vec::new();
                self.start.push(self.workerd.cost_of(batch_size(), || {
                    started = all_at_once(api, people)?;
                    Ok(())
                })?);
                let proved = people
                    .iter()
                    .zip(started)
                    .map(|(person, (state, answer))| Proved::by(person, &state, &answer))
                    .collect::<Result<Vec<_>>>()?;
                self.login.push(self.workerd.cost_of(batch_size(), || {
                    let mut pairs = people.iter_mut().zip(&proved);
                    pairs.try_for_each(|(person, proved)| api.finish(person, proved))
                })?);
            }
        }
        Ok(())
    }

    fn second_step(&mut self, batch: usize) -> Result<()> {
        let people = self.people.get_mut(batch * BATCH..(batch + 1) * BATCH);
        let cost = self.workerd.cost_of(batch_size(), || {
            for person in people.unwrap_or_default() {
                self.access_token = self.api.verify(person)?;
            }
            settle();
            Ok(())
        });
        self.verify.push(cost?);
        Ok(())
    }

    fn no_op(&self) -> Result<Duration> {
        let all = || (0..BATCH).try_for_each(|_| self.api.get("/api/health"));
        self.workerd.cost_of(batch_size(), all)
    }

    fn calls(self) -> Calls {
        let number = [&self.start, &self.login, &self.verify];
        let number = number.iter().filter(|batches| !batches.is_empty()).count();
        Calls {
            number: u32::try_from(number).expect("it is at most three"),
            start: when_warm(self.start),
            login: when_warm(self.login),
            verify: when_warm(self.verify),
        }
    }
}

/// Starts sign-ins side by side: each answer takes its time, and a processor that sleeps between two
/// requests is slower at the second, even where that does nothing.
fn all_at_once(api: &Api, people: &[Person]) -> Result<Vec<(SigningIn, Value)>> {
    thread::scope(|scope| {
        let starts: Vec<_> = people
            .iter()
            .map(|person| scope.spawn(|| api.start(person)))
            .collect();
        let answers = starts.into_iter().map(|start| {
            let answer = start.join();
            answer.map_err(|_panic| anyhow!("a thread of the load has panicked"))?
        });
        answers.collect()
    })
}

/// Of the batches after the first [`WARM_UP`].
fn when_warm(mut times: Vec<Duration>) -> Duration {
    undisturbed(times.split_off(times.len().min(WARM_UP)))
}

/// Lets the alarms ring that tell KV, and the counters be told.
fn settle() {
    thread::sleep(Duration::from_secs(2));
}

fn batch_size() -> u32 {
    u32::try_from(BATCH).expect("it is small")
}

const BATCHES: usize = 12;
/// Of these, the first that do not count: V8 optimises what runs often, beside it and at its expense.
const WARM_UP: usize = 4;
/// People whose calls are measured at once: so few that all have signed in within ten seconds.
const BATCH: usize = 10;
