//! The stored form of a slot, around that of the account in it.

use postern_opaque::server::ExpectedProof;
use postern_shared::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

use crate::account::challenge::{Challenge, Challenges, Standing};
use crate::account::pending_login::{PendingLogin, PendingLogins};
use crate::account::{Locator, Slot, Tenure, Throttle};
use crate::adapters::records::account_form::AccountForm;
use crate::adapters::records::account_parts::MethodForm;
use crate::adapters::records::bytes::Bytes;

/// A slot.
#[derive(Serialize, Deserialize)]
pub struct SlotForm {
    tenure: TenureForm,
    password_failures: FailuresV1,
    code_failures: FailuresV1,
    challenges: Vec<ChallengeV1>,
    #[serde(default)]
    logins: Vec<PendingLoginForm>,
}

#[derive(Serialize, Deserialize)]
enum TenureForm {
    Vacant,
    Held(Box<AccountForm>),
    Released { until: Timestamp },
}

#[derive(Serialize, Deserialize)]
struct FailuresV1 {
    count: u32,
    last: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct ChallengeV1 {
    id: Bytes<16>,
    expires_at: Timestamp,
    wrong_codes: u32,
    standing: StandingV1,
    proved: Vec<MethodForm>,
}

#[derive(Serialize, Deserialize)]
struct PendingLoginForm {
    id: Bytes<16>,
    expires_at: Timestamp,
    expected: Bytes<128>,
}

#[derive(Serialize, Deserialize)]
enum StandingV1 {
    Open,
    Used,
    Exhausted,
}

impl SlotForm {
    pub(super) fn of(slot: &Slot) -> Self {
        Self {
            tenure: match &slot.tenure {
                Tenure::Vacant => TenureForm::Vacant,
                Tenure::Held(account) => TenureForm::Held(Box::new(AccountForm::of(account))),
                Tenure::Released { until } => TenureForm::Released { until: *until },
            },
            password_failures: FailuresV1::of(slot.password_throttle),
            code_failures: FailuresV1::of(slot.code_throttle),
            challenges: slot.challenges.0.iter().map(ChallengeV1::of).collect(),
            logins: slot.logins.0.iter().map(PendingLoginForm::of).collect(),
        }
    }

    pub(super) fn into_slot(self, locator: Locator) -> Option<Slot> {
        let tenure = match self.tenure {
            TenureForm::Vacant => Tenure::Vacant,
            TenureForm::Held(account) => Tenure::Held(Box::new(account.into_account()?)),
            TenureForm::Released { until } => Tenure::Released { until },
        };
        let challenges = self.challenges.into_iter().map(ChallengeV1::into_challenge);
        let logins = self.logins.into_iter().map(PendingLoginForm::into_login);
        let mut slot = Slot::new(locator, tenure);
        slot.password_throttle = self.password_failures.into_throttle();
        slot.code_throttle = self.code_failures.into_throttle();
        slot.challenges = Challenges(challenges.collect());
        slot.logins = PendingLogins(logins.collect());
        Some(slot)
    }
}

impl PendingLoginForm {
    fn of(login: &PendingLogin) -> Self {
        Self {
            id: Bytes(login.id),
            expires_at: login.expires_at,
            expected: Bytes(*login.expected.expose()),
        }
    }

    fn into_login(self) -> PendingLogin {
        PendingLogin {
            id: self.id.0,
            expires_at: self.expires_at,
            expected: ExpectedProof::from_bytes(self.expected.0),
        }
    }
}

impl FailuresV1 {
    const fn of(throttle: Throttle) -> Self {
        Self {
            count: throttle.failures,
            last: throttle.last_failure,
        }
    }

    const fn into_throttle(self) -> Throttle {
        Throttle {
            failures: self.count,
            last_failure: self.last,
        }
    }
}

impl ChallengeV1 {
    fn of(challenge: &Challenge) -> Self {
        Self {
            id: Bytes(challenge.id),
            expires_at: challenge.expires_at,
            wrong_codes: challenge.wrong_codes,
            standing: match challenge.standing {
                Standing::Open => StandingV1::Open,
                Standing::Used => StandingV1::Used,
                Standing::Exhausted => StandingV1::Exhausted,
            },
            proved: MethodForm::all_of(&challenge.proved),
        }
    }

    fn into_challenge(self) -> Challenge {
        Challenge {
            id: self.id.0,
            expires_at: self.expires_at,
            wrong_codes: self.wrong_codes,
            standing: match self.standing {
                StandingV1::Open => Standing::Open,
                StandingV1::Used => Standing::Used,
                StandingV1::Exhausted => Standing::Exhausted,
            },
            proved: MethodForm::into_all(self.proved),
        }
    }
}
