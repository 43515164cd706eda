//! A TOTP authenticator (RFC 6238): its secret, whether it has proved itself, and the last step
//! that it was used for.

use postern_shared::one_time_code::OneTimeCode;
use postern_shared::timestamp::Timestamp;
use postern_shared::totp::{TimeStep, TotpSecret, latest_step};

/// One authenticator of an account.
pub struct Authenticator {
    /// The shared secret.
    pub secret: TotpSecret,
    /// When its first right code came; it counts as a factor from then on.
    pub confirmed_at: Option<Timestamp>,
    /// The last step whose code was accepted.
    pub last_step: Option<TimeStep>,
}

/// What became of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Right, and its step is used up now.
    Accepted,
    /// Right, but its step, or a later one, was used before.
    AlreadyUsed,
    /// Wrong.
    Wrong,
}

impl Authenticator {
    /// A new one, not confirmed yet.
    #[must_use]
    pub fn new(secret: TotpSecret) -> Self {
        Self {
            secret,
            confirmed_at: None,
            last_step: None,
        }
    }

    /// Checks a code. A step is accepted once, and only later ones after it (RFC 6238 §5.2);
    /// the one that confirms the authenticator counts too.
    pub fn check(&mut self, code: &OneTimeCode, now: Timestamp) -> Verdict {
        let Some(step) = self.secret.matching_step(code, now) else {
            return Verdict::Wrong;
        };
        if self.last_step.is_some_and(|last| step <= last) {
            return Verdict::AlreadyUsed;
        }
        self.last_step = Some(step);
        self.confirmed_at.get_or_insert(now);
        Verdict::Accepted
    }

    /// Takes every code that could have been accepted until `now` for used.
    pub fn refuse_codes_until(&mut self, now: Timestamp) {
        self.last_step = self.last_step.max(Some(latest_step(now)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authenticator() -> Authenticator {
        Authenticator::new(TotpSecret::from_random([7; 20]))
    }

    fn code(at: Timestamp) -> OneTimeCode {
        OneTimeCode::parse(&TotpSecret::from_random([7; 20]).code_at(at)).expect("six digits")
    }

    #[test]
    fn a_step_is_accepted_once_the_confirming_one_too() {
        let now = Timestamp::from_unix_seconds(1_700_000_010);
        let mut authenticator = authenticator();
        assert_eq!(authenticator.check(&code(now), now), Verdict::Accepted);
        assert_eq!(authenticator.confirmed_at, Some(now));
        assert_eq!(authenticator.check(&code(now), now), Verdict::AlreadyUsed);
    }

    #[test]
    fn an_earlier_step_is_refused_after_a_later_one() {
        let now = Timestamp::from_unix_seconds(1_700_000_010);
        let mut authenticator = authenticator();
        let next = now.plus(30);
        assert_eq!(authenticator.check(&code(next), now), Verdict::Accepted);
        assert_eq!(authenticator.check(&code(now), now), Verdict::AlreadyUsed);
    }

    #[test]
    fn what_may_have_been_used_before_is_refused_and_nothing_later() {
        let now = Timestamp::from_unix_seconds(1_700_000_010);
        for lost in [None, Some(1), Some(u64::MAX)] {
            let mut authenticator = authenticator();
            authenticator.last_step = lost;
            authenticator.refuse_codes_until(now);
            for code in [code(now), code(now.plus(30))] {
                assert_eq!(authenticator.check(&code, now), Verdict::AlreadyUsed);
            }
            let later = now.plus(60);
            let verdict = authenticator.check(&code(later), now.plus(30));
            let is_later = lost != Some(u64::MAX);
            assert_eq!(verdict == Verdict::Accepted, is_later);
        }
    }
}
