//! A TOTP authenticator (RFC 6238): its secret, whether it has proved itself, and the last step
//! that it was used for.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use postern_shared::api::AuthenticatorSummary;
use postern_shared::one_time_code::OneTimeCode;
use postern_shared::timestamp::Timestamp;
use postern_shared::totp::{TimeStep, TotpSecret, latest_step};
use serde::{Deserialize, Serialize};

/// Names an authenticator within its account: 128 random bits, no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AuthenticatorId(pub [u8; 16]);

/// One authenticator of an account.
pub struct Authenticator {
    /// Its name.
    pub id: AuthenticatorId,
    /// What its owner calls it.
    pub label: String,
    /// The shared secret.
    pub secret: TotpSecret,
    /// When it was added.
    pub added_at: Timestamp,
    /// When its first right code came; it counts as a factor from then on.
    pub confirmed_at: Option<Timestamp>,
    /// The last step whose code was accepted.
    pub last_step: Option<TimeStep>,
    /// When that was.
    pub last_used_at: Option<Timestamp>,
    /// Until it is confirmed: the one that it takes the place of then.
    pub replaces: Option<AuthenticatorId>,
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

impl AuthenticatorId {
    /// Reads the text form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for AuthenticatorId {
    /// base64url without padding, 22 characters.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl Authenticator {
    /// Authenticators of one account.
    pub const MAX_PER_ACCOUNT: usize = 10;
    /// Seconds in which a further one has to prove its first code.
    pub const ENROLMENT_SECONDS: u64 = 900;
    /// What one is called whose owner gives it no name.
    pub const DEFAULT_LABEL: &str = "Authenticator";

    /// A new one, not confirmed yet.
    #[must_use]
    pub fn new(id: AuthenticatorId, label: String, secret: TotpSecret, now: Timestamp) -> Self {
        Self {
            id,
            label,
            secret,
            added_at: now,
            confirmed_at: None,
            last_step: None,
            last_used_at: None,
            replaces: None,
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
        self.last_used_at = Some(now);
        self.confirmed_at.get_or_insert(now);
        Verdict::Accepted
    }

    /// Whether it has proved itself.
    #[must_use]
    pub const fn is_confirmed(&self) -> bool {
        self.confirmed_at.is_some()
    }

    /// When it goes away by itself, where it is one more of an account.
    #[must_use]
    pub fn lapses_at(&self) -> Option<Timestamp> {
        (!self.is_confirmed()).then(|| self.added_at.plus(Self::ENROLMENT_SECONDS))
    }

    /// As its owner sees it.
    #[must_use]
    pub fn shown(&self) -> AuthenticatorSummary {
        AuthenticatorSummary {
            id: self.id.to_string(),
            label: self.label.clone(),
            confirmed: self.is_confirmed(),
            added_at: self.added_at.unix_seconds(),
            last_used_at: self.last_used_at.map(Timestamp::unix_seconds),
            lapses_at: self.lapses_at().map(Timestamp::unix_seconds),
            replaces: self.replaces.map(|id| id.to_string()),
            short_secret: self.secret.is_short(),
        }
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
        let secret = TotpSecret::from_random([7; 20]);
        let added_at = Timestamp::from_unix_seconds(1_700_000_000);
        Authenticator::new(
            AuthenticatorId::default(),
            "Phone".to_owned(),
            secret,
            added_at,
        )
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
