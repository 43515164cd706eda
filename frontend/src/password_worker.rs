//! The work on a password, which a Web Worker does beside the page (`password_worker.js`), so that
//! the page goes on answering. Its module is loaded when somebody types, and not with the page.
//!
//! A password is text of the page before it comes there, and a JavaScript string cannot be wiped.

use js_sys::Array;
use postern_shared::api::{Argon2Parameters, RegisterStartResponse, SecretText};
use postern_shared::problem::{Problem, ProblemCode};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::api_client::Failure;
use crate::wire;

/// Why the work went no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The password or the service is not the right one.
    NotProved,
    /// The service asks for a cost that is too weak, or more than a phone bears.
    CostOutOfBounds,
    /// The worker's script or its module did not arrive.
    Missing,
    /// The browser has no workers.
    Unsupported,
    /// No memory, no randomness, a message that makes no sense, or a fault in the module.
    Failed,
    /// No answer in time.
    Silent,
}

/// What the worker does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Begins a registration, with password and username.
    Register,
    /// Begins a sign-in, with the password.
    SignIn,
    /// Proves the password, with KE2 and the costs to try.
    Prove,
    /// Makes the record, with the service's response and the cost.
    Record,
}

/// A record that was made anew, and what goes back with it.
pub struct Renewal {
    /// From `login`.
    pub registration: SecretText,
    /// The record.
    pub record: SecretText,
}

/// Has the worker do one thing, and answers what it has made.
///
/// # Errors
/// Says why it made nothing.
pub async fn ask(act: Act, texts: &[&str], costs: &[Argon2Parameters]) -> Result<JsValue, Failure> {
    if matches!(act, Act::Register | Act::SignIn) {
        open();
    }
    let texts = texts.iter().map(|text| JsValue::from_str(text)).collect();
    let answer = question(act.word(), texts, numbers(costs)).await;
    match wire::text(&answer, "refused") {
        None => Ok(answer),
        Some(word) => Err(refused(&word)),
    }
}

/// Begins to make the record of the password anew, unseen.
pub fn renew(registration: &RegisterStartResponse) {
    begin_renewal(
        registration.registration.expose(),
        &registration.registration_response,
        numbers(&[registration.argon2]),
    );
}

/// The record that [`renew`] has begun, if it is ready soon.
pub async fn renewed() -> Option<Renewal> {
    let answer = renewal().await;
    Some(Renewal {
        registration: wire::secret(&answer, "registration")?,
        record: wire::secret(&answer, "registration_record")?,
    })
}

impl Act {
    const fn word(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "signIn",
            Self::Prove => "prove",
            Self::Record => "record",
        }
    }
}

fn numbers(costs: &[Argon2Parameters]) -> Vec<u32> {
    let each = |cost: &Argon2Parameters| [cost.memory_kib, cost.passes, cost.lanes];
    costs.iter().flat_map(each).collect()
}

fn refused(word: &str) -> Failure {
    let problem = |code| Failure::Problem(Box::new(Problem::new(code, "")));
    Failure::Device(match word {
        "invalid" => return problem(ProblemCode::InvalidPassword),
        "weak" => return problem(ProblemCode::WeakPassword),
        "not_proved" => Obstacle::NotProved,
        "cost" => Obstacle::CostOutOfBounds,
        "missing" => Obstacle::Missing,
        "unsupported" => Obstacle::Unsupported,
        "silent" => Obstacle::Silent,
        _failed => Obstacle::Failed,
    })
}

#[wasm_bindgen(module = "/password_client.js")]
extern "C" {
    /// Starts the worker, which loads its module, unless it is there.
    pub fn open();

    /// Ends the worker, and with it all that it knows.
    pub fn close();

    /// Whether a record is being made, or is made.
    pub fn renews() -> bool;

    /// The record that was made is of no use.
    #[wasm_bindgen(js_name = dropRenewal)]
    pub fn drop_renewal();

    #[wasm_bindgen(js_name = ask)]
    async fn question(act: &str, texts: Array, costs: Vec<u32>) -> JsValue;

    #[wasm_bindgen(js_name = renew)]
    fn begin_renewal(registration: &str, response: &str, costs: Vec<u32>);

    #[wasm_bindgen(js_name = renewed)]
    async fn renewal() -> JsValue;
}

#[cfg(test)]
impl Obstacle {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::NotProved,
        Self::CostOutOfBounds,
        Self::Missing,
        Self::Unsupported,
        Self::Failed,
        Self::Silent,
    ];
}
