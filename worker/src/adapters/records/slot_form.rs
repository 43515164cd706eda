//! The stored form of a slot, around that of the account in it.

use postern_opaque::server::ExpectedProof;
use postern_shared::timestamp::Timestamp;
use postern_shared::username::Username;
use serde::{Deserialize, Serialize};

use crate::account::challenge::{Challenge, Challenges, Standing};
use crate::account::pending_login::{PendingLogin, PendingLogins};
use crate::account::{Locator, Slot, Tenure};
use crate::adapters::records::account_form::AccountForm;
use crate::adapters::records::account_parts::{FailuresForm, MethodForm};
use crate::adapters::records::administration_form::LogEntryForm;
use crate::adapters::records::bytes::{Bytes, SecretBytes};

/// A slot.
#[derive(Serialize, Deserialize)]
pub struct SlotForm {
    tenure: TenureForm,
    password_failures: FailuresForm,
    code_failures: FailuresForm,
    challenges: Vec<ChallengeForm>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    logins: Vec<PendingLoginForm>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    news: Vec<LogEntryForm>,
}

#[derive(Serialize, Deserialize)]
enum TenureForm {
    Vacant,
    Held(Box<AccountForm>),
    Released {
        until: Timestamp,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_reserved: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        listed_as: Option<Username>,
    },
}

#[derive(Serialize, Deserialize)]
struct ChallengeForm {
    id: Bytes<16>,
    expires_at: Timestamp,
    wrong_codes: u32,
    standing: StandingForm,
    proved: Vec<MethodForm>,
}

#[derive(Serialize, Deserialize)]
struct PendingLoginForm {
    id: Bytes<16>,
    expires_at: Timestamp,
    expected: SecretBytes,
}

#[derive(Serialize, Deserialize)]
enum StandingForm {
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
                Tenure::Released {
                    until,
                    is_reserved,
                    listed_as,
                } => TenureForm::Released {
                    until: *until,
                    is_reserved: *is_reserved,
                    listed_as: listed_as.clone(),
                },
            },
            password_failures: FailuresForm::of(slot.password_throttle),
            code_failures: FailuresForm::of(slot.code_throttle),
            challenges: slot.challenges.0.iter().map(ChallengeForm::of).collect(),
            logins: slot.logins.0.iter().map(PendingLoginForm::of).collect(),
            news: slot.news.iter().map(LogEntryForm::of).collect(),
        }
    }

    pub(super) fn into_slot(self, locator: Locator) -> Option<Slot> {
        let tenure = match self.tenure {
            TenureForm::Vacant => Tenure::Vacant,
            TenureForm::Held(account) => Tenure::Held(Box::new(account.into_account()?)),
            TenureForm::Released {
                until,
                is_reserved,
                listed_as,
            } => Tenure::Released {
                until,
                is_reserved,
                listed_as,
            },
        };
        let challenges = self
            .challenges
            .into_iter()
            .map(ChallengeForm::into_challenge);
        let logins = self.logins.into_iter().map(PendingLoginForm::into_login);
        let logins = logins.collect::<Option<_>>()?;
        let mut slot = Slot::new(locator, tenure);
        slot.password_throttle = self.password_failures.into_throttle();
        slot.code_throttle = self.code_failures.into_throttle();
        slot.challenges = Challenges(challenges.collect());
        slot.logins = PendingLogins(logins);
        slot.news = self
            .news
            .into_iter()
            .map(LogEntryForm::into_entry)
            .collect();
        Some(slot)
    }
}

impl PendingLoginForm {
    fn of(login: &PendingLogin) -> Self {
        Self {
            id: Bytes(login.id),
            expires_at: login.expires_at,
            expected: SecretBytes::of(login.expected.expose()),
        }
    }

    fn into_login(self) -> Option<PendingLogin> {
        Some(PendingLogin {
            id: self.id.0,
            expires_at: self.expires_at,
            expected: ExpectedProof::from_bytes(self.expected.expose().try_into().ok()?),
        })
    }
}

impl ChallengeForm {
    fn of(challenge: &Challenge) -> Self {
        Self {
            id: Bytes(challenge.id),
            expires_at: challenge.expires_at,
            wrong_codes: challenge.wrong_codes,
            standing: match challenge.standing {
                Standing::Open => StandingForm::Open,
                Standing::Used => StandingForm::Used,
                Standing::Exhausted => StandingForm::Exhausted,
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
                StandingForm::Open => Standing::Open,
                StandingForm::Used => Standing::Used,
                StandingForm::Exhausted => Standing::Exhausted,
            },
            proved: MethodForm::into_all(self.proved),
        }
    }
}
