//! What identity reads are left with while people sign in without a pause.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::{Context as _, Result, anyhow};

use super::load;
use super::people::{Api, Person, Way, later, now};
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

/// Measures `users/me` alone and beside people who sign in one after the other at each of
/// [`BROWSERS`] browsers: password and code. Each of `people` signs in twice, because the next code
/// comes after 30 seconds only. `name` begins their names, and those of nobody else.
pub fn measure(server: &Server, way: Way, people: usize, name: &str) -> Result<Reads> {
    let url = format!("{}/api/users/me", server.origin);
    let mut people = enrol(server, way, people, name)?;
    let (mut reader, _) = people.pop().context("there is nobody to read")?;
    let access_token = Api::new(&server.origin).sign_in(&mut reader, way)?;
    let authorization = [format!("Authorization=Bearer {access_token}")];
    let waiting = Mutex::new(people);
    let alone = load::requests_per_second(&url, &authorization)?;

    let start = Instant::now();
    let (stop, done) = (AtomicBool::new(false), AtomicUsize::new(0));
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let sign_in_until_stopped = || -> Result<()> {
        let api = Api::new(&server.origin);
        while !stop.load(Ordering::Relaxed) {
            let (mut person, is_second) = next().context("too few people for so quick a server")?;
            api.first_step(&mut person, way)?;
            let at = if is_second { later()? } else { now()? };
            api.verify(&person, at)?;
            done.fetch_add(1, Ordering::Relaxed);
            if !is_second {
                let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
                waiting.insert(0, (person, true));
            }
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
    let done = u32::try_from(done.into_inner())?;
    Ok(Reads {
        alone,
        beside,
        sign_ins: f64::from(done) / start.elapsed().as_secs_f64(),
    })
}

/// The people, none of whom has signed in for a second time.
fn enrol(server: &Server, way: Way, people: usize, name: &str) -> Result<Vec<(Person, bool)>> {
    let api = Api::new(&server.origin);
    (0..people)
        .map(|number| Ok((api.enrol(&format!("{name}-{number}"), way)?, false)))
        .collect()
}

/// As many as read.
const BROWSERS: u32 = load::CONNECTIONS;
