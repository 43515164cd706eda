//! Postern's calls on a real workerd, with real KV and real Durable Objects.
#![expect(
    clippy::indexing_slicing,
    reason = "a field that JSON lacks reads as null, and the assertion says so"
)]

#[macro_use]
mod in_each_mode;

mod account_area;
mod activity;
mod administration;
mod answer_times;
mod at_rest;
mod backup;
mod backup_of_administration;
mod bad_bodies;
mod bad_challenges;
mod bad_fields;
mod bad_self_service;
mod bad_tokens;
mod bad_values;
mod breach_check;
mod ceremony;
mod client_files;
mod cross_origin;
mod deploy;
mod durability;
mod faults;
mod foreign_verifiers;
mod guide_code;
mod guides;
mod headers;
mod import;
mod import_breaks_off;
mod introspection;
mod invitations;
mod key_rotation;
mod limits;
mod lockout;
mod login_states;
mod origin_conformance;
mod overview;
mod password_changes;
mod password_messages;
mod password_moves;
mod password_protocol;
mod password_races;
mod password_reset;
mod password_rotation;
mod people_pages;
mod races;
mod readme;
mod refused_self_service;
mod routes;
mod session_list;
mod sessions;
mod sign_in_cost;
mod time_limits;
mod token_endpoint;
mod tokens;
mod trusted_browsers;
