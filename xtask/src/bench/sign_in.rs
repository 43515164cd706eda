//! What a sign-in costs workerd, in both modes and each way.

use std::thread;
use std::time::Duration;

use anyhow::Result;

use super::objects::Objects;
use super::passwords::Probe;
use super::people::{Api, Person, Proved, Way};
use super::processor_time::{middle, undisturbed};
use super::server::Server;
use super::side_by_side::{cost_of_each, side_by_side};

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
    /// Milliseconds of the first way without one Argon2, the median of the differences of each batch; less
    /// than nothing where Argon2 varies by more.
    pub without_argon2: f64,
    /// One answer to `login/start` as OPAQUE reckons it, alone.
    pub opaque: Duration,
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
/// in memory; batch after batch by turns, so that a busy minute of the machine spoils no single one of the
/// ways.
pub fn measure(argon2id: &Server, opaque: &Server, probe: &Probe) -> Result<SignIns> {
    let (argon2id, opaque) = (Objects::of(argon2id), Objects::of(opaque));
    let mut in_plain = Group::new(&opaque, Way::Plain, "in-plain");
    let mut hashed = Group::new(&argon2id, Way::Plain, "hashed");
    let mut browser = Group::new(&opaque, Way::Browser, "browser");
    let (mut no_op, mut alone) = (Vec::new(), (Vec::new(), Vec::new()));
    for group in [&mut in_plain, &mut hashed, &mut browser] {
        group.warm_up()?;
    }
    for _ in 0..BATCHES {
        for group in [&mut in_plain, &mut hashed, &mut browser] {
            group.batch()?;
        }
        no_op.push(browser.no_op()?);
        alone.0.push(probe.argon2()?);
        alone.1.push(probe.opaque()?);
    }
    let without_argon2 = hashed.without(&alone.0);
    Ok(SignIns {
        without_argon2,
        access_token: hashed.access_token.clone(),
        hashed: hashed.calls(),
        in_plain: in_plain.calls(),
        browser: browser.calls(),
        no_op: undisturbed(no_op),
        opaque: undisturbed(alone.1),
    })
}

/// People of one server who go one way.
struct Group<'a> {
    objects: &'a Objects<'a>,
    api: Api,
    way: Way,
    name: &'static str,
    enrolled: usize,
    start: Vec<Duration>,
    login: Vec<Duration>,
    verify: Vec<Duration>,
    access_token: String,
}

impl<'a> Group<'a> {
    fn new(objects: &'a Objects<'a>, way: Way, name: &'static str) -> Self {
        Self {
            api: Api::new(&objects.server.origin),
            objects,
            way,
            name,
            enrolled: 0,
            start: Vec::new(),
            login: Vec::new(),
            verify: Vec::new(),
            access_token: String::new(),
        }
    }

    /// Has a server do often what is measured afterwards. V8 optimises what runs often, beside it and at its
    /// expense, and is done with most of it after a thousand calls.
    fn warm_up(&mut self) -> Result<()> {
        for _ in 0..WARM_UP_BATCHES {
            let mut people = side_by_side(self.more(), |name| self.api.enrol(&name, self.way))?;
            for _ in 0..WARM_UP_SIGN_INS {
                side_by_side(people.iter_mut(), |person| {
                    self.api.sign_in(person, self.way)
                })?;
            }
        }
        self.objects.were_asked();
        Ok(())
    }

    /// People more, and what they leave to be done is done before anything is measured. Each step is
    /// taken by all of them side by side, so that the connections are the same for each.
    fn batch(&mut self) -> Result<()> {
        self.objects.wait_until_they_are_gone();
        let mut people = self.enrol()?;
        let api = &self.api;
        match self.way {
            Way::Plain => {
                let (cost, _) = self.cost(people.iter_mut(), |person| api.log_in(person))?;
                self.login.push(cost);
            }
            Way::Browser => {
                let (cost, started) = self.cost(people.iter(), |person| api.start(person))?;
                self.start.push(cost);
                let proofs = people
                    .iter()
                    .zip(started)
                    .map(|(person, (state, answer))| Proved::by(person, &state, &answer));
                let proofs = proofs.collect::<Result<Vec<_>>>()?;
                let (cost, _) = self.cost(people.iter_mut().zip(&proofs), |(person, proved)| {
                    api.finish(person, proved)
                })?;
                self.login.push(cost);
            }
        }
        let (cost, tokens) = self.cost(people.iter_mut(), |person| api.verify(person))?;
        self.verify.push(cost);
        self.access_token = tokens.into_iter().next_back().unwrap_or_default();
        self.objects.were_asked();
        Ok(())
    }

    fn enrol(&mut self) -> Result<Vec<Person>> {
        let people = self
            .more()
            .map(|name| self.api.enrol(&name, self.way))
            .collect::<Result<_>>()?;
        settle();
        self.clear_away()?;
        Ok(people)
    }

    /// The names of the next ones.
    fn more(&mut self) -> impl Iterator<Item = String> + use<> {
        let (name, first) = (self.name, self.enrolled);
        self.enrolled += BATCH;
        (first..self.enrolled).map(move |number| format!("{name}-{number}"))
    }

    /// Has the engine clear away what is left of the objects of earlier people, a third of a millisecond for
    /// each, which it does at the expense of whatever it is asked next. And whoever takes the first step then
    /// has a connection, as they have for the others.
    fn clear_away(&self) -> Result<()> {
        let api = &self.api;
        for _ in 0..CLEARING_ROUNDS {
            side_by_side(0..BATCH, |_| api.get("/api/health"))?;
        }
        Ok(())
    }

    /// What a step costs each of the people, and what came of it.
    fn cost<T: Send, R: Send>(
        &self,
        people: impl ExactSizeIterator<Item = T>,
        step: impl Fn(T) -> Result<R> + Sync,
    ) -> Result<(Duration, Vec<R>)> {
        cost_of_each(self.objects.server.workerd, people, step)
    }

    fn no_op(&self) -> Result<Duration> {
        let api = &self.api;
        let (cost, _) = self.cost(0..BATCH, |_| api.get("/api/health"))?;
        Ok(cost)
    }

    fn without(&self, argon2: &[Duration]) -> f64 {
        let batches = self.login.iter().zip(&self.verify).zip(argon2);
        let rests = batches
            .map(|((login, verify), argon2)| {
                (login.as_secs_f64() + verify.as_secs_f64() - argon2.as_secs_f64()) * 1000.0
            })
            .collect();
        middle(rests)
    }

    fn calls(self) -> Calls {
        let number = [&self.start, &self.login, &self.verify];
        let number = number.iter().filter(|batches| !batches.is_empty()).count();
        Calls {
            number: u32::try_from(number).expect("it is at most three"),
            start: undisturbed(self.start),
            login: undisturbed(self.login),
            verify: undisturbed(self.verify),
        }
    }
}

/// Lets the alarms ring that tell KV, and the counters be told.
fn settle() {
    thread::sleep(Duration::from_secs(2));
}

const BATCHES: usize = 12;
/// Batches before those that count.
const WARM_UP_BATCHES: usize = 25;
/// Sign-ins of each of the people in these; more would have to wait for their codes.
const WARM_UP_SIGN_INS: usize = 2;
/// People whose calls are measured at once: so few that all have signed in within ten seconds.
const BATCH: usize = 10;
/// Times that each of them asks for what does nothing, before anything is measured.
const CLEARING_ROUNDS: usize = 40;
