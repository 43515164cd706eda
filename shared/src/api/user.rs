//! Who somebody is.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::api::Role;

/// 200 of `GET /api/users/me`
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// The name in its canonical form.
    pub username: String,
    /// The e-mail address, if there is one.
    pub email: Option<String>,
    /// The full name, if there is one.
    pub full_name: Option<String>,
    /// Whether an administrator has disabled the account.
    pub disabled: bool,
    /// What they may do beside what everybody may.
    pub role: Role,
    /// When the account was made, in seconds since the epoch.
    pub created_at: u64,
}

impl fmt::Debug for User {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("User")
    }
}
