//! Who may register, and the bodies of the call about an invitation.

use serde::{Deserialize, Serialize};

use crate::api::{Role, SecretText};

/// Who may register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RegistrationMode {
    /// Everybody.
    Open,
    /// Whoever has an invitation.
    Invite,
    /// Nobody.
    Closed,
}

impl RegistrationMode {
    /// The mode of this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "open" => Self::Open,
            "invite" => Self::Invite,
            "closed" => Self::Closed,
            _unknown => return None,
        })
    }
}

/// `POST /api/invitation`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct InvitationRequest {
    /// As it stands in the link, behind `#invitation=`.
    pub invitation: SecretText,
}

/// 200 of `POST /api/invitation`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationResponse {
    /// The role of the account that it is for.
    pub role: Role,
    /// The e-mail address of the account, unless the registration names another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// When it ends, in seconds since the epoch.
    pub expires_at: u64,
}
