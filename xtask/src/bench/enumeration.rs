//! Whether the time of an answer tells that a name is taken.

use std::time::Duration;

use anyhow::{Result, bail};
use postern_foreign_opaque::{Registering, SigningIn};
use serde_json::{Value, json};

use super::people::{Api, PASSWORD, Way};
use super::processor_time::median;
use super::server::Server;

/// A call that must not tell.
#[derive(Clone, Copy)]
pub enum Call {
    /// `login/start`
    LoginStart,
    /// `register/start`
    RegisterStart,
    /// `login` with a wrong password
    Login,
}

/// Medians of how long an answer took.
pub struct Times {
    /// For names that somebody has.
    pub known: Duration,
    /// For names that nobody has.
    pub unknown: Duration,
}

impl Times {
    /// By how much the one is more than the other, in percent.
    pub fn difference(&self) -> f64 {
        100.0 * (self.known.as_secs_f64() / self.unknown.as_secs_f64() - 1.0)
    }
}

/// Names that somebody has.
pub fn register(server: &Server) -> Result<()> {
    let api = Api::new(&server.origin);
    (0..NAMES).try_for_each(|number| {
        let registered = api.register(&format!("known-{number}"), Way::Plain);
        registered.map(drop)
    })
}

/// Asks for a known and an unknown name by turns. At a server that has just started each object has
/// to be looked up, in its storage and in KV; the second time all are in memory.
pub fn measure(server: &Server, call: Call) -> Result<Times> {
    let api = Api::new(&server.origin);
    let call_name = match call {
        Call::LoginStart => "start",
        Call::RegisterStart => "begin",
        Call::Login => "login",
    };
    // The first answers of a server are slow, whoever they are for.
    for number in 0..WARM_UP {
        ask(&api, call, &format!("warm-up-{call_name}-{number}"))?;
    }
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for number in 0..NAMES {
        let mut ask_known = || -> Result<()> {
            known.push(ask(&api, call, &format!("known-{number}"))?);
            Ok(())
        };
        let mut ask_unknown = || -> Result<()> {
            unknown.push(ask(&api, call, &format!("nobody-{call_name}-{number}"))?);
            Ok(())
        };
        // Who comes second finds the processor's caches warm.
        if number % 2 == 0 {
            ask_known()?;
            ask_unknown()?;
        } else {
            ask_unknown()?;
            ask_known()?;
        }
    }
    Ok(Times {
        known: median(known),
        unknown: median(unknown),
    })
}

fn ask(api: &Api, call: Call, username: &str) -> Result<Duration> {
    let (path, body, expected) = request(call, username);
    let (status, answer, time) = api.send(path, &body)?;
    if status != expected {
        bail!("{path} answers {status}: {answer}");
    }
    Ok(time)
}

fn request(call: Call, username: &str) -> (&'static str, Value, u16) {
    match call {
        Call::LoginStart => {
            let (_, ke1) = SigningIn::start(PASSWORD);
            let body = json!({ "username": username, "ke1": ke1 });
            ("/api/login/start", body, 200)
        }
        Call::RegisterStart => {
            let (_, request) = Registering::start(PASSWORD);
            let body = json!({ "username": username, "registration_request": request });
            ("/api/register/start", body, 200)
        }
        Call::Login => {
            let body = json!({ "username": username, "password": "not that one, no" });
            ("/api/login", body, 401)
        }
    }
}

/// Of each kind.
pub const NAMES: u32 = 200;
const WARM_UP: u32 = 20;
