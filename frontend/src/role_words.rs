//! The roles in words. No DOM, no clock.

use postern_shared::api::Role;

/// What a role is called.
pub const fn role_name(role: Role) -> &'static str {
    match role {
        Role::User => "User",
        Role::Support => "Support",
        Role::Admin => "Administrator",
    }
}
