//! The phone: an authenticator app that shares no code with Postern.

use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// An authenticator that holds one secret, and remembers the last step whose code it gave away:
/// Postern takes no step twice and none before the last (RFC 6238 §5.2).
pub struct Phone {
    secret: String,
    last_step: Mutex<Option<u64>>,
}

impl Phone {
    /// Takes the secret as the enrolment shows it (base32).
    #[must_use]
    pub fn new(secret: &str) -> Self {
        Self {
            secret: secret
                .chars()
                .filter(|character| !character.is_whitespace())
                .collect(),
            last_step: Mutex::new(None),
        }
    }

    /// The secret, base32.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// A code that was not given before and is acceptable now; waits for the next step if it must.
    ///
    /// Of the three steps in the window it gives the earliest, so that two more codes can follow
    /// without waiting.
    pub async fn code(&self) -> String {
        let earliest = if seconds() % STEP_SECONDS < STEP_SECONDS - MARGIN_SECONDS {
            current_step() - 1
        } else {
            current_step()
        };
        self.code_from(earliest).await
    }

    /// A code like [`Self::code`], but of the present step at the earliest: for half a minute at
    /// least it stays inside the window, so that a test can tell a used code from an old one.
    pub async fn lasting_code(&self) -> String {
        self.code_from(current_step()).await
    }

    /// A code of a step after `step`, as soon as it is acceptable.
    pub async fn code_after(&self, step: u64) -> String {
        self.code_from(step + 1).await
    }

    /// The code that was given last, once more.
    ///
    /// # Panics
    /// Where none was given.
    #[must_use]
    pub fn last_code(&self) -> String {
        let step = self
            .last_step
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .expect("a code was given before");
        self.code_of(step)
    }

    /// `number` different codes that are wrong now and for the next minutes.
    #[must_use]
    pub fn wrong_codes(&self, number: usize) -> Vec<String> {
        let now = current_step();
        let right: Vec<String> = (now - 3..now + 10).map(|step| self.code_of(step)).collect();
        (100_000..1_000_000)
            .map(|code| code.to_string())
            .filter(|code| !right.contains(code))
            .take(number)
            .collect()
    }

    /// One of [`Self::wrong_codes`].
    #[must_use]
    pub fn wrong_code(&self) -> String {
        self.wrong_codes(1).concat()
    }

    /// The code of a step, as `oathtool` computes it.
    ///
    /// # Panics
    /// Where `oathtool` is missing or refuses the secret.
    #[must_use]
    pub fn code_of(&self, step: u64) -> String {
        let output = Command::new("oathtool")
            .args(["--totp", "--base32", "--now"])
            .arg(format!("@{}", step * STEP_SECONDS))
            .arg(&self.secret)
            .stdin(Stdio::null())
            .output()
            .expect("oathtool is installed");
        assert!(
            output.status.success(),
            "oathtool refused the secret: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    async fn code_from(&self, earliest: u64) -> String {
        loop {
            if let Some(step) = self.take_step(earliest) {
                return self.code_of(step);
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    fn take_step(&self, earliest: u64) -> Option<u64> {
        let mut last = self
            .last_step
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let step = last.map_or(earliest, |last| earliest.max(last + 1));
        (step <= current_step() + 1).then(|| {
            *last = Some(step);
            step
        })
    }
}

/// The number of the present time step.
#[must_use]
pub fn current_step() -> u64 {
    seconds() / STEP_SECONDS
}

fn seconds() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

const STEP_SECONDS: u64 = 30;
/// A code of the step before is not given in the last seconds of a step: it could arrive too late.
const MARGIN_SECONDS: u64 = 6;
