//! The bodies of the calls by which administrators look after people.

use serde::{Deserialize, Serialize};

use crate::api::{
    ActivityResponse, AuthenticatorSummary, RecoveryCodesResponse, Role, SecretText,
    SessionsResponse, User,
};

/// `POST /api/admin/people`: the search is a part of a name, which does not belong in a URL.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PeopleRequest {
    /// The beginning of usernames, in any case; every character stands for itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Where the page before has ended; of the same search.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Somebody in the list. It may be a minute old.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonSummary {
    /// Names the person's account in paths: 43 characters of base64url.
    pub id: String,
    /// The username.
    pub username: String,
    /// E-mail address.
    pub email: Option<String>,
    /// The role.
    pub role: Role,
    /// Whether the account is disabled.
    pub disabled: bool,
    /// Whether there is a second factor; none after a reset, until the person has enrolled anew.
    pub has_second_factor: bool,
    /// When the account was made, in seconds since the epoch.
    pub created_at: u64,
}

/// 200 of `POST /api/admin/people`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PeopleResponse {
    /// At most 100 people.
    pub people: Vec<PersonSummary>,
    /// For the next page, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// 200 of `GET /api/admin/people/{id}`: how the account stands at this moment. No secret, no hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonResponse {
    /// Who it is.
    pub user: User,
    /// Seconds until the next password is looked at, from a browser that is not known; 0 where it is.
    pub password_wait: u64,
    /// Seconds until the next code is looked at, from a browser that is not known; 0 where it is.
    pub code_wait: u64,
    /// Whether so many wrong codes came in a row that no code of an authenticator is taken.
    pub suspended: bool,
    /// After a reset of the second factor: until when the person may enrol anew, in seconds since
    /// the epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrol_until: Option<u64>,
    /// Until when a link is good that sets a new password, in seconds since the epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_reset_until: Option<u64>,
    /// The authenticators.
    pub authenticators: Vec<AuthenticatorSummary>,
    /// What there is of recovery codes.
    pub recovery_codes: RecoveryCodesResponse,
    /// Where the person is signed in.
    pub sessions: SessionsResponse,
    /// What has happened.
    pub activity: ActivityResponse,
}

/// The body of what an administrator does about somebody, where it needs nothing but a reason.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReasonRequest {
    /// Why, for the log: 3 to 200 characters in at most 400 bytes.
    pub reason: String,
}

/// `POST /api/admin/people/{id}/role`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeRoleRequest {
    /// The role from now on.
    pub role: Role,
    /// Why, for the log: 3 to 200 characters in at most 400 bytes.
    pub reason: String,
}

/// 201 of `POST /api/admin/people/{id}/reset-password`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordResetStartedResponse {
    /// What the person hands in with a new password: good once, shown this once.
    pub reset: SecretText,
    /// Seconds that it is good for.
    pub expires_in: u64,
}
