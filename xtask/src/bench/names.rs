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

impl Call {
    fn name(self) -> &'static str {
        match self {
            Self::LoginStart => "start",
            Self::RegisterStart => "begin",
            Self::Login => "login",
        }
    }

    fn known(self, number: u32) -> String {
        format!("holder-{}-{number}", self.name())
    }
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

/// Registers the names that somebody shall have. Each call has its own, because five failures of a
/// name make it wait.
pub fn register(server: &Server, call: Call) -> Result<()> {
    let api = Api::new(&server.origin);
    (0..NAMES).try_for_each(|number| {
        let registered = api.register(&call.known(number), Way::Plain);
        registered.map(drop)
    })
}

/// Asks for a known and an unknown name by turns. The very first question about a name makes an
/// object with its storage; at a server that has just started, each object has to be looked up, in
/// its storage and in KV; the second time there, all are in memory.
pub fn measure(server: &Server, call: Call) -> Result<Times> {
    let api = Api::new(&server.origin);
    // The first answers of a server are slow, whoever they are for.
    for number in 0..WARM_UP {
        ask(&api, call, &format!("warm-up-{}-{number}", call.name()))?;
    }
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for number in 0..NAMES {
        let mut ask_known = || -> Result<()> {
            known.push(ask(&api, call, &call.known(number))?);
            Ok(())
        };
        let mut ask_unknown = || -> Result<()> {
            unknown.push(ask(
                &api,
                call,
                &format!("nobody-{}-{number}", call.name()),
            )?);
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
