//! What identity reads are left with while people sign in without a pause.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};

use super::load;
use super::people::{Api, Person, Proved, Way};
use super::server::Server;

/// Requests per second.
pub struct Reads {
    /// Of `users/me`, with nobody signing in.
    pub alone: f64,
    /// The same while [`BROWSERS`] sign in.
    pub beside: f64,
    /// Whole sign-ins per second meanwhile.
    pub sign_ins: f64,
}

/// People of one server who sign in one way.
pub struct People {
    way: Way,
    access_token: String,
    /// Each with whether they have signed in before.
    waiting: Mutex<Vec<(Person, bool)>>,
}

impl People {
    /// Enrols them; `name` begins their names, and those of nobody else.
    pub fn enrol(server: &Server, way: Way, number: u32, name: &str) -> Result<Self> {
        let api = Api::new(&server.origin);
        let enrol = |number| api.enrol(&format!("{name}-{number}"), way);
        let people = (0..number).map(|number| Ok((enrol(number)?, false)));
        let waiting = Mutex::new(people.collect::<Result<_>>()?);
        let access_token = api.sign_in(&mut enrol(number)?, way)?;
        Ok(Self {
            way,
            access_token,
            waiting,
        })
    }

    /// Measures `users/me` alone, and beside people who sign in one after the other at each of
    /// [`BROWSERS`] browsers: password and code. Each of them signs in twice, because the next code
    /// comes after 30 seconds only. Who proves the password waits for as long as `argon2`: a browser
    /// stretches it on a processor of its own, and here it is remembered.
    pub fn measure(&self, server: &Server, argon2: Duration) -> Result<Reads> {
        let url = format!("{}/api/users/me", server.origin);
        let authorization = [format!("Authorization=Bearer {}", self.access_token)];
        let alone = load::requests_per_second(&url, &authorization)?;
        let start = Instant::now();
        let (stop, done) = (AtomicBool::new(false), AtomicU32::new(0));
        let sign_in_until_stopped = || -> Result<()> {
            let api = Api::new(&server.origin);
            while !stop.load(Ordering::Relaxed) {
                self.sign_in(&api, argon2)?;
                done.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        };
        let beside = thread::scope(|scope| {
            let browsers: Vec<_> = (0..BROWSERS)
                .map(|_| scope.spawn(sign_in_until_stopped))
                .collect();
            let beside = load::requests_per_second(&url, &authorization);
            stop.store(true, Ordering::Relaxed);
            for browser in browsers {
                let ended = browser.join();
                ended.map_err(|_panic| anyhow!("a browser panicked"))??;
            }
            beside
        })?;
        Ok(Reads {
            alone,
            beside,
            sign_ins: f64::from(done.into_inner()) / start.elapsed().as_secs_f64(),
        })
    }

    fn sign_in(&self, api: &Api, argon2: Duration) -> Result<()> {
        let next = self.waiting().pop();
        let (mut person, is_second) = next.context("too few people for so quick a server")?;
        match self.way {
            Way::Plain => api.log_in(&mut person)?,
            Way::Browser => {
                let (state, answer) = api.start(&person)?;
                thread::sleep(argon2);
                let proved = Proved::by(&person, &state, &answer)?;
                api.finish(&mut person, &proved)?;
            }
        }
        api.verify(&mut person)?;
        if !is_second {
            self.waiting().insert(0, (person, true));
        }
        Ok(())
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<(Person, bool)>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// As many as read.
const BROWSERS: u32 = load::CONNECTIONS;
