//! What a session is held by, as its holder will see it in a list.

use postern_shared::api::ClientKind;
use serde::{Deserialize, Serialize};

/// What a request said of the program that sent it. Nothing is decided by it but where the refresh
/// token goes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ClientInfo {
    /// Whether it is a page of this service, or another program.
    pub kind: ClientKind,
    /// The browser or program, in words.
    pub browser: Option<String>,
    /// The operating system, in words.
    pub system: Option<String>,
    /// A country's two letters (ISO 3166-1).
    pub country: Option<String>,
}
