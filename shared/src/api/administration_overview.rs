//! The body of the call that shows administrators how the service fares.

use serde::{Deserialize, Serialize};

/// 200 of `GET /api/admin/overview`: numbers, and nobody's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OverviewResponse {
    /// Accounts that somebody has confirmed: as they were counted the last time, with those that have
    /// come and gone since.
    pub accounts: u64,
    /// When they were counted the last time, in seconds since the epoch; not there where they were not
    /// yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_at: Option<u64>,
    /// The last 24 hours, oldest first. The last one is not over.
    pub hours: Vec<OverviewPeriod>,
    /// The last 30 days of UTC, oldest first. The last one is not over.
    pub days: Vec<OverviewPeriod>,
}

/// What was counted in an hour or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OverviewPeriod {
    /// When it began, in seconds since the epoch.
    pub starts_at: u64,
    /// Accounts whose first code was confirmed.
    pub registrations: u64,
    /// Sign-ins that have begun a session.
    pub sign_ins: u64,
    /// Passwords and codes that were wrong, whoever's they were, also of names that nobody has.
    pub failures: u64,
    /// Tries that were refused because too many had failed before.
    pub locks: u64,
}
