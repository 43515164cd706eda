//! What an account says of its holder.

use postern_shared::api::{Role, User};
use postern_shared::timestamp::Timestamp;
use postern_shared::username::Username;

/// Names one account: 128 random bits, the `sub` of its access tokens. Never given again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountId(pub [u8; 16]);

/// What the account says of its holder.
#[derive(Clone, PartialEq, Eq)]
pub struct Profile {
    /// The account's name in tokens.
    pub id: [u8; 16],
    /// The sign-in name.
    pub username: Username,
    /// E-mail address.
    pub email: Option<String>,
    /// Full name.
    pub full_name: Option<String>,
    /// Whether an administrator has disabled the account.
    pub disabled: bool,
    /// What they may do beside what everybody may.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Profile {
    /// As its owner sees it.
    #[must_use]
    pub fn shown(&self) -> User {
        User {
            username: self.username.to_string(),
            email: self.email.clone(),
            full_name: self.full_name.clone(),
            disabled: self.disabled,
            role: self.role,
            created_at: self.created_at.unix_seconds(),
        }
    }
}
