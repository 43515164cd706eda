//! What KV shows.

use std::future::Future;

use postern_shared::api::{LogLine, PersonSummary};

use crate::account::{Locator, Profile};
use crate::ports::Unavailable;

/// The published records. **May be stale** by a minute, in both directions; no decision about a
/// sign-in is taken from it.
pub trait Directory {
    /// The profile as it was published; `None` where none is seen.
    fn published_profile(
        &self,
        locator: &Locator,
    ) -> impl Future<Output = Result<Option<Profile>, Unavailable>>;

    /// A page of at most `limit` (1000) of the people whose names begin so, in canonical form, from
    /// `cursor` on. What does not open is left out. At most one list of keys, and no read.
    fn people(
        &self,
        beginning: &str,
        cursor: Option<&str>,
        limit: u32,
    ) -> impl Future<Output = Result<Page<PersonSummary>, Unavailable>>;

    /// A page of what was done, newest first; else as [`Self::people`].
    fn log(
        &self,
        cursor: Option<&str>,
        limit: u32,
    ) -> impl Future<Output = Result<Page<LogLine>, Unavailable>>;
}

/// A part of a list.
pub struct Page<T> {
    /// What is on it.
    pub entries: Vec<T>,
    /// Where the list goes on; `None` where it ends.
    pub cursor: Option<String>,
}
