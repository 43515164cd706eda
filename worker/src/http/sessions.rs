//! `DELETE /api/sessions/{id}`

use crate::account::{Refusal, SelfService, SessionId};

/// What the path names, to be ended. Somebody else's is as good as none.
pub fn ending(id: &str) -> Result<SelfService, Refusal> {
    SessionId::parse(id)
        .map(SelfService::EndSession)
        .ok_or(Refusal::SessionNotFound)
}
