//! Postern in a real browser: a person's way through the pages.
#![expect(
    clippy::indexing_slicing,
    reason = "a field that JSON lacks reads as null, and the assertion says so"
)]

mod accessibility;
mod account_area;
mod activity;
mod administration;
mod authenticators;
mod brought_over;
mod browsers;
mod ceremony;
mod codes;
mod delete_account;
mod documentation;
mod elsewhere;
mod forms;
mod invitations;
mod keyboard;
mod navigation;
mod password_change;
mod password_protocol;
mod privacy;
mod profile;
mod proof;
mod recovery_codes;
mod reset_password;
mod second_factor;
mod sessions;
mod step_up;
mod steps;
