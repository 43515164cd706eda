//! The port to the list of breached passwords: one request for a range of it.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use worker::{
    AbortController, AbortSignal, Delay, Fetch, Headers, Request, RequestInit, RequestRedirect,
    console_error,
};

use crate::account::RangeName;
use crate::config::Config;
use crate::ports::BreachedPasswords;

/// The service that the settings name.
#[derive(Clone)]
pub struct BreachRanges {
    config: Arc<Config>,
}

impl BreachRanges {
    /// The service of this deployment.
    #[must_use]
    pub const fn new(config: Arc<Config>) -> Self {
        Self { config }
    }
}

impl BreachedPasswords for BreachRanges {
    async fn range(&self, name: RangeName) -> Option<String> {
        let base = self.config.breach_check.as_deref()?;
        let controller = AbortController::default();
        let signal = controller.signal();
        let exchange = pin!(exchange(base, name, &signal));
        match select(exchange, Delay::from(PATIENCE)).await {
            Either::Left((Ok(Ok(range)), _)) => return Some(range),
            Either::Left((Ok(Err(status)), _)) => {
                console_error!("breach_check_unavailable: status {status}");
            }
            // The runtime's message might name the range.
            Either::Left((Err(_), _)) => console_error!("breach_check_unavailable: no answer"),
            Either::Right(_) => {
                controller.abort();
                console_error!("breach_check_unavailable: no answer in time");
            }
        }
        None
    }
}

/// The range, or the status that came in its place.
async fn exchange(
    base: &str,
    name: RangeName,
    signal: &AbortSignal,
) -> worker::Result<Result<String, u16>> {
    let url = format!("{base}{}", name.as_str());
    let request = Request::new_with_init(&url, &init()?)?;
    let mut response = Fetch::Request(request).send_with_signal(signal).await?;
    match response.status_code() {
        200 => Ok(Ok(response.text().await?)),
        other => Ok(Err(other)),
    }
}

/// Whoever reads along sees an answer's length: padding makes those of all ranges alike. A redirect
/// would take the digits elsewhere.
fn init() -> worker::Result<RequestInit> {
    let headers = Headers::new();
    headers.set("add-padding", "true")?;
    headers.set("user-agent", "postern")?;
    let mut init = RequestInit::new();
    init.with_headers(headers)
        .with_redirect(RequestRedirect::Manual);
    Ok(init)
}

/// Somebody waits for this while they register.
const PATIENCE: Duration = Duration::from_secs(1);
