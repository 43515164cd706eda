//! A factor of a stored account. The fourth form brought what several authenticators need.

use postern_shared::timestamp::Timestamp;
use postern_shared::totp::TotpSecret;
use serde::{Deserialize, Serialize};

use crate::account::authenticator::Authenticator;
use crate::account::{AuthenticatorId, Factor};
use crate::adapters::records::bytes::{Bytes, SecretBytes};

#[derive(Serialize, Deserialize)]
pub enum FactorForm {
    Totp {
        secret: SecretBytes,
        confirmed_at: Option<Timestamp>,
        last_step: Option<u64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        more: Option<Box<AuthenticatorForm>>,
    },
}

/// What the fourth form knows of an authenticator.
#[derive(Serialize, Deserialize)]
pub struct AuthenticatorForm {
    id: Bytes<16>,
    label: String,
    added_at: Timestamp,
    last_used_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaces: Option<Bytes<16>>,
}

impl FactorForm {
    pub(super) fn of(factor: &Factor) -> Self {
        match factor {
            Factor::Totp(authenticator) => Self::Totp {
                secret: SecretBytes::of(authenticator.secret.expose()),
                confirmed_at: authenticator.confirmed_at,
                last_step: authenticator.last_step,
                more: is_named(authenticator).then(|| {
                    Box::new(AuthenticatorForm {
                        id: Bytes(authenticator.id.0),
                        label: authenticator.label.clone(),
                        added_at: authenticator.added_at,
                        last_used_at: authenticator.last_used_at,
                        replaces: authenticator.replaces.map(|id| Bytes(id.0)),
                    })
                }),
            },
        }
    }

    /// The factor of an account that was made at `created_at`.
    pub(super) fn into_factor(self, created_at: Timestamp) -> Option<Factor> {
        match self {
            Self::Totp {
                secret,
                confirmed_at,
                last_step,
                more,
            } => {
                let secret = TotpSecret::from_imported_bytes(secret.expose()).ok()?;
                let label = Authenticator::DEFAULT_LABEL.to_owned();
                let id = AuthenticatorId::default();
                let mut authenticator = Authenticator::new(id, label, secret, created_at);
                authenticator.confirmed_at = confirmed_at;
                authenticator.last_step = last_step;
                if let Some(more) = more {
                    authenticator.id = AuthenticatorId(more.id.0);
                    authenticator.label = more.label;
                    authenticator.added_at = more.added_at;
                    authenticator.last_used_at = more.last_used_at;
                    authenticator.replaces = more.replaces.map(|id| AuthenticatorId(id.0));
                }
                Some(Factor::Totp(authenticator))
            }
        }
    }
}

/// Whether there is more to an authenticator than the forms before the fourth knew.
pub fn is_named(authenticator: &Authenticator) -> bool {
    authenticator.id != AuthenticatorId::default()
        || authenticator.label != Authenticator::DEFAULT_LABEL
        || authenticator.last_used_at.is_some()
}
