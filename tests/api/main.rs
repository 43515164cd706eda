//! Postern's calls on a real workerd, with real KV and real Durable Objects.
#![expect(
    clippy::indexing_slicing,
    reason = "a field that JSON lacks reads as null, and the assertion says so"
)]

mod at_rest;
mod bad_bodies;
mod bad_challenges;
mod bad_fields;
mod bad_tokens;
mod bad_values;
mod ceremony;
mod client_files;
mod cross_origin;
mod durability;
mod foreign_verifiers;
mod guides;
mod headers;
mod limits;
mod origin_conformance;
mod races;
mod readme;
mod routes;
mod sessions;
mod time_limits;
mod tokens;
