//! The flood shield on the rate limit binding.

use worker::{Env, RateLimiter};

use crate::adapters::environment;
use crate::ports::FloodShield;

/// The rate limit bound as [`environment::FLOOD_SHIELD_LIMITER`].
#[derive(Clone)]
pub struct RateLimit {
    env: Env,
}

impl RateLimit {
    /// The binding of this environment.
    #[must_use]
    pub fn new(env: Env) -> Self {
        Self { env }
    }
}

impl FloodShield for RateLimit {
    async fn admit(&self, address: &str) -> bool {
        let Ok(limiter) = self
            .env
            .get_binding::<RateLimiter>(environment::FLOOD_SHIELD_LIMITER)
        else {
            return true;
        };
        limiter
            .limit(address.to_owned())
            .await
            .map_or(true, |outcome| outcome.success)
    }
}
