//! The bindings of `wrangler.toml`, the settings read once for each isolate, clock and randomness.

use std::sync::{Arc, OnceLock};

use postern_shared::timestamp::Timestamp;
use worker::Env;

use crate::account::Entropy;
use crate::config::{Config, ConfigError};

/// The KV namespace of published records.
pub const DIRECTORY: &str = "DIRECTORY";
/// The Durable Object namespace of the accounts.
pub const ACCOUNT: &str = "ACCOUNT";
/// The Durable Object namespace of the deployment's one object.
pub const INSTANCE: &str = "INSTANCE";
/// The rate limit.
pub const FLOOD_SHIELD_LIMITER: &str = "FLOOD_SHIELD_LIMITER";
/// The client's files.
pub const ASSETS: &str = "ASSETS";

/// The settings. They are read at the first request of an isolate and kept for its life.
///
/// # Errors
/// Names the setting that is wrong.
pub fn config(env: &Env) -> Result<Arc<Config>, ConfigError> {
    static CONFIG: OnceLock<Arc<Config>> = OnceLock::new();
    if let Some(config) = CONFIG.get() {
        return Ok(Arc::clone(config));
    }
    let variable = |name: &str| env.var(name).ok().map(|value| value.to_string());
    let config = Arc::new(Config::read(variable)?);
    Ok(Arc::clone(CONFIG.get_or_init(|| config)))
}

/// The clock of the runtime. It stands still while a request computes.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp::from_unix_seconds(milliseconds() / 1000)
}

/// The same in milliseconds, to tell how long something took.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the clock"
)]
pub fn milliseconds() -> u64 {
    worker::Date::now().as_millis()
}

/// Randomness for one request, seeded by the runtime's generator.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads entropy"
)]
pub fn entropy() -> Option<Entropy> {
    let mut seed = [0; Entropy::SEED_LENGTH];
    getrandom::fill(&mut seed).ok()?;
    Some(Entropy::from_seed(seed))
}
