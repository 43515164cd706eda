//! How far an import is, drawn on a terminal.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::time::{Duration, Instant};

/// A bar of rows; nothing where nobody looks.
pub struct Bar {
    total: usize,
    begun: Instant,
    drawn: Option<Instant>,
    is_shown: bool,
}

impl Bar {
    /// Of `total` rows.
    pub fn of(total: usize) -> Self {
        Self {
            total,
            begun: Instant::now(),
            drawn: None,
            is_shown: stderr().is_terminal(),
        }
    }

    /// Draws it anew where it is time to.
    pub fn show(&mut self, done: usize) {
        let is_late = self.drawn.is_none_or(|drawn| drawn.elapsed() >= PAUSE);
        if self.is_shown && (is_late || done == self.total) {
            self.drawn = Some(Instant::now());
            let text = drawn(done, self.total, self.begun.elapsed());
            // Whether it can be drawn makes no difference.
            let _ignored = write!(stderr(), "\r\x1b[2K{text}");
        }
    }

    /// Takes it away, so that something else may be said.
    pub fn clear(&mut self) {
        if self.is_shown && self.drawn.take().is_some() {
            let _ignored = write!(stderr(), "\r\x1b[2K");
        }
    }
}

/// `[#####-----] 5000 of 10000 rows, 400 a second`
fn drawn(done: usize, total: usize, elapsed: Duration) -> String {
    let filled = (done * WIDTH).checked_div(total).unwrap_or(WIDTH);
    let seconds = usize::try_from(elapsed.as_secs()).unwrap_or(usize::MAX);
    let rate = done / seconds.max(1);
    let (full, empty) = ("#".repeat(filled), "-".repeat(WIDTH.saturating_sub(filled)));
    format!("[{full}{empty}] {done} of {total} rows, {rate} a second")
}

const WIDTH: usize = 30;
const PAUSE: Duration = Duration::from_millis(200);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_is_as_long_as_the_part_that_is_done() {
        let at = |done| drawn(done, 100, Duration::from_secs(2));
        assert_eq!(
            at(0),
            format!("[{}] 0 of 100 rows, 0 a second", "-".repeat(30))
        );
        let half = format!(
            "[{}{}] 50 of 100 rows, 25 a second",
            "#".repeat(15),
            "-".repeat(15)
        );
        assert_eq!(at(50), half);
        assert_eq!(
            at(100),
            format!("[{}] 100 of 100 rows, 50 a second", "#".repeat(30))
        );
    }
}
