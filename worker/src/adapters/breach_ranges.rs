//! The port to the list of breached passwords: one request for a range of it.

use std::sync::Arc;

use worker::web_sys::AbortSignal;
use worker::{Fetch, Headers, Request, RequestInit, RequestRedirect, console_error};

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
        let outcome = ask(base, name).await;
        if !matches!(outcome, Ok(Some(_))) {
            // Nothing more: the runtime's message might name the range.
            console_error!("breach_check_unavailable");
        }
        outcome.ok().flatten()
    }
}

/// The range, if the answer is one.
async fn ask(base: &str, name: RangeName) -> worker::Result<Option<String>> {
    let url = format!("{base}{}", name.as_str());
    let request = Request::new_with_init(&url, &init()?)?;
    // It ends the reading of the answer too.
    let signal = AbortSignal::timeout_with_u32(PATIENCE_MS).into();
    let mut response = Fetch::Request(request).send_with_signal(&signal).await?;
    if response.status_code() != 200 {
        return Ok(None);
    }
    response.text().await.map(Some)
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
const PATIENCE_MS: u32 = 1000;
