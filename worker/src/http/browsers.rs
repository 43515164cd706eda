//! `DELETE /api/browsers/{id}`

use crate::account::{BrowserId, Refusal, SelfService};

/// What the path names, to be forgotten.
pub fn forgetting(id: &str) -> Result<SelfService, Refusal> {
    BrowserId::parse(id)
        .map(SelfService::ForgetBrowser)
        .ok_or(Refusal::BrowserNotFound)
}
