//! What every handler has at hand.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::config::Config;
use crate::hold::Hold;
use crate::ports::Ports;

/// Settings and ports.
pub struct App<P> {
    /// The settings.
    pub config: Arc<Config>,
    /// The ports.
    pub ports: P,
}

/// The same for one request ([`Ports::for_request`]).
pub struct AppState<P>(pub App<P>);

impl<P: Clone> Clone for App<P> {
    fn clone(&self) -> Self {
        Self {
            config: Arc::clone(&self.config),
            ports: self.ports.clone(),
        }
    }
}

impl<P: Ports> FromRequestParts<App<P>> for AppState<P> {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App<P>) -> Result<Self, Self::Rejection> {
        let hold = parts.extensions.get_or_insert_default::<Hold>().clone();
        let stopwatch = parts.extensions.get();
        Ok(Self(App {
            config: Arc::clone(&app.config),
            ports: app.ports.for_request(stopwatch, &hold),
        }))
    }
}
