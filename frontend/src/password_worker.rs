//! What is done with a password that is not sent. A Web Worker does it beside the page
//! (`password_worker.js`), so that the page goes on answering. Its module is loaded when somebody
//! types, and not with the page.
//!
//! A password is text of the page before it comes there, and a JavaScript string cannot be wiped.

use postern_shared::api::{RegisterStartResponse, SecretText};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::api_client::Failure;
use crate::wire;

/// Why the work on a password went no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The password or the service is not the right one.
    NotProved,
    /// The service asks for a cost that is too weak, or more than a phone bears.
    CostOutOfBounds,
    /// The worker's script or its module did not arrive, or the browser has no workers.
    Missing,
    /// No memory, no randomness, no answer in time, or a fault in the module.
    Failed,
}

/// What the worker begins.
#[derive(Clone, Copy)]
pub enum Beginning<'a> {
    /// Calls `register/start` and makes the record: `registration` and `registration_record`.
    Registration {
        /// Refuses a password that is little more than this.
        email: &'a str,
        /// What lets the person register.
        invitation: Option<&'a SecretText>,
    },
    /// The same for a forgotten password.
    Reset,
    /// Calls `login/start` and makes the proof: `login`, `ke3` and `registration_request`.
    SignIn,
    /// Calls `password/start` with a token, and makes the proof of the current password and the
    /// record of the new one: `login`, `ke3`, `registration` and `registration_record`.
    Change {
        /// The account's e-mail address, or nothing.
        email: &'a str,
        /// The new password.
        new: &'a SecretText,
        /// The access token.
        token: &'a SecretText,
    },
}

/// Has the worker do what the service asks for before a call that would have the password in it.
/// The answer has what goes into that call instead.
///
/// # Errors
/// Says why there is nothing to call with.
pub async fn begin(
    beginning: Beginning<'_>,
    username: &str,
    password: &SecretText,
    app_name: &str,
) -> Result<JsValue, Failure> {
    let (act, email, new, token, invitation) = match beginning {
        Beginning::Registration { email, invitation } => {
            ("register", email, None, None, invitation)
        }
        Beginning::Reset => ("reset", "", None, None, None),
        Beginning::SignIn => ("signIn", "", None, None, None),
        Beginning::Change { email, new, token } => ("change", email, Some(new), Some(token), None),
    };
    let question = wire::object(&[
        ("username", Some(username)),
        ("password", Some(password.expose())),
        ("email", Some(email)),
        ("appName", Some(app_name)),
        ("next", wire::exposed(new)),
        ("token", wire::exposed(token)),
        ("invitation", wire::exposed(invitation)),
    ]);
    let answer = ask(act, &question).await;
    let problem = wire::member(&answer, "problem");
    if problem.is_truthy() {
        return Err(Failure::of(&problem));
    }
    match wire::text(&answer, "refused") {
        None => Ok(answer),
        Some(word) => Err(refused(&word)),
    }
}

/// Begins to make the record of the password anew, unseen.
pub fn renew(start: &RegisterStartResponse) {
    renew_record(
        start.registration.expose(),
        &start.registration_response,
        start.argon2.memory_kib,
        start.argon2.passes,
        start.argon2.lanes,
    );
}

fn refused(word: &str) -> Failure {
    let obstacle = match word {
        "network" => return Failure::Network,
        "unreadable" => return Failure::Unreadable,
        "not_proved" => Obstacle::NotProved,
        "cost" => Obstacle::CostOutOfBounds,
        "missing" => Obstacle::Missing,
        _failed => Obstacle::Failed,
    };
    Failure::Device(obstacle)
}

#[wasm_bindgen(module = "/password_client.js")]
extern "C" {
    /// From the next time that somebody types something, the worker is there.
    pub fn open_at_input();

    /// The new record, if one is made and is ready soon: `registration` and `registration_record`.
    pub async fn renewed() -> JsValue;

    /// Ends the worker, and with it all that it knows; not while a record is being made anew, where
    /// `unless_renewing` says so.
    pub fn close(unless_renewing: bool);

    #[wasm_bindgen(js_name = begin)]
    async fn ask(act: &str, question: &JsValue) -> JsValue;

    #[wasm_bindgen(js_name = renew)]
    fn renew_record(
        registration: &str,
        registration_response: &str,
        memory_kib: u32,
        passes: u32,
        lanes: u32,
    );
}

#[cfg(test)]
impl Obstacle {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::NotProved,
        Self::CostOutOfBounds,
        Self::Missing,
        Self::Failed,
    ];
}
