//! How long the parts of one request took, for whoever debugs a deployment.

use std::sync::{Arc, Mutex, PoisonError};

/// The parts' times as they stand in the header `Server-Timing`. Clones share them.
#[derive(Clone, Default)]
pub struct Stopwatch(Arc<Mutex<String>>);

impl Stopwatch {
    /// Writes down that `part` took `milliseconds`.
    pub fn record(&self, part: &str, milliseconds: u64) {
        self.append(&format!("{part};dur={milliseconds}"));
    }

    /// Writes down what another stopwatch has said of its own parts.
    pub fn append(&self, entries: &str) {
        let mut text = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !text.is_empty() && !entries.is_empty() {
            text.push_str(", ");
        }
        text.push_str(entries);
    }

    /// Everything so far: the value of `Server-Timing`.
    #[must_use]
    pub fn entries(&self) -> String {
        let text = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        text.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_listed_as_the_header_wants_them() {
        let stopwatch = Stopwatch::default();
        assert_eq!(stopwatch.entries(), "");
        stopwatch.clone().record("kv", 3);
        stopwatch.append("argon2;dur=25");
        stopwatch.append("");
        assert_eq!(stopwatch.entries(), "kv;dur=3, argon2;dur=25");
    }
}
